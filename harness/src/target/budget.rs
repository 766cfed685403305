//! How many requests that could change something may still be sent, and how many were.
//!
//! A case asks for all of its own before it begins, so that none is broken off in its middle. What has to be sent once more
//! asks again.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How many requests that could change something may be sent. What is not named is not limited.
#[derive(Debug, Default)]
pub struct Budget {
    most: OnceLock<usize>,
    /// What cases have asked for, and what was sent once more.
    taken: AtomicUsize,
    /// What went out.
    sent: AtomicUsize,
}

impl Budget {
    /// At most so many. The first word on it counts.
    pub fn allow(&self, most: usize) {
        let _ = self.most.set(most);
    }

    /// Takes so many for a case; false where fewer are left, and then nothing is taken.
    pub fn take(&self, wanted: usize) -> bool {
        let Some(most) = self.most.get() else { return true };
        let enough = |taken: usize| taken.checked_add(wanted).filter(|sum| sum <= most);
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, enough).is_ok()
    }

    /// How many went out.
    pub fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// The gate that one request goes through, each time that it is sent.
    pub(super) fn gate(&self, could_change: bool) -> Gate<'_> {
        let (went, refused) = Default::default();
        Gate { budget: could_change.then_some(self), went, refused }
    }
}

/// The gate that one request goes through, each time that it is sent: the first time its case has paid for it.
#[derive(Debug)]
pub(super) struct Gate<'a> {
    /// None for a request that can't change anything.
    budget: Option<&'a Budget>,
    went: AtomicBool,
    refused: AtomicBool,
}

impl Gate<'_> {
    /// Whether the request may go out now.
    pub(super) fn pass(&self) -> bool {
        let Some(budget) = self.budget else { return true };
        let passes = !self.went.swap(true, Ordering::Relaxed) || budget.take(1);
        if passes {
            budget.sent.fetch_add(1, Ordering::Relaxed);
        } else {
            self.refused.store(true, Ordering::Relaxed);
        }
        passes
    }

    /// Whether the request was to go out once more and could not.
    pub(super) fn has_refused(&self) -> bool {
        self.refused.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(most: usize) -> Budget {
        let budget = Budget::default();
        budget.allow(most);
        budget
    }

    #[test]
    fn a_case_gets_all_that_it_asks_for_or_nothing() {
        let budget = allowed(5);
        assert!(budget.take(3) && !budget.take(3) && budget.take(2) && !budget.take(1));
        assert!(budget.take(0) && !budget.take(usize::MAX));
        assert!(Budget::default().take(usize::MAX));
    }

    #[test]
    fn what_is_sent_once_more_is_paid_for_once_more() {
        let budget = allowed(3);
        assert!(budget.take(2));
        let gate = budget.gate(true);
        assert!(gate.pass() && gate.pass() && !gate.has_refused());
        assert!(!gate.pass() && gate.has_refused());
        assert!(budget.gate(true).pass(), "its case has paid for it");
        assert_eq!(budget.sent(), 3);
        assert!(budget.gate(false).pass());
        assert_eq!(budget.sent(), 3, "a request that changes nothing costs nothing");
    }
}
