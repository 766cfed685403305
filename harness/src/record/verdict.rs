//! What a check thinks of a trace.

use serde::{Deserialize, Serialize};

/// What a check thinks of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The check has nothing to say about it.
    NotApplicable,
    /// It was judged this many times and holds.
    Pass(usize),
    /// It does not hold.
    Fail(Failing),
}

/// What does not hold, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// The step at which it shows, from 0.
    pub step: usize,
    /// What is wrong, in one sentence fragment without ids, so that equal failures have equal messages.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub actual: String,
}
