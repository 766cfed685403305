//! Code that writes values as texts and reads them back: forms, queries, path segments, header fields.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{docs, words};
use crate::model::{Package, Shape, Spread, Type, UnionVariant};

/// An expression that is `Display`, for a value behind a reference.
pub(super) fn shown(package: &Package, ty: &Type, value: &TokenStream) -> TokenStream {
    match ty {
        Type::Any => quote! {
            match #value {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            }
        },
        Type::Named(_) if words::is_enumeration(package, ty) => quote!((#value).as_str()),
        Type::Named(_) if words::is_integer_enumeration(package, ty) => quote!((#value).as_i64()),
        Type::Named(_) if is_plain_union(package, ty) => quote!((#value).to_text()),
        Type::Named(_) | Type::Map(_) | Type::List(_) | Type::Nullable(_) => {
            quote!(serde_json::to_string(#value).unwrap_or_default())
        }
        _ => quote!(#value),
    }
}

/// A list's elements in one text.
fn joined(package: &Package, item: &Type, value: &TokenStream, separator: char) -> TokenStream {
    let separator = separator.to_string();
    let shown = shown(package, item, &quote!(item));
    quote! {
        #value.iter().map(|item| #shown.to_string()).collect::<Vec<String>>().join(#separator)
    }
}

/// A statement that adds a field to `form`.
pub(super) fn add(
    package: &Package,
    ty: &Type,
    wire: &str,
    spread: Spread,
    value: &TokenStream,
) -> TokenStream {
    match (ty, spread) {
        (Type::List(item), Spread::Repeated) => {
            let shown = shown(package, item, &quote!(item));
            quote! { for item in #value { form.pair(#wire, #shown); } }
        }
        (Type::List(item), Spread::Joined(separator)) => {
            let joined = joined(package, item, &quote!((#value)), separator);
            quote! { form.pair(#wire, #joined); }
        }
        _ => {
            let shown = shown(package, ty, value);
            quote! { form.pair(#wire, #shown); }
        }
    }
}

/// An expression of type `String` for a value outside a form.
pub(super) fn one_text(
    package: &Package,
    ty: &Type,
    spread: Spread,
    value: &TokenStream,
) -> TokenStream {
    if let Type::List(item) = ty {
        let separator = match spread {
            Spread::Joined(separator) => separator,
            Spread::Repeated => ',',
        };
        return joined(package, item, value, separator);
    }
    let shown = shown(package, ty, value);
    quote!(#shown.to_string())
}

/// A function from `&str` to the type.
pub(super) fn reader(package: &Package, ty: &Type, path: &TokenStream) -> TokenStream {
    let tokens = words::ty(package, ty, path);
    match ty {
        Type::Bool => quote!(rollcall_spec::value::parse_boolean),
        Type::Any => quote!(|text: &str| Ok(serde_json::Value::String(text.to_owned()))),
        Type::Named(_) if words::is_enumeration(package, ty) => {
            quote!(rollcall_spec::value::read::listed::<#tokens>)
        }
        Type::Named(_) if words::is_integer_enumeration(package, ty) => {
            quote!(rollcall_spec::value::read::listed_integer::<#tokens>)
        }
        Type::Named(_) if is_plain_union(package, ty) => quote!(#tokens::from_text),
        Type::Named(_) | Type::Map(_) | Type::List(_) | Type::Nullable(_) => quote! {
            |text: &str| serde_json::from_str::<#tokens>(text).map_err(|error| {
                rollcall_spec::value::ValueError::new(
                    text,
                    "JSON of the documented type",
                    error.to_string(),
                    "write it as JSON",
                )
            })
        },
        _ => quote!(rollcall_spec::value::read::parsed::<#tokens>),
    }
}

/// An expression of type `Option<T>` that reads a field of `form`.
pub(super) fn take(
    package: &Package,
    ty: &Type,
    wire: &str,
    spread: Spread,
    path: &TokenStream,
) -> TokenStream {
    match (ty, spread) {
        (Type::List(item), Spread::Repeated) => {
            let reader = reader(package, item, path);
            quote!(form.many(#wire, #reader)?)
        }
        (Type::List(item), Spread::Joined(separator)) => {
            let reader = reader(package, item, path);
            quote!(form.joined(#wire, #separator, #reader)?)
        }
        _ => {
            let reader = reader(package, ty, path);
            quote!(form.one(#wire, #reader)?)
        }
    }
}

/// Whether each alternative of a union is one text in a form: such a value is written as that text, not as JSON.
fn is_plain_union(package: &Package, ty: &Type) -> bool {
    let Type::Named(id) = ty else { return false };
    let Shape::Union { variants } = &package.definition(*id).shape else { return false };
    variants.iter().all(|variant| is_one_text(package, &variant.ty))
}

fn is_one_text(package: &Package, ty: &Type) -> bool {
    match ty {
        Type::Any | Type::List(_) | Type::Map(_) | Type::Nullable(_) => false,
        Type::Named(_) => {
            words::is_enumeration(package, ty) || words::is_integer_enumeration(package, ty)
        }
        _ => true,
    }
}

/// What writes a union of texts, and reads it back as the first alternative that takes the text.
pub(super) fn texts(
    package: &Package,
    name: &Ident,
    variants: &[UnionVariant],
) -> Option<TokenStream> {
    if !variants.iter().all(|variant| is_one_text(package, &variant.ty)) {
        return None;
    }
    let shown = variants.iter().map(|variant| {
        let own = words::ident(&variant.ident);
        let shown = self::shown(package, &variant.ty, &quote!(value));
        quote!(Self::#own(value) => #shown.to_string())
    });
    let mut read: Vec<TokenStream> = variants
        .iter()
        .map(|variant| {
            let own = words::ident(&variant.ident);
            let reader = reader(package, &variant.ty, &TokenStream::new());
            let boxed = matches!(variant.ty, Type::Named(_)).then(|| quote!(.map(Box::new)));
            quote!(#reader(text)#boxed.map(Self::#own))
        })
        .collect();
    let last = read.pop()?;
    let docs =
        ["The value as one text.", "Reads one text, as the first alternative that takes it."]
            .map(docs::line);
    let [to_doc, from_doc] = docs;
    Some(quote! {
        impl #name {
            #to_doc
            pub fn to_text(&self) -> String { match self { #(#shown),* } }
            #from_doc
            pub fn from_text(text: &str) -> Result<Self, rollcall_spec::value::ValueError> {
                #(if let Ok(value) = #read { return Ok(value); })*
                #last
            }
        }
    })
}
