//! An enumeration of integers whose values have names: `anyOf` or `oneOf` of `const` with `title`, as OpenAPI 3.1.1 (4.8.24.5)
//! has it. In `anyOf`, a plain `type: integer` beside them says that there may be more.

use serde_json::{Map, Value};

use super::only;

/// A named integer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Annotated {
    pub(crate) value: i64,
    /// Its `title`; may be empty.
    pub(crate) title: String,
    /// Its `description`; may be empty.
    pub(crate) description: String,
    /// Where the alternative stands.
    pub(crate) pointer: String,
}

/// The values of the schema at a pointer, where it is such an enumeration.
pub(crate) fn annotated(document: &Value, at: &str) -> Option<Vec<Annotated>> {
    let schema = document.pointer(at)?.as_object()?;
    if !is_integer(schema) {
        return None;
    }
    let mut values = Vec::new();
    let mut is_open = false;
    for (pointer, part) in super::parts(at, schema) {
        let part = part.as_object()?;
        let text = |key: &str| part.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        if !is_integer(part) || !only(part, &["const", "type"]) {
            return None;
        }
        match part.get("const") {
            Some(value) => values.push(Annotated {
                value: value.as_i64()?,
                title: text("title"),
                description: text("description"),
                pointer,
            }),
            // Of `oneOf`, no value could be both a named one and any integer.
            None if !is_open && part.contains_key("type") && schema.get("oneOf").is_none() => {
                is_open = true;
            }
            None => return None,
        }
    }
    (!values.is_empty()).then_some(values)
}

/// Whether the schema says `type: integer`, or nothing of a type.
fn is_integer(schema: &Map<String, Value>) -> bool {
    schema.get("type").is_none_or(|name| name == "integer")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "tests write the schema in place")]
    fn values(schema: Value) -> Option<Vec<(i64, String)>> {
        let found = annotated(&json!({ "s": schema }), "/s")?;
        Some(found.into_iter().map(|one| (one.value, one.title)).collect())
    }

    #[test]
    fn integers_with_titles_are_an_enumeration() {
        let named = json!([{"const": 0, "title": "fine"}, {"const": -1, "type": "integer"}]);
        let both = Some(vec![(0, "fine".to_owned()), (-1, String::new())]);
        assert_eq!(values(json!({ "oneOf": named })), both);
        assert_eq!(values(json!({ "type": "integer", "anyOf": named })), both);
        let open = json!({"anyOf": [{"const": 0, "title": "fine"}, {"type": "integer"}]});
        assert_eq!(values(open), Some(vec![(0, "fine".to_owned())]));
    }

    #[test]
    fn what_says_anything_else_is_none() {
        for schema in [
            json!({"oneOf": [{"const": 0}, {"type": "integer"}]}),
            json!({"anyOf": [{"const": 0}, {"type": "integer", "minimum": 3}]}),
            json!({"anyOf": [{"const": 0}, {"type": "string"}]}),
            json!({"anyOf": [{"const": 0}, {"const": "a"}]}),
            json!({"anyOf": [{"const": 0}, {"const": 1.5}]}),
            json!({"anyOf": [{"const": 0}, {"$ref": "#/s"}]}),
            json!({"anyOf": [{"type": "integer"}]}),
            json!({"type": "string", "anyOf": [{"const": 0}]}),
            json!({"anyOf": [{"const": 0}, true]}),
            json!({"type": "integer"}),
            json!(true),
        ] {
            assert_eq!(values(schema.clone()), None, "{schema}");
        }
    }
}
