//! `oneOf` and `anyOf`: one alternative alone, annotated integers, those that a discriminator tells apart, and the rest.

use super::super::facets::Facets;
use super::{Typed, Types};
use crate::alternatives::{annotated, open, owner, tagging};
use crate::model::{Shape, Tagged, Type, UnionVariant};

impl Types<'_> {
    /// The one schema that stands for this one, save for `null` and for texts that a list does not have yet.
    pub(super) fn alias<'f>(&self, facets: &'f Facets) -> Option<&'f str> {
        let lists = [&facets.all_of, &facets.any_of, &facets.one_of];
        let mut said = lists.into_iter().filter(|list| !list.is_empty());
        let (Some(list), None) = (said.next(), said.next()) else { return None };
        if facets.typ.is_some() || !facets.properties.is_empty() {
            return None;
        }
        let document = self.input.document;
        let owner = owner(&list[0]);
        if list.len() > 1 {
            let listed = open(document, owner?)?;
            return list.iter().find(|part| **part == listed).map(String::as_str);
        }
        // Behind a discriminator there may be more than the one that is known.
        let is_tagged = owner.is_some_and(|at| tagging(document, at).is_some());
        (!is_tagged).then(|| list[0].as_str())
    }

    /// The type of a schema with several alternatives, or with one behind a discriminator.
    pub(super) fn alternatives(
        &mut self,
        at: &str,
        facets: &Facets,
        parts: &[String],
        words: &[&str],
    ) -> Type {
        if !facets.properties.is_empty() {
            return Type::Any;
        }
        // A schema that `allOf` was merged into has the alternatives of another one.
        let owner = parts.first().and_then(|part| owner(part)).unwrap_or_default();
        if let Some(values) = annotated(self.input.document, owner) {
            return self.named_integers(at, facets, values, words);
        }
        let id = self.reserve(words);
        self.known.insert(at.to_owned(), Typed { ty: Type::Named(id), nullable: facets.nullable });
        let mut variants = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let number = (index + 1).to_string();
            let mut words = words.to_vec();
            words.extend(["alternative", &number]);
            let ty = self.typed(part, &words).whole();
            variants.push(UnionVariant { ident: String::new(), ty, pointer: part.clone() });
        }
        let shape = match tagging(self.input.document, owner) {
            Some(tagging) => Shape::Tagged(Tagged {
                property: tagging.property,
                is_required: tagging.is_required,
                tags: tagging.alternatives.into_iter().map(|one| one.tags).collect(),
                variants,
                catch_all: String::new(),
            }),
            None => Shape::Union { variants },
        };
        self.fill(id, at, facets, shape);
        Type::Named(id)
    }
}
