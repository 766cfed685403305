//! What a whole run came to.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Baseline, Finding, OwnDocument, Sample, Shard};

/// The verdict on a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VerdictWord {
    /// Every check holds and the floor is met.
    Conforms,
    /// At least one violation.
    Violates,
    /// Nothing was violated, but too little was seen to say so.
    Inconclusive,
}

impl std::fmt::Display for VerdictWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Conforms => "conforms",
            Self::Violates => "violates",
            Self::Inconclusive => "inconclusive",
        })
    }
}

/// What a whole run came to; every report is a function of it.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The api.
    pub api: String,
    /// The target's base URL.
    pub target: String,
    /// Whether the target was the built-in server.
    pub built_in: bool,
    /// The seed.
    pub seed: u64,
    /// The digest of the document.
    pub digest: String,
    /// Whether a broken SHOULD is a violation.
    pub strict: bool,
    /// The part of the plan that was sent; none where it was the whole.
    pub shard: Option<Shard>,
    /// The verdict.
    pub verdict: VerdictWord,
    /// Every operation that was selected, in the document's order.
    pub operations: Vec<OperationLine>,
    /// How much was done.
    pub counts: Counts,
    /// One line a check, sorted by family and id.
    pub checks: Vec<CheckLine>,
    /// Sorted by what they break: first what breaks the most real clients, then by severity, check and operation.
    pub findings: Vec<Finding>,
    /// An exchange of each family on each operation, of the first case in the plan that it judged. The JSON report has none.
    pub samples: Vec<Sample>,
    /// Every normative sentence of the api.
    pub requirements: &'static [&'static rollcall_spec::Requirement],
    /// What is wrong with the document itself.
    pub document_findings: Vec<rollcall_spec::DocumentFinding>,
    /// The user's own document, where one was named.
    pub own_document: Option<OwnDocument>,
    /// What had to be seen.
    pub floor: Vec<FloorLine>,
    /// Why the run ended before its plan was done; none where it did not.
    pub cut_short: Option<String>,
    /// What a person should know besides.
    pub notes: Vec<String>,
    /// What a baseline says of it, where it was held against one.
    pub baseline: Option<Baseline>,
    /// How long things took.
    pub timing: Timing,
}

/// How much was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Cases sent.
    pub cases: usize,
    /// Cases that could not be sent.
    pub cases_not_sent: usize,
    /// Requests sent by cases, those of shrinking apart.
    pub requests: usize,
    /// Requests sent to confirm and shrink findings.
    pub requests_shrinking: usize,
    /// Requests that could change something, those to confirm and shrink and those sent once more among them.
    pub changes: usize,
    /// Participants that were removed.
    pub participants_removed: usize,
    /// Worlds that the provider handed over.
    pub fixtures: usize,
    /// Checks that hold.
    pub passed: usize,
    /// Checks with a violation.
    pub failed: usize,
    /// Checks with a warning.
    pub warned: usize,
    /// Checks that nothing could be judged for.
    pub untestable: usize,
}

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckWord {
    /// Judged, and holds.
    Pass,
    /// A MUST is broken.
    Fail,
    /// A SHOULD is broken.
    Warn,
    /// Nothing could be judged: shown in red.
    Untestable,
    /// The target gave no occasion, which is lawful; or the operations that would were not selected, or are another shard's.
    NotApplicable,
}

/// One line a check.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckLine {
    /// Its id.
    pub id: String,
    /// Its folder.
    pub family: String,
    /// One line for a list.
    pub title: String,
    /// What became of it.
    pub verdict: CheckWord,
    /// What it judges.
    pub requirements: Vec<String>,
    /// How many exchanges it judged.
    pub exchanges: usize,
    /// How many of them belong to cases about an operation, by `operationId`.
    pub operations: BTreeMap<String, usize>,
}

/// What an operation answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OperationLine {
    /// The operation, by `operationId`.
    pub operation: String,
    /// Its method.
    pub method: String,
    /// Its path template.
    pub path: String,
    /// How often it answered with each status. Answers to several requests at the same moment are not counted, since who
    /// came first is chance.
    pub answers: BTreeMap<u16, usize>,
    /// How often it did what was asked.
    pub accepted: usize,
}

/// Something that must be seen before a verdict means anything.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FloorLine {
    /// The operation, by `operationId`.
    pub operation: String,
    /// What has to be seen, in words.
    pub what: String,
    /// Any of these statuses will do.
    pub statuses: Vec<u16>,
    /// How often it was seen.
    pub seen: usize,
    /// Whether that is enough.
    pub met: bool,
}

/// How long things took. The only part of a report that differs between two runs with one seed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Timing {
    /// When the run began: RFC 3339, in UTC.
    pub started: String,
    /// The whole run, in milliseconds.
    pub duration_ms: u64,
    /// Requests that went out: those of cases and of shrinking, and the second ones behind an answer, by which a connection
    /// shows that it is in step. How many there are of these, a race decides.
    pub requests_sent: usize,
    /// Requests that went out a second, over the whole run.
    pub requests_per_second: f64,
    /// By operation.
    pub operations: Vec<OperationTiming>,
    /// For each check that failed, the time from the start of the run to its first failure, in milliseconds.
    pub first_failures: BTreeMap<String, f64>,
    /// A removal as it went, where an api tells what came of it: the first of the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<TimelineLine>,
}

/// Something that went over the wire while a participant was removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineLine {
    /// Since the first line, in milliseconds.
    pub at_ms: f64,
    /// What it was.
    pub word: TimelineWord,
    /// In a person's words.
    pub what: String,
}

/// What went over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimelineWord {
    /// A request was sent.
    Request,
    /// Its answer came.
    Answer,
    /// Something was told unasked.
    Notification,
}

/// How long an operation's answers took.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OperationTiming {
    /// The operation, by `operationId`.
    pub operation: String,
    /// Answers counted.
    pub answers: usize,
    /// Mean, in milliseconds.
    pub mean_ms: f64,
    /// What half of them took at most, in milliseconds, to 9 %.
    pub p50_ms: f64,
    /// What nine of ten took at most, in milliseconds, to 9 %.
    pub p90_ms: f64,
    /// What ninety-nine of a hundred took at most, in milliseconds, to 9 %.
    pub p99_ms: f64,
    /// The slowest, in milliseconds.
    pub max_ms: f64,
    /// Classes of answers by the time they took, ascending: what those in it took at most in milliseconds, and how many they
    /// are. Classes without any are left out.
    pub histogram: Vec<(f64, usize)>,
}

/// A duration in milliseconds, rounded to microseconds.
pub fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
