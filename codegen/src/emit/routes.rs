//! `routes.rs`: the route table as a constant.

use proc_macro2::TokenStream;
use quote::quote;
use rollcall_spec::{
    Api, DocumentFinding, Event, Header, Location, MediaType, Method, Parameter, RequestBody,
    Response, Route, Schema, SecurityRequirement, SecurityScheme, Server, Status,
};

use super::docs;
use crate::model::Package;

pub(super) fn tokens(package: &Package) -> TokenStream {
    let doc = docs::line("Every operation of the document.");
    let api = api(&package.api);
    quote! {
        use std::borrow::Cow;
        #[allow(unused_imports, reason = "a document may have none of some kinds")]
        use rollcall_spec::{
            Api, DocumentFinding, Event, Header, Location, MediaType, Method, Parameter, RequestBody, Response,
            Route, Schema, SecurityRequirement, SecurityScheme, Server, Status,
        };
        #doc
        pub const API: Api = #api;
    }
}

/// A text as an expression.
pub(super) fn text(text: &str) -> TokenStream {
    quote!(Cow::Borrowed(#text))
}

fn list<T>(items: &[T], each: impl Fn(&T) -> TokenStream) -> TokenStream {
    let items = items.iter().map(each);
    quote!(Cow::Borrowed(&[#(#items),*]))
}

fn option<T>(value: Option<&T>, each: impl Fn(&T) -> TokenStream) -> TokenStream {
    value.map(each).map_or(quote!(None), |value| quote!(Some(#value)))
}

fn api(api: &Api) -> TokenStream {
    let Api {
        id,
        title,
        version,
        openapi,
        digest,
        servers,
        routes,
        events,
        definitions,
        security_schemes,
        findings,
    } = api;
    let [id, title, version, openapi, digest] =
        [id, title, version, openapi, digest].map(|one| text(one));
    let servers = list(servers, server);
    let routes = list(routes, route);
    let events = list(events, event);
    let definitions = list(definitions, |(name, json)| {
        let (name, json) = (text(name), text(json));
        quote!((#name, #json))
    });
    let schemes = list(security_schemes, scheme);
    let findings = list(findings, finding);
    quote! {
        Api {
            id: #id, title: #title, version: #version, openapi: #openapi, digest: #digest,
            servers: #servers, routes: #routes, events: #events, definitions: #definitions, security_schemes: #schemes,
            findings: #findings,
        }
    }
}

fn server(server: &Server) -> TokenStream {
    let url = text(&server.url);
    let variables = list(&server.variables, |(name, default)| {
        let (name, default) = (text(name), text(default));
        quote!((#name, #default))
    });
    quote!(Server { url: #url, variables: #variables })
}

fn scheme(scheme: &SecurityScheme) -> TokenStream {
    let [name, kind, scheme] = [&scheme.name, &scheme.kind, &scheme.scheme].map(|one| text(one));
    quote!(SecurityScheme { name: #name, kind: #kind, scheme: #scheme })
}

fn finding(finding: &DocumentFinding) -> TokenStream {
    let DocumentFinding { rule, line, column, pointer, message, help } = finding;
    let [rule, pointer, message, help] = [rule, pointer, message, help].map(|one| text(one));
    quote! {
        DocumentFinding {
            rule: #rule, line: #line, column: #column, pointer: #pointer, message: #message, help: #help,
        }
    }
}

fn schema(schema: &Schema) -> TokenStream {
    let json = text(&schema.json);
    let name = option(schema.name.as_ref(), |name| text(name));
    quote!(Schema { json: #json, name: #name })
}

fn route(route: &Route) -> TokenStream {
    let id = text(&route.operation_id);
    let method = method(route.method);
    let [template, summary, tag, pointer] =
        [&route.template, &route.summary, &route.tag, &route.pointer].map(|one| text(one));
    let parameters = list(&route.parameters, parameter);
    let body = option(route.request_body.as_ref(), request_body);
    let responses = list(&route.responses, response);
    let security = list(&route.security, security);
    quote! {
        Route {
            operation_id: #id, method: #method, template: #template, summary: #summary, tag: #tag,
            parameters: #parameters, request_body: #body, responses: #responses, security: #security,
            pointer: #pointer,
        }
    }
}

fn method(method: Method) -> TokenStream {
    let name = match method {
        Method::Get => quote!(Get),
        Method::Put => quote!(Put),
        Method::Post => quote!(Post),
        Method::Delete => quote!(Delete),
        Method::Options => quote!(Options),
        Method::Head => quote!(Head),
        Method::Patch => quote!(Patch),
        Method::Trace => quote!(Trace),
    };
    quote!(Method::#name)
}

fn event(event: &Event) -> TokenStream {
    let [name, summary, pointer] =
        [&event.name, &event.summary, &event.pointer].map(|one| text(one));
    let method = method(event.method);
    let channel = option(event.channel.as_ref(), |channel| text(channel));
    let payload = option(event.payload.as_ref(), request_body);
    quote! {
        Event {
            name: #name, method: #method, channel: #channel, summary: #summary, payload: #payload,
            pointer: #pointer,
        }
    }
}

fn parameter(parameter: &Parameter) -> TokenStream {
    let location = match parameter.location {
        Location::Path => quote!(Path),
        Location::Query => quote!(Query),
        Location::Header => quote!(Header),
        Location::Cookie => quote!(Cookie),
    };
    let [name, style, description, pointer] =
        [&parameter.name, &parameter.style, &parameter.description, &parameter.pointer]
            .map(|one| text(one));
    let (required, explode) = (parameter.required, parameter.explode);
    let schema = schema(&parameter.schema);
    quote! {
        Parameter {
            name: #name, location: Location::#location, required: #required, style: #style,
            explode: #explode, schema: #schema, description: #description, pointer: #pointer,
        }
    }
}

fn media_type(media: &MediaType) -> TokenStream {
    let essence = text(&media.essence);
    let schema = option(media.schema.as_ref(), schema);
    quote!(MediaType { essence: #essence, schema: #schema })
}

fn request_body(body: &RequestBody) -> TokenStream {
    let required = body.required;
    let content = list(&body.content, media_type);
    let pointer = text(&body.pointer);
    quote!(RequestBody { required: #required, content: #content, pointer: #pointer })
}

fn response(response: &Response) -> TokenStream {
    let status = match response.status {
        Status::Code(code) => quote!(Code(#code)),
        Status::Class(digit) => quote!(Class(#digit)),
        Status::Default => quote!(Default),
    };
    let (description, pointer) = (text(&response.description), text(&response.pointer));
    let headers = list(&response.headers, |header: &Header| {
        let name = text(&header.name);
        let required = header.required;
        let schema = option(header.schema.as_ref(), schema);
        quote!(Header { name: #name, required: #required, schema: #schema })
    });
    let content = list(&response.content, media_type);
    quote! {
        Response {
            status: Status::#status, description: #description, headers: #headers, content: #content,
            pointer: #pointer,
        }
    }
}

fn security(requirement: &SecurityRequirement) -> TokenStream {
    let schemes = list(&requirement.schemes, |(name, scopes)| {
        let name = text(name);
        let scopes = list(scopes, |scope| text(scope));
        quote!((#name, #scopes))
    });
    quote!(SecurityRequirement { schemes: #schemes })
}
