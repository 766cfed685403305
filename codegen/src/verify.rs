//! Errors: what keeps a document from being generated from. openapiv3 takes misspelt keys and unknown types without a word, so
//! the document's own values are checked, each at its place, and every error is told in one run.

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::report::{At, Reporter};
use crate::shape::Version;

mod cycles;
mod discriminators;
mod forms;
mod objects;
mod operations;
mod references;
mod schemas;
mod webhooks;

pub(crate) use webhooks::CHANNEL;

/// What the checks share.
struct Check<'a> {
    document: &'a Value,
    version: Version,
    reporter: &'a Reporter<'a>,
}

/// The version that a document speaks; reported where it is none of ours.
pub(crate) fn version(
    document: &Value,
    reporter: &Reporter<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Version> {
    let reads = "OpenAPI 3.0 and 3.1 are read, and differ in what their keywords mean";
    let fault = match document.get("openapi") {
        _ if !document.is_object() => reporter
            .error("not-openapi", At::Value, "", "this is no mapping, so it is no OpenAPI document")
            .help("begin with `openapi: 3.1.0`"),
        Some(Value::String(text)) if text == "3.0" || text.starts_with("3.0.") => {
            return Some(Version::V30);
        }
        Some(Value::String(text)) if text == "3.1" || text.starts_with("3.1.") => {
            return Some(Version::V31);
        }
        Some(Value::String(text)) => reporter
            .error(
                "openapi-version",
                At::Value,
                "/openapi",
                format!("version `{text}` is not read"),
            )
            .help("convert the document to OpenAPI 3.0 or 3.1"),
        Some(other) => reporter
            .error(
                "openapi-version",
                At::Value,
                "/openapi",
                format!("`{}` is no version", brief(other)),
            )
            .help("put quotes around the version, such as `'3.1.0'`"),
        None if document.get("swagger").is_some() => reporter
            .error("openapi-version", At::Key, "/swagger", "this is a Swagger document")
            .help("convert the document to OpenAPI 3.0 or 3.1"),
        None => reporter
            .error(
                "openapi-version",
                At::Value,
                "",
                "the document does not say its version of OpenAPI",
            )
            .help("begin with `openapi: 3.1.0`"),
    };
    let fault = fault.why(reads);
    diagnostics.push(fault);
    None
}

/// Reports every error.
pub(crate) fn verify(
    document: &Value,
    version: Version,
    reporter: &Reporter<'_>,
    diagnostics: &mut Diagnostics,
) {
    let check = Check { document, version, reporter };
    objects::check(&check, diagnostics);
    if diagnostics.has_errors() {
        // The other checks rely on the form of every object.
        references::check(&check, diagnostics);
        return;
    }
    references::check(&check, diagnostics);
    operations::check(&check, diagnostics);
    discriminators::check(&check, diagnostics);
    if !diagnostics.has_errors() {
        cycles::check(&check, diagnostics);
    }
}

/// A value's text, cut to a readable length.
fn brief(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// The candidate that a misspelt word was meant to be, if one is near enough.
fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| {
            // A short word is near to too many others.
            *distance
                <= match candidate.len().min(word.len()) {
                    0..=2 => 0,
                    3..=4 => 1,
                    _ => 2,
                }
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_does_not() {
        assert_eq!(nearest("operationID", ["operationId", "summary"]), Some("operationId"));
        assert_eq!(nearest("intger", ["string", "integer"]), Some("integer"));
        assert_eq!(nearest("frobnicate", ["format", "formula"]), None);
        assert_eq!(nearest("not", ["nut", "in", "items"]), Some("nut"));
        assert_eq!(nearest("z", ["x", "Z"]), Some("Z"));
    }
}
