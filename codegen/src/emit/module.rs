//! `mod.rs` of an api.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::model::Package;

pub(super) fn tokens(package: &Package) -> TokenStream {
    let events = ("events", "What the server sends unasked.");
    let always = [
        ("operations", "Requests, one an operation."),
        ("requirements", "Normative sentences."),
        ("responses", "Responses, one an operation."),
        ("routes", "The route table."),
        ("types", "What requests and responses hold."),
    ];
    let events = (!package.events.is_empty()).then_some(events);
    let modules = events.into_iter().chain(always).map(|(name, doc)| {
        let doc = docs::line(doc);
        let name = super::words::ident(name);
        quote! { #doc pub mod #name; }
    });
    quote! { #(#modules)* pub use routes::API; }
}
