//! `example-invalid`, `default-invalid`: a document's own value that its own schema refuses. Judged by the plain keywords only, so
//! that what is reported is surely wrong.

use serde_json::{Map, Value};

use super::Find;
use crate::pointer;
use crate::report::At;
use crate::shape::{self, Kind};

pub(super) fn find(find: &mut Find<'_>) {
    let document = find.document;
    let (reporter, found) = (find.reporter, &mut find.found);
    let mut judge = |rule: &'static str, word: &str, schema: &Value, value: &Value, at: &str| {
        if let Some(reason) = refusal(document, schema, value, 0) {
            found.push(
                reporter
                    .finding(
                        rule,
                        At::Value,
                        at,
                        format!("this {word} is refused by its own schema: {reason}"),
                    )
                    .why("readers learn from it what is never true")
                    .help("correct the value or the schema"),
            );
        }
    };
    shape::walk(Kind::OpenApi, "", document, &mut |kind, at, value| match kind {
        Kind::Schema => {
            if let Some(default) = value.get("default") {
                judge("default-invalid", "default", value, default, &format!("{at}/default"));
            }
            if let Some(example) = value.get("example") {
                judge("example-invalid", "example", value, example, &format!("{at}/example"));
            }
            let examples = value.get("examples").and_then(Value::as_array);
            for (index, example) in examples.into_iter().flatten().enumerate() {
                judge(
                    "example-invalid",
                    "example",
                    value,
                    example,
                    &format!("{at}/examples/{index}"),
                );
            }
        }
        Kind::Parameter | Kind::MediaType | Kind::Header => {
            let Some(schema) = value.get("schema") else { return };
            if let Some(example) = value.get("example") {
                judge("example-invalid", "example", schema, example, &format!("{at}/example"));
            }
            let examples = value.get("examples").and_then(Value::as_object);
            for (name, example) in examples.into_iter().flatten() {
                if let Some(example) = example.get("value") {
                    let at = format!("{}/value", pointer::join(&format!("{at}/examples"), name));
                    judge("example-invalid", "example", schema, example, &at);
                }
            }
        }
        _ => {}
    });
}

/// Why a schema surely refuses a value.
fn refusal(document: &Value, schema: &Value, value: &Value, depth: usize) -> Option<String> {
    let Value::Object(map) = schema else { return None };
    if depth > 64 {
        return None;
    }
    if let Some(target) = map.get("$ref").and_then(Value::as_str).and_then(pointer::of_reference) {
        // A sibling such as `nullable` may let in what the target refuses.
        let is_null_let_in = value.is_null() && map.get("nullable") == Some(&Value::Bool(true));
        return document
            .pointer(&target)
            .filter(|_| !is_null_let_in)
            .and_then(|target| refusal(document, target, value, depth + 1));
    }
    if value.is_null() && map.get("nullable") == Some(&Value::Bool(true)) {
        return None;
    }
    if let Some(reason) = of_type(map, value) {
        return Some(reason);
    }
    if let Some(values) = map.get("enum").and_then(Value::as_array)
        && !values.contains(value)
    {
        return Some(format!("`{value}` is not among its values"));
    }
    of_bounds(map, value)
        .or_else(|| of_text(map, value))
        .or_else(|| of_parts(document, map, value, depth))
}

fn of_type(map: &Map<String, Value>, value: &Value) -> Option<String> {
    let names: Vec<&str> = match map.get("type")? {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let has = |name: &&str| match *name {
        "string" => value.is_string(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "null" => value.is_null(),
        _ => true,
    };
    (!names.iter().any(has)).then(|| format!("it is not of type `{}`", names.join("` or `")))
}

fn of_bounds(map: &Map<String, Value>, value: &Value) -> Option<String> {
    let number = value.as_f64()?;
    let bound = |key: &str| map.get(key).and_then(Value::as_f64);
    if bound("minimum").is_some_and(|least| number < least)
        || bound("exclusiveMinimum").is_some_and(|least| number <= least)
    {
        return Some(format!("`{value}` is too small"));
    }
    if bound("maximum").is_some_and(|most| number > most)
        || bound("exclusiveMaximum").is_some_and(|most| number >= most)
    {
        return Some(format!("`{value}` is too great"));
    }
    None
}

fn of_text(map: &Map<String, Value>, value: &Value) -> Option<String> {
    let text = value.as_str()?;
    if map.get("format").and_then(Value::as_str) == Some("uuid") {
        let is_uuid = text.len() == 36
            && text.bytes().enumerate().all(|(index, byte)| {
                if [8, 13, 18, 23].contains(&index) {
                    byte == b'-'
                } else {
                    byte.is_ascii_hexdigit()
                }
            });
        if !is_uuid {
            return Some(format!("`{text}` is no UUID"));
        }
    }
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let bound = |key: &str| map.get(key).and_then(Value::as_u64);
    if bound("minLength").is_some_and(|least| length < least)
        || bound("maxLength").is_some_and(|most| length > most)
    {
        return Some(format!("it has {length} characters"));
    }
    None
}

fn of_parts(
    document: &Value,
    map: &Map<String, Value>,
    value: &Value,
    depth: usize,
) -> Option<String> {
    if let (Value::Array(items), Some(schema)) = (value, map.get("items")) {
        return items.iter().find_map(|item| refusal(document, schema, item, depth + 1));
    }
    let members = value.as_object()?;
    let properties = map.get("properties").and_then(Value::as_object);
    let required = map.get("required").and_then(Value::as_array);
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        if !members.contains_key(name) {
            return Some(format!("`{name}` is required, and is not there"));
        }
    }
    let is_closed = map.get("additionalProperties") == Some(&Value::Bool(false));
    for (name, member) in members {
        match properties.and_then(|properties| properties.get(name)) {
            Some(schema) => {
                if let Some(reason) = refusal(document, schema, member, depth + 1) {
                    return Some(format!("in `{name}`, {reason}"));
                }
            }
            None if is_closed => return Some(format!("it may not have `{name}`")),
            None => {}
        }
    }
    None
}
