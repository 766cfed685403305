//! What an OpenAPI document is made of: each kind of object with its keys, their form, the version that knows them, and
//! whether the output honours them. The checks, the loss report, the rewrites and the judging schemas all read this one table.

use serde_json::Value;

use crate::pointer;

mod keys;

pub(crate) use keys::fields;

/// A kind of object of the OpenAPI specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Header,
    Example,
    Link,
    Callback,
    Components,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    SecurityRequirement,
    Tag,
    ExternalDocs,
}

impl Kind {
    /// What the OpenAPI specification calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::OpenApi => "OpenAPI object",
            Self::Info => "info object",
            Self::Contact => "contact object",
            Self::License => "license object",
            Self::Server => "server object",
            Self::ServerVariable => "server variable object",
            Self::Paths => "paths object",
            Self::PathItem => "path item object",
            Self::Operation => "operation object",
            Self::Parameter => "parameter object",
            Self::RequestBody => "request body object",
            Self::MediaType => "media type object",
            Self::Encoding => "encoding object",
            Self::Responses => "responses object",
            Self::Response => "response object",
            Self::Header => "header object",
            Self::Example => "example object",
            Self::Link => "link object",
            Self::Callback => "callback object",
            Self::Components => "components object",
            Self::Schema => "schema object",
            Self::Discriminator => "discriminator object",
            Self::Xml => "XML object",
            Self::SecurityScheme => "security scheme object",
            Self::OAuthFlows => "OAuth flows object",
            Self::OAuthFlow => "OAuth flow object",
            Self::SecurityRequirement => "security requirement object",
            Self::Tag => "tag object",
            Self::ExternalDocs => "external documentation object",
        }
    }

    /// Whether a `$ref` may stand in its place.
    pub(crate) const fn may_be_reference(self) -> bool {
        matches!(
            self,
            Self::PathItem
                | Self::Parameter
                | Self::RequestBody
                | Self::Response
                | Self::Header
                | Self::Example
                | Self::Link
                | Self::Callback
                | Self::Schema
                | Self::SecurityScheme
        )
    }
}

/// What the value of a key must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Anything.
    Any,
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// A number.
    Number,
    /// A whole number from 0.
    Count,
    /// A list of strings.
    Texts,
    /// A list of anything.
    List,
    /// A mapping from names to strings.
    TextMap,
    /// `type` of a schema.
    Type,
    /// `exclusiveMinimum` and `exclusiveMaximum`: a boolean in 3.0, a number in 3.1.
    Exclusive,
    /// One object.
    One(Kind),
    /// A list of objects.
    Each(Kind),
    /// A mapping from names to objects.
    Map(Kind),
    /// A boolean or a schema.
    FlagOrSchema,
}

/// Which versions know a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    Both,
    V30,
    V31,
}

/// Whether the output honours a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Honour {
    /// Types and route table do, as far as it concerns them.
    Yes,
    /// The route table carries it, so the harness judges by it; the Rust types accept more.
    Table(&'static str),
    /// Nothing does.
    No(&'static str),
    /// It depends on the object around it; the loss report looks closer.
    Depends,
}

/// One key of a kind of object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) form: Form,
    pub(crate) era: Era,
    pub(crate) required: bool,
    pub(crate) honour: Honour,
}

/// The version of OpenAPI that a document speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    V30,
    V31,
}

impl Version {
    pub(crate) const fn number(self) -> &'static str {
        match self {
            Self::V30 => "3.0",
            Self::V31 => "3.1",
        }
    }

    /// Whether this version knows a key.
    pub(crate) const fn knows(self, era: Era) -> bool {
        matches!((self, era), (_, Era::Both) | (Self::V30, Era::V30) | (Self::V31, Era::V31))
    }
}

/// The article that goes before an object's name.
pub(crate) fn article(name: &str) -> &'static str {
    if name.starts_with(['i', 'o', 'O', 'e', 'X']) { "an" } else { "a" }
}

/// The field of that name.
pub(crate) fn field(kind: Kind, name: &str) -> Option<&'static Field> {
    fields(kind).iter().find(|field| field.name == name)
}

/// What the members of an object whose keys are free have for a kind: paths, statuses, callbacks' expressions.
pub(crate) fn free_members(kind: Kind, key: &str) -> Option<Kind> {
    match kind {
        Kind::Paths if key.starts_with('/') => Some(Kind::PathItem),
        Kind::Callback if !key.starts_with("x-") => Some(Kind::PathItem),
        Kind::Responses if !key.starts_with("x-") => Some(Kind::Response),
        _ => None,
    }
}

/// Whether a value is a Reference Object: it has a `$ref` that is a string.
pub(crate) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str)
}

/// Calls `visit` for every object below `value`, itself first, in the document's order, references included but not followed.
pub(crate) fn walk<'v>(
    kind: Kind,
    at: &str,
    value: &'v Value,
    visit: &mut dyn FnMut(Kind, &str, &'v Value),
) {
    visit(kind, at, value);
    let Value::Object(map) = value else { return };
    if kind.may_be_reference() && kind != Kind::Schema && reference(value).is_some() {
        return;
    }
    for (key, member) in map {
        let below = pointer::join(at, key);
        if let Some(kind) = free_members(kind, key) {
            walk(kind, &below, member, visit);
            continue;
        }
        let Some(field) = field(kind, key) else { continue };
        for (kind, below, member) in children(field.form, &below, member) {
            walk(kind, &below, member, visit);
        }
    }
}

/// The objects that stand directly under a key of a form.
pub(crate) fn children<'v>(
    form: Form,
    at: &str,
    value: &'v Value,
) -> Vec<(Kind, String, &'v Value)> {
    match (form, value) {
        (Form::One(kind), _) => vec![(kind, at.to_owned(), value)],
        (Form::FlagOrSchema, Value::Object(_)) => vec![(Kind::Schema, at.to_owned(), value)],
        (Form::Each(kind), Value::Array(items)) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (kind, format!("{at}/{index}"), item))
            .collect(),
        (Form::Map(kind), Value::Object(map)) => {
            map.iter().map(|(key, member)| (kind, pointer::join(at, key), member)).collect()
        }
        _ => Vec::new(),
    }
}
