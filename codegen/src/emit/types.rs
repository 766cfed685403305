//! `types.rs`: structs, enumerations and unions.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, forms, integers, tagged, words};
use crate::model::{
    Additional, Field, Package, Presence, Shape, Spread, TypeDef, UnionVariant, Variant,
};

pub(super) fn tokens(package: &Package) -> TokenStream {
    let items = package.types.iter().map(|definition| match &definition.shape {
        Shape::Struct { fields, additional } => structure(package, definition, fields, additional),
        Shape::Enum { variants, catch_all } => enumeration(definition, variants, catch_all),
        Shape::Integers { variants, catch_all } => {
            integers::tokens(definition, variants, catch_all)
        }
        Shape::Union { variants } => union(package, definition, variants),
        Shape::Tagged(tagged) => tagged::tokens(package, definition, tagged),
    });
    quote! { #(#items)* }
}

/// A field's type with what its presence adds.
fn field_type(package: &Package, field: &Field) -> TokenStream {
    let mut ty = words::ty(package, &field.ty, &TokenStream::new());
    if field.boxed {
        ty = quote!(Box<#ty>);
    }
    match field.presence {
        Presence::Required => ty,
        Presence::RequiredNullable | Presence::Optional => quote!(Option<#ty>),
        Presence::OptionalNullable => quote!(rollcall_spec::value::Maybe<#ty>),
    }
}

fn field(package: &Package, field: &Field) -> TokenStream {
    let doc = docs::doc(&field.doc);
    let ident = words::ident(&field.ident);
    let ty = field_type(package, field);
    let wire = &field.wire;
    let mut options = Vec::new();
    if field.ident.trim_start_matches("r#") != wire {
        options.push(quote!(rename = #wire));
    }
    match field.presence {
        Presence::Required => {}
        Presence::RequiredNullable => options
            .push(quote!(deserialize_with = "rollcall_spec::value::presence::required_nullable")),
        Presence::Optional => options.extend([
            quote!(default),
            quote!(skip_serializing_if = "Option::is_none"),
            quote!(deserialize_with = "rollcall_spec::value::presence::optional_non_null"),
        ]),
        Presence::OptionalNullable => options.extend([
            quote!(default),
            quote!(skip_serializing_if = "rollcall_spec::value::Maybe::is_absent"),
        ]),
    }
    let serde = (!options.is_empty()).then(|| quote!(#[serde(#(#options),*)]));
    quote! { #doc #serde pub #ident: #ty }
}

fn structure(
    package: &Package,
    definition: &TypeDef,
    fields: &[Field],
    additional: &Additional,
) -> TokenStream {
    let doc = docs::doc(&definition.doc);
    let ident = words::ident(&definition.ident);
    let members = fields.iter().map(|one| field(package, one));
    let closed =
        (*additional == Additional::Refused).then(|| quote!(#[serde(deny_unknown_fields)]));
    let rest = match additional {
        Additional::Kept { ident, ty } => {
            let doc = docs::line("Members that the document does not name.");
            let ident = words::ident(ident);
            let ty = words::ty(package, ty, &TokenStream::new());
            Some(
                quote! { #doc #[serde(flatten)] pub #ident: std::collections::BTreeMap<String, #ty> },
            )
        }
        _ => None,
    };
    let all_optional = !fields
        .iter()
        .any(|one| matches!(one.presence, Presence::Required | Presence::RequiredNullable));
    let default = all_optional.then(|| quote!(Default,));
    let methods = methods(package, fields, additional);
    let form = definition.is_form.then(|| form(package, definition, fields, additional));
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, #default serde::Serialize, serde::Deserialize)]
        #closed
        pub struct #ident { #(#members,)* #rest }

        impl #ident { #methods #form }
    }
}

/// `new` takes what is required; a setter for each of the rest.
fn methods(package: &Package, fields: &[Field], additional: &Additional) -> TokenStream {
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    let mut setters = Vec::new();
    for field in fields {
        let ident = words::ident(&field.ident);
        let (mut parameter, mut value) =
            words::parameter(package, &field.ty, &TokenStream::new(), &ident);
        if field.boxed {
            value = quote!(Box::new(#value));
        }
        match field.presence {
            Presence::Required => {
                parameters.push(parameter);
                values.push(words::init(&ident, &value));
                continue;
            }
            Presence::RequiredNullable => {
                let ty = field_type(package, field);
                parameters.push(quote!(#ident: #ty));
                values.push(quote!(#ident));
                continue;
            }
            Presence::Optional => {
                values.push(quote!(#ident: None));
                value = quote!(Some(#value));
            }
            Presence::OptionalNullable => {
                values.push(quote!(#ident: rollcall_spec::value::Maybe::Absent));
                let mut ty = words::ty(package, &field.ty, &TokenStream::new());
                if field.boxed {
                    ty = quote!(Box<#ty>);
                }
                parameter = quote!(#ident: impl Into<rollcall_spec::value::Maybe<#ty>>);
                value = quote!(#ident.into());
            }
        }
        let doc = docs::line(&format!("Sets `{}`.", field.wire));
        let setter = words::setter(&field.ident);
        setters.push(quote! {
            #doc
            #[must_use]
            pub fn #setter(mut self, #parameter) -> Self {
                self.#ident = #value;
                self
            }
        });
    }
    if let Additional::Kept { ident, .. } = additional {
        let ident = words::ident(ident);
        values.push(quote!(#ident: std::collections::BTreeMap::new()));
    }
    let doc = docs::line("A value with its required members.");
    quote! {
        #doc
        pub fn new(#(#parameters),*) -> Self { Self { #(#values),* } }
        #(#setters)*
    }
}

/// Writing as a form and reading from one.
fn form(
    package: &Package,
    definition: &TypeDef,
    fields: &[Field],
    additional: &Additional,
) -> TokenStream {
    let here = TokenStream::new();
    let adds = fields.iter().map(|field| add(package, field));
    let takes = fields.iter().map(|field| {
        let ident = words::ident(&field.ident);
        let wire = &field.wire;
        let take = forms::take(package, &field.ty, wire, Spread::Repeated, &here);
        let take = if field.boxed { quote!(#take.map(Box::new)) } else { take };
        match field.presence {
            Presence::Required => {
                quote!(#ident: rollcall_spec::value::read::required(#wire, #take)?)
            }
            Presence::RequiredNullable | Presence::Optional => quote!(#ident: #take),
            Presence::OptionalNullable => {
                quote!(#ident: rollcall_spec::value::Maybe::from_optional(#take))
            }
        }
    });
    let wires: Vec<&String> = fields.iter().map(|field| &field.wire).collect();
    let only = (*additional == Additional::Refused).then(|| quote!(form.only(&[#(#wires),*])?;));
    let rest = match additional {
        Additional::Kept { ident, .. } => {
            let ident = words::ident(ident);
            Some(quote!(#ident: std::collections::BTreeMap::new(),))
        }
        _ => None,
    };
    let written = docs::line("Written as `application/x-www-form-urlencoded`.");
    let read = docs::line(&format!(
        "Read from the bytes of a form, strictly: an error names the field of `{}` that is wrong.",
        definition.ident
    ));
    quote! {
        #written
        pub fn to_form(&self) -> String {
            #[allow(unused_mut, reason = "a form may have no fields")]
            let mut form = rollcall_spec::value::FormEncoder::new();
            #(#adds)*
            form.finish()
        }
        #read
        pub fn from_form(bytes: &[u8]) -> Result<Self, rollcall_spec::value::ValueError> {
            #[allow(unused_variables, reason = "a form may have no fields")]
            let form = rollcall_spec::value::FormPairs::parse(bytes)?;
            #only
            Ok(Self { #(#takes,)* #rest })
        }
    }
}

/// A statement that writes a field into `form`, where there is a value.
fn add(package: &Package, field: &Field) -> TokenStream {
    let ident = words::ident(&field.ident);
    let add = |value| forms::add(package, &field.ty, &field.wire, Spread::Repeated, &value);
    let inner = |value: TokenStream| if field.boxed { quote!((#value).as_ref()) } else { value };
    match field.presence {
        Presence::Required => {
            let add = add(inner(quote!(&self.#ident)));
            quote!(#add)
        }
        Presence::RequiredNullable | Presence::Optional => {
            let add = add(inner(quote!(value)));
            quote!(if let Some(value) = &self.#ident { #add })
        }
        Presence::OptionalNullable => {
            let add = add(inner(quote!(value)));
            quote!(if let rollcall_spec::value::Maybe::Value(value) = &self.#ident { #add })
        }
    }
}

fn enumeration(definition: &TypeDef, variants: &[Variant], catch_all: &str) -> TokenStream {
    let doc = docs::doc(&definition.doc);
    let ident = words::ident(&definition.ident);
    let other = words::ident(catch_all);
    let names: Vec<_> = variants.iter().map(|variant| words::ident(&variant.ident)).collect();
    let wires: Vec<_> = variants.iter().map(|variant| &variant.wire).collect();
    let docs_of = wires.iter().map(|wire| docs::line(&format!("{wire:?} on the wire.")));
    let other_doc = docs::line("A value that the document does not list.");
    let as_str_doc = docs::line("The value as it is on the wire.");
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #ident {
            #(#docs_of #names,)*
            #other_doc
            #other(String),
        }

        impl #ident {
            #as_str_doc
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#names => #wires,)*
                    Self::#other(text) => text,
                }
            }
        }

        impl rollcall_spec::value::StringEnum for #ident {
            const KNOWN: &'static [&'static str] = &[#(#wires),*];

            fn from_wire(text: &str) -> Self {
                match text {
                    #(#wires => Self::#names,)*
                    other => Self::#other(other.to_owned()),
                }
            }

            fn as_str(&self) -> &str {
                Self::as_str(self)
            }
        }

        impl std::fmt::Display for #ident {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for #ident {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                rollcall_spec::value::string_enum::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for #ident {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                rollcall_spec::value::string_enum::deserialize(deserializer)
            }
        }
    }
}

fn union(package: &Package, definition: &TypeDef, variants: &[UnionVariant]) -> TokenStream {
    let doc = docs::doc(&definition.doc);
    let ident = words::ident(&definition.ident);
    let texts = forms::texts(package, &ident, variants);
    let variants = variants.iter().map(|variant| {
        let doc = docs::doc(&crate::model::Doc {
            pointer: variant.pointer.clone(),
            ..Default::default()
        });
        let ident = words::ident(&variant.ident);
        let ty = words::ty(package, &variant.ty, &TokenStream::new());
        let ty =
            if matches!(variant.ty, crate::model::Type::Named(_) | crate::model::Type::Nullable(_))
            {
                quote!(Box<#ty>)
            } else {
                ty
            };
        quote! { #doc #ident(#ty) }
    });
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(untagged)]
        pub enum #ident { #(#variants),* }

        #texts
    }
}
