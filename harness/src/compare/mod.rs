//! Two runs side by side: what became worse, what became better, and what cannot be compared.
//!
//! A finding that is gone is mended only where its check still judges. Who is no longer judged has proven nothing.

mod latency;
mod unlike;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::record::baseline::Known;
use crate::record::{CheckWord, Finding, FloorLine, Summary, VerdictWord};

pub use latency::{Change, ENOUGH, FEW_MS, Slower, USUAL_RATIO};

/// One of the two runs.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// The report that tells of it.
    pub report: String,
    /// The version of the program that wrote it.
    pub rollcall: String,
    /// The target.
    pub target: String,
    /// The seed.
    pub seed: u64,
    /// When it began.
    pub started: String,
    /// The verdict.
    pub verdict: VerdictWord,
}

/// A finding, as far as two runs can share it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Broken {
    /// The check.
    pub check: String,
    /// The operation, by `operationId`.
    pub operation: String,
    /// What is wrong.
    pub message: String,
    /// Whether it breaks a MUST, and no SHOULD.
    pub must: bool,
    /// In how many cases it showed, in the run that has it; in the second one where both have it.
    pub occurrences: usize,
    /// Why the baseline of that run lets it pass, with the last day; none where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
}

/// A check that was judged in one run and not in the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unjudged {
    /// The check.
    pub check: String,
    /// What became of it where it was judged.
    pub was: CheckWord,
    /// What became of it where it was not; none where it was not selected.
    pub is: Option<CheckWord>,
}

/// Something that a verdict needs, seen in one run alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unseen {
    /// The operation, by `operationId`.
    pub operation: String,
    /// What has to be seen.
    pub what: String,
}

/// Two runs side by side.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The api of both.
    pub api: String,
    /// The first run.
    pub first: Side,
    /// The second run.
    pub second: Side,
    /// Whether the second is worse: something is newly broken, or no longer judged or seen, or slower where that counts.
    pub worse: bool,
    /// What makes the two not quite comparable.
    pub unlike: Vec<String>,
    /// Findings of the second run alone.
    pub newly_broken: Vec<Broken>,
    /// Those that the second run's baseline lets pass: they are told, and do not make it worse.
    pub newly_known: Vec<Broken>,
    /// Findings of the first run alone, whose checks still judge.
    pub newly_mended: Vec<Broken>,
    /// Findings of both.
    pub still_broken: Vec<Broken>,
    /// Checks that were judged in the first run and could not be in the second.
    pub no_longer_judged: Vec<Unjudged>,
    /// Checks that were judged in the second run and could not be in the first.
    pub newly_judged: Vec<Unjudged>,
    /// What a verdict needs and the second run alone did not see.
    pub no_longer_seen: Vec<Unseen>,
    /// What a verdict needs and the first run alone did not see.
    pub newly_seen: Vec<Unseen>,
    /// The ratio by which latency was compared, and whether it counts.
    pub latency: Limit,
    /// Operations that are slower by that ratio.
    pub slower: Vec<Slower>,
    /// Operations that are faster by it.
    pub faster: Vec<Slower>,
}

/// By how much latency may change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limit {
    /// So many times as long is slower.
    pub ratio: f64,
    /// Whether what is slower makes the second run worse.
    pub counts: bool,
}

/// A run and the report that it was read from.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The report's name.
    pub report: &'a str,
    /// The version of the program that wrote it.
    pub rollcall: &'a str,
    /// What it tells.
    pub summary: &'a Summary,
}

