//! `examples` of a schema: the first becomes `example`.

use serde_json::Value;

use super::Schemas;

pub(super) fn rewrite(schemas: &mut Schemas) {
    for schema in schemas.values_mut() {
        let Some(Value::Array(mut examples)) = schema.shift_remove("examples") else { continue };
        if !examples.is_empty() && !schema.contains_key("example") {
            schema.insert("example".into(), examples.swap_remove(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;
    use serde_json::json;

    #[test]
    fn the_first_example_is_kept() {
        assert_eq!(only(json!({"examples": [1, 2, 3]}), rewrite), json!({"example": 1}));
        assert_eq!(only(json!({"examples": [1], "example": 9}), rewrite), json!({"example": 9}));
    }
}
