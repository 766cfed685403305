//! `events.rs`: what a server sends unasked, a variant for each event, and a decoder by name.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, words};
use crate::model::{Event, Package, Type};

pub(super) fn tokens(package: &Package) -> TokenStream {
    let events = &package.events;
    let doc = docs::line("What the server sends unasked.");
    let variants = events.iter().map(|event| {
        let doc = docs::doc(&event.doc);
        let ident = words::ident(&event.ident);
        let held = event.payload.as_ref().map(|ty| {
            let tokens = words::ty(package, ty, &quote!(super::types::));
            let tokens = if matches!(ty, Type::Named(_)) { quote!(Box<#tokens>) } else { tokens };
            quote!((#tokens))
        });
        quote!(#doc #ident #held)
    });
    let names = arms(events, |event| {
        let name = &event.name;
        quote!(#name)
    });
    let channels = arms(events, |event| {
        event.channel.as_ref().map_or(quote!(None), |channel| quote!(Some(#channel)))
    });
    let decode = decode(events);
    let name_doc = docs::line("Its name in the document.");
    let channel_doc = docs::line(
        "The channel that it is published on; none where it goes to a URL of the receiver's.",
    );
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        pub enum Event { #(#variants),* }

        impl Event {
            #name_doc
            pub fn name(&self) -> &'static str {
                match self { #(#names),* }
            }

            #channel_doc
            pub fn channel(&self) -> Option<&'static str> {
                match self { #(#channels),* }
            }
        }

        #decode
    }
}

fn arms<'e>(
    events: &'e [Event],
    value: impl Fn(&Event) -> TokenStream + 'e,
) -> impl Iterator<Item = TokenStream> + 'e {
    events.iter().map(move |event| {
        let ident = words::ident(&event.ident);
        let value = value(event);
        let held = event.payload.as_ref().map(|_| quote!((_)));
        quote!(Self::#ident #held => #value)
    })
}

/// Readers by name. Of a name that stands under several methods, the first event is meant.
fn decode(events: &[Event]) -> TokenStream {
    let mut seen: Vec<&str> = Vec::new();
    let arms: Vec<TokenStream> = events
        .iter()
        .filter(|event| {
            let is_new = !seen.contains(&event.name.as_str());
            seen.push(&event.name);
            is_new
        })
        .map(|event| {
            let (name, ident) = (&event.name, words::ident(&event.ident));
            if event.payload.is_some() {
                quote!(#name => serde_json::from_slice(payload).map(Self::#ident))
            } else {
                quote!(#name => Ok(Self::#ident))
            }
        })
        .collect();
    let reads = events.iter().any(|event| event.payload.is_some());
    let allow = (!reads)
        .then(|| quote!(#[allow(unused_variables, reason = "no event has a payload of JSON")]));
    let of_event = docs::line("Reads the JSON of the event of that name; none for an unknown one.");
    let free =
        docs::line("Whether the JSON of the event of that name decodes; none for an unknown one.");
    quote! {
        impl Event {
            #of_event
            #allow
            pub fn decode(name: &str, payload: &[u8]) -> Option<Result<Self, serde_json::Error>> {
                Some(match name {
                    #(#arms,)*
                    _ => return None,
                })
            }
        }

        #free
        pub fn decode(name: &str, payload: &[u8]) -> Option<Result<(), String>> {
            let outcome = Event::decode(name, payload)?;
            Some(outcome.map(drop).map_err(|error| error.to_string()))
        }
    }
}
