//! How long a target asks to wait: RFC 6585, 4, and RFC 9110, 10.2.3 and 15.6.4.
//!
//! A `429` says that there were too many requests, with or without a word on how long to wait. A `503` with `Retry-After` says that
//! the server is overloaded or under maintenance, for so long and no longer: that is lawful, and waited for in the same way.
//! One without `Retry-After` promises nothing, and is judged as what it is.

use std::time::{Duration, SystemTime};

use crate::record::Answer;

/// No longer pause is waited for: a run is not to stand still for an hour because a server says so.
pub(super) const LONGEST: Duration = Duration::from_mins(1);

/// A request is sent so often once more, when it was to wait.
pub(super) const TRIES: u32 = 5;

/// The first wait behind a 429 that does not say how long; each further one is twice as long.
const FIRST: Duration = Duration::from_secs(1);

/// How long an answer asks to wait, after so many waits before; none where it does not ask for it. `now` counts where the
/// answer has no date of its own, which is held against a date in `Retry-After` since clocks differ.
pub(super) fn asked(answer: &Answer, waits: u32, now: SystemTime) -> Option<Duration> {
    let told = answer.header("retry-after").and_then(|value| {
        let value = value.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            // More seconds than can be counted are too many all the same.
            return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
        }
        let until = httpdate::parse_http_date(value).ok()?;
        let date = answer.header("date").and_then(|own| httpdate::parse_http_date(own).ok());
        Some(until.duration_since(date.unwrap_or(now)).unwrap_or_default())
    });
    match answer.status {
        429 => Some(told.unwrap_or(FIRST * 2_u32.saturating_pow(waits))),
        503 => told,
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(status: u16, fields: &[(&str, &str)], waits: u32) -> Option<u64> {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let answer = Answer::new(status, fields.iter().map(own).collect(), vec![], false);
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        asked(&answer, waits, now).map(|pause| pause.as_secs())
    }

    #[test]
    fn seconds_and_each_form_of_a_date_are_understood() {
        for (value, seconds) in [
            ("0", 0),
            (" 7 ", 7),
            ("99999999999999999999999", u64::MAX),
            ("Sun, 06 Nov 1994 08:49:47 GMT", 10),
            ("Sunday, 06-Nov-94 08:49:47 GMT", 10),
            ("Sun Nov  6 08:49:47 1994", 10),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
        ] {
            for status in [429, 503] {
                assert_eq!(says(status, &[("Retry-After", value)], 0), Some(seconds), "{value}");
            }
        }
        let date = ("date", "Sun, 06 Nov 1994 08:49:44 GMT");
        let after = ("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT");
        assert_eq!(says(429, &[date, after], 0), Some(3), "by the clock of who says so");
    }

    #[test]
    fn a_429_that_does_not_say_how_long_is_given_more_time_each_time_and_a_503_none() {
        for value in ["", "soon", "-1", "1.5", "Sept 31"] {
            let fields = [("Retry-After", value)];
            let waits: Vec<_> = (0..3).map(|waits| says(429, &fields, waits)).collect();
            assert_eq!(waits, [Some(1), Some(2), Some(4)], "{value}");
            assert_eq!(says(503, &fields, 0), None, "{value}");
        }
        assert_eq!((says(429, &[], 0), says(503, &[], 0)), (Some(1), None));
        assert_eq!(says(200, &[("Retry-After", "7")], 0), None);
    }
}
