//! `type: [T, 'null']` becomes `type: T, nullable: true`. Several types stay without one: the Rust type takes any JSON, and
//! the loss report says so.

use serde_json::{Value, json};

use super::Schemas;

pub(super) fn rewrite(schemas: &mut Schemas) {
    for schema in schemas.values_mut() {
        let Some(Value::Array(list)) = schema.get("type") else { continue };
        let names: Vec<String> = list
            .iter()
            .filter_map(Value::as_str)
            .filter(|name| *name != "null")
            .map(str::to_owned)
            .collect();
        if names.len() < list.len() {
            schema.insert("nullable".into(), json!(true));
        }
        match names.as_slice() {
            [] => {
                schema.insert("type".into(), json!("null"));
            }
            [one] => {
                schema.insert("type".into(), json!(one));
            }
            [a, b]
                if [a.as_str(), b.as_str()] == ["integer", "number"]
                    || [a.as_str(), b.as_str()] == ["number", "integer"] =>
            {
                schema.insert("type".into(), json!("number"));
            }
            _ => {
                schema.shift_remove("type");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;

    #[test]
    fn null_in_the_list_is_nullable() {
        assert_eq!(
            only(json!({"type": ["null", "string"]}), rewrite),
            json!({"type": "string", "nullable": true})
        );
        assert_eq!(only(json!({"type": ["string"]}), rewrite), json!({"type": "string"}));
        assert_eq!(
            only(json!({"type": ["null"]}), rewrite),
            json!({"type": "null", "nullable": true})
        );
    }

    #[test]
    fn several_types_leave_none() {
        assert_eq!(only(json!({"type": ["string", "integer"]}), rewrite), json!({}));
        assert_eq!(
            only(json!({"type": ["integer", "number"]}), rewrite),
            json!({"type": "number"})
        );
    }
}
