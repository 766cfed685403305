//! Dates as the vendor writes them: RFC 2822, always with the offset `+0000`.

use jiff::tz::TimeZone;
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
    /// The date of a participant's revision, counted from 0.
    pub(super) fn date(self, revision: u32) -> String {
        let start = match self {
            Self::Real => Timestamp::now(),
            Self::Fixed => Timestamp::from_second(FIXED_START)
                .unwrap_or(Timestamp::UNIX_EPOCH)
                .saturating_add(SignedDuration::from_secs(i64::from(revision)))
                .unwrap_or(Timestamp::MAX),
        };
        start.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_clock_counts_revisions() {
        assert_eq!(Clock::Fixed.date(0), "Mon, 05 Jan 2026 09:00:00 +0000");
        assert_eq!(Clock::Fixed.date(61), "Mon, 05 Jan 2026 09:01:01 +0000");
    }

    #[test]
    fn the_real_clock_writes_rfc_2822() {
        let date = Clock::Real.date(0);
        assert!(jiff::fmt::rfc2822::parse(&date).is_ok(), "{date}");
        assert!(date.ends_with(" +0000"));
    }
}
