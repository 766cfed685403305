//! A path item that is a reference takes the place of what it refers to; what it says itself wins.

use serde_json::{Map, Value};

use crate::pointer;

/// Replaces the `$ref` of every path item, among the webhooks as well.
pub(crate) fn inline(document: &mut Value) {
    let source = document.clone();
    for section in ["paths", "webhooks"] {
        if let Some(items) = document.get_mut(section).and_then(Value::as_object_mut) {
            replace(&source, items);
        }
    }
}

fn replace(source: &Value, items: &mut Map<String, Value>) {
    for item in items.values_mut() {
        // A chain of references; a circle ends after as many steps as there can be items.
        for _ in 0..32 {
            let Some(target) =
                item.get("$ref").and_then(Value::as_str).and_then(pointer::of_reference)
            else {
                break;
            };
            let Some(Value::Object(found)) = source.pointer(&target) else { break };
            let mut merged: Map<String, Value> = found.clone();
            if let Value::Object(own) = item {
                own.shift_remove("$ref");
                merged.extend(std::mem::take(own));
            }
            *item = Value::Object(merged);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_stands_beside_the_reference_wins() {
        let mut document = json!({
            "paths": {"/a": {"$ref": "#/components/pathItems/A", "put": 1}},
            "components": {"pathItems": {"A": {"get": 2, "put": 3}}},
        });
        inline(&mut document);
        assert_eq!(document["paths"]["/a"], json!({"get": 2, "put": 1}));
    }
}
