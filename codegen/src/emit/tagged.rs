//! Alternatives that a member tells apart: a variant for each, and one for whatever else may come.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, words};
use crate::model::{Doc, Package, Tagged, TypeDef};

pub(super) fn tokens(package: &Package, definition: &TypeDef, tagged: &Tagged) -> TokenStream {
    let doc = docs::doc(&definition.doc);
    let ident = words::ident(&definition.ident);
    let other = words::ident(&tagged.catch_all);
    let names: Vec<_> = tagged.variants.iter().map(|one| words::ident(&one.ident)).collect();
    let held = tagged.variants.iter().map(|one| words::ty(package, &one.ty, &TokenStream::new()));
    let docs_of = tagged.variants.iter().zip(&tagged.tags).map(|(variant, tags)| {
        let text = format!("`{}` is `{}`.", tagged.property, tags.join("` or `"));
        docs::doc(&Doc { text, pointer: variant.pointer.clone(), ..Doc::default() })
    });
    let property = &tagged.property;
    let other_doc =
        docs::line(&format!("`{property}` is something else: every member, as it came."));
    let property_doc = docs::line("The member that tells the alternatives apart.");
    let known: Vec<&String> = tagged.tags.iter().flatten().collect();
    let known_doc = docs::line("Every value of it that the document lists.");
    let deserialize = deserialize(&ident.to_string(), tagged);
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum #ident {
            #(#docs_of #names(Box<#held>),)*
            #other_doc
            #other(serde_json::Map<String, serde_json::Value>),
        }

        impl #ident {
            #property_doc
            pub const DISCRIMINATOR: &'static str = #property;
            #known_doc
            pub const KNOWN: &'static [&'static str] = &[#(#known),*];
        }

        #deserialize
    }
}

/// Reads the member first, and then everything as the alternative that it means.
fn deserialize(name: &str, tagged: &Tagged) -> TokenStream {
    let ident = words::ident(name);
    let other = words::ident(&tagged.catch_all);
    let property = &tagged.property;
    let arms = tagged.variants.iter().zip(&tagged.tags).map(|(variant, tags)| {
        let name = words::ident(&variant.ident);
        quote! {
            Some(#(#tags)|*) => {
                serde_json::from_value(serde_json::Value::Object(members)).map(Self::#name)
            }
        }
    });
    let absent = if tagged.is_required {
        quote!(None => return Err(serde::de::Error::missing_field(#property)))
    } else {
        quote!(None => None)
    };
    let expected = format!("a text in `{property}`");
    quote! {
        impl<'de> serde::Deserialize<'de> for #ident {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let members: serde_json::Map<String, serde_json::Value> =
                    serde::Deserialize::deserialize(deserializer)?;
                let tag = match members.get(#property) {
                    Some(serde_json::Value::String(tag)) => Some(tag.clone()),
                    Some(_) => {
                        let found = serde::de::Unexpected::Other("another kind of value");
                        return Err(serde::de::Error::invalid_type(found, &#expected));
                    }
                    #absent,
                };
                let read = match tag.as_deref() {
                    #(#arms)*
                    _ => return Ok(Self::#other(members)),
                };
                read.map_err(|error| {
                    let tag = tag.unwrap_or_default();
                    serde::de::Error::custom(format_args!("as `{tag}`: {error}"))
                })
            }
        }
    }
}
