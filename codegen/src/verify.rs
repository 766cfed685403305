//! Errors: what keeps a document from being generated from.

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::report::{At, Reporter};
use crate::shape::Version;

/// The version that a document speaks; reported where it is none of ours.
pub(crate) fn version(
    document: &Value,
    reporter: &Reporter<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Version> {
    match document.get("openapi").and_then(Value::as_str) {
        Some(text) if text == "3.0" || text.starts_with("3.0.") => return Some(Version::V30),
        Some(text) if text == "3.1" || text.starts_with("3.1.") => return Some(Version::V31),
        _ => {}
    }
    diagnostics.push(reporter.error("openapi-version", At::Value, "/openapi", "x"));
    None
}

/// Reports every error.
pub(crate) fn verify(
    _document: &Value,
    _version: Version,
    _reporter: &Reporter<'_>,
    _diagnostics: &mut Diagnostics,
) {
}
