//! The schemas that answers are judged by: draft 2020-12, straight from the document and never from openapiv3's lossy reading.
//! A 3.0 schema is brought up; a 3.1 schema stays as it stands. What a `$ref` leads to is a definition of the table, said once
//! however many schemas refer to it, so that a table grows as its document does.

use std::cell::RefCell;
use std::collections::BTreeMap;

use indexmap::IndexSet;
use rollcall_spec::{Schema, Text};
use serde_json::{Map, Value, json};

use crate::pointer;
use crate::shape::{self, Form, Kind, Version};

/// Makes the judging schemas of one table, which share their definitions.
pub(super) struct Judge<'a> {
    document: &'a Value,
    version: Version,
    /// Pointers that were referred to, in the order in which they were met.
    wanted: RefCell<IndexSet<String>>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self { document, version: version(document), wanted: RefCell::default() }
    }

    /// The schema at a pointer. Where nothing but a reference stands there, it leads to the last one of its chain.
    pub(super) fn schema(&self, at: &str) -> Schema {
        let mut target = at.to_owned();
        let mut name = pointer::component(at, "schemas");
        for _ in 0..64 {
            let Some(Value::Object(map)) = self.document.pointer(&target) else { break };
            let (1, Some(next)) = (map.len(), map.get("$ref").and_then(Value::as_str)) else {
                break;
            };
            let Some(next) = pointer::of_reference(next) else { break };
            name = pointer::component(&next, "schemas").or(name);
            target = next;
        }
        let json =
            if target == at { self.raised(at) } else { json!({"$ref": self.reference(target)}) };
        Schema { json: json.to_string().into(), name: name.map(Into::into) }
    }

    /// Every schema that a reference of the others leads to, once, sorted by name.
    pub(super) fn definitions(self) -> Vec<(Text, Text)> {
        let mut definitions = BTreeMap::new();
        let mut index = 0;
        // Each definition may want more of them.
        loop {
            let Some(target) = self.wanted.borrow().get_index(index).cloned() else { break };
            definitions.insert(key(&target), self.raised(&target).to_string());
            index += 1;
        }
        definitions.into_iter().map(|(name, json)| (name.into(), json.into())).collect()
    }

    /// What stands at a pointer, as a schema of draft 2020-12.
    fn raised(&self, at: &str) -> Value {
        self.up(self.document.pointer(at).unwrap_or(&Value::Bool(true)))
    }

    /// The `$ref` that means the schema at a pointer, and notes that it is wanted.
    fn reference(&self, target: String) -> String {
        let reference = pointer::to_reference(&pointer::join("/$defs", &key(&target)));
        self.wanted.borrow_mut().insert(target);
        reference
    }
}

/// What the definition of the schema at a pointer is called: the component's name, else the pointer, which begins with `/`.
fn key(target: &str) -> String {
    pointer::component(target, "schemas")
        .filter(|name| !name.starts_with('/'))
        .unwrap_or_else(|| target.to_owned())
}

fn version(document: &Value) -> Version {
    if document["openapi"].as_str().is_some_and(|text| text.starts_with("3.0")) {
        Version::V30
    } else {
        Version::V31
    }
}

impl Judge<'_> {
    fn up(&self, schema: &Value) -> Value {
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

    fn keyword(&self, key: &str, form: Form, value: &Value) -> Value {
        match (form, value) {
            _ if key == "$ref" => value
                .as_str()
                .and_then(pointer::of_reference)
                .map_or_else(|| value.clone(), |target| self.reference(target).into()),
            (Form::One(Kind::Schema), _) | (Form::FlagOrSchema, Value::Object(_)) => self.up(value),
            (Form::Each(Kind::Schema), Value::Array(items)) => {
                items.iter().map(|item| self.up(item)).collect()
            }
            (Form::Map(Kind::Schema), Value::Object(map)) => Value::Object(
                map.iter().map(|(name, member)| (name.clone(), self.up(member))).collect(),
            ),
            _ => value.clone(),
        }
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
        let judge = Judge::new(&document);
        let schema = judge.schema("/components/schemas/S");
        let mut value: Value = serde_json::from_str(&schema.json).expect("JSON");
        let definitions = judge.definitions();
        if !definitions.is_empty() {
            let definition = |(name, json): &(Text, Text)| {
                (name.to_string(), serde_json::from_str(json).expect("JSON"))
            };
            value["$defs"] = Value::Object(definitions.iter().map(definition).collect());
        }
        value
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
    fn references_lead_into_the_definitions_and_recursion_ends() {
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

    #[test]
    fn a_chain_of_references_is_one_reference_to_its_end() {
        let schema = judged(
            "3.1.0",
            json!({
                "S": {"$ref": "#/components/schemas/T"},
                "T": {"$ref": "#/components/schemas/~1components"},
                "/components": {"type": "string"},
            }),
        );
        let name = "/components/schemas/~1components";
        assert_eq!(schema["$ref"], "#/$defs/~1components~1schemas~1~01components");
        assert_eq!(schema["$defs"], json!({ name: {"type": "string"} }));
    }
}
