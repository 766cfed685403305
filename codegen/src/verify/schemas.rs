//! What a schema object must keep beyond the form of its keys: known types, bounds that leave something between them.

use serde_json::{Map, Value};

use super::{Check, forms, nearest};
use crate::diagnostic::Diagnostics;
use crate::report::At;
use crate::shape::Version;

const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];

pub(super) fn check(
    check: &Check<'_>,
    at: &str,
    map: &Map<String, Value>,
    diagnostics: &mut Diagnostics,
) {
    let here = format!("{at}/type");
    match (map.get("type"), check.version) {
        (None, _) => {}
        (Some(Value::String(name)), _) => known(check, name, &here, diagnostics),
        (Some(Value::Array(names)), Version::V31) => {
            for (index, name) in names.iter().enumerate() {
                let here = format!("{here}/{index}");
                match name {
                    Value::String(name) => known(check, name, &here, diagnostics),
                    other => wrong(check, &here, other, diagnostics),
                }
            }
            if names.is_empty() {
                wrong(check, &here, &Value::Array(Vec::new()), diagnostics);
            }
        }
        (Some(other), _) => wrong(check, &here, other, diagnostics),
    }
    for (low, high) in [
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ] {
        let bound = |key: &str| map.get(key).and_then(Value::as_f64);
        if let (Some(least), Some(most)) = (bound(low), bound(high))
            && least > most
        {
            diagnostics.push(
                check
                    .reporter
                    .error(
                        "bounds-contradict",
                        At::Value,
                        &format!("{at}/{high}"),
                        format!("`{low}` is greater than `{high}`"),
                    )
                    .why("no value obeys both")
                    .help("exchange the two")
                    .beside(check.reporter.excerpt(
                        At::Value,
                        &format!("{at}/{low}"),
                        "the other bound",
                    )),
            );
        }
    }
    if map.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        diagnostics.push(
            check
                .reporter
                .error("enum-empty", At::Value, &format!("{at}/enum"), "this `enum` lists no value")
                .why("no value obeys it")
                .help("list the values, or remove the keyword"),
        );
    }
}

fn known(check: &Check<'_>, name: &str, at: &str, diagnostics: &mut Diagnostics) {
    if name == "null" && check.version == Version::V30 {
        diagnostics.push(
            check
                .reporter
                .error("unknown-type", At::Value, at, "OpenAPI 3.0 has no type `null`")
                .why("readers of 3.0 do not know what it allows")
                .help("write `nullable: true`, or say `openapi: 3.1.0`"),
        );
    } else if !TYPES.contains(&name) {
        let help = nearest(name, TYPES).map_or_else(
            || format!("use `{}`", TYPES.join("`, `")),
            |guess| format!("did you mean `{guess}`?"),
        );
        diagnostics.push(
            check
                .reporter
                .error("unknown-type", At::Value, at, format!("there is no type `{name}`"))
                .why("readers take it for any value at all")
                .help(help),
        );
    }
}

fn wrong(check: &Check<'_>, at: &str, value: &Value, diagnostics: &mut Diagnostics) {
    let help = match (value, check.version) {
        (Value::Array(_), Version::V30) => {
            "name one type, with `nullable: true` for null, or say `openapi: 3.1.0`"
        }
        (Value::Null, _) => "put quotes around it: `'null'`",
        _ => "write a name such as `string`",
    };
    diagnostics.push(
        check
            .reporter
            .error(
                "wrong-type",
                At::Value,
                at,
                format!("`type` should be a name, not {}", forms::describe(value)),
            )
            .why("a schema's type is one of seven names")
            .help(help),
    );
}
