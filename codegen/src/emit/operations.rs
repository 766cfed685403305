//! `operations.rs`: a request for each operation, with its path, query, header fields and content.

use proc_macro2::TokenStream;
use quote::quote;
use rollcall_spec::{Location, Method};

use super::{docs, forms, words};
use crate::model::{Argument, Body, Content, Operation, Package, Payload, Type};

pub(super) fn tokens(package: &Package) -> TokenStream {
    let items = package.operations.iter().map(|one| operation(package, one));
    quote! { #(#items)* }
}

/// Where the types are, seen from here.
fn types() -> TokenStream {
    quote!(super::types::)
}

fn operation(package: &Package, operation: &Operation) -> TokenStream {
    let doc = docs::doc(&operation.doc);
    let ident = words::ident(&operation.ident);
    let fields = operation.arguments.iter().map(|argument| {
        let doc = docs::doc(&argument.doc);
        let name = words::ident(&argument.ident);
        let ty = words::ty(package, &argument.ty, &types());
        let ty = if argument.required { ty } else { quote!(Option<#ty>) };
        quote! { #doc pub #name: #ty }
    });
    let body = operation.body.as_ref().map(|body| {
        let doc = docs::doc(&body.doc);
        let name = words::ident(&body.ident);
        let ty = body_type(package, body);
        let ty = if body.required { ty } else { quote!(Option<#ty>) };
        quote! { #doc pub #name: #ty, }
    });
    let choice = operation.body.as_ref().and_then(|body| choice(package, body));
    let constants = constants(operation);
    let constructors = constructors(package, operation);
    let path = path(package, operation);
    let query = query(package, operation);
    let headers = headers(package, operation);
    let content = content(package, operation);
    let from_parts = from_parts(package, operation);
    quote! {
        #choice

        #doc
        #[derive(Debug, Clone, PartialEq)]
        pub struct #ident { #(#fields,)* #body }

        impl #ident { #constants #constructors #path #query #headers #content #from_parts }
    }
}

fn constants(operation: &Operation) -> TokenStream {
    let id = &operation.id;
    let template = &operation.template;
    let method = match operation.method {
        Method::Get => quote!(Get),
        Method::Put => quote!(Put),
        Method::Post => quote!(Post),
        Method::Delete => quote!(Delete),
        Method::Options => quote!(Options),
        Method::Head => quote!(Head),
        Method::Patch => quote!(Patch),
        Method::Trace => quote!(Trace),
    };
    let docs = [
        "The operation's id, as the route table has it.",
        "Its method.",
        "Its path template, relative to the server.",
    ]
    .map(docs::line);
    let [id_doc, method_doc, template_doc] = docs;
    quote! {
        #id_doc
        pub const OPERATION_ID: &'static str = #id;
        #method_doc
        pub const METHOD: rollcall_spec::Method = rollcall_spec::Method::#method;
        #template_doc
        pub const TEMPLATE: &'static str = #template;
    }
}

fn body_type(package: &Package, body: &Body) -> TokenStream {
    match &body.choice {
        Some(name) => {
            let name = words::ident(name);
            quote!(#name)
        }
        None => payload_type(package, &body.contents[0].payload),
    }
}

fn payload_type(package: &Package, payload: &Payload) -> TokenStream {
    match payload {
        Payload::Json(ty) | Payload::Form(ty) => words::ty(package, ty, &types()),
        Payload::Text => quote!(String),
        Payload::Bytes => quote!(Vec<u8>),
    }
}

/// The media types to choose from.
fn choice(package: &Package, body: &Body) -> Option<TokenStream> {
    let name = words::ident(body.choice.as_ref()?);
    let doc = docs::doc(&body.doc);
    let variants = body.contents.iter().map(|content| {
        let doc = docs::line(&format!("`{}`", content.media_type));
        let name = words::ident(&content.ident);
        let ty = payload_type(package, &content.payload);
        quote! { #doc #name(#ty) }
    });
    Some(quote! { #doc #[derive(Debug, Clone, PartialEq)] pub enum #name { #(#variants),* } })
}

/// `new` takes what is required; a setter for each of the rest.
fn constructors(package: &Package, operation: &Operation) -> TokenStream {
    let mut parameters = Vec::new();
    let mut values = Vec::new();
    let mut setters = Vec::new();
    for argument in &operation.arguments {
        let name = words::ident(&argument.ident);
        let (parameter, value) = words::parameter(package, &argument.ty, &types(), &name);
        if argument.required {
            parameters.push(parameter);
            values.push(words::init(&name, &value));
            continue;
        }
        values.push(quote!(#name: None));
        let doc = docs::line(&format!("Sets `{}`.", argument.wire));
        let setter = words::setter(&argument.ident);
        setters.push(quote! {
            #doc
            #[must_use]
            pub fn #setter(mut self, #parameter) -> Self { self.#name = Some(#value); self }
        });
    }
    if let Some(body) = &operation.body {
        let name = words::ident(&body.ident);
        let ty = body_type(package, body);
        if body.required {
            parameters.push(quote!(#name: #ty));
            values.push(quote!(#name));
        } else {
            values.push(quote!(#name: None));
            let doc = docs::line("Sets the content.");
            let setter = words::setter(&body.ident);
            setters.push(quote! {
                #doc
                #[must_use]
                pub fn #setter(mut self, #name: #ty) -> Self { self.#name = Some(#name); self }
            });
        }
    }
    let doc = docs::line("A request with what the document requires.");
    quote! {
        #doc
        pub fn new(#(#parameters),*) -> Self { Self { #(#values),* } }
        #(#setters)*
    }
}

/// The template in pieces: literals, and names in braces.
fn pieces(template: &str) -> Vec<Result<&str, &str>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        if open > 0 {
            pieces.push(Ok(&rest[..open]));
        }
        pieces.push(Err(&rest[open + 1..open + length]));
        rest = &rest[open + length + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Ok(rest));
    }
    pieces
}

fn path(package: &Package, operation: &Operation) -> TokenStream {
    let steps = pieces(&operation.template).into_iter().map(|piece| match piece {
        Ok(literal) => quote!(path.push_str(#literal);),
        Err(name) => {
            let argument = in_place(operation, Location::Path).find(|one| one.wire == name);
            argument.map_or(quote!(), |argument| {
                let ident = words::ident(&argument.ident);
                let text = forms::one_text(
                    package,
                    &argument.ty,
                    argument.spread,
                    &quote!((&self.#ident)),
                );
                quote!(path.push_str(&rollcall_spec::value::path_segment(&#text));)
            })
        }
    });
    let doc =
        docs::line("The path, relative to the server, each value percent-encoded as one segment.");
    quote! {
        #doc
        pub fn path(&self) -> String {
            let mut path = String::new();
            #(#steps)*
            path
        }
    }
}

fn in_place(operation: &Operation, location: Location) -> impl Iterator<Item = &Argument> {
    operation.arguments.iter().filter(move |argument| argument.location == location)
}

fn query(package: &Package, operation: &Operation) -> TokenStream {
    let steps: Vec<_> = in_place(operation, Location::Query)
        .map(|argument| {
            let ident = words::ident(&argument.ident);
            let add =
                |value| forms::add(package, &argument.ty, &argument.wire, argument.spread, &value);
            if argument.required {
                add(quote!(&self.#ident))
            } else {
                let add = add(quote!(value));
                quote!(if let Some(value) = &self.#ident { #add })
            }
        })
        .collect();
    let doc = docs::line("The query without its `?`; empty where nothing is to be said.");
    let body = if steps.is_empty() {
        quote!(String::new())
    } else {
        quote! {
            let mut form = rollcall_spec::value::FormEncoder::new();
            #(#steps)*
            form.finish()
        }
    };
    quote! { #doc pub fn query(&self) -> String { #body } }
}

fn headers(package: &Package, operation: &Operation) -> TokenStream {
    let steps: Vec<_> = in_place(operation, Location::Header)
        .map(|argument| {
            let ident = words::ident(&argument.ident);
            let wire = &argument.wire;
            let text = |value| forms::one_text(package, &argument.ty, argument.spread, &value);
            if argument.required {
                let text = text(quote!((&self.#ident)));
                quote!(headers.push((#wire, #text));)
            } else {
                let text = text(quote!(value));
                quote!(if let Some(value) = &self.#ident { headers.push((#wire, #text)); })
            }
        })
        .collect();
    if steps.is_empty() {
        return TokenStream::new();
    }
    let doc = docs::line("The header fields that the document declares as parameters.");
    quote! {
        #doc
        pub fn headers(&self) -> Vec<(&'static str, String)> {
            let mut headers = Vec::new();
            #(#steps)*
            headers
        }
    }
}

/// The bytes of a payload.
fn written(package: &Package, content: &Content, value: &TokenStream) -> TokenStream {
    match &content.payload {
        Payload::Form(Type::Named(id))
            if matches!(package.definition(*id).shape, crate::model::Shape::Struct { .. }) =>
        {
            quote!(#value.to_form().into_bytes())
        }
        Payload::Form(Type::Map(item)) => {
            let shown = forms::shown(package, item, &quote!(item));
            quote! {{
                let mut form = rollcall_spec::value::FormEncoder::new();
                for (name, item) in #value.iter() { form.pair(name, #shown); }
                form.finish().into_bytes()
            }}
        }
        Payload::Json(_) | Payload::Form(_) => {
            quote!(serde_json::to_vec(#value).unwrap_or_default())
        }
        Payload::Text => quote!(#value.clone().into_bytes()),
        Payload::Bytes => quote!(#value.clone()),
    }
}

fn content(package: &Package, operation: &Operation) -> TokenStream {
    let Some(body) = &operation.body else { return TokenStream::new() };
    let name = words::ident(&body.ident);
    let bytes = if let Some(choice) = &body.choice {
        let choice = words::ident(choice);
        let arms = body.contents.iter().map(|content| {
            let variant = words::ident(&content.ident);
            let media = &content.media_type;
            let bytes = written(package, content, &quote!(value));
            quote!(#choice::#variant(value) => (#media, #bytes))
        });
        quote!(match value { #(#arms),* })
    } else {
        let media = &body.contents[0].media_type;
        let bytes = written(package, &body.contents[0], &quote!(value));
        quote!((#media, #bytes))
    };
    let value = if body.required {
        quote! { let value = &self.#name; Some(#bytes) }
    } else {
        quote! { self.#name.as_ref().map(|value| #bytes) }
    };
    let doc = docs::line("The media type and the bytes of the content; none where there is none.");
    quote! { #doc pub fn content(&self) -> Option<(&'static str, Vec<u8>)> { #value } }
}

/// Reads a request back from what a server sees of it.
fn from_parts(package: &Package, operation: &Operation) -> TokenStream {
    if in_place(operation, Location::Header).any(|argument| argument.required) {
        return TokenStream::new();
    }
    let in_path: Vec<&Argument> = in_place(operation, Location::Path).collect();
    let count = in_path.len();
    let names: Vec<_> = in_path.iter().map(|one| words::ident(&one.ident)).collect();
    // Names of their own: a path parameter may be called `query` or `form`.
    let segments: Vec<_> = in_path
        .iter()
        .map(|one| words::ident(&format!("segment_{}", one.ident.trim_start_matches("r#"))))
        .collect();
    let reads =
        in_path.iter().zip(names.iter().zip(&segments)).map(|(argument, (name, segment))| {
            let wire = &argument.wire;
            let reader = forms::reader(package, &argument.ty, &types());
            quote!(#name: rollcall_spec::value::read::named(#wire, #segment, #reader)?)
        });
    let mut uses_form = false;
    let query: Vec<_> = operation
        .arguments
        .iter()
        .filter(|argument| argument.location != Location::Path)
        .map(|argument| {
            let name = words::ident(&argument.ident);
            if argument.location == Location::Header {
                return quote!(#name: None);
            }
            uses_form = true;
            let take =
                forms::take(package, &argument.ty, &argument.wire, argument.spread, &types());
            if argument.required {
                let wire = &argument.wire;
                quote!(#name: rollcall_spec::value::read::required(#wire, #take)?)
            } else {
                quote!(#name: #take)
            }
        })
        .collect();
    let form = uses_form
        .then(|| quote!(let form = rollcall_spec::value::FormPairs::parse(query.as_bytes())?;));
    let query_name = if uses_form { quote!(query) } else { quote!(_query) };
    let (body_parameter, body_field) = operation.body.as_ref().map_or((None, None), |body| {
        let name = words::ident(&body.ident);
        let ty = body_type(package, body);
        let ty = if body.required { ty } else { quote!(Option<#ty>) };
        (Some(quote!(#name: #ty)), Some(quote!(#name)))
    });
    let doc = docs::line(
        "Reads the decoded path segments, in the template's order, and the query, strictly.",
    );
    quote! {
        #doc
        pub fn from_parts(
            [#(#segments),*]: [&str; #count],
            #query_name: &str,
            #body_parameter
        ) -> Result<Self, rollcall_spec::value::ValueError> {
            #form
            Ok(Self { #(#reads,)* #(#query,)* #body_field })
        }
    }
}
