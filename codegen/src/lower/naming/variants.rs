//! Names of what alternatives, listed integers and events become: variants.

use super::words::{Role, identifier, spelt, split};
use super::{Candidate, distinct, free, renamed};
use crate::diagnostic::Diagnostics;
use crate::lower::Input;
use crate::model::{Event, IntegerVariant, Tagged, Type, UnionVariant};
use crate::pointer;

/// Alternatives that are tried in turn are named by what they hold.
pub(super) fn union(
    variants: &mut [UnionVariant],
    ident: &str,
    idents: &[String],
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let candidates: Vec<Candidate> = variants
        .iter()
        .map(|variant| Candidate {
            names: vec![alternative(&variant.ty, idents, &variant.pointer)],
            spelling: pointer::last(&variant.pointer),
            pointer: variant.pointer.clone(),
        })
        .collect();
    let names = distinct(&candidates, &format!("alternatives of `{ident}`"), input, diagnostics);
    for (variant, name) in variants.iter_mut().zip(names) {
        variant.ident = name;
    }
}

/// Alternatives that a discriminator tells apart are named by its value, and by what they hold where there are several.
pub(super) fn tagged(
    tagged: &mut Tagged,
    ident: &str,
    idents: &[String],
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let candidates: Vec<Candidate> = tagged
        .variants
        .iter()
        .zip(&tagged.tags)
        .map(|(variant, tags)| {
            let held = alternative(&variant.ty, idents, &variant.pointer);
            let mut names = match tags.as_slice() {
                [tag] => value(tag),
                _ => Vec::new(),
            };
            names.push(held);
            Candidate { names, spelling: tags.join(" "), pointer: variant.pointer.clone() }
        })
        .collect();
    let names = distinct(&candidates, &format!("alternatives of `{ident}`"), input, diagnostics);
    tagged.catch_all = free("Other", "Unlisted", |own| names.iter().any(|name| name == own));
    for (variant, name) in tagged.variants.iter_mut().zip(names) {
        variant.ident = name;
    }
}

/// A listed integer is named by its title, where it has one, else by its digits. Gives the name for all others.
pub(super) fn integers(
    variants: &mut [IntegerVariant],
    ident: &str,
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) -> String {
    let candidates: Vec<Candidate> = variants
        .iter()
        .map(|variant| {
            let number = variant.value.to_string();
            let plain = identifier(Role::Value, &split(&number), &number);
            let titled = if variant.title.is_empty() { Vec::new() } else { value(&variant.title) };
            let asked = renamed(input, &variant.doc.pointer);
            let names = asked.into_iter().chain(titled).chain([plain]).collect();
            Candidate { names, spelling: number, pointer: variant.doc.pointer.clone() }
        })
        .collect();
    let names = distinct(&candidates, &format!("values of `{ident}`"), input, diagnostics);
    let catch_all = free("Other", "Unlisted", |own| names.iter().any(|name| name == own));
    for (variant, name) in variants.iter_mut().zip(names) {
        variant.ident = name;
    }
    catch_all
}

/// Events are named by their key, and by their method too where a key has several.
pub(in crate::lower) fn events(
    events: &mut [Event],
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let candidates: Vec<Candidate> = events
        .iter()
        .map(|event| {
            let mut names: Vec<String> = renamed(input, &event.doc.pointer).into_iter().collect();
            names.extend(value(&event.name));
            let method = pointer::last(&event.doc.pointer);
            let words = [split(&event.name), split(&method)].concat();
            names.push(identifier(Role::Value, &words, &event.name));
            Candidate { names, spelling: event.name.clone(), pointer: event.doc.pointer.clone() }
        })
        .collect();
    let names = distinct(&candidates, "events", input, diagnostics);
    for (event, name) in events.iter_mut().zip(names) {
        event.ident = name;
    }
}

/// The names of a text that is a variant: in words, and with its symbols spelt out.
fn value(text: &str) -> Vec<String> {
    let mut names = vec![
        identifier(Role::Value, &split(text), text),
        identifier(Role::Value, &spelt(text), text),
    ];
    names.dedup();
    names
}

/// What an alternative holds, in a word.
fn alternative(ty: &Type, idents: &[String], at: &str) -> String {
    match ty {
        Type::Named(id) => idents[id.0].clone(),
        Type::Any => identifier(Role::Value, &["any".into(), pointer::last(at)], "any"),
        Type::Bool => "Boolean".into(),
        Type::Text | Type::BoundedText { .. } => "Text".into(),
        Type::Int32 | Type::Int64 | Type::BoundedInt32 { .. } | Type::BoundedInt64 { .. } => {
            "Integer".into()
        }
        Type::Number => "Number".into(),
        Type::Uuid => "Uuid".into(),
        Type::Uri => "Uri".into(),
        Type::UriReference => "UriReference".into(),
        Type::DateTime => "DateTime".into(),
        Type::Rfc2822 => "Rfc2822".into(),
        Type::List(item) => format!("{}List", alternative(item, idents, at)),
        Type::Map(item) => format!("{}Map", alternative(item, idents, at)),
        Type::Nullable(inner) => alternative(inner, idents, at),
    }
}
