//! A path item that is a reference takes the place of what it refers to; what it says itself wins.

use serde_json::{Map, Value};

use crate::pointer;

/// Replaces every path item's `$ref`.
pub(crate) fn inline(document: &mut Value) {
    let source = document.clone();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for item in paths.values_mut() {
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
