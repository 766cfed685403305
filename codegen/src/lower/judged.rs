//! The schema that answers are judged by: draft 2020-12, self-contained, straight from the document and never from
//! openapiv3's lossy reading. A 3.0 schema is brought up; a 3.1 schema stays as it stands.

use indexmap::IndexMap;
use rollcall_spec::Schema;
use serde_json::{Map, Value, json};

use crate::pointer;
use crate::shape::{self, Form, Kind, Version};

/// The schema at a pointer. A plain reference is followed, so the schema itself is at hand.
pub(super) fn schema(document: &Value, at: &str) -> Schema {
    let version = version(document);
    let mut at = at.to_owned();
    let mut name = pointer::component(&at, "schemas");
    for _ in 0..64 {
        let Some(Value::Object(map)) = document.pointer(&at) else { break };
        let (1, Some(target)) = (map.len(), map.get("$ref").and_then(Value::as_str)) else { break };
        let Some(target) = pointer::of_reference(target) else { break };
        name = pointer::component(&target, "schemas").or(name);
        at = target;
    }
    let mut up = Up { version, wanted: IndexMap::new() };
    let mut root = up.schema(document.pointer(&at).unwrap_or(&Value::Bool(true)));
    let mut definitions = Map::new();
    let mut index = 0;
    // Each definition may want more of them.
    while let Some((target, key)) = up.wanted.get_index(index) {
        let (target, key) = (target.clone(), key.clone());
        let value = up.schema(document.pointer(&target).unwrap_or(&Value::Bool(true)));
        definitions.insert(key, value);
        index += 1;
    }
    if !definitions.is_empty() {
        if let Value::Bool(all) = root {
            root = if all { json!({}) } else { json!({"not": {}}) };
        }
        root["$defs"] = Value::Object(definitions);
    }
    Schema { json: root.to_string().into(), name: name.map(Into::into) }
}

fn version(document: &Value) -> Version {
    if document["openapi"].as_str().is_some_and(|text| text.starts_with("3.0")) {
        Version::V30
    } else {
        Version::V31
    }
}

struct Up {
    version: Version,
    /// Pointers that were referred to, with their keys in `$defs`.
    wanted: IndexMap<String, String>,
}

impl Up {
    fn schema(&mut self, schema: &Value) -> Value {
        let Value::Object(map) = schema else {
            return if schema.is_boolean() { schema.clone() } else { Value::Bool(true) };
        };
        let mut up = Map::new();
        for (key, value) in map {
            let Some(field) = shape::field(Kind::Schema, key) else { continue };
            if is_dropped(key) {
                continue;
            }
            up.insert(key.clone(), self.keyword(key, field.form, value));
        }
        if self.version == Version::V30 {
            bounds(&mut up, "exclusiveMinimum", "minimum");
            bounds(&mut up, "exclusiveMaximum", "maximum");
        }
        if let Some(example) = up.shift_remove("example")
            && !up.contains_key("examples")
        {
            up.insert("examples".into(), json!([example]));
        }
        let nullable = up.shift_remove("nullable") == Some(Value::Bool(true));
        let lists_null = self.version == Version::V30
            && up
                .get("enum")
                .and_then(Value::as_array)
                .is_some_and(|values| values.contains(&Value::Null));
        if nullable || lists_null { with_null(up) } else { Value::Object(up) }
    }

    fn keyword(&mut self, key: &str, form: Form, value: &Value) -> Value {
        match (form, value) {
            _ if key == "$ref" => self.reference(value),
            (Form::One(Kind::Schema), _) | (Form::FlagOrSchema, Value::Object(_)) => {
                self.schema(value)
            }
            (Form::Each(Kind::Schema), Value::Array(items)) => {
                items.iter().map(|item| self.schema(item)).collect()
            }
            (Form::Map(Kind::Schema), Value::Object(map)) => Value::Object(
                map.iter().map(|(name, member)| (name.clone(), self.schema(member))).collect(),
            ),
            _ => value.clone(),
        }
    }

    fn reference(&mut self, value: &Value) -> Value {
        let Some(target) = value.as_str().and_then(pointer::of_reference) else {
            return value.clone();
        };
        let key = pointer::component(&target, "schemas").unwrap_or_else(|| target.clone());
        let reference = pointer::to_reference(&pointer::join("/$defs", &key));
        self.wanted.entry(target).or_insert(key);
        Value::String(reference)
    }
}

