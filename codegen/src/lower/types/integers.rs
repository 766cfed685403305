//! Integers: their width and limits, and those that are listed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::facets::Facets;
use super::Types;
use crate::alternatives::Annotated;
use crate::model::{Doc, IntegerVariant, Shape, Type};

impl Types<'_> {
    /// An enumeration where values are listed, else a number.
    pub(super) fn integer(&mut self, at: &str, facets: &Facets, words: &[&str]) -> Type {
        let listed = facets.enumeration.iter().filter(|value| !value.is_null());
        let values: Vec<i64> = listed.map(Value::as_i64).collect::<Option<_>>().unwrap_or_default();
        if values.is_empty() {
            return number(facets);
        }
        let plain = |value| Annotated {
            value,
            title: String::new(),
            description: String::new(),
            pointer: at.to_owned(),
        };
        self.named_integers(at, facets, values.into_iter().map(plain).collect(), words)
    }

    /// An enumeration of these integers, each once.
    pub(super) fn named_integers(
        &mut self,
        at: &str,
        facets: &Facets,
        values: Vec<Annotated>,
        words: &[&str],
    ) -> Type {
        let mut seen = BTreeSet::new();
        let variants = values
            .into_iter()
            .filter(|one| seen.insert(one.value))
            .map(|one| IntegerVariant {
                ident: String::new(),
                value: one.value,
                title: one.title,
                doc: Doc { text: one.description, pointer: one.pointer, ..Doc::default() },
            })
            .collect();
        self.define(at, facets, words, Shape::Integers { variants, catch_all: String::new() })
    }
}

/// `int32` by its format, else 64 bits; limits inside the width become part of the type.
fn number(facets: &Facets) -> Type {
    let bounded = facets.minimum.is_some() || facets.maximum.is_some();
    if facets.format.as_deref() == Some("int32") {
        if !bounded {
            return Type::Int32;
        }
        let clamp = |bound: i64| {
            i32::try_from(bound).unwrap_or(if bound < 0 { i32::MIN } else { i32::MAX })
        };
        return Type::BoundedInt32 {
            min: facets.minimum.map_or(i32::MIN, clamp),
            max: facets.maximum.map_or(i32::MAX, clamp),
        };
    }
    if bounded {
        Type::BoundedInt64 {
            min: facets.minimum.unwrap_or(i64::MIN),
            max: facets.maximum.unwrap_or(i64::MAX),
        }
    } else {
        Type::Int64
    }
}
