//! Operations as a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{DocumentFinding, Event, List, Text};

/// One document, read: everything the harness and the reference server need to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// The folder under `spec/`, such as `signalwire`; or the stem of a user's own document.
    pub id: Text,
    /// `info.title`.
    pub title: Text,
    /// `info.version`.
    pub version: Text,
    /// The `openapi` field: `3.0.x` or `3.1.x`.
    pub openapi: Text,
    /// `sha256:` and the hexadecimal digest of the document's bytes, followed by those of its overlay.
    pub digest: Text,
    /// `servers`, in order.
    pub servers: List<Server>,
    /// Every operation, in the document's order.
    pub routes: List<Route>,
    /// Every webhook, in the document's order.
    pub events: List<Event>,
    /// The schemas that a `$ref` leads to, once each: the name and the JSON text of each, sorted by name.
    pub definitions: List<(Text, Text)>,
    /// `components.securitySchemes`.
    pub security_schemes: List<SecurityScheme>,
    /// What is wrong with the document as it was published.
    pub findings: List<DocumentFinding>,
}

impl Api {
    /// The route of an operation, by its `operationId` as the document spells it.
    pub fn route(&self, operation_id: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.operation_id == operation_id)
    }

    /// The security scheme of that name.
    pub fn security_scheme(&self, name: &str) -> Option<&SecurityScheme> {
        self.security_schemes.iter().find(|scheme| scheme.name == name)
    }
}

/// A server that the document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The URL template, such as `https://{space_name}.signalwire.com/api/laml/2010-04-01`.
    pub url: Text,
    /// Each variable with its default.
    pub variables: List<(Text, Text)>,
}

/// A method of HTTP as OpenAPI knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// RFC 9110, 9.3.1.
    Get,
    /// RFC 9110, 9.3.4.
    Put,
    /// RFC 9110, 9.3.3.
    Post,
    /// RFC 9110, 9.3.5.
    Delete,
    /// RFC 9110, 9.3.7.
    Options,
    /// RFC 9110, 9.3.2.
    Head,
    /// RFC 5789.
    Patch,
    /// RFC 9110, 9.3.8.
    Trace,
}

impl Method {
    /// The method token, in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A JSON Schema (draft 2020-12) as JSON text.
///
/// A `$ref` in it is `#/$defs/NAME` and means one of [`Api::definitions`]; [`Api::schema_document`] puts the two together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The schema's JSON text, compact, keys in the document's order; nothing but a `$ref` where the document has one.
    pub json: Text,
    /// The component's name where the document gives it one by `$ref`.
    pub name: Option<Text>,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// In the path template, in braces.
    Path,
    /// Behind the `?`.
    Query,
    /// In a header field.
    Header,
    /// In the `Cookie` header field.
    Cookie,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: Text,
    /// Where it travels.
    pub location: Location,
    /// Whether the document demands it; always true in a path.
    pub required: bool,
    /// `style`, spelt out even where it is the default (`form`, `simple`, …).
    pub style: Text,
    /// `explode`, spelt out even where it is the default.
    pub explode: bool,
    /// What its value must obey.
    pub schema: Schema,
    /// The document's own words.
    pub description: Text,
    /// JSON Pointer into the document.
    pub pointer: Text,
}

/// One entry of a `content` map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType {
    /// The media type or range, such as `application/json`.
    pub essence: Text,
    /// What its payload must obey; none where the document says nothing.
    pub schema: Option<Schema>,
}

/// What an operation takes as content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestBody {
    /// Whether the document demands a body.
    pub required: bool,
    /// By media type, in the document's order.
    pub content: List<MediaType>,
    /// JSON Pointer into the document.
    pub pointer: Text,
}

/// The key of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status code, 100 to 599.
    Code(u16),
    /// `2XX` and its like: the first digit, 1 to 5.
    Class(u8),
    /// `default`.
    Default,
}

impl Status {
    /// Whether a status code falls under this key. `default` takes every code.
    pub const fn matches(self, code: u16) -> bool {
        match self {
            Self::Code(own) => own == code,
            Self::Class(digit) => code / 100 == digit as u16,
            Self::Default => true,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Class(digit) => write!(f, "{digit}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A header field that a response declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The field name, as the document spells it.
    pub name: Text,
    /// Whether the document demands it.
    pub required: bool,
    /// What its value must obey.
    pub schema: Option<Schema>,
}

/// One documented answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Under which status.
    pub status: Status,
    /// The document's own words.
    pub description: Text,
    /// Declared header fields.
    pub headers: List<Header>,
    /// By media type; always empty under 204, 205 and 304, whatever the document says (RFC 9110, 15.3.5).
    pub content: List<MediaType>,
    /// JSON Pointer into the document.
    pub pointer: Text,
}

/// One alternative of an operation's `security`: all of its schemes together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// Scheme names with their scopes; empty means that anonymous calls are allowed.
    pub schemes: List<(Text, List<Text>)>,
}

/// An entry of `components.securitySchemes`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its key.
    pub name: Text,
    /// `http`, `apiKey`, `oauth2`, `openIdConnect` or `mutualTLS`.
    pub kind: Text,
    /// The HTTP scheme in lower case (`basic`), or the name of the key.
    pub scheme: Text,
}

/// One method on one path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// As the document spells it, or derived from method and path where it is absent.
    pub operation_id: Text,
    /// The method.
    pub method: Method,
    /// The path template relative to the server, such as `/Accounts/{AccountSid}`.
    pub template: Text,
    /// The document's own words.
    pub summary: Text,
    /// The first tag, or empty.
    pub tag: Text,
    /// Parameters of the path and of the operation, merged; path parameters first, in the template's order.
    pub parameters: List<Parameter>,
    /// What it takes as content.
    pub request_body: Option<RequestBody>,
    /// The documented answers: exact codes ascending, then classes, then `default`.
    pub responses: List<Response>,
    /// Alternatives; empty means that the document demands no credentials.
    pub security: List<SecurityRequirement>,
    /// JSON Pointer into the document.
    pub pointer: Text,
}

impl Route {
    /// The most specific documented answer for a status code.
    pub fn response(&self, code: u16) -> Option<&Response> {
        self.responses.iter().find(|response| response.status.matches(code))
    }

    /// Parameters that travel in one place.
    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }

    /// The documented 2xx codes, ascending.
    pub fn success_codes(&self) -> impl Iterator<Item = u16> {
        self.responses.iter().filter_map(|response| match response.status {
            Status::Code(code) if (200..300).contains(&code) => Some(code),
            _ => None,
        })
    }
}
