//! Schemas to types. A struct, an enumeration and a union get a definition; everything else is said where it is used.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::ReferenceOr;
use serde_json::Value;

use super::Input;
use super::facets::{Additional as Rest, Facets, facets};
use super::naming;
use crate::diagnostic::Diagnostics;
use crate::model::{Additional, Doc, Field, Presence, Shape, Type, TypeDef, TypeId, Variant};
use crate::pointer;

mod alternatives;
mod integers;

/// A type, and whether `null` may stand in its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Typed {
    pub(super) ty: Type,
    pub(super) nullable: bool,
}

impl Typed {
    /// The type with `null` in it.
    pub(super) fn whole(self) -> Type {
        if self.nullable { Type::Nullable(Box::new(self.ty)) } else { self.ty }
    }

    const fn plain(ty: Type) -> Self {
        Self { ty, nullable: false }
    }
}

/// The definitions made so far, by the pointer of their schema.
pub(super) struct Types<'a> {
    input: &'a Input<'a>,
    known: BTreeMap<String, Typed>,
    /// Where each chain of plain references ends, by the pointers of its links.
    ends: BTreeMap<&'a str, &'a str>,
    definitions: Vec<Option<TypeDef>>,
    /// The words each definition will be named by.
    words: Vec<naming::Words>,
    within: Within,
}

/// What the schemas at hand are part of.
#[derive(Debug, Clone, Default)]
struct Within {
    component: bool,
    /// The title of the payload, and how many words lead to it.
    title: Option<(String, usize)>,
}

