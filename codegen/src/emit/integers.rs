//! Enumerations of integers.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, words};
use crate::model::{Doc, IntegerVariant, TypeDef};

pub(super) fn tokens(
    definition: &TypeDef,
    variants: &[IntegerVariant],
    catch_all: &str,
) -> TokenStream {
    let doc = docs::doc(&definition.doc);
    let ident = words::ident(&definition.ident);
    let other = words::ident(catch_all);
    let names: Vec<_> = variants.iter().map(|variant| words::ident(&variant.ident)).collect();
    let numbers: Vec<i64> = variants.iter().map(|variant| variant.value).collect();
    let docs_of = variants.iter().map(|variant| {
        let wire = format!("{} on the wire.", variant.value);
        match variant.doc.text.as_str() {
            "" => docs::line(&wire),
            _ => docs::doc(&Doc { remark: wire, ..variant.doc.clone() }),
        }
    });
    let other_doc = docs::line("A value that the document does not list.");
    let as_i64_doc = docs::line("The value as it is on the wire.");
    quote! {
        #doc
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum #ident {
            #(#docs_of #names,)*
            #other_doc
            #other(i64),
        }

        impl #ident {
            #as_i64_doc
            pub fn as_i64(&self) -> i64 {
                match self {
                    #(Self::#names => #numbers,)*
                    Self::#other(number) => *number,
                }
            }
        }

        impl rollcall_spec::value::IntegerEnum for #ident {
            const KNOWN: &'static [i64] = &[#(#numbers),*];

            fn from_wire(number: i64) -> Self {
                match number {
                    #(#numbers => Self::#names,)*
                    other => Self::#other(other),
                }
            }

            fn as_i64(&self) -> i64 {
                Self::as_i64(self)
            }
        }

        impl std::fmt::Display for #ident {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl serde::Serialize for #ident {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                rollcall_spec::value::integer_enum::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for #ident {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                rollcall_spec::value::integer_enum::deserialize(deserializer)
            }
        }
    }
}
