//! From what was recorded to what a run came to: counts, floor, verdict, findings, and the sentences around them.
//!
//! All of it is a pure function of [`Terms`], recorded traces and an [`Ending`], so that a run can be judged again, without
//! a server, from its journal.

mod finding;
mod summary;
mod tally;
mod telling;

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::check::{Context, RULES, Rule, judge};
use crate::record::finding::Reproduced;
use crate::record::verdict::Failing;
use crate::record::{Family, OwnDocument, Shard, Summary, Trace};
use crate::select::Selection;

pub use tally::{Failure, Key, Tally};

/// What a run was asked for, as far as its reports depend on it; known before its first case is sent.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The seed of every random choice.
    pub seed: u64,
    /// Which checks and operations.
    pub selection: Selection,
    /// Whether a broken SHOULD is a violation.
    pub strict: bool,
    /// The part of the plan that is sent; none for the whole.
    pub shard: Option<Shard>,
    /// The folder that replays are named in.
    pub replays: String,
    /// The target, as reports show it.
    pub target_name: String,
    /// Whether the target is the built-in server.
    pub built_in: bool,
    /// The user's own document, where one was named.
    pub own_document: Option<OwnDocument>,
    /// Who asked, which is no secret.
    pub username: String,
    /// Whether there is a second user.
    pub second_user: bool,
    /// What the provider of fixtures has.
    pub supply: Supply,
    /// How many fixed cases the whole plan has.
    pub fixed: usize,
    /// When the run began.
    pub started: Timestamp,
}

/// What a provider of fixtures has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Supply {
    /// There is no provider.
    None,
    /// So much and no more.
    Limited,
    /// There is always another conference.
    Endless,
}

/// How a run ended, and what no trace tells of it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Ending {
    /// Why it ended before its plan was done; none where nothing ended it.
    pub cause: Option<Cause>,
    /// What else ended it before its plan was done, in words: the budget for changes, the target, the provider.
    #[serde(default)]
    pub cut: Option<String>,
    /// How many requests that could change something went out.
    #[serde(default)]
    pub changes: usize,
    /// What there is to say about how the target was spoken to.
    #[serde(default)]
    pub notes: Vec<String>,
    /// How many worlds the provider handed over.
    pub fixtures: usize,
    /// Requests that were sent to confirm and shrink failures.
    pub requests_shrinking: usize,
    /// Why nobody could listen, where that was so.
    pub deafness: Vec<String>,
    /// Why the fixtures could not be given back, where that was so.
    pub not_given_back: Option<String>,
    /// How long it took.
    #[serde(with = "crate::record::encoded::nanoseconds")]
    pub duration: Duration,
}

/// Why a run ended early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Somebody interrupted it.
    Interrupted,
    /// `--max-time` was over.
    OutOfTime,
    /// Its journal just ends: the program was killed.
    Killed,
}

/// A failure as the report shows it.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// What makes failures alike.
    pub key: Key,
    /// The check.
    pub rule: &'static Rule,
    /// What does not hold, and where.
    pub failing: Failing,
    /// The fewest steps that show it, and what came of them.
    pub trace: Trace,
    /// How many cases failed in the same way.
    pub occurrences: usize,
    /// How often it failed again.
    pub reproduced: Reproduced,
}

impl Confirmed {
    /// A failure as it was recorded, which nobody has sent again yet.
    pub fn new(key: Key, failure: Failure) -> Self {
        let Failure { rule, failing, trace, occurrences } = failure;
        Self { key, rule, failing, trace, occurrences, reproduced: Reproduced { times: 0, of: 0 } }
    }
}

/// What came of a run: its summary, and each replay's path and text.
#[derive(Debug)]
pub struct Outcome {
    /// What the reports tell.
    pub summary: Summary,
    /// Path and YAML text of each finding's replay.
    pub replays: BTreeMap<String, String>,
}

/// What a run came to.
pub fn conclude(
    context: &Context,
    terms: &Terms,
    tally: &Tally,
    confirmed: &[Confirmed],
    ending: &Ending,
) -> Outcome {
    summary::Conclusion { context, terms, tally, ending }.outcome(confirmed)
}

/// The same failure in another trace; none where it does not show there.
pub fn alike(context: &Context, rule: &'static Rule, key: &Key, trace: &Trace) -> Option<Failing> {
    let mut counts = [0];
    let failed = judge(context, &[rule], trace, &mut counts);
    failed.into_iter().map(|failed| failed.failing).find(|failing| {
        let operation = &trace.case.steps[failing.step].call.operation;
        failing.message == key.message && *operation == key.operation
    })
}

/// Whether a life went wrong in a trace.
pub fn goes_wrong(context: &Context, trace: &Trace) -> bool {
    let life = |rule: &&'static Rule| rule.card.family == Family::Life;
    let rules: Vec<_> = RULES.iter().copied().filter(life).collect();
    let mut counts = vec![0; rules.len()];
    !judge(context, &rules, trace, &mut counts).is_empty()
}
