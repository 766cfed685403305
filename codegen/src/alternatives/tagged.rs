//! Alternatives that a discriminator tells apart: which value of its property means which of them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::member::Members;
use crate::pointer;
use crate::shape;

/// How the alternatives of a schema are told apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tagging {
    /// `propertyName`.
    pub(crate) property: String,
    /// Whether every alternative requires the property.
    pub(crate) is_required: bool,
    /// Every alternative but `null`.
    pub(crate) alternatives: Vec<Tagged>,
}

/// One alternative, and the values that mean it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tagged {
    /// Where it stands in `oneOf` or `anyOf`.
    pub(crate) pointer: String,
    pub(crate) tags: Vec<String>,
}

/// What is wrong with a discriminator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An entry of the mapping leads to nothing that is there.
    Nowhere { entry: String, target: String },
    /// An entry of the mapping leads to a schema that is none of the alternatives.
    Stranger { entry: String, target: String },
    /// One value means two alternatives.
    Twice { tag: String, first: String, second: String },
    /// An alternative does not have the property.
    Without { alternative: String, name: String },
    /// An alternative's property can't have the value that means the alternative.
    Unlike { place: String, alternative: String, name: String, tag: String, values: Vec<String> },
}

/// The alternatives of the schema at a pointer by their tags. None where it has no discriminator, no alternatives, or one
/// that is not a component: OpenAPI (3.1.0, 4.8.25) leaves those out of account, so nothing tells them apart.
pub(crate) fn tagging(document: &Value, at: &str) -> Option<Tagging> {
    let reading = Reading::of(document, at)?;
    let is_named = reading.alternatives.iter().all(|one| !one.name.is_empty());
    is_named.then(|| reading.tagging()).flatten()
}

/// What is wrong with the discriminator of the schema at a pointer, in the document's order.
pub(crate) fn faults(document: &Value, at: &str) -> Vec<Fault> {
    Reading::of(document, at).map(|reading| reading.faults).unwrap_or_default()
}

/// An alternative as it is read.
struct Alternative {
    pointer: String,
    /// The component's name; empty where it is none.
    name: String,
    /// The first schema that its reference leads to, and the last.
    target: String,
    end: String,
    /// Each value that means it, with the place that says so.
    tags: Vec<(String, String)>,
}

struct Reading<'a> {
    document: &'a Value,
    property: &'a str,
    is_required: bool,
    alternatives: Vec<Alternative>,
    faults: Vec<Fault>,
}

impl<'a> Reading<'a> {
    fn of(document: &'a Value, at: &str) -> Option<Self> {
        let schema = document.pointer(at)?.as_object()?;
        let discriminator = schema.get("discriminator")?;
        let property = discriminator.get("propertyName")?.as_str()?;
        let alternatives: Vec<Alternative> = super::parts(at, schema)
            .into_iter()
            .filter(|(pointer, _)| !super::is_null(document, pointer))
            .map(|(pointer, part)| alternative(document, pointer, part))
            .collect();
        if alternatives.is_empty() {
            return None;
        }
        let mut reading =
            Self { document, property, is_required: true, alternatives, faults: Vec::new() };
        if let Some(Value::Object(mapping)) = discriminator.get("mapping") {
            reading.map(&format!("{at}/discriminator/mapping"), mapping);
        }
        reading.name();
        reading.tell_apart();
        reading.look_inside();
        Some(reading)
    }

    fn tagging(self) -> Option<Tagging> {
        let alternatives = self.alternatives.into_iter().map(|one| Tagged {
            pointer: one.pointer,
            tags: one.tags.into_iter().map(|(tag, _)| tag).collect(),
        });
        self.faults.is_empty().then(|| Tagging {
            property: self.property.to_owned(),
            is_required: self.is_required,
            alternatives: alternatives.collect(),
        })
    }

    /// The tags that the mapping gives.
    fn map(&mut self, at: &str, mapping: &Map<String, Value>) {
        for (tag, value) in mapping {
            let entry = pointer::join(at, tag);
            let written = value.as_str().unwrap_or_default();
            let Some(target) = target(self.document, written) else {
                self.faults.push(Fault::Nowhere { entry, target: written.to_owned() });
                continue;
            };
            let end = super::end(self.document, &target);
            let exact = self.alternatives.iter().position(|one| one.target == target);
            let index = exact.or_else(|| self.alternatives.iter().position(|one| one.end == end));
            match index {
                Some(index) => self.alternatives[index].tags.push((tag.clone(), entry)),
                None => self.faults.push(Fault::Stranger { entry, target: written.to_owned() }),
            }
        }
    }

    /// An alternative that the mapping does not mention has the component's name for a tag.
    fn name(&mut self) {
        for one in &mut self.alternatives {
            if one.tags.is_empty() && !one.name.is_empty() {
                one.tags.push((one.name.clone(), one.pointer.clone()));
            }
        }
    }

    fn tell_apart(&mut self) {
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for (tag, place) in self.alternatives.iter().flat_map(|one| &one.tags) {
            if let Some(first) = first.insert(tag, place) {
                self.faults.push(Fault::Twice {
                    tag: tag.clone(),
                    first: first.to_owned(),
                    second: place.clone(),
                });
            }
        }
    }

