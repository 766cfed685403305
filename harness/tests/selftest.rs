//! The kill matrix: each fault of the reference server is seen by the checks meant for it and by no other, and every
//! lawful server passes.

#![expect(clippy::unwrap_used, reason = "clippy knows test functions, not their helpers")]

use std::collections::BTreeSet;
use std::fmt::Write as _;

use futures_util::{StreamExt as _, stream};
use rollcall::api::{Dialect, dialect};
use rollcall::check::RULES;
use rollcall::mock;
use rollcall::record::{CheckWord, VerdictWord};
use rollcall::selftest::{Row, Subject, row, subjects};
use rollcall_spec::Keyword;
use tokio::sync::Semaphore;

/// Rows that are under way at once, of all tests together: a starved server answers late, which is a finding too.
static AT_ONCE: Semaphore = Semaphore::const_new(3);

fn signalwire() -> &'static Dialect {
    dialect("signalwire").unwrap()
}

/// Every run that was asked for: subject, seed, random cases.
async fn rows(asked: Vec<(Subject, u64, usize)>) -> Vec<Row> {
    stream::iter(asked)
        .map(|(subject, seed, cases)| async move {
            let _turn = AT_ONCE.acquire().await.unwrap();
            row(signalwire(), &subject, seed, cases).await.unwrap()
        })
        .buffered(3)
        .collect()
        .await
}

/// What is wrong with a row, in words; nothing where it is right.
fn complaint(row: &Row) -> Option<String> {
    if row.is_right() {
        return None;
    }
    let mut text = format!(
        "{}: {:?}, missed {:?}, fired falsely {:?}",
        row.name,
        row.verdict,
        row.missed(),
        row.false_alarms()
    );
    for finding in &row.summary.findings {
        let _ = write!(
            text,
            "\n    {} {}: {}; expected {}, actual {}; case {}",
            finding.check,
            finding.operation,
            finding.message,
            finding.expected,
            finding.actual,
            finding.case
        );
    }
    Some(text)
}

fn assert_right(rows: &[Row]) {
    let complaints: Vec<String> = rows.iter().filter_map(complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_is_seen_by_the_checks_meant_for_it_and_by_no_other() {
    let mut faults: Vec<_> = subjects(signalwire())
        .into_iter()
        .filter(|subject| matches!(subject, Subject::Fault(_)))
        .map(|subject| (subject, 1, 0))
        .collect();
    assert_eq!(faults.len(), mock::faults("signalwire").len());
    // The one that waits begins first.
    faults.sort_by_key(|(subject, ..)| {
        !matches!(subject, Subject::Fault(fault) if fault.id == "answer-never-comes")
    });
    let rows = rows(faults).await;
    assert_right(&rows);
    for row in &rows {
        // A fault of a MUST is a violation, one of a SHOULD a warning; both come with evidence.
        let musts = row.summary.findings.iter().any(|own| own.severity == Keyword::Must);
        assert_eq!(musts, row.verdict == VerdictWord::Violates, "{}", row.name);
        for finding in &row.summary.findings {
            let again = finding.reproduced;
            assert!(again.times > 0, "{}: {} did not show again", row.name, finding.check);
            let here: Vec<bool> = finding.steps.iter().map(|step| step.here).collect();
            assert_eq!(here.iter().filter(|own| **own).count(), 1, "{}: {here:?}", row.name);
            assert!(here[here.len() - 1], "{}: {here:?}", row.name);
            assert!(!finding.requirements.is_empty(), "{}: {}", row.name, finding.check);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lawful_server_and_each_lawful_variation_pass_whatever_the_seed() {
    let lawful: Vec<Subject> = subjects(signalwire())
        .into_iter()
        .filter(|subject| !matches!(subject, Subject::Fault(_)))
        .collect();
    assert!(lawful.len() > 10, "{lawful:?}");
    let mut asked = Vec::new();
    for seed in [2, 3, 0xfeed_beef] {
        for subject in &lawful {
            let cases = if matches!(subject, Subject::Plain) { 100 } else { 0 };
            asked.push((subject.clone(), seed, cases));
        }
    }
    let rows = rows(asked).await;
    assert_right(&rows);
    for row in &rows {
        // Green means judged: nothing was left out, and the floor was met.
        let summary = &row.summary;
        assert_eq!(summary.checks.len(), RULES.len(), "{}", row.name);
        assert!(summary.floor.iter().all(|line| line.met), "{}: {:?}", row.name, summary.floor);
        for check in &summary.checks {
            let judged = match check.verdict {
                CheckWord::Pass | CheckWord::Warn => check.exchanges > 0,
                // A server that answers 404 to a method that it does not have offers nothing to judge `Allow` by.
                CheckWord::NotApplicable => row.name.contains("unknown-method-404"),
                CheckWord::Fail | CheckWord::Untestable => false,
            };
            assert!(judged, "{}: {check:?}", row.name);
        }
    }
}

#[test]
fn each_fault_names_checks_that_there_are() {
    for fault in mock::faults("signalwire") {
        for id in fault.checks.iter().chain(fault.also) {
            assert!(RULES.iter().any(|rule| rule.card.id == *id), "{fault} names `{id}`");
        }
    }
}

#[test]
fn each_check_of_a_must_has_a_fault_that_it_is_meant_for() {
    let meant: BTreeSet<&str> =
        mock::faults("signalwire").iter().flat_map(|fault| fault.checks).copied().collect();
    let never_failed: Vec<&str> = RULES
        .iter()
        .filter(|rule| rule.card.keyword == Keyword::Must && !meant.contains(rule.card.id))
        .map(|rule| rule.card.id)
        .collect();
    assert!(never_failed.is_empty(), "no fault is meant for {never_failed:?}");
}
