//! The kill matrix: each fault of the reference server is seen by the checks meant for it and by no other, every lawful
//! server passes, and the page that tells of it is up to date.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rollcall::api::{DIALECTS, Dialect, dialect};
use rollcall::check::RULES;
use rollcall::mock;
use rollcall::record::{CheckWord, VerdictWord};
use rollcall::select::judging;
use rollcall::selftest::{Asked, Row, Subject, matrix, rows, subjects};
use rollcall_spec::{Keyword, Link};
use tokio::sync::Semaphore;

/// One test at a time runs rows, side by side as they are: a starved server answers late, which is a finding too.
static TURN: Semaphore = Semaphore::const_new(1);

/// Faults that come to light by chance, or after hundreds of requests: sent again alone, such a failure may not show.
const FICKLE: &[&str] = &[
    "forgets-removals-later",
    "forgets-updates-later",
    "one-in-five-deletes-does-nothing",
    "read-from-stale-copy",
    "removal-lost-in-race",
    "slows-down",
    "two-deletes-both-succeed",
    "two-deletes-both-succeed-rarely",
    "update-lost-in-race",
    "update-revives-removed",
    "update-lost-in-race-rarely",
];

fn signalwire() -> &'static Dialect {
    dialect("signalwire").unwrap()
}

/// Every fault, or every lawful server.
fn those(faults: bool) -> Vec<Subject> {
    let mut all = subjects(signalwire());
    all.retain(|subject| matches!(subject, Subject::Fault(_)) == faults);
    all
}

/// A row for each subject, with one seed.
async fn with_seed(seed: u64, cases: usize, subjects: &[Subject]) -> Vec<Row> {
    let _turn = TURN.acquire().await.unwrap();
    let asked = Asked { seed, cases, at_once: 3 };
    rows(signalwire(), subjects, asked, &|_| ()).await.unwrap()
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
    let rows = with_seed(1, 0, &those(true)).await;
    assert_eq!(rows.len(), mock::faults("signalwire").len());
    assert_right(&rows);
    for row in &rows {
        // The time to kill is that of a check which was meant, and lies within the run.
        let (after, took) = (row.killed_after(), row.took.as_secs_f64() * 1000.0);
        assert!(after.is_some_and(|after| after > 0.0 && after < took), "{}: {after:?}", row.name);
        // A fault of a MUST is a violation, one of a SHOULD a warning; both come with evidence.
        let musts = row.summary.findings.iter().any(|own| own.severity == Keyword::Must);
        assert_eq!(musts, row.verdict == VerdictWord::Violates, "{}", row.name);
        // Side by side with other requests a defect shows in odd places, too; but what it is meant for shows again, alone.
        for id in row.must.iter().filter(|_| !FICKLE.contains(&&*row.name)) {
            let mut own = row.summary.findings.iter().filter(|finding| finding.check == *id);
            assert!(
                own.any(|own| own.reproduced.times > 0),
                "{}: {id} did not show again",
                row.name
            );
        }
        for finding in &row.summary.findings {
            let here: Vec<bool> = finding.steps.iter().map(|step| step.here).collect();
            assert_eq!(here.iter().filter(|own| **own).count(), 1, "{}: {here:?}", row.name);
            assert!(here[here.len() - 1], "{}: {here:?}", row.name);
            assert!(!finding.requirements.is_empty(), "{}: {}", row.name, finding.check);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lawful_server_and_each_lawful_variation_pass_whatever_the_seed() {
    let lawful = those(false);
    assert!(lawful.len() > 10, "{lawful:?}");
    let mut rows = with_seed(2, 0, &lawful).await;
    for (seed, cases) in [(3, 0), (4, 100), (0xfeed_beef, 0)] {
        rows.extend(with_seed(seed, cases, &[Subject::Plain]).await);
    }
    assert_right(&rows);
    for row in &rows {
        assert_eq!(row.killed_after(), None, "{}", row.name);
        // Green means judged: nothing was left out, and the floor was met.
        let summary = &row.summary;
        assert_eq!(summary.checks.len(), judging(signalwire()).count(), "{}", row.name);
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
    for fault in DIALECTS.iter().flat_map(|api| mock::faults(api.id)) {
        for id in fault.checks.iter().chain(fault.also) {
            assert!(RULES.iter().any(|rule| rule.card.id == *id), "{fault} names `{id}`");
        }
    }
}

#[test]
fn each_check_has_a_fault_that_it_is_meant_for() {
    for api in DIALECTS {
        let faults = mock::faults(api.id).iter();
        let meant: BTreeSet<&str> = faults.flat_map(|fault| fault.checks).copied().collect();
        let ids = judging(api).map(|rule| rule.card.id);
        let never_failed: Vec<&str> = ids.filter(|id| !meant.contains(id)).collect();
        assert!(never_failed.is_empty(), "{}: no fault is meant for {never_failed:?}", api.id);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_requirement_that_names_a_check_is_exercised_by_a_run_against_the_lawful_server() {
    for api in DIALECTS {
        exercises(api).await;
    }
}

async fn exercises(api: &'static Dialect) {
    let asked = Asked { seed: 5, cases: 0, at_once: 1 };
    let turn = TURN.acquire().await.unwrap();
    let rows = rows(api, &[Subject::Plain], asked, &|_| ()).await.unwrap();
    drop(turn);
    let judged: BTreeSet<&str> = rows[0]
        .summary
        .checks
        .iter()
        .filter(|line| line.exchanges > 0)
        .flat_map(|line| &line.requirements)
        .map(String::as_str)
        .collect();
    let offered = |own: &Link| match own {
        Link::Checks(checks) => checks.iter().all(|id| api.offered.contains(&&**id)),
        Link::Excluded(_) => true,
    };
    let named = api.requirements.iter().filter(|own| !offered(&own.link));
    let idle: Vec<&str> =
        named.map(|own| own.id.as_ref()).filter(|id| !judged.contains(id)).collect();
    assert!(idle.is_empty(), "{}: nothing was judged for {idle:?}", api.id);
}

#[test]
fn the_page_of_the_kill_matrix_is_up_to_date() {
    for api in DIALECTS {
        let id = api.id;
        let path = format!("{}/kill-matrix/{id}.md", env!("CARGO_MANIFEST_DIR"));
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == matrix::markdown(api),
            "the kill matrix is stale\n  help: `cargo run --release -- selftest {id} --matrix harness/kill-matrix/{id}.md` writes it"
        );
    }
}