    /// Whether each alternative has the property, and can have the values that mean it.
    fn look_inside(&mut self) {
        let mut members = Members::new(self.document, self.property);
        for one in self.alternatives.iter().filter(|one| !one.name.is_empty()) {
            let member = members.of(&one.pointer);
            self.is_required &= member.is_required;
            if !member.is_declared {
                let (alternative, name) = (one.pointer.clone(), one.name.clone());
                self.faults.push(Fault::Without { alternative, name });
                continue;
            }
            let Some(values) = member.values else { continue };
            for (tag, place) in one.tags.iter().filter(|(tag, _)| !values.contains(tag)) {
                self.faults.push(Fault::Unlike {
                    place: place.clone(),
                    alternative: one.target.clone(),
                    name: one.name.clone(),
                    tag: tag.clone(),
                    values: values.clone(),
                });
            }
        }
    }
}

fn alternative(document: &Value, pointer: String, part: &Value) -> Alternative {
    let target = shape::reference(part).and_then(pointer::of_reference);
    let name = target.as_ref().and_then(|target| pointer::component(target, "schemas"));
    let end = super::end(document, &pointer);
    Alternative {
        target: target.unwrap_or_else(|| pointer.clone()),
        name: name.unwrap_or_default(),
        end,
        tags: Vec::new(),
        pointer,
    }
}

/// What an entry of a mapping means: the name of a component, else a reference (3.1.0, 4.8.25.1).
fn target(document: &Value, written: &str) -> Option<String> {
    let named = pointer::join("/components/schemas", written);
    if document.pointer(&named).is_some() {
        return Some(named);
    }
    let target = pointer::of_reference(written)?;
    document.pointer(&target).is_some().then_some(target)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "tests write the values in place")]
    fn document(mapping: Value, one_of: Value) -> Value {
        let animal = |kind: Value| json!({"required": ["kind"], "properties": {"kind": kind}});
        json!({"components": {"schemas": {
            "S": {"oneOf": one_of, "discriminator": {"propertyName": "kind", "mapping": mapping}},
            "Cat": animal(json!({"type": "string"})),
            "Dog": animal(json!({"enum": ["dog", "Dog", "hound"]})),
            "Stone": {"properties": {"weight": {}}},
            "Alias": {"$ref": "#/components/schemas/Cat"},
        }}})
    }

    fn part(name: &str) -> Value {
        json!({"$ref": format!("#/components/schemas/{name}")})
    }

    const AT: &str = "/components/schemas/S";

    #[test]
    fn a_mapping_gives_tags_and_the_rest_have_their_names() {
        let mapping = json!({"dog": "Dog", "hound": "#/components/schemas/Dog"});
        let document = document(mapping, json!([{"type": "null"}, part("Alias"), part("Dog")]));
        let found = tagging(&document, AT).expect("tags");
        assert_eq!((found.property.as_str(), found.is_required), ("kind", true));
        let tags: Vec<_> = found.alternatives.iter().map(|one| one.tags.join(" ")).collect();
        assert_eq!(tags, ["Alias", "dog hound"]);
        assert_eq!(found.alternatives[0].pointer, format!("{AT}/oneOf/1"));
        assert!(faults(&document, AT).is_empty());
    }

    #[test]
    fn an_alternative_without_a_name_leaves_nothing_to_tell_them_apart_by() {
        let inline = document(json!({}), json!([part("Cat"), {"type": "string"}]));
        assert_eq!((tagging(&inline, AT), faults(&inline, AT)), (None, Vec::new()));
        assert_eq!(tagging(&inline, "/components/schemas/Cat"), None);
    }

    #[test]
    fn each_fault_is_found_where_it_stands() {
        let mapping = json!({"a": "Nobody", "b": "#/components/schemas/Stone", "Cat": "Dog"});
        let document = document(mapping, json!([part("Cat"), part("Dog")]));
        let at = |tag: &str| format!("{AT}/discriminator/mapping/{tag}");
        let found = faults(&document, AT);
        assert_eq!(found[0], Fault::Nowhere { entry: at("a"), target: "Nobody".into() });
        let target = "#/components/schemas/Stone".to_owned();
        assert_eq!(found[1], Fault::Stranger { entry: at("b"), target });
        let (first, second) = (format!("{AT}/oneOf/0"), at("Cat"));
        assert_eq!(found[2], Fault::Twice { tag: "Cat".into(), first, second });
        assert!(matches!(&found[3], Fault::Unlike { tag, values, .. }
            if tag == "Cat" && values.len() == 3));
        assert_eq!(found.len(), 4);
        assert_eq!(tagging(&document, AT), None);
    }

    #[test]
    fn every_alternative_has_the_property() {
        let without = document(json!({}), json!([part("Stone")]));
        let (alternative, name) = (format!("{AT}/oneOf/0"), "Stone".to_owned());
        assert_eq!(faults(&without, AT), [Fault::Without { alternative, name }]);
    }
}
