//! Reports of shards, put together into what the unsharded run would have come to.
//!
//! Sums are sums, alike findings are one, and every word is judged anew by the rules by which a run ends. Where shards
//! differ in what must be the same, nothing is put together.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::api::{self, Dialect};
use crate::check::RULES;
use crate::record::whole::{Grounds, Seen, check_word, rank, verdict};
use crate::record::{CheckLine, Counts, Finding, FloorLine, Latency, OperationLine, Shard};
use crate::record::{OperationTiming, Summary, Timing};
use crate::report::read::Report;

/// Why reports cannot be put together.
#[derive(Debug, Error)]
pub enum MergeError {
    /// There is none.
    #[error("no report was named\n  help: name the JSON reports of all shards")]
    Nothing,
    /// It is not of the same run.
    #[error(
        "`{path}` and `{first}` are no shards of one run: `{field}` is {other} there and {own} here\n  help: run every shard with the same rollcall, api, target, seed, selection and --strict"
    )]
    Differs {
        /// The report.
        path: String,
        /// What it was compared with.
        first: String,
        /// What differs, as the JSON report names it.
        field: &'static str,
        /// What it is in the report.
        own: String,
        /// What it is in the first one.
        other: String,
    },
    /// The reports were written by another version.
    #[error(
        "`{path}` was written by rollcall {rollcall}, and this is {}: the rules of a verdict may be others\n  help: merge with the version that ran the shards",
        env!("CARGO_PKG_VERSION")
    )]
    Version {
        /// The report.
        path: String,
        /// The version that wrote it.
        rollcall: String,
    },
    /// A shard is there twice.
    #[error(
        "`{path}` and `{first}` are both shard {shard}: `shard.index` is {} in both\n  help: name each shard's report once",
        shard.index
    )]
    Twice {
        /// The second one.
        path: String,
        /// The first one.
        first: String,
        /// Which shard.
        shard: Shard,
    },
}

/// Puts the reports of shards together. A report of a whole run is its only shard.
///
/// # Errors
///
/// Where they are not of one run, or a shard is there twice.
pub fn merge(reports: &[Report], strict: bool) -> Result<Summary, MergeError> {
    let Some((first, others)) = reports.split_first() else { return Err(MergeError::Nothing) };
    let known = Some(first).filter(|own| own.rollcall == env!("CARGO_PKG_VERSION"));
    let dialect = known.and_then(|own| api::dialect(&own.summary.api));
    let Some(dialect) = dialect else {
        let (path, rollcall) = (first.path.clone(), first.rollcall.clone());
        return Err(MergeError::Version { path, rollcall });
    };
    for own in others {
        same_run(first, own)?;
    }
    let mut shards: BTreeMap<usize, &Report> = BTreeMap::new();
    for own in reports {
        let shard = shard(&own.summary);
        if let Some(known) = shards.insert(shard.index, own) {
            let (path, first) = (own.path.clone(), known.path.clone());
            return Err(MergeError::Twice { path, first, shard });
        }
    }
    let of = shard(&first.summary).of;
    let parts: Vec<&Summary> = shards.values().map(|own| &own.summary).collect();
    Ok(whole(dialect, &parts, of, strict))
}

/// The shard that a report is of; the only one, where the run was not split.
fn shard(own: &Summary) -> Shard {
    own.shard.unwrap_or(Shard { index: 1, of: 1, cases: 0 })
}

/// What must be the same in all shards of a run, by its name in the JSON report.
fn marks(own: &Report) -> Vec<(&'static str, String)> {
    let summary = &own.summary;
    let names = |all: &mut dyn Iterator<Item = &String>| {
        let all: Vec<&str> = all.map(String::as_str).collect();
        format!("`{}`", all.join(", "))
    };
    vec![
        ("rollcall", own.rollcall.clone()),
        ("api", format!("`{}`", summary.api)),
        ("document", format!("`{}`", summary.digest)),
        ("own_document", own_document(summary)),
        ("target", format!("`{}`", summary.target)),
        ("seed", summary.seed.to_string()),
        ("strict", summary.strict.to_string()),
        ("shard.of", shard(summary).of.to_string()),
        ("shard.cases", shard(summary).cases.to_string()),
        ("operations", names(&mut summary.operations.iter().map(|line| &line.operation))),
        ("checks", names(&mut summary.checks.iter().map(|line| &line.id))),
    ]
}