/// Compares two runs of one api.
pub fn compare(first: Run<'_>, second: Run<'_>, latency: Limit) -> Difference {
    let (a, b) = (first.summary, second.summary);
    let [before, after] = [a, b].map(broken);
    let gone = before.values().filter(|own| !after.contains_key(&key(own)));
    let (newly_mended, _): (Vec<Broken>, Vec<Broken>) =
        gone.cloned().partition(|own| still_judges(b, own));
    let new = after.values().filter(|own| !before.contains_key(&key(own))).cloned();
    let (newly_known, newly_broken): (Vec<Broken>, Vec<Broken>) =
        new.partition(|own| own.known.is_some());
    let still_broken = after.values().filter(|own| before.contains_key(&key(own))).cloned();
    let still_broken = still_broken.collect();
    let no_longer_judged = unjudged(a, b);
    let no_longer_seen = unseen(a, b);
    let slower = latency::slower(&a.timing, &b.timing, latency.ratio);
    let worse = !newly_broken.is_empty()
        || !no_longer_judged.is_empty()
        || !no_longer_seen.is_empty()
        || latency.counts && !slower.is_empty();
    Difference {
        api: b.api.clone(),
        first: side(first),
        second: side(second),
        worse,
        unlike: unlike::unlike(first, second),
        newly_broken,
        newly_known,
        newly_mended,
        still_broken,
        no_longer_judged,
        newly_judged: unjudged(b, a),
        no_longer_seen,
        newly_seen: unseen(b, a),
        latency,
        slower,
        faster: latency::slower(&b.timing, &a.timing, latency.ratio)
            .into_iter()
            .map(Slower::turned)
            .collect(),
    }
}

fn side(own: Run<'_>) -> Side {
    let summary = own.summary;
    Side {
        report: own.report.to_owned(),
        rollcall: own.rollcall.to_owned(),
        target: summary.target.clone(),
        seed: summary.seed,
        started: summary.timing.started.clone(),
        verdict: summary.verdict,
    }
}

type Key = (String, String, String);

fn key(own: &Broken) -> Key {
    (own.check.clone(), own.operation.clone(), own.message.clone())
}

fn broken(summary: &Summary) -> BTreeMap<Key, Broken> {
    let of = |own: &Finding| Broken {
        check: own.check.clone(),
        operation: own.operation.clone(),
        message: own.message.clone(),
        must: own.severity == rollcall_spec::Keyword::Must,
        occurrences: own.occurrences,
        known: let_pass(summary, own),
    };
    summary.findings.iter().map(of).map(|own| (key(&own), own)).collect()
}

/// Why a finding is let pass, where a baseline knows it and has not expired.
fn let_pass(summary: &Summary, own: &Finding) -> Option<String> {
    let (known, baseline) = (own.known.as_ref()?, summary.baseline.as_ref()?);
    let entry = baseline.entries.iter().find(|own| own.known.line == known.line)?;
    let Known { kind, reason, owner, expires, .. } = known;
    let words = || format!("{}, until {expires}: {reason} ({owner})", kind.words());
    (!entry.state.is_stale()).then(words)
}

/// What became of a check, where it was judged.
fn judged(summary: &Summary, check: &str) -> Option<CheckWord> {
    let word = summary.checks.iter().find(|own| own.id == check).map(|own| own.verdict);
    word.filter(|own| matches!(own, CheckWord::Pass | CheckWord::Fail | CheckWord::Warn))
}

/// Whether a check of a finding still judges its operation.
fn still_judges(summary: &Summary, own: &Broken) -> bool {
    let selected = summary.operations.iter().any(|line| line.operation == own.operation);
    selected && judged(summary, &own.check).is_some()
}

/// The checks that were judged in one run and not in the other; and those whose findings are gone with their operation.
fn unjudged(one: &Summary, other: &Summary) -> Vec<Unjudged> {
    let word = |check: &str| other.checks.iter().find(|own| own.id == check).map(|own| own.verdict);
    let lost: BTreeSet<String> = broken(one)
        .into_values()
        .filter(|own| !still_judges(other, own))
        .map(|own| own.check)
        .collect();
    let lines = one.checks.iter().filter(|own| judged(one, &own.id).is_some());
    lines
        .filter(|own| judged(other, &own.id).is_none() || lost.contains(&own.id))
        .map(|own| Unjudged { check: own.id.clone(), was: own.verdict, is: word(&own.id) })
        .collect()
}

/// What one run has seen of what a verdict needs, and the other has not.
fn unseen(one: &Summary, other: &Summary) -> Vec<Unseen> {
    let met = |summary: &Summary, line: &FloorLine| {
        let mut all = summary.floor.iter();
        all.any(|own| own.met && own.operation == line.operation && own.what == line.what)
    };
    let lines = one.floor.iter().filter(|line| line.met && !met(other, line));
    let of =
        |line: &FloorLine| Unseen { operation: line.operation.clone(), what: line.what.clone() };
    lines.map(of).collect()
}

#[cfg(test)]
mod tests;
