//! `unevaluatedProperties: false` and `{not: {}}` close an object, as does `additionalProperties: {not: {}}`. The members of an
//! `allOf` are merged afterwards, so the closed object then has the members of all of them, which is what the keyword means.

use serde_json::{Map, Value, json};

use super::{Schemas, follow, part};

pub(super) fn rewrite(schemas: &mut Schemas) {
    let closed: Vec<String> = schemas
        .iter()
        .filter(|(_, schema)| takes_nothing(schemas, schema))
        .map(|(pointer, _)| pointer.clone())
        .collect();
    let is_closing = |schemas: &Schemas, value: &Value| {
        value == &json!(false)
            || part(value)
                .and_then(|pointer| follow(schemas, pointer))
                .is_some_and(|pointer| closed.iter().any(|one| one == pointer))
    };
    let pointers: Vec<String> = schemas.keys().cloned().collect();
    for pointer in pointers {
        if let Some(value) = schemas[&pointer].shift_remove("unevaluatedProperties") {
            let closing = is_closing(schemas, &value);
            let schema = &mut schemas[&pointer];
            if closing {
                schema.insert("additionalProperties".into(), json!(false));
            } else if !schema.contains_key("additionalProperties") {
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
    fn a_schema_for_the_rest_stays_one() {
        let at = "/components/schemas/S/unevaluatedProperties";
        let schema = only(json!({"unevaluatedProperties": {"type": "string"}}), rewrite);
        assert_eq!(schema, json!({"additionalProperties": {"$ref": at}}));
    }
}
