//! How often something was asked for, by which late and rare defects decide.
//!
//! Only a faulty server counts. What it decides by a count is the same in every run that asks in the same order.

use std::sync::atomic::{AtomicU64, Ordering};

use super::ids::digest;

/// The counters of a server.
#[derive(Debug, Default)]
pub(super) struct Counts {
    requests: AtomicU64,
    occasions: AtomicU64,
}

impl Counts {
    /// Counts one request to the api.
    pub(super) fn request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// How many requests to the api have come so far, the present one among them.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Counts an occasion; whether it is the last of so many in a row.
    pub(super) fn is_every(&self, times: u64) -> bool {
        self.occasion() % times == times - 1
    }

    /// Counts an occasion; whether the seed picks it, as it does one in so many.
    pub(super) fn is_rare(&self, seed: u64, times: u128) -> bool {
        digest(seed, &[self.occasion()]).is_multiple_of(times)
    }

    /// Counts an occasion of no consequence.
    pub(super) fn tick(&self) -> u64 {
        self.occasion()
    }

    fn occasion(&self) -> u64 {
        self.occasions.fetch_add(1, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fifth_occasion_is_picked() {
        let counts = Counts::default();
        let picked = (0..12).map(|_| counts.is_every(5)).collect::<Vec<_>>();
        let places = picked.iter().enumerate().filter(|(_, picked)| **picked);
        assert_eq!(places.map(|(at, _)| at).collect::<Vec<_>>(), [4, 9]);
    }

    #[test]
    fn about_one_occasion_in_twenty_is_rare_and_the_seed_says_which() {
        let picked = |seed| {
            let counts = Counts::default();
            (0..2000).filter(|_| counts.is_rare(seed, 20)).collect::<Vec<_>>()
        };
        assert_eq!(picked(7), picked(7));
        assert_ne!(picked(7), picked(8));
        assert!((70..130).contains(&picked(7).len()), "{}", picked(7).len());
    }
}
