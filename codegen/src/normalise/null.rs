//! `null` as an alternative, as a type and as an `enum` value: each becomes `nullable: true` on the schema around it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Schemas, follow, part};

pub(super) fn rewrite(schemas: &mut Schemas) {
    let nulls: BTreeSet<String> = schemas
        .iter()
        .filter(|(_, schema)| is_null(schema))
        .map(|(pointer, _)| pointer.clone())
        .collect();
    let is_null_part = |schemas: &Schemas, reference: &Value| {
        part(reference)
            .and_then(|pointer| follow(schemas, pointer))
            .is_some_and(|pointer| nulls.contains(pointer))
    };
    let pointers: Vec<String> = schemas.keys().cloned().collect();
    for pointer in pointers {
        for keyword in ["anyOf", "oneOf"] {
            let Some(Value::Array(parts)) = schemas[&pointer].get(keyword) else { continue };
            let kept: Vec<Value> =
                parts.iter().filter(|part| !is_null_part(schemas, part)).cloned().collect();
            if kept.len() == parts.len() || kept.is_empty() {
                continue;
            }
            let schema = &mut schemas[&pointer];
            schema.insert(keyword.into(), Value::Array(kept));
            schema.insert("nullable".into(), json!(true));
        }
        let schema = &mut schemas[&pointer];
        if schema.get("type").and_then(Value::as_str) == Some("null") {
            schema.shift_remove("type");
            schema.insert("enum".into(), json!([null]));
            schema.insert("nullable".into(), json!(true));
        }
    }
}

/// Whether a schema takes `null` alone.
fn is_null(schema: &Map<String, Value>) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
        || schema
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|values| values == &[Value::Null])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;

    #[test]
    fn a_null_alternative_is_nullable() {
        let at = "/components/schemas/S/anyOf/1";
        assert_eq!(
            only(json!({"anyOf": [{"type": "null"}, {"type": "string"}]}), rewrite),
            json!({"anyOf": [{"$ref": at}], "nullable": true})
        );
    }

    #[test]
    fn alternatives_without_null_stay_as_they_are() {
        let schemas = only(json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}), rewrite);
        assert_eq!(schemas.get("nullable"), None);
    }

    #[test]
    fn the_null_type_is_an_enum_of_null() {
        assert_eq!(
            only(json!({"type": "null"}), rewrite),
            json!({"enum": [null], "nullable": true})
        );
    }
}
