//! How long an answer may take.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long an answer may take: the user's limit until the target has shown how quick it is, then much less, so that a
/// hanging operation costs seconds and not the whole run.
#[derive(Debug)]
pub(super) struct Patience {
    most: Duration,
    answers: AtomicU64,
    slowest_micros: AtomicU64,
}

impl Patience {
    /// Answers that must have been seen before patience shrinks.
    const ENOUGH: u64 = 50;
    /// Patience never shrinks below this.
    const LEAST: Duration = Duration::from_secs(5);

    pub(super) fn new(most: Duration) -> Self {
        Self { most, answers: AtomicU64::new(0), slowest_micros: AtomicU64::new(0) }
    }

    pub(super) fn limit(&self) -> Duration {
        if self.answers.load(Ordering::Relaxed) < Self::ENOUGH {
            return self.most;
        }
        let slowest = Duration::from_micros(self.slowest_micros.load(Ordering::Relaxed));
        (slowest * 20).max(Self::LEAST).min(self.most)
    }

    pub(super) fn learn(&self, took: Duration, answered: bool) {
        if answered {
            self.answers.fetch_add(1, Ordering::Relaxed);
            let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            self.slowest_micros.fetch_max(micros, Ordering::Relaxed);
        }
    }
}
