//! `responses.rs`: an enumeration for each operation, a variant for each documented answer, and a decoder for all.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, words};
use crate::model::{Answer, Operation, Package, Payload, StatusKey, Type};

pub(super) fn tokens(package: &Package) -> TokenStream {
    let items = package.operations.iter().map(|one| response(package, one));
    let arms = package.operations.iter().map(|operation| {
        let id = &operation.id;
        let name = words::ident(&operation.response_ident);
        quote!(#id => #name::decode(status, content_type, body).map(drop))
    });
    let doc =
        docs::line("Decodes an answer to the operation of that id; none for an unknown operation.");
    let allow = package
        .operations
        .is_empty()
        .then(|| quote!(#[allow(unused_variables, unreachable_code, reason = "the document has no operation")]));
    quote! {
        #(#items)*

        #doc
        #allow
        pub fn decode(
            operation_id: &str,
            status: u16,
            content_type: Option<&str>,
            body: &[u8],
        ) -> Option<Result<(), String>> {
            let outcome: Result<(), rollcall_spec::value::DecodeError> = match operation_id {
                #(#arms,)*
                _ => return None,
            };
            Some(outcome.map_err(|error| error.to_string()))
        }
    }
}

fn types() -> TokenStream {
    quote!(super::types::)
}

fn payload_type(package: &Package, payload: &Payload) -> TokenStream {
    match payload {
        Payload::Json(ty) | Payload::Form(ty) => {
            let tokens = words::ty(package, ty, &types());
            if matches!(ty, Type::Named(_)) { quote!(Box<#tokens>) } else { tokens }
        }
        Payload::Text => quote!(String),
        Payload::Bytes => quote!(Vec<u8>),
    }
}

fn is_exact(answer: &Answer) -> bool {
    matches!(answer.status, StatusKey::Code(_))
}

fn response(package: &Package, operation: &Operation) -> TokenStream {
    let ident = words::ident(&operation.response_ident);
    let doc = docs::line(&format!("What `{}` is answered with.", operation.id));
    let variants = operation.answers.iter().map(|answer| variant(package, answer));
    let statuses = operation.answers.iter().map(|answer| {
        let name = words::ident(&answer.ident);
        match (answer.status, answer.content.is_some()) {
            (StatusKey::Code(code), true) => quote!(Self::#name(_) => #code),
            (StatusKey::Code(code), false) => quote!(Self::#name => #code),
            _ => quote!(Self::#name { status, .. } => *status),
        }
    });
    let decode = decode(package, operation);
    let undocumented = docs::line("A status that the document does not have.");
    let status_doc = docs::line("The status code.");
    let type_doc = docs::line("The `Content-Type`, where there was one.");
    let body_doc = docs::line("The bytes of the content.");
    let reads_content = operation.answers.iter().any(|answer| answer.content.is_some())
        || operation.answers.iter().all(|answer| answer.status != StatusKey::Default);
    let allow = (!reads_content)
        .then(|| quote!(#[allow(unused_variables, reason = "no documented answer has content")]));
    let decode_doc = docs::line(
        "Decodes an answer. A 204, 205 or 304 has no content, so its bytes are not looked at (RFC 9110, 15.3.5).",
    );
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        pub enum #ident {
            #(#variants,)*
            #undocumented
            Undocumented {
                #status_doc
                status: u16,
                #type_doc
                content_type: Option<String>,
                #body_doc
                body: Vec<u8>,
            },
        }

        impl #ident {
            #status_doc
            pub fn status(&self) -> u16 {
                match self {
                    #(#statuses,)*
                    Self::Undocumented { status, .. } => *status,
                }
            }

            #decode_doc
            #allow
            pub fn decode(
                status: u16,
                content_type: Option<&str>,
                body: &[u8],
            ) -> Result<Self, rollcall_spec::value::DecodeError> {
                #decode
            }
        }
    }
}

fn variant(package: &Package, answer: &Answer) -> TokenStream {
    let doc = docs::doc(&answer.doc);
    let name = words::ident(&answer.ident);
    let content = answer.content.as_ref().map(|(_, payload)| payload_type(package, payload));
    if is_exact(answer) {
        return content.map_or(quote!(#doc #name), |ty| quote!(#doc #name(#ty)));
    }
    let status_doc = docs::line("The status code that it came with.");
    let body_doc = docs::line("The content.");
    let body = content.map(|ty| quote!(#body_doc body: #ty,));
    quote!(#doc #name { #status_doc status: u16, #body })
}

fn decode(package: &Package, operation: &Operation) -> TokenStream {
    let mut keys: Vec<StatusKey> = Vec::new();
    for answer in &operation.answers {
        if !keys.contains(&answer.status) {
            keys.push(answer.status);
        }
    }
    let mut has_default = false;
    let arms: Vec<_> = keys
        .into_iter()
        .map(|key| {
            let answers: Vec<&Answer> =
                operation.answers.iter().filter(|answer| answer.status == key).collect();
            let value = outcome(package, &answers);
            match key {
                StatusKey::Code(code) => quote!(#code => #value),
                StatusKey::Class(digit) => {
                    let (from, to) = (u16::from(digit) * 100, u16::from(digit) * 100 + 99);
                    quote!(#from..=#to => #value)
                }
                StatusKey::Default => {
                    has_default = true;
                    quote!(_ => #value)
                }
            }
        })
        .collect();
    let rest = (!has_default).then(|| {
        quote! {
            _ => Ok(Self::Undocumented {
                status,
                content_type: content_type.map(str::to_owned),
                body: body.to_vec(),
            })
        }
    });
    quote!(match status { #(#arms,)* #rest })
}

/// The value for one status: without content as it is, else by the media type.
fn outcome(package: &Package, answers: &[&Answer]) -> TokenStream {
    let first = answers[0];
    if first.content.is_none() {
        let name = words::ident(&first.ident);
        return if is_exact(first) {
            quote!(Ok(Self::#name))
        } else {
            quote!(Ok(Self::#name { status }))
        };
    }
    let media: Vec<&String> = answers
        .iter()
        .filter_map(|answer| answer.content.as_ref())
        .map(|(media, _)| media)
        .collect();
    let last = answers.len() - 1;
    let arms = answers.iter().enumerate().filter_map(|(index, answer)| {
        let (_, payload) = answer.content.as_ref()?;
        let name = words::ident(&answer.ident);
        let read = read(package, payload);
        let value = if is_exact(answer) {
            quote!(Ok(Self::#name(#read)))
        } else {
            quote!(Ok(Self::#name { status, body: #read }))
        };
        Some(if index == last { quote!(_ => #value) } else { quote!(#index => #value) })
    });
    let select = quote!(rollcall_spec::value::media_type(status, content_type, &[#(#media),*])?);
    if answers.len() == 1 {
        let name = words::ident(&first.ident);
        let read = first.content.as_ref().map(|(_, payload)| read(package, payload));
        let value = if is_exact(first) {
            quote!(Self::#name(#read))
        } else {
            quote!(Self::#name { status, body: #read })
        };
        return quote!({ #select; Ok(#value) });
    }
    quote!(match #select { #(#arms),* })
}

/// The payload, read.
fn read(package: &Package, payload: &Payload) -> TokenStream {
    let failed = quote!(|error| rollcall_spec::value::DecodeError::payload(status, error));
    match payload {
        Payload::Form(Type::Named(id))
            if matches!(package.definition(*id).shape, crate::model::Shape::Struct { .. }) =>
        {
            let name = words::ident(&package.definition(*id).ident);
            quote!(Box::new(super::types::#name::from_form(body).map_err(#failed)?))
        }
        Payload::Json(_) | Payload::Form(_) => {
            quote!(serde_json::from_slice(body).map_err(#failed)?)
        }
        Payload::Text => quote!(String::from_utf8(body.to_vec()).map_err(#failed)?),
        Payload::Bytes => quote!(body.to_vec()),
    }
}
