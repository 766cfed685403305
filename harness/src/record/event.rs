//! What the run tells its listeners.

use super::Family;

/// What the run tells its listeners while it goes on; the end is told by a [`Summary`](super::Summary).
#[derive(Debug, Clone)]
pub enum Event {
    /// The plan is made.
    Planned {
        /// How many cases at most.
        cases: usize,
        /// Id and family of each check that judges, in the order in which their judgements are counted.
        checks: Vec<(&'static str, Family)>,
    },
    /// A case is done.
    CaseDone {
        /// How many requests it took.
        requests: usize,
        /// How often each check judged it.
        judged: Vec<usize>,
        /// The checks that failed on it, by id.
        failed: Vec<&'static str>,
    },
    /// Failures are being confirmed and shrunk.
    Shrinking {
        /// How many.
        failures: usize,
    },
    /// One of them has been confirmed and shrunk, or has proved to be none.
    Confirmed,
}
