//! Identifiers and types as tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::{Package, Shape, Type};

/// An identifier as naming decided it, `r#` included.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The setter of a field.
pub(super) fn setter(name: &str) -> Ident {
    ident(&format!("with_{}", name.trim_start_matches("r#")))
}

/// A type, seen from a module beside `types`; `path` leads to that module.
pub(super) fn ty(package: &Package, ty: &Type, path: &TokenStream) -> TokenStream {
    match ty {
        Type::Any => quote!(serde_json::Value),
        Type::Bool => quote!(bool),
        Type::Text => quote!(String),
        Type::BoundedText { min, max } => {
            let max = max.map_or(quote!({ usize::MAX }), |max| quote!(#max));
            quote!(rollcall_spec::value::BoundedString<#min, #max>)
        }
        Type::Int32 => quote!(i32),
        Type::Int64 => quote!(i64),
        Type::BoundedInt32 { min, max } => quote!(rollcall_spec::value::BoundedI32<#min, #max>),
        Type::BoundedInt64 { min, max } => quote!(rollcall_spec::value::BoundedI64<#min, #max>),
        Type::Number => quote!(f64),
        Type::Uuid => quote!(rollcall_spec::value::Uuid),
        Type::Uri => quote!(rollcall_spec::value::Uri),
        Type::UriReference => quote!(rollcall_spec::value::UriReference),
        Type::DateTime => quote!(rollcall_spec::value::DateTime),
        Type::Rfc2822 => quote!(rollcall_spec::value::Rfc2822),
        Type::List(item) => {
            let item = self::ty(package, item, path);
            quote!(Vec<#item>)
        }
        Type::Map(item) => {
            let item = self::ty(package, item, path);
            quote!(std::collections::BTreeMap<String, #item>)
        }
        Type::Nullable(inner) => {
            let inner = self::ty(package, inner, path);
            quote!(Option<#inner>)
        }
        Type::Named(id) => {
            let name = ident(&package.definition(*id).ident);
            quote!(#path #name)
        }
    }
}

/// Whether a type is an enumeration of strings.
pub(super) fn is_enumeration(package: &Package, ty: &Type) -> bool {
    matches!(ty, Type::Named(id) if matches!(package.definition(*id).shape, Shape::Enum { .. }))
}

/// Whether a type is an enumeration of integers.
pub(super) fn is_integer_enumeration(package: &Package, ty: &Type) -> bool {
    matches!(ty, Type::Named(id) if matches!(package.definition(*id).shape, Shape::Integers { .. }))
}

/// A type as a parameter of a function, and the expression that turns the parameter into it.
pub(super) fn parameter(
    package: &Package,
    ty: &Type,
    path: &TokenStream,
    name: &Ident,
) -> (TokenStream, TokenStream) {
    if *ty == Type::Text {
        return (quote!(#name: impl Into<String>), quote!(#name.into()));
    }
    let ty = self::ty(package, ty, path);
    (quote!(#name: #ty), quote!(#name))
}

/// A field of a struct expression, short where the value is a variable of the field's own name.
pub(super) fn init(name: &Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
}
