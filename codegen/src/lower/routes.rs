//! The route table: what the harness and the reference server need to know.

use std::borrow::Cow;

use indexmap::IndexMap;
use openapiv3::{
    Parameter as Written, ParameterSchemaOrContent, PathItem, ReferenceOr, Response as Answer,
    StatusCode,
};
use rollcall_spec::{
    Api, Header, Location, MediaType, Method, Parameter, RequestBody, Response, Route, Schema,
    SecurityRequirement, SecurityScheme, Server, Status,
};
use serde_json::Value;

use super::judged::Judge;
use super::{Input, events};
use crate::pointer;

pub(super) const METHODS: [(&str, Method); 8] = [
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
];

/// Statuses that never have content (RFC 9110, 15.3.5, 15.3.6 and 15.4.5).
pub(crate) const WITHOUT_CONTENT: [u16; 3] = [204, 205, 304];

/// What every part of the table is read from.
pub(super) struct Reading<'a> {
    openapi: &'a openapiv3::OpenAPI,
    judge: Judge<'a>,
}

/// Builds the table of a document.
pub(super) fn api(input: &Input<'_>) -> Api {
    let openapi = &input.normalised.openapi;
    let reading = Reading { openapi, judge: Judge::new(input.document) };
    let mut routes = Vec::new();
    for (path, item) in &openapi.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        let at = pointer::join("/paths", path);
        let written = input.document.pointer(&at).and_then(Value::as_object);
        // The document's order, which openapiv3 forgets.
        for key in written.into_iter().flat_map(|map| map.keys()) {
            let Some((_, method)) = METHODS.iter().find(|(name, _)| name == key) else { continue };
            if let Some(operation) = operation(item, *method) {
                let at = pointer::join(&at, key);
                routes.push(route(&reading, path, *method, item, operation, &at));
            }
        }
    }
    let events = events::table(input, &reading);
    Api {
        id: text(input.id),
        title: text(&openapi.info.title),
        version: text(&openapi.info.version),
        openapi: text(input.document["openapi"].as_str().unwrap_or_default()),
        digest: text(input.digest),
        servers: list(openapi.servers.iter().map(server).collect()),
        routes: list(routes),
        events: list(events),
        definitions: list(reading.judge.definitions()),
        security_schemes: list(security_schemes(input.document)),
        findings: list(Vec::new()),
    }
}

/// The operation of a method.
pub(super) fn operation(item: &PathItem, method: Method) -> Option<&openapiv3::Operation> {
    match method {
        Method::Get => item.get.as_ref(),
        Method::Put => item.put.as_ref(),
        Method::Post => item.post.as_ref(),
        Method::Delete => item.delete.as_ref(),
        Method::Options => item.options.as_ref(),
        Method::Head => item.head.as_ref(),
        Method::Patch => item.patch.as_ref(),
        Method::Trace => item.trace.as_ref(),
    }
}

fn route(
    reading: &Reading<'_>,
    path: &str,
    method: Method,
    item: &PathItem,
    operation: &openapiv3::Operation,
    at: &str,
) -> Route {
    let item_at = pointer::join("/paths", path);
    Route {
        operation_id: operation
            .operation_id
            .as_ref()
            .map_or_else(|| derived_id(path, method).into(), |id| text(id)),
        method,
        template: text(path),
        summary: text(operation.summary.as_deref().unwrap_or_default()),
        tag: text(operation.tags.first().map(String::as_str).unwrap_or_default()),
        parameters: list(parameters(reading, path, item, operation, &item_at, at)),
        request_body: request_body(reading, operation, at),
        responses: list(responses(reading, operation, at)),
        security: list(
            operation
                .security
                .as_ref()
                .or(reading.openapi.security.as_ref())
                .into_iter()
                .flatten()
                .map(|requirement| SecurityRequirement {
                    schemes: list(
                        requirement
                            .iter()
                            .map(|(name, scopes)| {
                                (text(name), list(scopes.iter().map(|scope| text(scope)).collect()))
                            })
                            .collect(),
                    ),
                })
                .collect(),
        ),
        pointer: text(at),
    }
}

