//! The JSON report, version 1. Its schema is `schemas/report.schema.json`.

use rollcall_spec::DocumentFinding;
use serde::Serialize;

use crate::record::{
    Baseline, CheckLine, Counts, Finding, FloorLine, OperationLine, OwnDocument, Shard, Summary,
    Timing, VerdictWord,
};

/// The version of this report.
pub(super) const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    rollcall: &'static str,
    api: &'a str,
    document: &'a str,
    target: &'a str,
    seed: u64,
    strict: bool,
    shard: Option<Shard>,
    verdict: VerdictWord,
    cut_short: Option<&'a str>,
    counts: Counts,
    operations: &'a [OperationLine],
    checks: &'a [CheckLine],
    findings: &'a [Finding],
    document_findings: Vec<InDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_document: Option<&'a OwnDocument>,
    floor: &'a [FloorLine],
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a Baseline>,
    timing: &'a Timing,
}

#[derive(Serialize)]
struct InDocument<'a> {
    rule: &'a str,
    line: u32,
    column: u32,
    pointer: &'a str,
    message: &'a str,
    help: &'a str,
}

/// The report's text.
pub fn render(summary: &Summary) -> String {
    let report = Report {
        schema: SCHEMA,
        rollcall: env!("CARGO_PKG_VERSION"),
        api: &summary.api,
        document: &summary.digest,
        target: &summary.target,
        seed: summary.seed,
        strict: summary.strict,
        shard: summary.shard,
        verdict: summary.verdict,
        cut_short: summary.cut_short.as_deref(),
        counts: summary.counts,
        operations: &summary.operations,
        checks: &summary.checks,
        findings: &summary.findings,
        document_findings: summary.document_findings.iter().map(in_document).collect(),
        own_document: summary.own_document.as_ref(),
        floor: &summary.floor,
        notes: &summary.notes,
        baseline: summary.baseline.as_ref(),
        timing: &summary.timing,
    };
    let mut text = serde_json::to_string_pretty(&report)
        .unwrap_or_else(|error| format!("{{\"error\": \"{error}\"}}"));
    text.push('\n');
    text
}

fn in_document(own: &DocumentFinding) -> InDocument<'_> {
    InDocument {
        rule: &own.rule,
        line: own.line,
        column: own.column,
        pointer: &own.pointer,
        message: &own.message,
        help: &own.help,
    }
}
