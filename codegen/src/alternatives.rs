//! Alternatives that say more than "one of these": those that a discriminator tells apart, lists of annotated integers, and
//! lists of texts that may grow.
//!
//! Read from the document's own values, so that the checks, the loss report and lowering have one reading of them.

use serde_json::{Map, Value};

use crate::pointer;
use crate::shape;

mod annotated;
mod member;
mod open;
mod tagged;

pub(crate) use annotated::{Annotated, annotated};
pub(crate) use open::open;
pub(crate) use tagged::{Fault, faults, tagging};

/// The schema whose `oneOf` or `anyOf` holds the part at a pointer.
pub(crate) fn owner(part: &str) -> Option<&str> {
    let (list, _) = part.rsplit_once('/')?;
    list.strip_suffix("/oneOf").or_else(|| list.strip_suffix("/anyOf"))
}

/// The alternatives of a schema with their pointers: those of `oneOf`, or else those of `anyOf`.
fn parts<'v>(at: &str, schema: &'v Map<String, Value>) -> Vec<(String, &'v Value)> {
    let list = |keyword: &str| {
        let parts = schema.get(keyword).and_then(Value::as_array)?;
        (!parts.is_empty()).then(|| {
            let at = |index: usize| format!("{at}/{keyword}/{index}");
            parts.iter().enumerate().map(|(index, part)| (at(index), part)).collect()
        })
    };
    list("oneOf").or_else(|| list("anyOf")).unwrap_or_default()
}

/// Where a chain of references ends that begins with what stands at a pointer.
fn end(document: &Value, at: &str) -> String {
    let mut at = at.to_owned();
    for _ in 0..64 {
        let next = document.pointer(&at).and_then(shape::reference);
        match next.and_then(pointer::of_reference) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// Keys that say nothing about which values a schema takes.
const ANNOTATIONS: [&str; 7] =
    ["title", "description", "deprecated", "example", "examples", "$comment", "format"];

/// Whether a schema has these keys and annotations, and no others.
fn only(schema: &Map<String, Value>, keys: &[&str]) -> bool {
    let is_known = |key: &str| keys.contains(&key) || ANNOTATIONS.contains(&key);
    schema.keys().all(|key| is_known(key) || key.starts_with("x-"))
}

/// Whether a schema takes `null` alone.
fn is_null(document: &Value, at: &str) -> bool {
    let Some(schema) = document.pointer(&end(document, at)) else { return false };
    let only =
        |value: &Value| value == "null" || value.as_array().is_some_and(|all| all == &["null"]);
    schema.get("type").is_some_and(only)
        || schema.get("const") == Some(&Value::Null)
        || schema.get("enum").and_then(Value::as_array).is_some_and(|all| all == &[Value::Null])
}
