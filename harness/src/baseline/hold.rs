//! Holding a run against a baseline.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rollcall_spec::Keyword;

use super::read::{Entry, File};
use crate::api::Dialect;
use crate::check::registry;
use crate::record::baseline::{self, Baseline, Gate, Kind, State};
use crate::record::{CheckWord, Summary};
use crate::suggest::did_you_mean;

/// The day on which a run began, in UTC.
pub fn day_of(summary: &Summary) -> Date {
    let began = summary.timing.started.parse().unwrap_or_else(|_| Timestamp::now());
    began.to_zoned(TimeZone::UTC).date()
}

/// Holds a run against a baseline: findings that it knows are marked, and each entry is judged. `today` is the day of the
/// run.
pub fn hold(summary: &mut Summary, dialect: &Dialect, file: &File, today: Date) {
    let mut entries = Vec::new();
    for entry in &file.entries {
        let mut seen = 0;
        for finding in &mut summary.findings {
            if finding.check == entry.check && finding.operation == entry.operation {
                finding.known = Some(entry.known.clone());
                seen += 1;
            }
        }
        let (state, words) = judge(summary, dialect, entry, seen, today);
        entries.push(baseline::Entry {
            known: entry.known.clone(),
            check: entry.check.clone(),
            operation: entry.operation.clone(),
            state,
            words,
        });
    }
    // Of what one check found, what is new comes first.
    let mut from = 0;
    while from < summary.findings.len() {
        let check = summary.findings[from].check.clone();
        let alike = summary.findings[from..].iter().take_while(|own| own.check == check).count();
        summary.findings[from..from + alike].sort_by_key(|own| own.known.is_some());
        from += alike;
    }
    let gate = gate(summary, &entries);
    summary.baseline = Some(Baseline { file: file.name.clone(), gate, entries });
}

fn judge(
    summary: &Summary,
    dialect: &Dialect,
    entry: &Entry,
    seen: usize,
    today: Date,
) -> (State, String) {
    let Entry { check, operation, .. } = entry;
    if registry::rule(check).is_none() {
        let known = summary.checks.iter().map(|own| own.id.as_str());
        let hint = did_you_mean(check, known);
        return (State::Unmatched, format!("there is no check `{check}`{hint}"));
    }
    if dialect.api.route(operation).is_none() {
        let hint = did_you_mean(operation, dialect.operations());
        return (State::Unmatched, format!("there is no operation `{operation}`{hint}"));
    }
    if today > entry.expires {
        let fails = if seen > 0 { ", and it still fails" } else { "" };
        return (State::Expired, format!("its last day was {}{fails}", entry.expires));
    }
    if seen > 0 {
        return (State::Seen, entry.known.kind.words().to_owned());
    }
    let line = summary.checks.iter().find(|own| own.id == *check);
    let judged = line.is_some_and(|own| {
        own.exchanges > 0 || matches!(own.verdict, CheckWord::Fail | CheckWord::Warn)
    });
    let selected = summary.operations.iter().any(|own| own.operation == *operation);
    if !judged || !selected || is_part(summary) || summary.cut_short.is_some() {
        return (State::NotJudged, "this run did not judge it".to_owned());
    }
    match entry.known.kind {
        Kind::Flaky => (State::Quiet, "it did not fail this time".to_owned()),
        Kind::Failing => (State::Holds, "it holds now; take the entry out".to_owned()),
    }
}

/// Whether it was a shard: what holds there, another one may break.
fn is_part(summary: &Summary) -> bool {
    summary.shard.is_some_and(|own| own.is_part())
}

/// What a run comes to: what is new weighs more than what is stale, and that more than what was not seen.
fn gate(summary: &Summary, entries: &[baseline::Entry]) -> Gate {
    let new = summary
        .findings
        .iter()
        .any(|own| own.known.is_none() && (own.severity == Keyword::Must || summary.strict));
    let untestable = summary.checks.iter().any(|own| own.verdict == CheckWord::Untestable);
    let unseen = summary.floor.iter().any(|own| !own.met);
    if new {
        Gate::Fails
    } else if entries.iter().any(|own| own.state.is_stale()) {
        Gate::Stale
    } else if untestable || unseen || is_part(summary) || summary.cut_short.is_some() {
        Gate::Inconclusive
    } else {
        Gate::Passes
    }
}
