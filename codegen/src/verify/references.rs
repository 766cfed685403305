//! Every `$ref` leads to something of its own kind within the document, and not back to itself.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Check, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::pointer;
use crate::report::At;
use crate::shape::{self, Kind};

/// A reference is compared with every name that could be meant. Where more of them than this are wrong, a slip of the pen is
/// not the reason, and comparing them all would take as long as the square of the document.
const MOST_SUGGESTIONS: usize = 64;

pub(super) fn check(check: &Check<'_>, diagnostics: &mut Diagnostics) {
    let mut schemas = BTreeSet::new();
    let mut references = Vec::new();
    shape::walk(Kind::OpenApi, "", check.document, &mut |kind, at, value| {
        if kind == Kind::Schema {
            schemas.insert(at.to_owned());
        }
        if kind.may_be_reference()
            && let Some(reference) = shape::reference(value)
        {
            references.push((kind, at.to_owned(), reference));
        }
    });
    let mut faults = 0;
    for (kind, at, reference) in references {
        let here = format!("{at}/$ref");
        let suggests = faults < MOST_SUGGESTIONS;
        if let Some(fault) = fault(check, kind, &here, reference, &schemas, suggests) {
            diagnostics.push(fault);
            faults += 1;
        } else if kind != Kind::Schema && is_circular(check.document, &at) {
            diagnostics.push(
                check
                    .reporter
                    .error(
                        "circular-reference",
                        At::Value,
                        &here,
                        format!("`{reference}` leads back here"),
                    )
                    .why("there is nothing at the end of the chain")
                    .help("let one of them say what it means"),
            );
        }
    }
}

fn fault(
    check: &Check<'_>,
    kind: Kind,
    at: &str,
    reference: &str,
    schemas: &BTreeSet<String>,
    suggests: bool,
) -> Option<Diagnostic> {
    let reporter = check.reporter;
    if !reference.starts_with('#') {
        return Some(
            reporter
                .error(
                    "external-reference",
                    At::Value,
                    at,
                    format!("`{reference}` leads out of the document"),
                )
                .why("one file is read, and nothing is fetched")
                .help("bundle the documents into one first"),
        );
    }
    let Some(target) = pointer::of_reference(reference) else {
        return Some(
            reporter
                .error(
                    "reference-by-anchor",
                    At::Value,
                    at,
                    format!("`{reference}` is no JSON Pointer"),
                )
                .why("anchors are not resolved")
                .help("write it as `'#/components/schemas/Name'`"),
        );
    };
    if check.document.pointer(&target).is_none() {
        return Some(
            reporter
                .error(
                    "missing-reference",
                    At::Value,
                    at,
                    format!("nothing stands at `{reference}`"),
                )
                .why("what it stands for can't be known")
                .help(suggestion(check.document, &target, suggests)),
        );
    }
    let is_kin = match section(kind) {
        None => schemas.contains(&target),
        Some(section) => pointer::component(&target, section).is_some(),
    };
    if is_kin {
        return None;
    }
    let place = section(kind).unwrap_or("schemas");
    Some(
        reporter
            .error("reference-kind", At::Value, at, format!("`{reference}` is no {}", kind.name()))
            .why(format!("{} {} should stand here", shape::article(kind.name()), kind.name()))
            .help(format!("refer to one of `#/components/{place}/`")),
    )
}

/// Where things of a kind stand in the components; schemas may stand anywhere.
const fn section(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Parameter => Some("parameters"),
        Kind::RequestBody => Some("requestBodies"),
        Kind::Response => Some("responses"),
        Kind::Header => Some("headers"),
        Kind::Example => Some("examples"),
        Kind::Link => Some("links"),
        Kind::Callback => Some("callbacks"),
        Kind::SecurityScheme => Some("securitySchemes"),
        Kind::PathItem => Some("pathItems"),
        _ => None,
    }
}

fn suggestion(document: &Value, target: &str, suggests: bool) -> String {
    let near = pointer::split(target).filter(|_| suggests).and_then(|(parent, token)| {
        let siblings = document.pointer(parent)?.as_object()?;
        let near = nearest(&token, siblings.keys().map(String::as_str))?;
        Some(pointer::to_reference(&pointer::join(parent, near)))
    });
    near.map_or_else(
        || "add it, or correct the reference".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}

fn is_circular(document: &Value, start: &str) -> bool {
    let mut seen = BTreeSet::from([start.to_owned()]);
    let mut at = start.to_owned();
    while let Some(target) =
        document.pointer(&at).and_then(shape::reference).and_then(pointer::of_reference)
    {
        if !seen.insert(target.clone()) {
            return true;
        }
        at = target;
    }
    false
}
