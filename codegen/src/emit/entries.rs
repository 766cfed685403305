//! `lib.rs`: every api, in the order of its id. rustfmt is told to leave all of it alone: prettyplease alone formats.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, words};

pub(super) fn tokens(ids: &[String]) -> TokenStream {
    let modules: Vec<_> = ids.iter().map(|id| words::ident(&module(id))).collect();
    let docs_of = ids.iter().map(|id| docs::line(&format!("The api `{id}`.")));
    let entry = docs::line("One api: its table, its sentences, and its decoder.");
    let id = docs::line("The folder under `spec/`.");
    let api = docs::line("The route table.");
    let requirements = docs::line("Every normative sentence, by id.");
    let decode = docs::line(
        "Decodes an answer by operation id, status, `Content-Type` and payload; none for an unknown operation.",
    );
    let all = docs::line("Every api, by id.");
    let find = docs::line("The api of that id.");
    let outcome = docs::line(
        "What became of an answer: none for an unknown operation, else whether its payload decoded.",
    );
    quote! {
        #![allow(clippy::all, clippy::pedantic, reason = "machine-written")]

        #(#docs_of #[rustfmt::skip] pub mod #modules;)*

        #outcome
        #[rustfmt::skip]
        pub type Outcome = Option<Result<(), String>>;

        #entry
        #[rustfmt::skip]
        #[derive(Debug, Clone, Copy)]
        pub struct Entry {
            #id
            pub id: &'static str,
            #api
            pub api: &'static rollcall_spec::Api,
            #requirements
            pub requirements: &'static [&'static rollcall_spec::Requirement],
            #decode
            pub decode: fn(operation_id: &str, status: u16, content_type: Option<&str>, body: &[u8]) -> Outcome,
        }

        #all
        #[rustfmt::skip]
        pub const APIS: &[Entry] = &[#(Entry {
            id: #ids,
            api: &#modules::API,
            requirements: #modules::requirements::ALL,
            decode: #modules::responses::decode,
        }),*];

        #find
        #[rustfmt::skip]
        pub fn find(id: &str) -> Option<&'static Entry> {
            APIS.iter().find(|entry| entry.id == id)
        }
    }
}

/// The module of an api's folder.
pub(crate) fn module(id: &str) -> String {
    let name: String = id
        .chars()
        .map(
            |letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' },
        )
        .collect();
    if syn::parse_str::<syn::Ident>(&name).is_ok() && name != "gen" {
        name
    } else {
        format!("api_{name}")
    }
}
