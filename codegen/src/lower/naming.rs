//! Every identifier is decided here. A name that clashes after the rules of Rust's spelling gets a longer one that says what
//! sets it apart, or is an error that names both places; never a number.

use std::collections::{BTreeMap, BTreeSet};

use rollcall_spec::Location;
use serde_json::Value;

use super::Input;
use crate::diagnostic::Diagnostics;
use crate::model::{Additional, Operation, Shape, TypeDef, Variant};
use crate::report::At;

mod answers;
mod schemas;
mod variants;
mod words;

pub(super) use schemas::{Words, is_name, types};
pub(super) use variants::events;
use words::{Role, identifier, letter_case, spelt, split};

/// A thing to be named: the names it may have, the preferred one first.
struct Candidate {
    names: Vec<String>,
    /// How the document spells it.
    spelling: String,
    pointer: String,
}

/// Names members, values, operations and what belongs to them.
pub(super) fn settle(
    types: &mut [TypeDef],
    operations: &mut [Operation],
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let idents: Vec<String> = types.iter().map(|definition| definition.ident.clone()).collect();
    for definition in types {
        match &mut definition.shape {
            Shape::Struct { fields, additional } => {
                let candidates: Vec<Candidate> = fields
                    .iter()
                    .map(|field| member(input, &field.wire, &field.doc.pointer))
                    .collect();
                let scope = format!("members of `{}`", definition.ident);
                let names = distinct(&candidates, &scope, input, diagnostics);
                if let Additional::Kept { ident, .. } = additional {
                    *ident = free("additional_properties", "other_properties", |own| {
                        names.iter().any(|name| name == own)
                    });
                }
                for (field, name) in fields.iter_mut().zip(names) {
                    field.ident = name;
                }
            }
            Shape::Enum { variants, catch_all } => {
                let at = definition.doc.pointer.clone();
                values(variants, &at, &definition.ident, input, diagnostics);
                *catch_all = free("Other", "Unlisted", |own| {
                    variants.iter().any(|variant| variant.ident == own)
                });
            }
            Shape::Integers { variants, catch_all } => {
                *catch_all = variants::integers(variants, &definition.ident, input, diagnostics);
            }
            Shape::Union { variants } => {
                variants::union(variants, &definition.ident, &idents, input, diagnostics);
            }
            Shape::Tagged(tagged) => {
                variants::tagged(tagged, &definition.ident, &idents, input, diagnostics);
            }
        }
    }
    name_operations(operations, input, diagnostics);
}

fn name_operations(operations: &mut [Operation], input: &Input<'_>, diagnostics: &mut Diagnostics) {
    let candidates: Vec<Candidate> = operations
        .iter()
        .map(|operation| {
            let words = split(&operation.id);
            let first = renamed(input, &operation.doc.pointer)
                .unwrap_or_else(|| identifier(Role::Operation, &words, &operation.id));
            Candidate {
                names: vec![reserved(first)],
                spelling: operation.id.clone(),
                pointer: operation.doc.pointer.clone(),
            }
        })
        .collect();
    let names = distinct(&candidates, "operations", input, diagnostics);
    let taken: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    for (operation, name) in operations.iter_mut().zip(names.iter().cloned()) {
        operation.response_ident = format!("{name}Response");
        arguments(operation, &name, input, diagnostics);
        if let Some(body) = &mut operation.body {
            if body.contents.len() > 1 {
                // An operation may be called like that.
                let long = format!("{name}RequestBody");
                body.choice = Some(free(&format!("{name}Body"), &long, |own| taken.contains(own)));
            }
            answers::contents(&mut body.contents, &body.doc.pointer, input, diagnostics);
        }
        answers::answers(&mut operation.answers, &name, input, diagnostics);
        operation.ident = name;
    }
}

/// Parameters share a namespace whatever place they travel in; where two clash, the place sets them apart.
fn arguments(
    operation: &mut Operation,
    name: &str,
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let candidates: Vec<Candidate> = operation
        .arguments
        .iter()
        .map(|argument| {
            let mut candidate = member(input, &argument.wire, &argument.doc.pointer);
            let place = match argument.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "header",
                Location::Cookie => "cookie",
            };
            let plain = candidate.names[0].trim_start_matches("r#").to_owned();
            candidate.names.push(format!("{plain}_in_{place}"));
            candidate
        })
        .collect();
    let names = distinct(&candidates, &format!("parameters of `{name}`"), input, diagnostics);
    if let Some(body) = &mut operation.body {
        body.ident = free("body", "request_body", |own| names.iter().any(|name| name == own));
    }
    for (argument, name) in operation.arguments.iter_mut().zip(names) {
        argument.ident = name;
    }
}

