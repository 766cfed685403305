//! What the run tells its listeners.

/// What the run tells its listeners while it goes on; the end is told by a [`Summary`](super::Summary).
#[derive(Debug, Clone)]
pub enum Event {
    /// The plan is made.
    Planned {
        /// How many cases at most.
        cases: usize,
    },
    /// A case is done.
    CaseDone {
        /// How many requests it took.
        requests: usize,
        /// Whether a check failed on it.
        failed: bool,
    },
    /// Failures are being confirmed and shrunk.
    Shrinking {
        /// How many.
        failures: usize,
    },
}
