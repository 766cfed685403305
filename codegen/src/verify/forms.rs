//! The value of each key has the form that the key asks for.

use serde_json::Value;

use super::{Check, brief};
use crate::diagnostic::Diagnostics;
use crate::pointer;
use crate::report::At;
use crate::shape::{Field, Form, Version};

/// What a value is, in words.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(flag) => format!("the boolean `{flag}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(_) => format!("the text `{}`", brief(value)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

pub(super) fn check(
    check: &Check<'_>,
    field: &Field,
    at: &str,
    value: &Value,
    diagnostics: &mut Diagnostics,
) {
    let wanted = match field.form {
        Form::Text if !value.is_string() => "a text",
        Form::Flag if !value.is_boolean() => "`true` or `false`",
        Form::Number if !value.is_number() => "a number",
        Form::Count if !is_count(value) => "a whole number from 0",
        Form::Texts => return texts(check, field.name, at, value, diagnostics),
        Form::List | Form::Each(_) if !value.is_array() => "a list",
        Form::Map(_) if !value.is_object() => "a mapping",
        Form::TextMap => return text_map(check, field.name, at, value, diagnostics),
        Form::Exclusive => match (check.version, value) {
            (Version::V30, Value::Bool(_)) | (Version::V31, Value::Number(_)) => return,
            (Version::V30, _) => "`true` or `false` in OpenAPI 3.0",
            (Version::V31, _) => "a number in OpenAPI 3.1",
        },
        Form::FlagOrSchema if !value.is_boolean() && !value.is_object() => {
            "`true`, `false` or a schema"
        }
        // The form is right; single objects, schemas and `type` are looked at on their own.
        _ => return,
    };
    wrong(check, field.name, wanted, at, value, diagnostics);
}

/// A list of texts.
pub(super) fn texts(
    check: &Check<'_>,
    name: &str,
    at: &str,
    value: &Value,
    diagnostics: &mut Diagnostics,
) {
    let Value::Array(items) = value else {
        return wrong(check, name, "a list of texts", at, value, diagnostics);
    };
    for (index, item) in items.iter().enumerate() {
        if !item.is_string() {
            wrong(check, name, "a list of texts", &format!("{at}/{index}"), item, diagnostics);
        }
    }
}

/// A mapping from names to texts.
fn text_map(check: &Check<'_>, name: &str, at: &str, value: &Value, diagnostics: &mut Diagnostics) {
    let Value::Object(members) = value else {
        return wrong(check, name, "a mapping from names to texts", at, value, diagnostics);
    };
    for (key, member) in members.iter().filter(|(_, member)| !member.is_string()) {
        wrong(check, key, "a text", &pointer::join(at, key), member, diagnostics);
    }
}

fn wrong(
    check: &Check<'_>,
    name: &str,
    wanted: &str,
    at: &str,
    value: &Value,
    diagnostics: &mut Diagnostics,
) {
    let help = match (name, value) {
        ("required", Value::Bool(_)) => {
            "list the names of required members at the object around them".to_owned()
        }
        (_, Value::String(text))
            if text.parse::<f64>().is_ok() || text == "true" || text == "false" =>
        {
            "remove the quotes".to_owned()
        }
        (_, Value::Number(_) | Value::Bool(_)) if wanted == "a text" => {
            format!("put quotes around it: `'{}'`", brief(value))
        }
        ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => {
            "write the bound itself: `exclusiveMinimum: 5`".to_owned()
        }
        ("exclusiveMinimum" | "exclusiveMaximum", Value::Number(_)) => {
            "write `minimum: 5` and `exclusiveMinimum: true`, or say `openapi: 3.1.0`".to_owned()
        }
        _ => format!("write {wanted}"),
    };
    diagnostics.push(
        check
            .reporter
            .error(
                "wrong-type",
                At::Value,
                at,
                format!("`{name}` should be {wanted}, not {}", describe(value)),
            )
            .why("readers differ in what they make of another kind of value")
            .help(help),
    );
}

fn is_count(value: &Value) -> bool {
    value.as_u64().is_some()
        || value
            .as_f64()
            .is_some_and(|number| number >= 0.0 && number.fract() == 0.0 && number < 9.0e15)
}