/// Values of an enumeration. Those that differ by symbols have the symbols spelt out, those that differ by letter case
/// alone say which case is theirs: `ASC` and `asc` become `AscUpper` and `AscLower`.
fn values(
    variants: &mut [Variant],
    at: &str,
    ident: &str,
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) {
    let candidates: Vec<Candidate> = variants
        .iter()
        .enumerate()
        .map(|(index, variant)| {
            let plain = identifier(Role::Value, &split(&variant.wire), &variant.wire);
            let long = identifier(Role::Value, &spelt(&variant.wire), &variant.wire);
            let cased = format!("{long}{}", letter_case(&variant.wire));
            Candidate {
                names: vec![plain, long, cased],
                spelling: variant.wire.clone(),
                pointer: format!("{at}/enum/{index}"),
            }
        })
        .collect();
    let names = distinct(&candidates, &format!("values of `{ident}`"), input, diagnostics);
    for (variant, name) in variants.iter_mut().zip(names) {
        variant.ident = name;
    }
}

/// A member or parameter by its name on the wire.
fn member(input: &Input<'_>, wire: &str, at: &str) -> Candidate {
    let first = renamed(input, at).unwrap_or_else(|| identifier(Role::Member, &split(wire), wire));
    let mut names = vec![first];
    let long = identifier(Role::Member, &spelt(wire), wire);
    if long != names[0] {
        names.push(long);
    }
    Candidate { names, spelling: wire.to_owned(), pointer: at.to_owned() }
}

/// The name that `x-rollcall-name` asks for, if it is an identifier.
fn renamed(input: &Input<'_>, at: &str) -> Option<String> {
    let name = input.document.pointer(at)?.get("x-rollcall-name").and_then(Value::as_str)?;
    words::is_identifier(name).then(|| name.to_owned())
}

/// A type named like one that emitted code speaks of by its short name says that it is the schema.
fn reserved(name: String) -> String {
    const TAKEN: &[&str] = &[
        "Option",
        "Some",
        "None",
        "Result",
        "Ok",
        "Err",
        "String",
        "Vec",
        "Box",
        "Default",
        "Self",
        "Clone",
        "Debug",
        "PartialEq",
        "Serialize",
        "Deserialize",
        "Maybe",
        "Uuid",
        "Uri",
        "Cow",
        "UriReference",
        "DateTime",
        "Rfc2822",
        "BTreeMap",
        "Value",
        "StringEnum",
        "FormEncoder",
        "FormPairs",
        "ValueError",
        "DecodeError",
        "BoundedString",
        "BoundedI32",
        "BoundedI64",
        "Iterator",
        "From",
        "Into",
        "Display",
        "FromStr",
    ];
    if TAKEN.contains(&name.as_str()) { format!("{name}Schema") } else { name }
}

/// A fixed name, or its stand-in where the document uses it.
fn free(name: &str, stand_in: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let name = if is_taken(name) { stand_in } else { name };
    name.to_owned()
}

/// Gives each candidate the first of its names that no other has; those left with the same name are reported.
fn distinct(
    candidates: &[Candidate],
    scope: &str,
    input: &Input<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let mut level = vec![0; candidates.len()];
    let name = |index: usize, level: usize| {
        let names = &candidates[index].names;
        names[level.min(names.len() - 1)].clone()
    };
    let deepest = candidates.iter().map(|one| one.names.len()).max().unwrap_or(1);
    for _ in 1..deepest {
        for group in groups(candidates.len(), |index| name(index, level[index])) {
            for index in group {
                level[index] += 1;
            }
        }
    }
    for group in groups(candidates.len(), |index| name(index, level[index])) {
        let (first, others) = (&candidates[group[0]], &group[1..]);
        for other in others {
            let other = &candidates[*other];
            let shared = name(group[0], level[group[0]]);
            diagnostics.push(
                input
                    .reporter
                    .error(
                        "name-clash",
                        At::Key,
                        &other.pointer,
                        format!(
                            "`{}` and `{}` would both be `{shared}` among the {scope}",
                            first.spelling, other.spelling
                        ),
                    )
                    .why("Rust has one spelling for both, and a number behind one of them would hide which is which")
                    .help(format!(
                        "give one of them a name: add `{}/x-rollcall-name` by a correction in the overlay",
                        other.pointer
                    ))
                    .beside(input.reporter.excerpt(At::Key, &first.pointer, "the other one")),
            );
        }
    }
    (0..candidates.len()).map(|index| name(index, level[index])).collect()
}

/// The indices that share a name, for each name that is shared.
fn groups(count: usize, name: impl Fn(usize) -> String) -> Vec<Vec<usize>> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for index in 0..count {
        by_name.entry(name(index)).or_default().push(index);
    }
    by_name.into_values().filter(|group| group.len() > 1).collect()
}
