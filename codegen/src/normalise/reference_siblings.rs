//! `$ref` with siblings. 3.1 lets both hold; in 3.0 the siblings are lost, though authors mean `nullable` and `description`.
//! Either way: `{allOf: [{$ref}], …siblings}`. A document finding names the 3.0 case.

use serde_json::{Value, json};

use super::Schemas;

pub(super) fn rewrite(schemas: &mut Schemas) {
    for schema in schemas.values_mut() {
        if schema.len() < 2 {
            continue;
        }
        let Some(target) = schema.get("$ref").and_then(Value::as_str).map(str::to_owned) else {
            continue;
        };
        schema.shift_remove("$ref");
        let reference = json!({ "$ref": target });
        match schema.get_mut("allOf").and_then(Value::as_array_mut) {
            Some(members) => members.insert(0, reference),
            None => {
                schema.insert("allOf".into(), json!([reference]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;

    #[test]
    fn siblings_stand_beside_an_all_of() {
        let schema =
            json!({"$ref": "#/components/schemas/T", "description": "d", "nullable": true});
        assert_eq!(
            only(schema, rewrite),
            json!({"description": "d", "nullable": true, "allOf": [{"$ref": "/components/schemas/T"}]})
        );
    }

    #[test]
    fn a_reference_alone_stays_one() {
        let schema = json!({"$ref": "#/components/schemas/T"});
        assert_eq!(only(schema, rewrite), json!({"$ref": "/components/schemas/T"}));
    }
}
