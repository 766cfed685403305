//! The report that CI servers read: JUnit's XML. A suite a family, a test case a check.
//!
//! What breaks a MUST is a failure. A broken SHOULD passes with a word about it, as long as nobody asked to be strict: JUnit
//! knows no warnings. What could not be judged, or was not seen, is an error, and never a skip that reads as green.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::grid::families;
use super::plain::lines;
use super::words::{
    Level, capital, done, level, no_occasion, plural, shard, shown, unseen, verdict,
};
use crate::record::baseline::Entry;
use crate::record::{CheckLine, CheckWord, Finding, FloorLine, Summary};

/// The report's text.
pub fn render(summary: &Summary) -> String {
    let mut report = Report::new(format!("rollcall {}", summary.api));
    report.set_time(Duration::from_millis(summary.timing.duration_ms));
    for family in families(summary) {
        let mut suite = TestSuite::new(format!("{}.{family}", summary.api));
        let checks = summary.checks.iter().filter(|own| own.family == family);
        suite.add_test_cases(checks.map(|own| check(summary, own)));
        report.add_test_suite(suite);
    }
    let mut suite = TestSuite::new(format!("{}.run", summary.api));
    suite.add_test_cases(summary.floor.iter().map(|own| floor(summary, own)));
    suite.add_test_case(whole(summary));
    let held = summary.baseline.iter();
    suite.add_test_cases(
        held.flat_map(|own| own.entries.iter().map(|entry| in_baseline(summary, &own.file, entry))),
    );
    for (name, value) in [
        ("rollcall", env!("CARGO_PKG_VERSION")),
        ("target", &summary.target),
        ("seed", &summary.seed.to_string()),
        ("document", &summary.digest),
        ("verdict", &verdict(summary.verdict).to_lowercase()),
    ] {
        suite.add_property((name, value));
    }
    report.add_test_suite(suite);
    // It is written to memory, and holds nothing that XML cannot say: the crate takes that out.
    let mut text = report.to_string().unwrap_or_default();
    text.push('\n');
    text
}

fn check(summary: &Summary, own: &CheckLine) -> TestCase {
    let findings: Vec<&Finding> =
        summary.findings.iter().filter(|finding| finding.check == own.id).collect();
    let strictly = findings.iter().any(|finding| level(summary, finding) == Level::Error);
    let known = !strictly && findings.iter().any(|own| level(summary, own) == Level::Known);
    let mut status = match own.verdict {
        CheckWord::Fail | CheckWord::Warn if strictly => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("violation").set_message(headline(&findings));
            status
        }
        CheckWord::Fail | CheckWord::Warn if known => {
            let mut status = TestCaseStatus::skipped();
            status.set_type("known").set_message(format!("known to fail: {}", headline(&findings)));
            status
        }
        CheckWord::Untestable => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            let message = "nothing could be judged: no answer gave occasion";
            status.set_type("untestable").set_message(message);
            status
        }
        CheckWord::NotApplicable => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(no_occasion(summary));
            status
        }
        CheckWord::Pass | CheckWord::Fail | CheckWord::Warn => TestCaseStatus::success(),
    };
    let told: Vec<String> = findings.iter().map(|finding| told(summary, finding)).collect();
    let told = told.join("\n");
    if strictly {
        status.set_description(told.as_str());
    }
    let mut case = TestCase::new(own.id.as_str(), status);
    case.set_classname(format!("{}.{}", summary.api, own.family)).set_assertions(own.exchanges);
    if !strictly && !told.is_empty() {
        let word = if known { "known" } else { "warning" };
        case.set_system_out(format!("{word}: {}\n\n{told}", headline(&findings)));
    }
    case.add_property(("title", own.title.as_str()));
    case.add_property(("requirements", own.requirements.join(" ").as_str()));
    case
}

/// The first of the findings, and how many there are besides.
fn headline(findings: &[&Finding]) -> String {
    let Some(first) = findings.first() else { return String::new() };
    let more = match findings.len() - 1 {
        0 => String::new(),
        more => format!(" (and {})", plural(more, "further finding")),
    };
    format!("{}: {}{more}", first.operation, shown(&first.message))
}

fn told(summary: &Summary, own: &Finding) -> String {
    format!("{}\n{}", capital(&shown(&own.message)), lines(summary, own))
}

/// Whether something was seen that must be, before a verdict means anything.
fn floor(summary: &Summary, own: &FloorLine) -> TestCase {
    let mut status = TestCaseStatus::success();
    if !own.met && shard(summary).is_some() {
        status = TestCaseStatus::skipped();
        status.set_message(no_occasion(summary));
    } else if !own.met {
        status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("floor").set_message(unseen(own));
    }
    let mut case = TestCase::new(format!("floor: {}, {}", own.operation, own.what), status);
    case.set_classname(format!("{}.run", summary.api)).set_assertions(own.seen);
    case
}

/// Whether an entry of the baseline is as it should be.
fn in_baseline(summary: &Summary, file: &str, own: &Entry) -> TestCase {
    let mut status = TestCaseStatus::success();
    let words = format!("{file}:{}: {}", own.known.line, shown(&own.words));
    if own.state.is_stale() {
        status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("baseline").set_message(words.as_str());
    }
    let name = format!("baseline: {} of {}", shown(&own.check), shown(&own.operation));
    let mut case = TestCase::new(name, status);
    case.set_classname(format!("{}.run", summary.api)).set_system_out(words);
    case
}

/// Whether the run came to its end.
fn whole(summary: &Summary) -> TestCase {
    let mut status = TestCaseStatus::success();
    if let Some(reason) = &summary.cut_short {
        status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("cut-short").set_message(reason.as_str());
    }
    let mut case = TestCase::new("the run came to its end", status);
    case.set_classname(format!("{}.run", summary.api));
    let said = summary.notes.iter().map(|note| format!("note: {}\n", shown(note)));
    let said: String = said.collect();
    case.set_system_out(format!("{}: {}\n{said}", verdict(summary.verdict), done(summary)));
    case
}
