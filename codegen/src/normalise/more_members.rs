//! `prefixItems` and `patternProperties`: a Rust list or map has one type for all its elements, so where some of them have another
//! schema it takes any JSON, and an object stays open. The loss report says so.

use serde_json::json;

use super::Schemas;

pub(super) fn rewrite(schemas: &mut Schemas) {
    for schema in schemas.values_mut() {
        if schema.contains_key("prefixItems") {
            schema.shift_remove("items");
        }
        let has_patterns = schema
            .get("patternProperties")
            .and_then(|patterns| patterns.as_object())
            .is_some_and(|patterns| !patterns.is_empty());
        if has_patterns {
            schema.insert("additionalProperties".into(), json!(true));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;

    #[test]
    fn what_the_schema_lets_in_the_type_does_too() {
        let schema = json!({"type": "array", "items": {"type": "integer"}, "prefixItems": [{"type": "string"}]});
        assert_eq!(only(schema, rewrite).get("items"), None);
        let schema = json!({"patternProperties": {"^x": {}}, "additionalProperties": false});
        assert_eq!(only(schema, rewrite)["additionalProperties"], true);
    }
}
