//! Defects of a published document that are read around and never held against a server. One rule a file or a table.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::normalise::overlay::Correction;
use crate::report::Reporter;
use crate::shape::Version;

mod component_names;
mod contents;
mod ignored_headers;
mod nullables;
mod operation_ids;
mod security;
mod servers;
mod values;

/// What the rules share.
pub(crate) struct Find<'a> {
    document: &'a Value,
    version: Version,
    reporter: &'a Reporter<'a>,
    found: Vec<Diagnostic>,
}

const RULES: [fn(&mut Find<'_>); 8] = [
    component_names::find,
    contents::find,
    ignored_headers::find,
    nullables::find,
    operation_ids::find,
    security::find,
    servers::find,
    values::find,
];

/// Reports every defect of the published document; one that the corrected document no longer has names its correction.
pub(crate) fn find(
    published: &Value,
    corrected: &Value,
    version: Version,
    reporter: &Reporter<'_>,
    corrections: &[Correction],
    diagnostics: &mut Diagnostics,
) {
    let all = |document: &Value| {
        let mut find = Find { document, version, reporter, found: Vec::new() };
        for rule in RULES {
            rule(&mut find);
        }
        find.found
    };
    let left: BTreeSet<(&'static str, String)> = if corrections.is_empty() {
        BTreeSet::new()
    } else {
        all(corrected).into_iter().map(|one| (one.rule, one.pointer)).collect()
    };
    for mut finding in all(published) {
        if !corrections.is_empty() && !left.contains(&(finding.rule, finding.pointer.clone())) {
            let ids: Vec<String> = corrections
                .iter()
                .filter(|correction| is_related(&correction.at, &finding.pointer))
                .map(|correction| format!("`{}`", correction.id))
                .collect();
            finding.help = if ids.is_empty() {
                "the overlay corrects it".to_owned()
            } else {
                format!("the overlay corrects it by {}", ids.join(", "))
            };
        }
        diagnostics.push(finding);
    }
}

/// Whether one pointer is the other or lies below it.
fn is_related(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