/// Keys that judge nothing, or that mean another document than the one at hand.
fn is_dropped(key: &str) -> bool {
    matches!(
        key,
        "title"
            | "description"
            | "$comment"
            | "discriminator"
            | "xml"
            | "externalDocs"
            | "$defs"
            | "$id"
            | "$schema"
            | "$anchor"
            | "$dynamicAnchor"
            | "$dynamicRef"
            | "$vocabulary"
    )
}

/// `minimum: 5, exclusiveMinimum: true` becomes `exclusiveMinimum: 5`.
fn bounds(schema: &mut Map<String, Value>, exclusive: &str, inclusive: &str) {
    let Some(Value::Bool(is_exclusive)) = schema.get(exclusive).cloned() else { return };
    schema.shift_remove(exclusive);
    if is_exclusive && let Some(bound) = schema.shift_remove(inclusive) {
        schema.insert(exclusive.into(), bound);
    }
}

/// The schema with `null` let in. 3.0.3 takes `nullable` to widen `type` alone; authors mean it wherever they write it, also
/// beside `$ref`, `allOf` and an `enum` that does not list `null`.
fn with_null(mut schema: Map<String, Value>) -> Value {
    let is_composed = ["$ref", "allOf", "anyOf", "oneOf", "not", "const"]
        .iter()
        .any(|key| schema.contains_key(*key));
    if is_composed {
        return json!({"anyOf": [Value::Object(schema), {"type": "null"}]});
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    match schema.get_mut("type") {
        Some(Value::Array(names)) if !names.iter().any(|name| name == "null") => {
            names.push(json!("null"));
        }
        Some(name @ Value::String(_)) if name != "null" => *name = json!([name.clone(), "null"]),
        // Without a type, `null` is let in already.
        _ => {}
    }
    Value::Object(schema)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "tests write the schema in place")]
    fn judged(openapi: &str, schemas: Value) -> Value {
        let document = json!({"openapi": openapi, "components": {"schemas": schemas}});
        serde_json::from_str(&schema(&document, "/components/schemas/S").json).expect("JSON")
    }

    #[test]
    fn nullable_of_3_0_lets_null_in_wherever_it_stands() {
        let up = |schema: Value| judged("3.0.3", json!({"S": schema, "T": {"type": "string"}}));
        assert_eq!(
            up(json!({"type": "string", "nullable": true})),
            json!({"type": ["string", "null"]})
        );
        assert_eq!(
            up(json!({"type": "string", "enum": ["a"], "nullable": true})),
            json!({"type": ["string", "null"], "enum": ["a", null]})
        );
        assert_eq!(
            up(json!({"type": "string", "enum": ["a", null]})),
            json!({"type": ["string", "null"], "enum": ["a", null]})
        );
        assert_eq!(
            up(json!({"$ref": "#/components/schemas/T", "nullable": true})),
            json!({
                "anyOf": [{"$ref": "#/$defs/T"}, {"type": "null"}],
                "$defs": {"T": {"type": "string"}},
            })
        );
        assert_eq!(
            up(json!({"allOf": [{"$ref": "#/components/schemas/T"}], "nullable": true}))["anyOf"]
                [1],
            json!({"type": "null"})
        );
        assert_eq!(up(json!({"type": "string", "nullable": false})), json!({"type": "string"}));
    }

    #[test]
    fn boolean_bounds_of_3_0_become_numbers() {
        let up = |schema: Value| judged("3.0.3", json!({"S": schema}));
        assert_eq!(
            up(
                json!({"minimum": 5, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false})
            ),
            json!({"maximum": 9, "exclusiveMinimum": 5})
        );
    }

    #[test]
    fn a_3_1_schema_stays_as_it_stands() {
        let schema = json!({"type": ["string", "null"], "exclusiveMinimum": 3, "if": {"const": 1}, "unevaluatedProperties": {"not": {}}});
        assert_eq!(judged("3.1.0", json!({ "S": schema.clone() })), schema);
    }

    #[test]
    fn references_lead_into_its_own_definitions_and_recursion_ends() {
        let schema = judged(
            "3.1.0",
            json!({
                "S": {"properties": {"next": {"$ref": "#/components/schemas/S"}, "$ref": {"$ref": "#/components/schemas/A%20b"}}},
                "A b": {"type": "array", "items": {"$ref": "#/components/schemas/S/properties/next"}},
            }),
        );
        assert_eq!(schema["properties"]["$ref"]["$ref"], "#/$defs/A%20b");
        assert_eq!(schema["$defs"]["S"]["properties"]["next"]["$ref"], "#/$defs/S");
        assert_eq!(schema["$defs"]["/components/schemas/S/properties/next"]["$ref"], "#/$defs/S");
    }
}