/// What an operation takes as content.
pub(super) fn request_body(
    reading: &Reading<'_>,
    operation: &openapiv3::Operation,
    at: &str,
) -> Option<RequestBody> {
    let table = components(reading).map(|components| &components.request_bodies);
    let at = pointer::join(at, "requestBody");
    let (body, at) = resolve(operation.request_body.as_ref()?, at, table)?;
    Some(RequestBody {
        required: body.required,
        content: list(content(reading, &body.content, &at)),
        pointer: at.into(),
    })
}

/// The name of an operation that the document leaves nameless: `get /a/{b}` is `get_a_b`.
pub(crate) fn derived_id(path: &str, method: Method) -> String {
    let mut id = method.as_str().to_ascii_lowercase();
    for part in path.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty())
    {
        id.push('_');
        id.push_str(part);
    }
    id
}

/// Parameters of the path item, overridden by those of the operation; path parameters first, in the template's order.
fn parameters(
    reading: &Reading<'_>,
    path: &str,
    item: &PathItem,
    operation: &openapiv3::Operation,
    item_at: &str,
    at: &str,
) -> Vec<Parameter> {
    let mut merged: IndexMap<(String, Location), Parameter> = IndexMap::new();
    let both = [(&item.parameters, item_at), (&operation.parameters, at)];
    for (written, at) in both {
        for (index, parameter) in written.iter().enumerate() {
            let at = format!("{at}/parameters/{index}");
            let table = components(reading).map(|components| &components.parameters);
            let Some((parameter, at)) = resolve(parameter, at, table) else { continue };
            let parameter = self::parameter(reading, parameter, at);
            if parameter.location == Location::Header && is_ignored_header(&parameter.name) {
                continue;
            }
            merged.insert((parameter.name.to_string(), parameter.location), parameter);
        }
    }
    let mut parameters: Vec<Parameter> = merged.into_values().collect();
    parameters.sort_by_key(|parameter| {
        if parameter.location == Location::Path {
            path.find(&format!("{{{}}}", parameter.name)).unwrap_or(path.len())
        } else {
            usize::MAX
        }
    });
    parameters
}

/// Header fields that OpenAPI has other words for; a parameter of that name is ignored (3.0.3 and 3.1.0, 4.8.12.2).
pub(crate) fn is_ignored_header(name: &str) -> bool {
    ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str())
}

fn parameter(reading: &Reading<'_>, written: &Written, at: String) -> Parameter {
    let data = written.parameter_data_ref();
    let (location, style) = match written {
        Written::Query { style, .. } => (Location::Query, serde_json::to_value(style)),
        Written::Header { style, .. } => (Location::Header, serde_json::to_value(style)),
        Written::Path { style, .. } => (Location::Path, serde_json::to_value(style)),
        Written::Cookie { style, .. } => (Location::Cookie, serde_json::to_value(style)),
    };
    let style = style.ok().and_then(|style| style.as_str().map(str::to_owned)).unwrap_or_default();
    let schema = match &data.format {
        ParameterSchemaOrContent::Schema(_) => reading.judge.schema(&pointer::join(&at, "schema")),
        ParameterSchemaOrContent::Content(_) => {
            Schema { json: "{\"type\":\"string\"}".into(), name: None }
        }
    };
    Parameter {
        name: text(&data.name),
        location,
        required: data.required || location == Location::Path,
        explode: data.explode.unwrap_or(style == "form"),
        style: style.into(),
        schema,
        description: text(data.description.as_deref().unwrap_or_default()),
        pointer: at.into(),
    }
}

fn responses(reading: &Reading<'_>, operation: &openapiv3::Operation, at: &str) -> Vec<Response> {
    let written = &operation.responses;
    let at = pointer::join(at, "responses");
    let mut responses: Vec<Response> = Vec::new();
    for (key, response) in &written.responses {
        let (status, token) = match key {
            StatusCode::Code(code) => (Status::Code(*code), code.to_string()),
            StatusCode::Range(digit) => {
                (Status::Class(u8::try_from(*digit).unwrap_or_default()), format!("{digit}XX"))
            }
        };
        responses.extend(self::response(reading, response, status, pointer::join(&at, &token)));
    }
    if let Some(response) = &written.default {
        responses.extend(self::response(
            reading,
            response,
            Status::Default,
            pointer::join(&at, "default"),
        ));
    }
    responses.sort_by_key(|response| match response.status {
        Status::Code(code) => (0, code),
        Status::Class(digit) => (1, u16::from(digit)),
        Status::Default => (2, 0),
    });
    responses
}

