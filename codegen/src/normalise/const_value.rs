//! `const` becomes an `enum` of one value, with the type of that value where none is stated.

use serde_json::{Value, json};

use super::Schemas;

pub(super) fn rewrite(schemas: &mut Schemas) {
    for schema in schemas.values_mut() {
        let Some(value) = schema.shift_remove("const") else { continue };
        if !schema.contains_key("type")
            && let Some(name) = type_of(&value)
        {
            schema.insert("type".into(), json!(name));
        }
        schema.insert("enum".into(), json!([value]));
    }
}

/// The type of a value by JSON Schema's names; none for `null`, which a rewrite of its own brings down.
fn type_of(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null => None,
        Value::Bool(_) => Some("boolean"),
        Value::Number(number) if number.is_f64() => Some("number"),
        Value::Number(_) => Some("integer"),
        Value::String(_) => Some("string"),
        Value::Array(_) => Some("array"),
        Value::Object(_) => Some("object"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;

    #[test]
    fn const_is_an_enum_of_one() {
        assert_eq!(only(json!({"const": "a"}), rewrite), json!({"type": "string", "enum": ["a"]}));
        assert_eq!(only(json!({"const": null}), rewrite), json!({"enum": [null]}));
    }
}
