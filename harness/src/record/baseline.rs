//! What a baseline says of a run: failures that are known, with who owns them and until when.

use serde::{Deserialize, Serialize};

/// A baseline that a run was held against, entry by entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The file, as it was named.
    pub file: String,
    /// What became of the run in its light.
    pub gate: Gate,
    /// Every entry, in the file's order.
    pub entries: Vec<Entry>,
}

/// An entry of a baseline, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What is known.
    #[serde(flatten)]
    pub known: Known,
    /// The check's id.
    pub check: String,
    /// The operation, by `operationId`.
    pub operation: String,
    /// What became of it.
    pub state: State,
    /// The same in words.
    pub words: String,
}

/// Why a failure is let pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The line of the file, from 1.
    pub line: usize,
    /// Whether it always fails, or at times.
    pub kind: Kind,
    /// Why it is let pass.
    pub reason: String,
    /// Who sees to it.
    pub owner: String,
    /// The last day on which it is let pass: `YYYY-MM-DD`.
    pub expires: String,
}

/// How a known failure fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Always: that it holds is news.
    Failing,
    /// At times.
    Flaky,
}

impl Kind {
    /// The kind, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Failing => "known to fail",
            Self::Flaky => "known to fail at times",
        }
    }
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It failed, as is known.
    Seen,
    /// It is known to fail at times, and did not.
    Quiet,
    /// This run did not judge it.
    NotJudged,
    /// It holds now.
    Holds,
    /// It matches nothing that there is.
    Unmatched,
    /// Its last day is over.
    Expired,
}

impl State {
    /// Whether the file has to be mended.
    pub const fn is_stale(self) -> bool {
        matches!(self, Self::Holds | Self::Unmatched | Self::Expired)
    }
}

/// What a run comes to in the light of a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gate {
    /// Nothing is violated but what is known.
    Passes,
    /// Something is violated that is not known.
    Fails,
    /// Nothing is violated but what is known, and the file has to be mended.
    Stale,
    /// Nothing is violated but what is known, and too little was seen.
    Inconclusive,
}
