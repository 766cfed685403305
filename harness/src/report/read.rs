//! A JSON report read back: what other commands work on.
//!
//! What JSON leaves out has its default: which steps were sent at the same moment, and how long each answer took. The
//! sentences of the api come from its table.

use std::path::Path;

use rollcall_spec::DocumentFinding;
use serde::Deserialize;
use thiserror::Error;

use super::json::SCHEMA;
use crate::api::{self, DIALECTS};
use crate::record::{
    Baseline, CheckLine, Counts, Finding, FloorLine, OperationLine, OwnDocument, Shard, Summary,
    Timing, VerdictWord,
};

/// A report that was read.
#[derive(Debug, Clone)]
pub struct Report {
    /// The file that it was read from.
    pub path: String,
    /// The version of the program that wrote it.
    pub rollcall: String,
    /// What it tells.
    pub summary: Summary,
}

/// Why a file is no report that can be worked on.
#[derive(Debug, Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("the report `{path}` can't be read: {source}\n  help: {HELP}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It ends too early.
    #[error(
        "the report `{path}` ends at line {line}, before its JSON does\n  help: it was cut off; write it again"
    )]
    Truncated {
        /// The file.
        path: String,
        /// Where, from 1.
        line: usize,
    },
    /// It is something else.
    #[error("`{path}` is no JSON report of rollcall: {reason}\n  help: {HELP}")]
    Other {
        /// The file.
        path: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// It is of a format that this program does not know.
    #[error(
        "the report `{path}` is of format {schema}, and rollcall {} reads format {SCHEMA}\n  help: it was written by rollcall {rollcall}; use that version, or run the check again",
        env!("CARGO_PKG_VERSION")
    )]
    Schema {
        /// The file.
        path: String,
        /// The format's version.
        schema: u64,
        /// The version of the program that wrote it.
        rollcall: String,
    },
    /// It is about an api that this program does not know.
    #[error(
        "the report `{path}` is about the api `{api}`, which rollcall {} does not know\n  help: it was written by rollcall {rollcall}; the apis here are {}",
        env!("CARGO_PKG_VERSION"),
        DIALECTS.iter().map(|own| own.id).collect::<Vec<_>>().join(", ")
    )]
    Api {
        /// The file.
        path: String,
        /// The api.
        api: String,
        /// The version of the program that wrote it.
        rollcall: String,
    },
}

const HELP: &str = "name a file that `rollcall check --report json=PATH` has written";

/// What every version of the format begins with.
#[derive(Deserialize)]
struct Head {
    schema: u64,
    rollcall: String,
    api: String,
}

#[derive(Deserialize)]
struct Body {
    document: String,
    target: String,
    seed: u64,
    strict: bool,
    #[serde(default)]
    shard: Option<Shard>,
    verdict: VerdictWord,
    cut_short: Option<String>,
    counts: Counts,
    operations: Vec<OperationLine>,
    checks: Vec<CheckLine>,
    findings: Vec<Finding>,
    document_findings: Vec<InDocument>,
    #[serde(default)]
    own_document: Option<OwnDocument>,
    floor: Vec<FloorLine>,
    notes: Vec<String>,
    #[serde(default)]
    baseline: Option<Baseline>,
    timing: Timing,
}

#[derive(Deserialize)]
struct InDocument {
    rule: String,
    line: u32,
    column: u32,
    pointer: String,
    message: String,
    help: String,
}

/// Reads a report's file.
///
/// # Errors
///
/// Where it cannot be read, or is no report of this format and of a known api.
pub fn file(path: &Path) -> Result<Report, ReadError> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => report(&bytes, &name),
        Err(source) => Err(ReadError::Read { path: name, source }),
    }
}

