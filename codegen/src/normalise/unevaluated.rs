//! `unevaluatedProperties: false` and `{not: {}}` close an object, as does `additionalProperties: {not: {}}`. The members of an
//! `allOf` are merged afterwards, so the closed object then has the members of all of them, which is what the keyword means.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Schemas, follow, part};

pub(super) fn rewrite(schemas: &mut Schemas) {
    let closed: BTreeSet<String> = schemas
        .iter()
        .filter(|(_, schema)| takes_nothing(schemas, schema))
        .map(|(pointer, _)| pointer.clone())
        .collect();
    let is_closing = |schemas: &Schemas, value: &Value| {
        value == &json!(false)
            || part(value)
                .and_then(|pointer| follow(schemas, pointer))
                .is_some_and(|pointer| closed.contains(pointer))
    };
    let pointers: Vec<String> = schemas.keys().cloned().collect();
    for pointer in pointers {
        if let Some(value) = schemas[&pointer].shift_remove("unevaluatedProperties") {
            let closing = is_closing(schemas, &value)
                && !has_conditional_members(schemas, &schemas[&pointer]);
            let takes_none = is_closing(schemas, &value);
            let schema = &mut schemas[&pointer];
            if closing {
                schema.insert("additionalProperties".into(), json!(false));
            } else if !schema.contains_key("additionalProperties")
                && value.is_object()
                && !takes_none
            {
                schema.insert("additionalProperties".into(), value);
            }
        }
        if let Some(value) = schemas[&pointer].get("additionalProperties")
            && is_closing(schemas, value)
        {
            schemas[&pointer].insert("additionalProperties".into(), json!(false));
        }
    }
}

/// Whether a part that stands in the schema's place names members that the schema itself does not: they count as evaluated
/// (2020-12 core, 11.3), so an object closed by `unevaluatedProperties` may have them, and no struct can say when.
fn has_conditional_members(schemas: &Schemas, schema: &Map<String, Value>) -> bool {
    let mut own = BTreeSet::new();
    members(schemas, schema, &["allOf"], 0, &mut own);
    let mut all = BTreeSet::new();
    let applicators = ["allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"];
    members(schemas, schema, &applicators, 0, &mut all);
    !all.is_subset(&own)
}

/// The names of members that a schema and its parts under these keywords describe; patterns count as a name.
fn members<'s>(
    schemas: &'s Schemas,
    schema: &'s Map<String, Value>,
    applicators: &[&str],
    depth: usize,
    names: &mut BTreeSet<&'s str>,
) {
    if depth > 32 {
        return;
    }
    for keyword in ["properties", "patternProperties"] {
        let described = schema.get(keyword).and_then(Value::as_object);
        names.extend(described.into_iter().flat_map(|map| map.keys().map(String::as_str)));
    }
    for applicator in applicators {
        let parts: Vec<&Value> = match schema.get(*applicator) {
            Some(Value::Array(parts)) => parts.iter().collect(),
            Some(Value::Object(map)) if *applicator == "dependentSchemas" => map.values().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        for part in parts.into_iter().filter_map(part) {
            if let Some(target) = follow(schemas, part).and_then(|pointer| schemas.get(pointer)) {
                members(schemas, target, applicators, depth + 1, names);
            }
        }
    }
}

/// Whether a schema is `{not: {}}` or says so by a reference.
fn takes_nothing(schemas: &Schemas, schema: &Map<String, Value>) -> bool {
    let is_assertion = |key: &&String| !matches!(key.as_str(), "description" | "title");
    schema.keys().filter(is_assertion).count() == 1
        && schema
            .get("not")
            .and_then(part)
            .and_then(|pointer| follow(schemas, pointer))
            .is_some_and(|pointer| schemas[pointer].is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;

    #[test]
    fn false_and_not_everything_close_the_object() {
        for value in [json!(false), json!({"not": {}}), json!({"not": true})] {
            let schema = only(json!({"type": "object", "unevaluatedProperties": value}), rewrite);
            assert_eq!(schema, json!({"type": "object", "additionalProperties": false}));
        }
        let schema = only(json!({"additionalProperties": {"not": {}}}), rewrite);
        assert_eq!(schema, json!({"additionalProperties": false}));
    }

    #[test]
    fn members_of_a_condition_keep_the_object_open() {
        let schema = |then: Value| {
            let schema = json!({"properties": {"a": {}}, "if": {"required": ["a"]}, "then": then, "unevaluatedProperties": false});
            only(schema, rewrite).get("additionalProperties").cloned()
        };
        assert_eq!(schema(json!({"properties": {"a": {"type": "string"}}})), Some(json!(false)));
        assert_eq!(schema(json!({"properties": {"b": {}}})), None);
    }

    #[test]
    fn a_schema_for_the_rest_stays_one() {
        let at = "/components/schemas/S/unevaluatedProperties";
        let schema = only(json!({"unevaluatedProperties": {"type": "string"}}), rewrite);
        assert_eq!(schema, json!({"additionalProperties": {"$ref": at}}));
    }
}
