//! Takes every schema out of the document into one flat table, and leaves behind what openapiv3 has to read.

use serde_json::{Map, Value, json};

use super::Schemas;
use crate::pointer;
use crate::shape::{self, Form, Kind};

/// A document in two halves.
#[derive(Debug, Clone)]
pub(crate) struct Lifted {
    /// Everything but schemas; where one stood is a reference to its pointer.
    pub(crate) root: Value,
    /// The schemas.
    pub(crate) schemas: Schemas,
}

/// Lifts all schemas; parts of the document that nothing is generated from stay behind.
pub(crate) fn lift(document: &Value) -> Lifted {
    let mut schemas = Schemas::new();
    let mut root = keep(Kind::OpenApi, "", document, &mut schemas);
    if root.get("paths").is_none() {
        root["paths"] = json!({});
    }
    if !root.get("components").is_some_and(Value::is_object) {
        root["components"] = json!({});
    }
    root["openapi"] = json!("3.0.3");
    Lifted { root, schemas }
}

/// A copy of an object with references in place of its schemas.
fn keep(kind: Kind, at: &str, value: &Value, schemas: &mut Schemas) -> Value {
    if kind == Kind::Schema {
        schema(at, value, schemas);
        return json!({ "$ref": at });
    }
    let Value::Object(map) = value else { return value.clone() };
    if kind.may_be_reference()
        && let Some(target) = shape::reference(value).and_then(pointer::of_reference)
    {
        return json!({ "$ref": target });
    }
    let mut kept = Map::new();
    for (key, member) in map {
        let below = pointer::join(at, key);
        if let Some(kind) = shape::free_members(kind, key) {
            kept.insert(key.clone(), keep(kind, &below, member, schemas));
            continue;
        }
        if kind == Kind::SecurityRequirement {
            kept.insert(key.clone(), member.clone());
            continue;
        }
        let Some(field) = shape::field(kind, key) else { continue };
        if let Some(copy) = form(field.form, &below, member, schemas) {
            kept.insert(key.clone(), copy);
        }
    }
    if kind == Kind::Operation {
        // 3.1 lets an operation say nothing of its responses.
        kept.entry("responses").or_insert_with(|| json!({}));
    }
    Value::Object(kept)
}

/// Whether anything is generated from objects of a kind.
fn matters(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Example
            | Kind::Link
            | Kind::Callback
            | Kind::Encoding
            | Kind::Tag
            | Kind::ExternalDocs
            | Kind::Contact
            | Kind::License
            | Kind::SecurityScheme
    )
}

fn form(form: Form, at: &str, value: &Value, schemas: &mut Schemas) -> Option<Value> {
    match (form, value) {
        (Form::Any, _) => None,
        (Form::One(kind) | Form::Each(kind) | Form::Map(kind), _) if !matters(kind) => None,
        (Form::One(kind), _) => Some(keep(kind, at, value, schemas)),
        (Form::Each(kind), Value::Array(items)) => Some(Value::Array(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| keep(kind, &format!("{at}/{index}"), item, schemas))
                .collect(),
        )),
        (Form::Map(kind), Value::Object(map)) => Some(Value::Object(
            map.iter()
                .map(|(key, member)| {
                    (key.clone(), keep(kind, &pointer::join(at, key), member, schemas))
                })
                .collect(),
        )),
        _ => Some(value.clone()),
    }
}

/// Puts one schema into the table, and its parts after it.
fn schema(at: &str, value: &Value, schemas: &mut Schemas) {
    let mut flat = Map::new();
    schemas.insert(at.to_owned(), Map::new());
    match value {
        // 2020-12, 4.3.2: `false` takes nothing, `true` everything, as an empty schema does.
        Value::Bool(false) => {
            let everything = format!("{at}/not");
            schemas.insert(everything.clone(), Map::new());
            flat.insert("not".into(), json!({ "$ref": everything }));
        }
        Value::Object(map) => {
            for (key, member) in map {
                let below = pointer::join(at, key);
                let Some(field) = shape::field(Kind::Schema, key) else { continue };
                let parts = shape::children(field.form, &below, member);
                let is_schema = matches!(
                    field.form,
                    Form::One(Kind::Schema)
                        | Form::Each(Kind::Schema)
                        | Form::Map(Kind::Schema)
                        | Form::FlagOrSchema
                );
                for (kind, below, part) in parts {
                    if kind == Kind::Schema {
                        schema(&below, part, schemas);
                    }
                }
                flat.insert(
                    key.clone(),
                    if is_schema { lifted(&below, member, field.form) } else { member.clone() },
                );
            }
            if let Some(target) = shape::reference(value) {
                let target = pointer::of_reference(target).unwrap_or_default();
                flat.insert("$ref".into(), Value::String(target));
            }
        }
        _ => {}
    }
    schemas.insert(at.to_owned(), flat);
}

/// References in place of the schemas of one key.
fn lifted(at: &str, value: &Value, form: Form) -> Value {
    match (form, value) {
        (Form::FlagOrSchema, Value::Bool(_)) => value.clone(),
        (Form::Each(_), Value::Array(items)) => {
            (0..items.len()).map(|index| json!({ "$ref": format!("{at}/{index}") })).collect()
        }
        (Form::Map(_), Value::Object(map)) => Value::Object(
            map.keys()
                .map(|key| (key.clone(), json!({ "$ref": pointer::join(at, key) })))
                .collect(),
        ),
        _ => json!({ "$ref": at }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_stands_under_its_own_pointer() {
        let document = json!({
            "openapi": "3.1.0",
            "paths": {"/a": {"get": {"responses": {"200": {
                "description": "ok",
                "content": {"application/json": {"schema": {
                    "type": "object",
                    "properties": {"$ref": {"type": "string"}, "b/c": {"$ref": "#/components/schemas/B%20x"}},
                }}},
            }}}}},
            "components": {"schemas": {"B x": {"items": false}}},
        });
        let Lifted { root, schemas } = lift(&document);
        let at = "/paths/~1a/get/responses/200/content/application~1json/schema";
        let keys: Vec<_> = schemas.keys().map(String::as_str).collect();
        assert_eq!(
            keys,
            [
                at.to_owned(),
                format!("{at}/properties/$ref"),
                format!("{at}/properties/b~1c"),
                "/components/schemas/B x".to_owned(),
                "/components/schemas/B x/items".to_owned(),
                "/components/schemas/B x/items/not".to_owned(),
            ]
        );
        assert_eq!(root.pointer(at), Some(&json!({ "$ref": at })));
        assert_eq!(schemas[2]["$ref"], "/components/schemas/B x");
        assert_eq!(schemas[3]["items"]["$ref"], "/components/schemas/B x/items");
        assert!(schemas["/components/schemas/B x/items"].contains_key("not"));
    }
}