/// Reads a report's text; the path is what errors name.
///
/// # Errors
///
/// Where it is no report of this format and of a known api.
pub fn report(bytes: &[u8], path: &str) -> Result<Report, ReadError> {
    let name = || path.to_owned();
    let wrong = |error: serde_json::Error| match error.classify() {
        serde_json::error::Category::Eof => {
            ReadError::Truncated { path: name(), line: error.line() }
        }
        _ => ReadError::Other { path: name(), reason: error.to_string() },
    };
    if bytes.is_empty() {
        return Err(ReadError::Other { path: name(), reason: "it is empty".to_owned() });
    }
    let Head { schema, rollcall, api } = serde_json::from_slice(bytes).map_err(wrong)?;
    if schema != u64::from(SCHEMA) {
        return Err(ReadError::Schema { path: name(), schema, rollcall });
    }
    let Some(dialect) = api::dialect(&api) else {
        return Err(ReadError::Api { path: name(), api, rollcall });
    };
    let body: Body = serde_json::from_slice(bytes).map_err(wrong)?;
    let summary = Summary {
        built_in: body.target.starts_with("http://built-in"),
        api,
        target: body.target,
        seed: body.seed,
        digest: body.document,
        strict: body.strict,
        shard: body.shard,
        verdict: body.verdict,
        operations: body.operations,
        counts: body.counts,
        checks: body.checks,
        findings: body.findings,
        requirements: dialect.requirements,
        document_findings: body.document_findings.into_iter().map(in_document).collect(),
        own_document: body.own_document,
        floor: body.floor,
        cut_short: body.cut_short,
        notes: body.notes,
        baseline: body.baseline,
        samples: vec![],
        timing: body.timing,
    };
    Ok(Report { path: name(), rollcall, summary })
}

fn in_document(own: InDocument) -> DocumentFinding {
    DocumentFinding {
        rule: own.rule.into(),
        line: own.line,
        column: own.column,
        pointer: own.pointer.into(),
        message: own.message.into(),
        help: own.help.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{json, sample};

    fn read(text: &str) -> Result<Report, String> {
        report(text.as_bytes(), "a.json").map_err(|error| error.to_string())
    }

    #[test]
    fn a_report_that_is_read_tells_the_same_again() {
        for mut summary in [sample::lawful(), sample::hostile()] {
            summary.shard = Shard::parse("2/5").ok();
            let text = json::render(&summary);
            let read = read(&text).unwrap();
            assert_eq!(json::render(&read.summary), text);
            assert_eq!(read.rollcall, env!("CARGO_PKG_VERSION"));
            assert!(!read.summary.requirements.is_empty());
        }
    }

    #[test]
    fn what_an_older_report_lacks_has_its_default() {
        let mut value: serde_json::Value =
            serde_json::from_str(&json::render(&sample::hostile())).unwrap();
        value.as_object_mut().unwrap().remove("shard");
        value["findings"][0].as_object_mut().unwrap().remove("place");
        let read = read(&value.to_string()).unwrap().summary;
        assert_eq!((read.shard, read.findings[0].place), (None, 0));
    }

    #[test]
    fn what_is_no_report_is_told_with_file_and_reason() {
        let text = json::render(&sample::hostile());
        let changed = |key: &str, other: serde_json::Value| {
            let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
            value[key] = other;
            value.to_string()
        };
        for (text, words) in [
            (String::new(), "is no JSON report of rollcall: it is empty"),
            ("[]".to_owned(), "is no JSON report"),
            ("<html>".to_owned(), "at line 1 column 1"),
            ("{\"schema\": 1}".to_owned(), "missing field `rollcall`"),
            (text[..text.len() / 2].to_owned(), "before its JSON does"),
            (changed("schema", 2.into()), "is of format 2"),
            (changed("api", "asterisk".into()), "the api `asterisk`"),
            (changed("counts", 3.into()), "is no JSON report"),
            (changed("verdict", "fine".into()), "unknown variant `fine`"),
        ] {
            let message = read(&text).unwrap_err();
            assert!(message.contains(words), "{words}: {message}");
            assert!(message.contains("`a.json`") && message.contains("\n  help: "), "{message}");
        }
    }
}
