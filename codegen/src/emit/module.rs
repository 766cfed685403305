//! `mod.rs` of an api.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::model::Package;

pub(super) fn tokens(_package: &Package) -> TokenStream {
    let modules = [
        ("operations", "Requests, one an operation."),
        ("requirements", "Normative sentences."),
        ("responses", "Responses, one an operation."),
        ("routes", "The route table."),
        ("types", "What requests and responses hold."),
    ]
    .map(|(name, doc)| {
        let doc = docs::line(doc);
        let name = super::words::ident(name);
        quote! { #doc pub mod #name; }
    });
    quote! { #(#modules)* pub use routes::API; }
}