fn response(
    reading: &Reading<'_>,
    written: &ReferenceOr<Answer>,
    status: Status,
    at: String,
) -> Option<Response> {
    let table = components(reading).map(|components| &components.responses);
    let (response, at) = resolve(written, at, table)?;
    let headers = response
        .headers
        .iter()
        .filter_map(|(name, header)| {
            let below = pointer::join(&format!("{at}/headers"), name);
            let table = components(reading).map(|components| &components.headers);
            let (header, at) = resolve(header, below, table)?;
            let schema = matches!(header.format, ParameterSchemaOrContent::Schema(_))
                .then(|| reading.judge.schema(&pointer::join(&at, "schema")));
            Some(Header { name: text(name), required: header.required, schema })
        })
        .collect();
    let is_empty = matches!(status, Status::Code(code) if WITHOUT_CONTENT.contains(&code));
    let content =
        if is_empty { Vec::new() } else { self::content(reading, &response.content, &at) };
    Some(Response {
        status,
        description: text(&response.description),
        headers: list(headers),
        content: list(content),
        pointer: at.into(),
    })
}

fn content(
    reading: &Reading<'_>,
    written: &IndexMap<String, openapiv3::MediaType>,
    at: &str,
) -> Vec<MediaType> {
    written
        .iter()
        .map(|(essence, media)| MediaType {
            essence: text(essence),
            schema: media.schema.as_ref().map(|_| {
                let below = pointer::join(&format!("{at}/content"), essence);
                reading.judge.schema(&pointer::join(&below, "schema"))
            }),
        })
        .collect()
}

/// The components, where the document has any.
fn components<'a>(reading: &Reading<'a>) -> Option<&'a openapiv3::Components> {
    reading.openapi.components.as_ref()
}

/// Follows references within one section; gives the item and the pointer it stands at.
fn resolve<'t, T>(
    written: &'t ReferenceOr<T>,
    at: String,
    table: Option<&'t IndexMap<String, ReferenceOr<T>>>,
) -> Option<(&'t T, String)> {
    let (mut written, mut at) = (written, at);
    for _ in 0..=table.map_or(0, IndexMap::len) {
        match written {
            ReferenceOr::Item(item) => return Some((item, at)),
            ReferenceOr::Reference { reference } => {
                written = table?.get(&pointer::last(reference))?;
                at.clone_from(reference);
            }
        }
    }
    None
}

fn server(server: &openapiv3::Server) -> Server {
    let variables = server
        .variables
        .iter()
        .flatten()
        .map(|(name, variable)| (text(name), text(&variable.default)))
        .collect();
    Server { url: text(&server.url), variables: list(variables) }
}

fn security_schemes(document: &Value) -> Vec<SecurityScheme> {
    let schemes = document.pointer("/components/securitySchemes").and_then(Value::as_object);
    let word = |scheme: &Value, key: &str| scheme[key].as_str().unwrap_or_default().to_owned();
    schemes
        .into_iter()
        .flatten()
        .map(|(name, scheme)| {
            let target = scheme["$ref"].as_str().and_then(pointer::of_reference);
            let scheme = target.and_then(|target| document.pointer(&target)).unwrap_or(scheme);
            let kind = word(scheme, "type");
            let scheme = match kind.as_str() {
                "http" => word(scheme, "scheme").to_ascii_lowercase(),
                _ => word(scheme, "name"),
            };
            SecurityScheme { name: text(name), kind: kind.into(), scheme: scheme.into() }
        })
        .collect()
}

pub(super) fn text(text: &str) -> rollcall_spec::Text {
    Cow::Owned(text.to_owned())
}

fn list<T: Clone>(list: Vec<T>) -> rollcall_spec::List<T> {
    Cow::Owned(list)
}
