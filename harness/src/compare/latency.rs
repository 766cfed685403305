//! What became slower: by more than the classes of a histogram and the noise of a machine explain.

use serde::Serialize;

use crate::record::{OperationTiming, Timing};

/// Less than so many times as long is noise, where nobody said otherwise. The classes of a histogram are 9 % wide.
pub const USUAL_RATIO: f64 = 1.5;

/// A change of no more than so many milliseconds is noise, whatever its ratio.
pub const FEW_MS: f64 = 5.0;

/// Of so few answers nothing is said.
pub const ENOUGH: usize = 20;

/// An operation whose answers take longer than they did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slower {
    /// The operation, by `operationId`.
    pub operation: String,
    /// Answers counted in the first run.
    pub answers_before: usize,
    /// Answers counted in the second run.
    pub answers: usize,
    /// What half of the answers took at most.
    pub p50: Change,
    /// What nine of ten answers took at most.
    pub p90: Change,
}

/// How long something took in both runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// In the first run, in milliseconds.
    pub before_ms: f64,
    /// In the second run, in milliseconds.
    pub ms: f64,
    /// How many times as long.
    pub ratio: f64,
}

impl Change {
    fn new(before: f64, after: f64) -> Self {
        // Nothing is answered in less than a microsecond.
        let ratio = after / before.max(0.001);
        Self { before_ms: before, ms: after, ratio: (ratio * 100.0).round() / 100.0 }
    }

    fn is_slower(self, ratio: f64) -> bool {
        self.ms > self.before_ms * ratio && self.ms - self.before_ms > FEW_MS
    }
}

impl Slower {
    /// Seen from the other run.
    #[must_use]
    pub fn turned(self) -> Self {
        let turn = |own: Change| Change::new(own.ms, own.before_ms);
        Self {
            operation: self.operation,
            answers_before: self.answers,
            answers: self.answers_before,
            p50: turn(self.p50),
            p90: turn(self.p90),
        }
    }
}

/// The operations that one run answered more slowly than the one before.
pub(super) fn slower(before: &Timing, after: &Timing, ratio: f64) -> Vec<Slower> {
    let pair = |own: &OperationTiming| {
        let known = before.operations.iter().find(|known| known.operation == own.operation)?;
        if known.answers < ENOUGH || own.answers < ENOUGH {
            return None;
        }
        let p50 = Change::new(known.p50_ms, own.p50_ms);
        let p90 = Change::new(known.p90_ms, own.p90_ms);
        (p50.is_slower(ratio) || p90.is_slower(ratio)).then(|| Slower {
            operation: own.operation.clone(),
            answers_before: known.answers,
            answers: own.answers,
            p50,
            p90,
        })
    };
    after.operations.iter().filter_map(pair).collect()
}
