//! `exclusiveMinimum: 5` becomes `minimum: 5, exclusiveMinimum: true`; beside a `minimum`, the stricter of the two stands.

use serde_json::{Map, Value, json};

use super::Schemas;

pub(super) fn rewrite(schemas: &mut Schemas) {
    for schema in schemas.values_mut() {
        bring_down(schema, "exclusiveMinimum", "minimum", |exclusive, inclusive| {
            exclusive >= inclusive
        });
        bring_down(schema, "exclusiveMaximum", "maximum", |exclusive, inclusive| {
            exclusive <= inclusive
        });
    }
}

fn bring_down(
    schema: &mut Map<String, Value>,
    exclusive: &str,
    inclusive: &str,
    is_stricter: fn(f64, f64) -> bool,
) {
    let Some(Value::Number(bound)) = schema.get(exclusive).cloned() else { return };
    let other = schema.get(inclusive).and_then(Value::as_f64);
    let wins = match (bound.as_f64(), other) {
        (Some(own), Some(other)) => is_stricter(own, other),
        _ => true,
    };
    schema.shift_remove(exclusive);
    if wins {
        schema.insert(inclusive.into(), Value::Number(bound));
        schema.insert(exclusive.into(), json!(true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::only;

    #[test]
    fn the_stricter_bound_stands() {
        assert_eq!(
            only(json!({"exclusiveMinimum": 5}), rewrite),
            json!({"minimum": 5, "exclusiveMinimum": true})
        );
        assert_eq!(
            only(json!({"exclusiveMinimum": 5, "minimum": 6}), rewrite),
            json!({"minimum": 6})
        );
        assert_eq!(
            only(json!({"exclusiveMaximum": 5, "maximum": 5}), rewrite),
            json!({"maximum": 5, "exclusiveMaximum": true})
        );
    }
}
