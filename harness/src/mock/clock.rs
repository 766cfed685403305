//! When things happen: by the machine's clock, or by one that only counts.

use jiff::{SignedDuration, Timestamp};

/// Monday, 5 January 2026, nine o'clock: the first second of the fixed clock.
const FIXED_START: i64 = 1_767_603_600;

/// Where dates come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    /// The machine's own clock.
    Real,
    /// A fixed day plus one second a revision, so that two runs give the same bytes.
    Fixed,
}

impl Clock {
    /// The instant of a participant's revision, counted from 0.
    pub(super) fn instant(self, revision: u32) -> Timestamp {
        match self {
            Self::Real => Timestamp::now(),
            Self::Fixed => {
                let elapsed = SignedDuration::from_secs(i64::from(revision) + FIXED_START);
                Timestamp::UNIX_EPOCH.saturating_add(elapsed).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// The instant at which somebody came in, by place, where so many did, one after the other.
    pub(super) fn arrival(self, place: u32, all: u32) -> Timestamp {
        match self {
            Self::Real => {
                let ago = SignedDuration::from_secs(i64::from(all.saturating_sub(place)));
                let now = Timestamp::now();
                now.saturating_sub(ago).unwrap_or(now)
            }
            Self::Fixed => self.instant(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_clock_counts_revisions() {
        assert_eq!(Clock::Fixed.instant(0).to_string(), "2026-01-05T09:00:00Z");
        assert_eq!(Clock::Fixed.instant(61).to_string(), "2026-01-05T09:01:01Z");
    }

    #[test]
    fn arrivals_follow_each_other_and_none_is_to_come() {
        for clock in [Clock::Real, Clock::Fixed] {
            assert!(clock.arrival(0, 3) < clock.arrival(1, 3));
            assert!(clock.arrival(1, 3) < clock.arrival(2, 3));
        }
        assert!(Clock::Real.arrival(2, 3) < Timestamp::now());
        assert_eq!(Clock::Fixed.arrival(2, 3), Clock::Fixed.instant(2));
    }

    #[test]
    fn the_real_clock_is_the_machine_s() {
        let before = Timestamp::now();
        let read = Clock::Real.instant(61);
        assert!((before..=Timestamp::now()).contains(&read));
    }
}
