//! Defects of a published document that are read around and never held against a server.

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::normalise::overlay::Correction;
use crate::report::Reporter;
use crate::shape::Version;

/// Reports every defect; one that a correction repairs names it.
pub(crate) fn find(
    _document: &Value,
    _version: Version,
    _reporter: &Reporter<'_>,
    _corrections: &[Correction],
    _diagnostics: &mut Diagnostics,
) {
}
