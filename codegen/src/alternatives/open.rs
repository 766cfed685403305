//! A list of texts that may grow: `anyOf` of an `enum` and of any text. An emitted enumeration keeps what it does not know, so
//! it is the enumeration alone.

use serde_json::Value;

use super::only;

/// Where the enumeration of the schema at a pointer stands, if it is such a list.
pub(crate) fn open(document: &Value, at: &str) -> Option<String> {
    let schema = document.pointer(at)?.as_object()?;
    if schema.contains_key("oneOf") || schema.contains_key("type") {
        return None;
    }
    let mut listed = Vec::new();
    let mut any = 0;
    for (pointer, _) in super::parts(at, schema) {
        if super::is_null(document, &pointer) {
            continue;
        }
        let part = document.pointer(&super::end(document, &pointer))?.as_object()?;
        if part.get("type").is_none_or(|name| name != "string") || !only(part, &["type", "enum"]) {
            return None;
        }
        match part.get("enum") {
            Some(values) if values.as_array()?.iter().all(Value::is_string) => listed.push(pointer),
            Some(_) => return None,
            // A format that is judged would make it less than any text.
            None if part.contains_key("format") => return None,
            None => any += 1,
        }
    }
    (any == 1 && listed.len() == 1).then(|| listed.remove(0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_enumeration_beside_any_text_is_open() {
        let list = json!({"type": "string", "enum": ["a", "b"]});
        let document = json!({
            "list": list,
            "inline": {"anyOf": [list, {"type": "string", "description": "or another"}]},
            "named": {"anyOf": [{"type": "null"}, {"type": "string"}, {"$ref": "#/list"}]},
            "one": {"oneOf": [list, {"type": "string"}]},
            "bounded": {"anyOf": [list, {"type": "string", "minLength": 1}]},
            "formed": {"anyOf": [list, {"type": "string", "format": "uuid"}]},
            "mixed": {"anyOf": [list, {"type": "integer"}]},
            "two": {"anyOf": [list, list, {"type": "string"}]},
            "alone": {"anyOf": [list]},
        });
        assert_eq!(open(&document, "/inline").as_deref(), Some("/inline/anyOf/0"));
        assert_eq!(open(&document, "/named").as_deref(), Some("/named/anyOf/2"));
        for other in ["one", "bounded", "formed", "mixed", "two", "alone", "nowhere"] {
            assert_eq!(open(&document, &format!("/{other}")), None, "{other}");
        }
    }
}
