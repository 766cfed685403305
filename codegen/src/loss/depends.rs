//! Keywords that are honoured in some objects and not in others.

use serde_json::{Map, Value};

use super::Reach;
use crate::alternatives::{annotated, open, owner, tagging};
use crate::lower::is_json;
use crate::pointer;
use crate::shape::Kind;

/// The object that a keyword stands in.
pub(super) struct Context<'a> {
    pub(super) document: &'a Value,
    pub(super) kind: Kind,
    pub(super) at: &'a str,
    pub(super) map: &'a Map<String, Value>,
}

/// Why content is lost under 204, 205 and 304.
pub(super) const NO_CONTENT: &str = "an answer of this status never has content (RFC 9110)";

type Lost = Option<(Reach, &'static str)>;

/// Whether the loss of a keyword takes everything below it along.
pub(super) fn takes_all(key: &str) -> bool {
    matches!(key, "content" | "not" | "discriminator")
}

/// Why a keyword is not honoured in this object; none where it is.
pub(super) fn lost(context: &Context<'_>, key: &str, value: &Value) -> Lost {
    match context.kind {
        Kind::Schema => schema(context, key, value),
        Kind::Parameter => parameter(context, key, value),
        Kind::RequestBody => event(context, value),
        Kind::Operation => (value.as_array().is_some_and(|tags| tags.len() > 1))
            .then_some((Reach::Everything, "only the first tag is carried over")),
        Kind::Response => {
            let status = pointer::last(context.at);
            matches!(status.as_str(), "204" | "205" | "304")
                .then_some((Reach::Everything, NO_CONTENT))
        }
        _ => None,
    }
}

/// Whether an object belongs to a webhook.
pub(super) fn is_in_webhook(at: &str) -> bool {
    at.starts_with("/webhooks/")
}

/// Why a keyword of a webhook is not honoured, where that of an operation would be.
pub(super) fn webhook(kind: Kind, at: &str, key: &str) -> Option<&'static str> {
    let answers = matches!(key, "parameters" | "responses" | "security" | "tags" | "callbacks");
    (is_in_webhook(at) && matches!(kind, Kind::Operation | Kind::PathItem) && answers)
        .then_some("of an event, only what it carries is read")
}

/// The content of an event.
fn event(context: &Context<'_>, written: &Value) -> Lost {
    let mut media = written.as_object().into_iter().flat_map(|map| map.keys());
    (is_in_webhook(context.at) && !media.any(|one| is_json(one)))
        .then_some((Reach::Types, "only the JSON of an event becomes a type"))
}

fn parameter(context: &Context<'_>, key: &str, value: &Value) -> Lost {
    let place = context.map.get("in").and_then(Value::as_str).unwrap_or_default();
    let is_object = context
        .map
        .get("schema")
        .map(|schema| resolved(context.document, schema))
        .is_some_and(|schema| types(schema).contains(&"object"));
    match (key, value.as_str()) {
        ("in", Some("cookie")) => Some((Reach::Types, "the generated requests send no cookies")),
        ("in", Some("header")) if is_named(context.map) => {
            Some((Reach::Everything, "OpenAPI has readers ignore header parameters of this name"))
        }
        ("in", _) if is_object => Some((Reach::Types, "an object is written as JSON")),
        ("style", Some("label" | "matrix" | "deepObject")) => {
            Some((Reach::Types, "the generated requests write it in the plain style of its place"))
        }
        ("explode", _) if is_object && place == "query" => {
            Some((Reach::Types, "an object is written as JSON"))
        }
        _ => None,
    }
}

fn is_named(map: &Map<String, Value>) -> bool {
    let name = map.get("name").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    matches!(name.as_str(), "accept" | "authorization" | "content-type")
}

fn schema(context: &Context<'_>, key: &str, value: &Value) -> Lost {
    let map = context.map;
    let types = types(map);
    let is = |name: &str| types == [name];
    let has_values = map.contains_key("enum") || map.contains_key("const");
    match key {
        "title" => (map.contains_key("description") && !is_annotated(context))
            .then_some((Reach::Everything, "only the description becomes a doc comment")),
        "type" if is_alternative(context.at) && types.is_empty() => None,
        "type" => several_types(&types),
        "format" => format(value.as_str().unwrap_or_default(), &types, has_values),
        "enum" => {
            let is_null = value.as_array().is_some_and(|values| *values == [Value::Null]);
            if is_null && is_alternative(context.at) {
                return None;
            }
            let texts = value.as_array().is_some_and(|values| {
                values.iter().all(|value| value.is_string() || value.is_null())
            });
            let integers = value
                .as_array()
                .is_some_and(|values| values.iter().all(|value| value.is_i64() || value.is_null()));
            (!(texts && is("string") || integers && is("integer"))).then_some((
                Reach::Types,
                "only values of type `string` or `integer` become an enumeration",
            ))
        }
        "const" if value.is_null() && is_alternative(context.at) => None,
        "const" if value.is_i64() && (types.is_empty() || is("integer")) => None,
        "const" => (!value.is_string())
            .then_some((Reach::Types, "only a text or an integer becomes an enumeration")),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => (!is("integer"))
            .then_some((Reach::Types, "only the bounds of integers become part of a type")),
        "minLength" | "maxLength" => {
            let has_own_type = map.get("format").and_then(Value::as_str).is_some_and(is_typed_text);
            (!is("string") || has_values || has_own_type)
                .then_some((Reach::Types, "the Rust type does not count characters"))
        }
        "required" => {
            let properties = map.get("properties").and_then(Value::as_object);
            let all_known =
                value.as_array().into_iter().flatten().filter_map(Value::as_str).all(|name| {
                    properties.is_some_and(|properties| properties.contains_key(name))
                        || is_composed(context)
                });
            (!all_known).then_some((Reach::Types, "a member without a schema is no field"))
        }
        "additionalProperties" | "unevaluatedProperties" => {
            let closes = value == &Value::Bool(false) || value.get("not").is_some();
            (map.contains_key("oneOf")
                || map.contains_key("anyOf")
                || (key == "unevaluatedProperties" && !closes && !value.is_boolean()))
            .then_some((Reach::Types, "the Rust type takes any other members"))
        }
        "anyOf" | "oneOf" => alternatives(context, value),
        "discriminator" => (!is_told_apart(context)).then_some((
            Reach::Everything,
            "it tells apart nothing but alternatives that are components",
        )),
        "allOf" => two_descriptions(context, value),
        "not" => {
            let parent = pointer::last(context.at);
            let closes = parent == "additionalProperties" || parent == "unevaluatedProperties";
            (!closes).then_some((Reach::Types, "no Rust type checks it"))
        }
        _ => None,
    }
}

