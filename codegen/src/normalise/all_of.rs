//! `allOf` is merged into one schema. One reference with nothing but annotations and `nullable` beside it stays: it is that
//! schema under its own name.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Schemas, follow, part};

pub(super) fn rewrite(schemas: &mut Schemas) {
    let mut done = BTreeMap::new();
    let pointers: Vec<String> = schemas.keys().cloned().collect();
    for pointer in &pointers {
        merged(schemas, pointer, 0, &mut done);
    }
    for (pointer, schema) in done {
        schemas.insert(pointer, schema);
    }
}

/// Whether a schema is one `allOf` reference under annotations.
fn is_alias(schema: &Map<String, Value>) -> bool {
    schema.get("allOf").and_then(Value::as_array).is_some_and(|members| members.len() == 1)
        && schema.keys().all(|key| {
            matches!(
                key.as_str(),
                "allOf"
                    | "nullable"
                    | "description"
                    | "title"
                    | "default"
                    | "example"
                    | "deprecated"
                    | "readOnly"
                    | "writeOnly"
                    | "externalDocs"
                    | "xml"
            )
        })
}

/// The schema with its `allOf` merged, from the memory of those that had to be changed.
fn merged(
    schemas: &Schemas,
    pointer: &str,
    depth: usize,
    done: &mut BTreeMap<String, Map<String, Value>>,
) -> Map<String, Value> {
    if let Some(schema) = done.get(pointer) {
        return schema.clone();
    }
    let Some(schema) = schemas.get(pointer) else { return Map::new() };
    let Some(Value::Array(members)) = schema.get("allOf") else { return schema.clone() };
    if is_alias(schema) || depth > schemas.len() {
        return schema.clone();
    }
    let mut result = schema.clone();
    result.shift_remove("allOf");
    for member in members {
        let Some(target) = part(member).and_then(|pointer| follow(schemas, pointer)) else {
            continue;
        };
        let mut other = merged(schemas, target, depth + 1, done);
        while is_alias(&other) {
            let inner = other["allOf"][0].clone();
            let Some(target) = part(&inner).and_then(|pointer| follow(schemas, pointer)) else {
                break;
            };
            other = merged(schemas, target, depth + 1, done);
        }
        absorb(&mut result, &other);
    }
    done.insert(pointer.to_owned(), result.clone());
    result
}

/// Adds what another member demands.
fn absorb(own: &mut Map<String, Value>, other: &Map<String, Value>) {
    for (key, value) in other {
        match key.as_str() {
            // The annotations of a part do not describe the whole.
            "description" | "title" | "example" | "default" | "nullable" | "deprecated" => {}
            "properties" => {
                // A member's properties come first, as a base's do; the own ones win where both have one.
                let mut all = value.as_object().cloned().unwrap_or_default();
                if let Some(Value::Object(mine)) = own.get("properties") {
                    all.extend(mine.clone());
                }
                own.insert(key.clone(), Value::Object(all));
            }
            "required" => {
                let mut all = value.as_array().cloned().unwrap_or_default();
                for name in own.get("required").and_then(Value::as_array).into_iter().flatten() {
                    if !all.contains(name) {
                        all.push(name.clone());
                    }
                }
                own.insert(key.clone(), Value::Array(all));
            }
            "enum" if own.contains_key("enum") => {
                let both: Vec<Value> = own["enum"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter(|one| value.as_array().is_some_and(|other| other.contains(one)))
                    .cloned()
                    .collect();
                own.insert(key.clone(), json!(both));
            }
            "minimum" | "minLength"
                if stricter(own.get(key), value, |mine, theirs| theirs > mine) =>
            {
                own.insert(key.clone(), value.clone());
            }
            "maximum" | "maxLength"
                if stricter(own.get(key), value, |mine, theirs| theirs < mine) =>
            {
                own.insert(key.clone(), value.clone());
            }
            "additionalProperties" if value == &json!(false) => {
                own.insert(key.clone(), value.clone());
            }
            _ => {
                own.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
    }
}

fn stricter(own: Option<&Value>, other: &Value, wins: fn(f64, f64) -> bool) -> bool {
    match (own.and_then(Value::as_f64), other.as_f64()) {
        (Some(own), Some(other)) => wins(own, other),
        (None, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;

    #[test]
    fn members_are_merged_and_their_parts_keep_their_pointers() {
        let schema = only(
            json!({
                "allOf": [
                    {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
                    {"required": ["b"], "properties": {"b": {}}, "additionalProperties": false},
                ],
                "properties": {"c": {}},
                "required": ["c"],
            }),
            rewrite,
        );
        let at = "/components/schemas/S";
        assert_eq!(schema["properties"]["a"]["$ref"], format!("{at}/allOf/0/properties/a"));
        assert_eq!(schema["properties"]["c"]["$ref"], format!("{at}/properties/c"));
        assert_eq!(schema["required"], json!(["b", "a", "c"]));
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["type"], "object");
    }

    #[test]
    fn one_reference_under_annotations_stays_an_alias() {
        let schema = json!({"allOf": [{"$ref": "#/components/schemas/T"}], "nullable": true});
        assert_eq!(
            only(schema, rewrite)["allOf"],
            json!([{"$ref": "/components/schemas/S/allOf/0"}])
        );
    }

    #[test]
    fn the_stricter_bound_stands() {
        let schema = only(
            json!({"minimum": 1, "maximum": 9, "allOf": [{"minimum": 3}, {"maximum": 99}]}),
            rewrite,
        );
        assert_eq!(schema, json!({"minimum": 3, "maximum": 9}));
    }
}