impl<'a> Types<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        Self {
            input,
            known: BTreeMap::new(),
            ends: BTreeMap::new(),
            definitions: Vec::new(),
            words: Vec::new(),
            within: Within::default(),
        }
    }

    /// Makes a definition of every component, used or not.
    pub(super) fn components(&mut self) {
        let Some(components) = &self.input.normalised.openapi.components else { return };
        for at in components.schemas.keys() {
            if pointer::component(at, "schemas").is_some() {
                self.typed(at, &[]);
            }
        }
    }

    /// The definitions, named.
    pub(super) fn finish(self, diagnostics: &mut Diagnostics) -> Vec<TypeDef> {
        let mut definitions: Vec<TypeDef> = self.definitions.into_iter().flatten().collect();
        naming::types(&mut definitions, &self.words, self.input, diagnostics);
        definitions
    }

    /// Notes that forms are written from and read into a type.
    pub(super) fn mark_form(&mut self, ty: &Type) {
        if let Type::Named(id) = ty
            && let Some(Some(definition)) = self.definitions.get_mut(id.0)
        {
            definition.is_form = true;
        }
    }

    /// The type of a payload's schema. `words` name it where it is no component and its title is no name.
    pub(super) fn payload(&mut self, at: &str, words: &[&str]) -> Type {
        let title = self.facets_at(at).title;
        self.within.title = naming::is_name(&title).then_some((title, words.len()));
        let typed = self.typed(at, words);
        self.within.title = None;
        typed.whole()
    }

    fn facets_at(&self, at: &str) -> Facets {
        let components = self.input.normalised.openapi.components.as_ref();
        match components.and_then(|components| components.schemas.get(at)) {
            Some(ReferenceOr::Item(schema)) => facets(schema),
            _ => Facets::default(),
        }
    }

    /// The type of the schema at a pointer. `words` name it where it is no component.
    pub(super) fn typed(&mut self, at: &str, words: &[&str]) -> Typed {
        let at = self.end(at);
        if let Some(typed) = self.known.get(at) {
            return typed.clone();
        }
        let Some(name) = pointer::component(at, "schemas") else { return self.made(at, words) };
        let outside = std::mem::replace(&mut self.within, Within { component: true, title: None });
        let typed = self.made(at, &[&name]);
        self.within = outside;
        typed
    }

    fn made(&mut self, at: &str, words: &[&str]) -> Typed {
        let facets = self.facets_at(at);
        if let Some(alias) = self.alias(&facets) {
            let mut typed = self.typed(alias, words);
            typed.nullable |= facets.nullable;
            self.known.insert(at.to_owned(), typed.clone());
            return typed;
        }
        let typed = Typed { ty: self.shape(at, &facets, words), nullable: facets.nullable };
        // `null` is any JSON too.
        let typed = if typed.ty == Type::Any { Typed::plain(Type::Any) } else { typed };
        self.known.insert(at.to_owned(), typed.clone());
        typed
    }

    /// Follows plain references. Each link is followed once, however many chains it is part of.
    fn end<'p>(&mut self, at: &'p str) -> &'p str
    where
        'a: 'p,
    {
        let components = self.input.normalised.openapi.components.as_ref();
        let table = components.map(|components| &components.schemas);
        let mut links: Vec<&'a str> = Vec::new();
        let mut end: &'p str = at;
        // A circle of references is refused by the checks, so this ends.
        while let Some(ReferenceOr::Reference { reference }) =
            table.and_then(|table| table.get(end))
        {
            let next = self.ends.get(reference.as_str()).copied().unwrap_or(reference);
            links.push(reference);
            end = next;
        }
        if let Some(last) = links.last().map(|last| self.ends.get(last).copied().unwrap_or(last)) {
            self.ends.extend(links.into_iter().map(|link| (link, last)));
        }
        end
    }

    fn shape(&mut self, at: &str, facets: &Facets, words: &[&str]) -> Type {
        let alternatives = if facets.one_of.is_empty() { &facets.any_of } else { &facets.one_of };
        if !alternatives.is_empty() {
            return self.alternatives(at, facets, alternatives, words);
        }
        match facets.typ.as_deref() {
            Some("string") => self.string(at, facets, words),
            Some("integer") => self.integer(at, facets, words),
            Some("number") => Type::Number,
            Some("boolean") => Type::Bool,
            Some("array") => {
                let item = match &facets.items {
                    Some(items) => self.element(items, words, "item"),
                    None => Type::Any,
                };
                Type::List(Box::new(item))
            }
            Some("object") => self.object(at, facets, words),
            None if !facets.properties.is_empty() => self.object(at, facets, words),
            _ => Type::Any,
        }
    }

    /// An element of a list or map.
    fn element(&mut self, element: &str, words: &[&str], role: &str) -> Type {
        let mut words = words.to_vec();
        words.push(role);
        self.typed(element, &words).whole()
    }

    fn string(&mut self, at: &str, facets: &Facets, words: &[&str]) -> Type {
        let values: Vec<&str> = facets.enumeration.iter().filter_map(Value::as_str).collect();
        let is_enumeration = !values.is_empty()
            && facets.enumeration.iter().all(|value| value.is_string() || value.is_null());
        if is_enumeration {
            let mut seen = BTreeSet::new();
            let variants = values
                .into_iter()
                .filter(|value| seen.insert(*value))
                .map(|value| Variant { ident: String::new(), wire: value.to_owned() })
                .collect();
            let shape = Shape::Enum { variants, catch_all: String::new() };
            return self.define(at, facets, words, shape);
        }
        match facets.format.as_deref() {
            Some("uuid") => Type::Uuid,
            Some("uri" | "url") => Type::Uri,
            Some("uri-reference") => Type::UriReference,
            Some("date-time") => Type::DateTime,
            Some("date-time-rfc-2822") => Type::Rfc2822,
            _ if facets.min_length.is_some() || facets.max_length.is_some() => {
                Type::BoundedText { min: facets.min_length.unwrap_or(0), max: facets.max_length }
            }
            _ => Type::Text,
        }
    }

    fn object(&mut self, at: &str, facets: &Facets, words: &[&str]) -> Type {
        if facets.properties.is_empty() && facets.additional != Rest::Closed {
            let element = match &facets.additional {
                Rest::Schema(schema) => self.element(schema, words, "value"),
                _ => Type::Any,
            };
            return Type::Map(Box::new(element));
        }
        // The id is given out before the members are looked at: a member may lead back here.
        let id = self.reserve(words);
        self.known.insert(at.to_owned(), Typed { ty: Type::Named(id), nullable: facets.nullable });
        let mut fields = Vec::new();
        let required: BTreeSet<&String> = facets.required.iter().collect();
        for (wire, schema) in &facets.properties {
            let mut words = words.to_vec();
            words.push(wire);
            let typed = self.typed(schema, &words);
            let presence = match (required.contains(wire), typed.nullable) {
                (true, false) => Presence::Required,
                (true, true) => Presence::RequiredNullable,
                (false, false) => Presence::Optional,
                (false, true) => Presence::OptionalNullable,
            };
            fields.push(Field {
                ident: String::new(),
                wire: wire.clone(),
                ty: typed.ty,
                presence,
                boxed: false,
                doc: self.doc(schema),
            });
        }
        let additional = match &facets.additional {
            Rest::Unsaid => Additional::Ignored,
            Rest::Closed => Additional::Refused,
            Rest::Open => Additional::Kept { ident: String::new(), ty: Type::Any },
            Rest::Schema(schema) => {
                Additional::Kept { ident: String::new(), ty: self.element(schema, words, "value") }
            }
        };
        self.fill(id, at, facets, Shape::Struct { fields, additional });
        Type::Named(id)
    }

    fn define(&mut self, at: &str, facets: &Facets, words: &[&str], shape: Shape) -> Type {
        let id = self.reserve(words);
        self.fill(id, at, facets, shape);
        Type::Named(id)
    }

    fn reserve(&mut self, words: &[&str]) -> TypeId {
        self.definitions.push(None);
        let plain: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let titled = self.within.title.as_ref().map(|(title, depth)| {
            let rest = plain.get(*depth..).unwrap_or_default();
            std::iter::once(title).chain(rest).cloned().collect()
        });
        let of_component = self.within.component;
        self.words.push(naming::Words { plain, titled, of_component });
        TypeId(self.definitions.len() - 1)
    }

    fn fill(&mut self, id: TypeId, at: &str, facets: &Facets, shape: Shape) {
        let doc = described(facets, at);
        self.definitions[id.0] = Some(TypeDef { ident: String::new(), doc, shape, is_form: false });
    }

    /// What the schema at a pointer says of itself, or the one it refers to.
    pub(super) fn doc(&self, at: &str) -> Doc {
        let components = self.input.normalised.openapi.components.as_ref();
        let table = components.map(|components| &components.schemas);
        let mut target = at;
        let mut doc = Doc { pointer: at.to_owned(), ..Doc::default() };
        while doc.text.is_empty() {
            let facets = match table.and_then(|table| table.get(target)) {
                Some(ReferenceOr::Item(schema)) => facets(schema),
                Some(ReferenceOr::Reference { reference }) => {
                    target = reference;
                    continue;
                }
                None => break,
            };
            let own = described(&facets, target);
            doc.text = own.text;
            if doc.remark.is_empty() {
                doc.remark = own.remark;
            }
            let next = self
                .alias(&facets)
                .and_then(|next| table.and_then(|table| table.get_key_value(next)));
            match next {
                Some((next, _)) => target = next,
                None => break,
            }
        }
        doc
    }
}

fn described(facets: &Facets, at: &str) -> Doc {
    let text = if facets.description.is_empty() { &facets.title } else { &facets.description };
    let mut remarks = Vec::new();
    if facets.deprecated {
        remarks.push("Deprecated.".to_owned());
    }
    if let Some(default) = &facets.default {
        remarks.push(format!("Default: `{default}`."));
    }
    Doc { text: text.clone(), remark: remarks.join(" "), pointer: at.to_owned() }
}
