//! From a checked document to what openapiv3 reads: every schema lifted into one flat table, then named rewrites, one a file.
//!
//! The table's keys are JSON Pointers into the document, so every later stage still knows where a schema came from. Because
//! each schema holds references in place of its parts, no rewrite recurses and openapiv3 never reads more than one level.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::shape::Version;

mod all_of;
mod const_value;
mod examples;
mod exclusive_bounds;
mod lift;
mod more_members;
mod null;
pub(crate) mod overlay;
pub(crate) mod path_items;
mod reference_siblings;
mod type_list;
mod unevaluated;

/// Schemas by the pointer they stand at; inside each, a part is `{"$ref": "<pointer>"}`.
pub(crate) type Schemas = IndexMap<String, Map<String, Value>>;

/// A document that openapiv3 has read.
#[derive(Debug, Clone)]
pub(crate) struct Normalised {
    pub(crate) openapi: openapiv3::OpenAPI,
    /// The document's webhooks, which OpenAPI 3.0 does not know.
    pub(crate) webhooks: IndexMap<String, openapiv3::PathItem>,
}

/// Why a document that passed every check of ours is still not what openapiv3 reads.
#[derive(Debug, thiserror::Error)]
#[error("openapiv3 does not read the document: {0}")]
pub(crate) struct Unreadable(#[from] serde_json::Error);

/// Lifts, rewrites and reads a document that passed the checks.
pub(crate) fn normalise(document: &Value, version: Version) -> Result<Normalised, Unreadable> {
    let lift::Lifted { mut root, mut schemas } = lift::lift(document);
    reference_siblings::rewrite(&mut schemas);
    const_value::rewrite(&mut schemas);
    type_list::rewrite(&mut schemas);
    null::rewrite(&mut schemas);
    if version == Version::V31 {
        exclusive_bounds::rewrite(&mut schemas);
    }
    examples::rewrite(&mut schemas);
    unevaluated::rewrite(&mut schemas);
    more_members::rewrite(&mut schemas);
    all_of::rewrite(&mut schemas);
    let table: Map<String, Value> =
        schemas.into_iter().map(|(pointer, schema)| (pointer, Value::Object(schema))).collect();
    root["components"]["schemas"] = Value::Object(table);
    let webhooks = root.get_mut("webhooks").map(Value::take);
    let webhooks = webhooks.map(serde_json::from_value).transpose()?.unwrap_or_default();
    Ok(Normalised { openapi: serde_json::from_value(root)?, webhooks })
}

/// The pointer that a lifted schema's part refers to.
fn part(value: &Value) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str)
}

/// Follows plain references to the schema they end at; none for a circle, which the checks report.
fn follow<'s>(schemas: &'s Schemas, mut pointer: &'s str) -> Option<&'s str> {
    for _ in 0..=schemas.len() {
        let schema = schemas.get(pointer)?;
        match schema.get("$ref").and_then(Value::as_str) {
            Some(next) => pointer = next,
            None => return Some(pointer),
        }
    }
    None
}

#[cfg(test)]
pub(crate) mod testing {
    //! What the tests of the rewrites share: one schema in, one schema out.

    use super::*;

    /// Lifts one schema as the component `S`, applies a rewrite, and gives the table back.
    #[expect(clippy::needless_pass_by_value, reason = "tests write the schema in place")]
    pub(crate) fn rewritten(schema: Value, rewrite: fn(&mut Schemas)) -> Schemas {
        let document = serde_json::json!({"components": {"schemas": {"S": schema}}});
        let mut schemas = lift::lift(&document).schemas;
        rewrite(&mut schemas);
        schemas
    }

    /// The component `S` after a rewrite.
    pub(crate) fn only(schema: Value, rewrite: fn(&mut Schemas)) -> Value {
        Value::Object(rewritten(schema, rewrite)["/components/schemas/S"].clone())
    }
}