fn own_document(summary: &Summary) -> String {
    match &summary.own_document {
        Some(own) => format!("`{}` of `{}`", own.file, own.digest),
        None => "none".to_owned(),
    }
}

fn same_run(first: &Report, own: &Report) -> Result<(), MergeError> {
    let pairs = marks(first).into_iter().zip(marks(own));
    for ((field, other), (_, own_mark)) in pairs {
        if other != own_mark {
            let (path, first) = (own.path.clone(), first.path.clone());
            return Err(MergeError::Differs { path, first, field, own: own_mark, other });
        }
    }
    Ok(())
}

/// The whole of some shards of one run, sorted by index.
fn whole(dialect: &'static Dialect, parts: &[&Summary], of: usize, strict: bool) -> Summary {
    let first = parts[0];
    let strict = strict || first.strict;
    let findings = findings(parts);
    let checks = checks(dialect, parts, &findings);
    let floor = floor(parts);
    let cut_short = cut_short(parts, of);
    let grounds = Grounds {
        findings: &findings,
        checks: &checks,
        floor: &floor,
        cut_short: cut_short.is_some(),
        strict,
        shard: None,
    };
    let verdict = verdict(grounds);
    Summary {
        api: first.api.clone(),
        target: first.target.clone(),
        built_in: first.built_in,
        seed: first.seed,
        digest: first.digest.clone(),
        strict,
        shard: None,
        verdict,
        operations: operations(parts),
        counts: counts(parts).with_words(&checks),
        checks,
        findings,
        requirements: first.requirements,
        document_findings: first.document_findings.clone(),
        own_document: first.own_document.clone(),
        floor,
        cut_short,
        notes: notes(parts, of),
        baseline: None,
        samples: vec![],
        timing: timing(parts),
    }
}

/// Alike findings as one. That of the case which stands first in the plan tells of all of them; but one that showed again when
/// it was sent again goes before one that did not.
fn findings(parts: &[&Summary]) -> Vec<Finding> {
    let mut all: BTreeMap<(String, String, String), Finding> = BTreeMap::new();
    for own in parts.iter().flat_map(|part| &part.findings) {
        let key = (own.check.clone(), own.operation.clone(), own.message.clone());
        let own = &Finding { known: None, ..own.clone() };
        let order = |own: &Finding| (own.reproduced.times == 0, own.place);
        let Some(known) = all.get_mut(&key) else {
            all.insert(key, own.clone());
            continue;
        };
        let occurrences = known.occurrences + own.occurrences;
        if order(own) < order(known) {
            *known = own.clone();
        }
        known.occurrences = occurrences;
    }
    let mut findings: Vec<Finding> = all.into_values().collect();
    rank(&mut findings);
    findings
}

fn checks(dialect: &Dialect, parts: &[&Summary], findings: &[Finding]) -> Vec<CheckLine> {
    let every_operation = parts[0].operations.len() == dialect.operations().len();
    let line = |(place, first): (usize, &CheckLine)| {
        let mut own = CheckLine { exchanges: 0, operations: BTreeMap::new(), ..first.clone() };
        for part in parts.iter().map(|part| &part.checks[place]) {
            own.exchanges += part.exchanges;
            add(&mut own.operations, &part.operations);
        }
        if let Some(rule) = RULES.iter().find(|rule| rule.card.id == own.id) {
            let seen = Seen {
                failed: findings.iter().any(|finding| finding.check == own.id),
                judged: own.exchanges,
                offered: dialect.offered.contains(&rule.card.id),
                every_operation,
                shard: None,
            };
            own.verdict = check_word(&rule.card, seen);
        }
        own
    };
    parts[0].checks.iter().enumerate().map(line).collect()
}

fn add<K: Ord + Clone>(own: &mut BTreeMap<K, usize>, more: &BTreeMap<K, usize>) {
    for (key, count) in more {
        *own.entry(key.clone()).or_default() += count;
    }
}

