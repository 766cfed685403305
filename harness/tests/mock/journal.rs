//! A run is judged again from its journal: the same summary comes of it, to the last byte of each report; and what was
//! changed in a journal shows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use rollcall::api::{DIALECTS, Dialect};
use rollcall::journal::{Journal, JournalError, Recorded, read};
use rollcall::record::{Summary, VerdictWord};
use rollcall::report::json;
use rollcall::selftest::{Subject, row, subjects};

/// One fault in so many is tried.
const ONE_IN: usize = 12;

/// Faults that need requests at the same moment, or the end of a run: their records are the most entangled.
const ENTANGLED: &[&str] = &[
    "forgets-removals-later",
    "removal-lost-in-race",
    "slows-down",
    "two-deletes-both-succeed",
    "read-from-stale-copy",
];

async fn run(dialect: &'static Dialect, subject: &Subject, path: &Path) -> Summary {
    let journal = Arc::new(Journal::create(path).unwrap());
    let row = row(dialect, subject, 5, 40, Some(Arc::clone(&journal))).await.unwrap();
    assert!(journal.trouble().is_none());
    row.summary
}

fn again(path: &Path) -> Recorded {
    read(&[path.to_owned()]).unwrap()
}

async fn assert_same(dialect: &'static Dialect, subjects: &[Subject]) {
    let folder = tempfile::tempdir().unwrap();
    // Most of a run against a server that tells nothing is waiting.
    let all = stream::iter(subjects).for_each_concurrent(4, async |subject| {
        let name = subject.name();
        let path = folder.path().join(format!("{name}.jsonl"));
        let summary = run(dialect, subject, &path).await;
        let recorded = again(&path);
        assert_eq!(recorded.troubles, Vec::<String>::new(), "{name}");
        let outcome = recorded.outcome();
        assert_eq!(json::render(&outcome.summary), json::render(&summary), "{name}");
        assert_eq!(outcome.replays.len(), summary.findings.len(), "{name}");
    });
    all.await;
}

fn some(dialect: &Dialect) -> Vec<Subject> {
    let all = subjects(dialect);
    let wanted = |(place, subject): &(usize, Subject)| {
        place % ONE_IN == 0 || ENTANGLED.contains(&subject.name().as_str())
    };
    all.into_iter().enumerate().filter(wanted).map(|(_, subject)| subject).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_judged_again_comes_to_the_same_reports() {
    for dialect in DIALECTS {
        let some = some(dialect);
        assert!(some.len() > 10, "{}", dialect.id);
        assert_same(dialect, &some).await;
    }
}

/// A faulty server's journal, and its lines.
async fn of_a_fault(folder: &Path) -> (PathBuf, Vec<String>, Summary) {
    let dialect = rollcall::api::dialect("signalwire").unwrap();
    let mut all = subjects(dialect);
    all.retain(|own| own.name() == "delete-removes-nothing");
    let path = folder.join("run.jsonl");
    let summary = run(dialect, &all[0], &path).await;
    let text = std::fs::read_to_string(&path).unwrap();
    (path, text.lines().map(str::to_owned).collect(), summary)
}

fn write(path: &Path, lines: &[String]) {
    std::fs::write(path, lines.join("\n") + "\n").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_run_that_was_killed_there_is_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let (path, lines, whole) = of_a_fault(folder.path()).await;
    // Killed in the middle of a line, when some cases had been sent.
    let part = lines.len() / 2;
    let half = &lines[part][..lines[part].len() / 2];
    std::fs::write(&path, lines[..part].join("\n") + "\n" + half).unwrap();
    let summary = again(&path).outcome().summary;
    let cut_short = summary.cut_short.unwrap();
    assert!(cut_short.starts_with("the program was killed after "), "{cut_short}");
    assert!(summary.counts.cases > 20 && summary.counts.cases < whole.counts.cases);
    // Without its failures it says no more than that it saw too little.
    let sound: Vec<String> = lines.iter().take(2).cloned().collect();
    write(&path, &sound);
    let summary = again(&path).outcome().summary;
    assert_eq!((summary.verdict, summary.counts.cases), (VerdictWord::Inconclusive, 1));
    // Killed while it sent failures again: what was found stays, as it was first seen.
    let finding = lines.iter().position(|line| line.starts_with("{\"finding\"")).unwrap();
    write(&path, &lines[..finding]);
    let summary = again(&path).outcome().summary;
    assert_eq!(summary.verdict, VerdictWord::Violates);
    assert!(summary.findings.iter().all(|own| own.reproduced.of == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_journal_only_claims_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (path, lines, whole) = of_a_fault(folder.path()).await;
    // A finding that no case shows.
    let without: Vec<String> =
        lines.iter().filter(|line| !line.starts_with("{\"case\"")).cloned().collect();
    write(&path, &without);
    let troubles = again(&path).troubles;
    // What was dismissed is claimed as well.
    let claims = ["{\"finding\"", "{\"dismissed\""];
    let claimed = lines.iter().filter(|line| claims.iter().any(|own| line.starts_with(own)));
    assert_eq!(troubles.len(), claimed.count());
    assert!(troubles.len() >= whole.findings.len());
    assert!(troubles[0].contains("no case shows"), "{troubles:?}");
    // A record whose answers were mended.
    let retrieve =
        "{\"finding\":{\"alike\":{\"check\":\"delete-is-final\",\"operation\":\"retrieve";
    let finding = lines.iter().position(|line| line.starts_with(retrieve)).unwrap();
    let mut mended = lines.clone();
    mended[finding] = mended[finding].replace("\"status\":200", "\"status\":404");
    write(&path, &mended);
    let troubles = again(&path).troubles;
    assert!(troubles.iter().any(|own| own.contains("does not show")), "{troubles:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_journal_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let (path, lines, _) = of_a_fault(folder.path()).await;
    let error = |lines: &[String]| {
        write(&path, lines);
        read(std::slice::from_ref(&path)).unwrap_err().to_string()
    };
    let mut broken = lines.clone();
    broken[3] = "{".to_owned();
    assert!(error(&broken).starts_with("line 4 of the journal"));
    assert!(error(&lines[1..]).contains("the first line is not that of a run"));
    let twice: Vec<String> = lines.iter().chain(&lines).cloned().collect();
    assert!(error(&twice).contains("something stands behind the end"));
    let mut other = lines.clone();
    other[0] = other[0].replace("\"journal\":1", "\"journal\":2");
    assert!(error(&other).contains("has version 2, this is version 1"));
    other[0] = lines[0].replace("\"document\":\"", "\"document\":\"0");
    assert!(error(&other).contains("another document"));
    assert!(error(&[]).contains("line 1 of the journal"));
    let nowhere = read(&[folder.path().join("none.jsonl")]).unwrap_err();
    assert!(matches!(nowhere, JournalError::Read { .. }), "{nowhere}");
}
