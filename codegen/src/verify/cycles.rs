//! A schema may contain itself in a member; it may not be made of itself by `$ref`, `allOf`, `anyOf` or `oneOf` alone.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::Check;
use crate::diagnostic::Diagnostics;
use crate::pointer;
use crate::report::At;
use crate::shape::{self, Kind};

/// Schemas with those that stand in their own place.
type Edges = BTreeMap<String, Vec<String>>;

pub(super) fn check(check: &Check<'_>, diagnostics: &mut Diagnostics) {
    let mut edges = Edges::new();
    let mut order = Vec::new();
    shape::walk(Kind::OpenApi, "", check.document, &mut |kind, at, value| {
        if kind == Kind::Schema {
            order.push(at.to_owned());
            edges.insert(at.to_owned(), in_place(at, value));
        }
    });
    let mut done = BTreeSet::new();
    for start in order {
        let Some(circle) = circle(&edges, &start, &mut done) else { continue };
        let names: Vec<String> =
            circle.iter().map(|at| format!("`{}`", pointer::to_reference(at))).collect();
        let by_all_of = circle.iter().any(|at| at.contains("/allOf/"));
        let rule = if by_all_of { "circular-all-of" } else { "circular-schema" };
        let mut diagnostic = check
            .reporter
            .error(rule, At::Key, &circle[0], format!("the schema is made of itself: {} and back", names.join(", ")))
            .why("there is no value that it could be told from")
            .help("a schema may refer to itself in `properties`, `items` or `additionalProperties`; break the circle");
        for other in &circle[1..] {
            diagnostic =
                diagnostic.beside(check.reporter.excerpt(At::Key, other, "part of the circle"));
        }
        diagnostics.push(diagnostic);
    }
}

fn in_place(at: &str, schema: &Value) -> Vec<String> {
    let mut targets: Vec<String> =
        shape::reference(schema).and_then(pointer::of_reference).into_iter().collect();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let count = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        targets.extend((0..count).map(|index| format!("{at}/{keyword}/{index}")));
    }
    targets
}

/// The first circle that is reached from a schema. What was found free of circles is not walked again.
fn circle(edges: &Edges, start: &str, done: &mut BTreeSet<String>) -> Option<Vec<String>> {
    if done.contains(start) {
        return None;
    }
    // Each schema on the way with the number of its parts that were walked.
    let mut path: IndexMap<String, usize> = IndexMap::from([(start.to_owned(), 0)]);
    while let Some((at, next)) = path.last_mut() {
        let target = edges.get(at.as_str()).and_then(|targets| targets.get(*next)).cloned();
        *next += 1;
        let Some(target) = target else {
            done.insert(at.clone());
            path.pop();
            continue;
        };
        if let Some(from) = path.get_index_of(&target) {
            let circle: Vec<String> = path.keys().skip(from).cloned().collect();
            done.extend(path.into_keys());
            return Some(circle);
        }
        if !done.contains(&target) {
            path.insert(target, 0);
        }
    }
    None
}