fn several_types(types: &[&str]) -> Lost {
    let one_fits = matches!(types, [_] | ["integer", "number"] | ["number", "integer"]);
    (!one_fits).then_some((Reach::Types, "the Rust type takes any JSON"))
}

/// Formats with a Rust type of their own.
fn is_typed_text(format: &str) -> bool {
    matches!(format, "uuid" | "uri" | "url" | "uri-reference" | "date-time" | "date-time-rfc-2822")
}

fn format(format: &str, types: &[&str], has_values: bool) -> Lost {
    let honoured = match types {
        ["string"] => is_typed_text(format) && !has_values,
        ["integer"] => matches!(format, "int32" | "int64"),
        ["number"] => format == "double",
        _ => false,
    };
    // Annotation alone: it restricts no value.
    if honoured || format == "password" {
        return None;
    }
    // Draft 2020-12, validation vocabulary, 7.3: what a validator may judge.
    let judged = matches!(
        format,
        "date"
            | "date-time"
            | "time"
            | "duration"
            | "email"
            | "idn-email"
            | "hostname"
            | "idn-hostname"
            | "ipv4"
            | "ipv6"
            | "uri"
            | "uri-reference"
            | "iri"
            | "iri-reference"
            | "uuid"
            | "uri-template"
            | "json-pointer"
            | "relative-json-pointer"
            | "regex"
    );
    if judged && types == ["string"] {
        Some((Reach::Types, "no Rust type stands for this format"))
    } else {
        Some((Reach::Everything, "no Rust type and no validator knows this format"))
    }
}

/// Whether the discriminator of the schema is read.
fn is_told_apart(context: &Context<'_>) -> bool {
    !context.map.contains_key("properties") && tagging(context.document, context.at).is_some()
}

/// Whether the schema is a value of an enumeration that is written as alternatives.
fn is_annotated(context: &Context<'_>) -> bool {
    owner(context.at).is_some_and(|at| annotated(context.document, at).is_some())
}

fn alternatives(context: &Context<'_>, value: &Value) -> Lost {
    if is_told_apart(context) {
        return None;
    }
    let (document, at) = (context.document, context.at);
    let is_enumeration = annotated(document, at).is_some() || open(document, at).is_some();
    let is_more_than_null = |part: &&Value| {
        let part = resolved(context.document, part);
        let lists_null_alone = part
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| *values == [Value::Null]);
        types_of(part) != ["null"] && part.get("const") != Some(&Value::Null) && !lists_null_alone
    };
    let count = value.as_array().into_iter().flatten().filter(is_more_than_null).count();
    if context.map.contains_key("properties") && count > 0 {
        return Some((Reach::Types, "alternatives beside properties take any JSON"));
    }
    (count > 1 && !is_enumeration)
        .then_some((Reach::Types, "the first alternative that decodes is taken"))
}

/// A member that two parts of an `allOf` describe.
fn two_descriptions(context: &Context<'_>, value: &Value) -> Lost {
    let mut names: Vec<&String> = context
        .map
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|map| map.keys())
        .collect();
    for part in value.as_array().into_iter().flatten() {
        let part = resolved(context.document, part);
        for name in
            part.get("properties").and_then(Value::as_object).into_iter().flat_map(|map| map.keys())
        {
            if names.contains(&name) {
                return Some((
                    Reach::Types,
                    "a member that two parts describe has the type of one of them",
                ));
            }
            names.push(name);
        }
        if part.contains_key("oneOf") || part.contains_key("anyOf") {
            return Some((Reach::Types, "alternatives inside `allOf` take any JSON"));
        }
    }
    None
}

/// Whether a schema is an alternative, so that `null` alone makes the schema around it nullable.
fn is_alternative(at: &str) -> bool {
    pointer::split(at)
        .is_some_and(|(parent, _)| parent.ends_with("/anyOf") || parent.ends_with("/oneOf"))
}

fn is_composed(context: &Context<'_>) -> bool {
    context.map.contains_key("allOf") || context.at.contains("/allOf/")
}

/// A schema with its references followed; an empty one for a boolean schema.
fn resolved<'v>(document: &'v Value, schema: &'v Value) -> &'v Map<String, Value> {
    static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    let mut schema = schema;
    for _ in 0..64 {
        let target = crate::shape::reference(schema).and_then(pointer::of_reference);
        match target.and_then(|target| document.pointer(&target)) {
            Some(found) => schema = found,
            None => break,
        }
    }
    schema.as_object().unwrap_or(&EMPTY)
}

fn types_of(map: &Map<String, Value>) -> Vec<&str> {
    match map.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The types of a schema without `null`.
fn types(map: &Map<String, Value>) -> Vec<&str> {
    types_of(map).into_iter().filter(|name| *name != "null").collect()
}
