//! `requirements.rs`: a constant for each sentence, and all of them sorted by id.

use proc_macro2::TokenStream;
use quote::quote;
use rollcall_spec::{Keyword, Link, Requirement, SourceKind};

use super::{docs, words};
use crate::model::Package;

pub(super) fn tokens(package: &Package) -> TokenStream {
    let mut sorted: Vec<&Requirement> = package.requirements.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let names: Vec<_> = sorted.iter().map(|one| words::ident(&constant(&one.id))).collect();
    let items = sorted.iter().zip(&names).map(|(one, name)| {
        let doc = docs::line(&format!("{}: {}", one.id, one.text.replace('\n', " ")));
        let value = requirement(one);
        quote! { #doc pub const #name: &rollcall_spec::Requirement = &#value; }
    });
    let all = docs::line("Every sentence, by id.");
    let imports = (!sorted.is_empty()).then(|| {
        quote!(
            use std::borrow::Cow;
        )
    });
    quote! {
        #imports
        #(#items)*
        #all
        pub const ALL: &[&rollcall_spec::Requirement] = &[#(#names),*];
    }
}

/// `SW-0001` is `SW_0001`.
pub(crate) fn constant(id: &str) -> String {
    let name: String = id
        .chars()
        .map(
            |letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' },
        )
        .collect();
    if name.starts_with(|first: char| first.is_ascii_uppercase()) {
        name
    } else {
        format!("R_{name}")
    }
}

fn requirement(one: &Requirement) -> TokenStream {
    let keyword = match one.keyword {
        Keyword::Must => quote!(Must),
        Keyword::Should => quote!(Should),
    };
    let kind = match one.source.kind {
        SourceKind::Document => quote!(Document),
        SourceKind::Rfc => quote!(Rfc),
        SourceKind::Vendor => quote!(Vendor),
        SourceKind::Inferred => quote!(Inferred),
    };
    let link = match &one.link {
        Link::Checks(checks) => {
            let checks = checks.iter().map(|check| super::routes::text(check));
            quote!(rollcall_spec::Link::Checks(Cow::Borrowed(&[#(#checks),*])))
        }
        Link::Excluded(reason) => {
            let reason = super::routes::text(reason);
            quote!(rollcall_spec::Link::Excluded(#reason))
        }
    };
    let (id, words) = (super::routes::text(&one.id), super::routes::text(&one.text));
    let locator = super::routes::text(&one.source.locator);
    quote! {
        rollcall_spec::Requirement {
            id: #id,
            keyword: rollcall_spec::Keyword::#keyword,
            text: #words,
            source: rollcall_spec::Source { kind: rollcall_spec::SourceKind::#kind, locator: #locator },
            link: #link,
        }
    }
}