fn operations(parts: &[&Summary]) -> Vec<OperationLine> {
    let mut all = parts[0].operations.clone();
    for part in &parts[1..] {
        for (own, more) in all.iter_mut().zip(&part.operations) {
            add(&mut own.answers, &more.answers);
            own.accepted += more.accepted;
        }
    }
    all
}

fn floor(parts: &[&Summary]) -> Vec<FloorLine> {
    let mut all = parts[0].floor.clone();
    for part in &parts[1..] {
        for (own, more) in all.iter_mut().zip(&part.floor) {
            own.seen += more.seen;
            own.met = own.seen > 0;
        }
    }
    all
}

fn counts(parts: &[&Summary]) -> Counts {
    parts.iter().map(|part| part.counts).fold(Counts::default(), |all, own| Counts {
        cases: all.cases + own.cases,
        cases_not_sent: all.cases_not_sent + own.cases_not_sent,
        requests: all.requests + own.requests,
        requests_shrinking: all.requests_shrinking + own.requests_shrinking,
        changes: all.changes + own.changes,
        participants_removed: all.participants_removed + own.participants_removed,
        fixtures: all.fixtures + own.fixtures,
        ..all
    })
}

/// Why the plan was not done: a shard ended early, or is missing.
fn cut_short(parts: &[&Summary], of: usize) -> Option<String> {
    let there: BTreeSet<usize> = parts.iter().map(|part| shard(part).index).collect();
    let missing: Vec<String> = (1..=of)
        .filter(|index| !there.contains(index))
        .map(|index| format!("{index}/{of}"))
        .collect();
    let mut reasons = Vec::new();
    match missing.as_slice() {
        [] => {}
        [one] => reasons.push(format!("shard {one} is missing")),
        many => reasons.push(format!("shards {} are missing", many.join(", "))),
    }
    for part in parts {
        let reason = part.cut_short.as_ref();
        reasons.extend(reason.map(|reason| named(part, reason)));
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}

/// What a shard says, with its name where there are several.
fn named(part: &Summary, words: &str) -> String {
    let shard = shard(part);
    if shard.is_part() { format!("shard {shard}: {words}") } else { words.to_owned() }
}

/// What all shards note is noted once; what one of them notes, with its name.
fn notes(parts: &[&Summary], of: usize) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for part in parts {
        let of_a_shard = part.shard.map(|own| own.note());
        for note in part.notes.iter().filter(|note| Some(*note) != of_a_shard.as_ref()) {
            let all_of_them = parts.len() == of && parts.iter().all(|own| own.notes.contains(note));
            let words = if all_of_them { note.clone() } else { named(part, note) };
            if !notes.contains(&words) {
                notes.push(words);
            }
        }
    }
    notes
}

/// How long it took, as if all shards had run at the same time.
fn timing(parts: &[&Summary]) -> Timing {
    let all = || parts.iter().map(|part| &part.timing);
    let mut operations: BTreeMap<&str, Latency> = BTreeMap::new();
    let mut first_failures: BTreeMap<String, f64> = BTreeMap::new();
    for own in all() {
        for line in &own.operations {
            operations.entry(&line.operation).or_default().join(&Latency::of(line));
        }
        for (check, after) in &own.first_failures {
            let known = first_failures.entry(check.clone()).or_insert(*after);
            *known = known.min(*after);
        }
    }
    let operations: Vec<OperationTiming> =
        operations.iter().map(|(operation, latency)| latency.timing(operation)).collect();
    let duration_ms = all().map(|own| own.duration_ms).max().unwrap_or_default();
    let requests_sent: usize = all().map(|own| own.requests_sent).sum();
    #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^52 requests")]
    let rate = requests_sent as f64 / (duration_ms.max(1) as f64 / 1000.0);
    Timing {
        started: all().map(|own| own.started.clone()).min().unwrap_or_default(),
        duration_ms,
        requests_sent,
        requests_per_second: rate.round(),
        operations,
        first_failures,
        timeline: all()
            .map(|own| &own.timeline)
            .find(|own| !own.is_empty())
            .cloned()
            .unwrap_or_default(),
    }
}
