//! Dates as the internet writes them: RFC 3339.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;

const EXPECTED: &str = "an RFC 3339 date and time";
const HELP: &str = "write it like `2018-09-24T21:00:00Z`";

/// An instant that travels as RFC 3339, such as `2018-09-24T21:00:00Z`; JSON Schema calls it `date-time`.
///
/// Reading takes every offset, fractions (kept to the nanosecond) and a leap second (read as the second before it).
/// Writing always says `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(Timestamp);

impl DateTime {
    /// The instant it stands for.
    pub const fn instant(self) -> Timestamp {
        self.0
    }
}

impl From<Timestamp> for DateTime {
    fn from(instant: Timestamp) -> Self {
        Self(instant)
    }
}

impl FromStr for DateTime {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The library reads all of ISO 8601 and more, so the shape is checked before.
        let Some((clock, fraction, offset)) = parts(text) else {
            return Err(ValueError::new(
                text,
                EXPECTED,
                "its shape is not date, `T`, time, offset",
                HELP,
            ));
        };
        let fraction = &fraction[..fraction.len().min(".123456789".len())];
        format!("{clock}{fraction}{offset}")
            .parse()
            .map(Self)
            .map_err(|error: jiff::Error| ValueError::new(text, EXPECTED, error.to_string(), HELP))
    }
}

/// Date with clock, fraction with its point, and offset, where the text has the shape of RFC 3339's `date-time`.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    const CLOCK: &str = "0000-00-00T00:00:00";
    const OFFSET: &str = "+00:00";
    let (clock, rest) = text.split_at_checked(CLOCK.len())?;
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let fraction_length = match rest.strip_prefix('.') {
        Some(after) if digits(after) > 0 => 1 + digits(after),
        Some(_) => return None,
        None => 0,
    };
    let (fraction, offset) = rest.split_at(fraction_length);
    let known_offset =
        matches!(offset, "Z" | "z") || like(offset, OFFSET) || like(offset, "-00:00");
    (like(clock, CLOCK) && known_offset).then_some((clock, fraction, offset))
}

/// Whether a text has a digit where the pattern has one, and else the pattern's own characters in either case.
fn like(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text.bytes().zip(pattern.bytes()).all(|(byte, model)| match model {
            b'0' => byte.is_ascii_digit(),
            _ => byte.eq_ignore_ascii_case(&model),
        })
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_rfc_3339_takes_and_writes_z() {
        for (text, written) in [
            ("2018-09-24T21:00:00Z", "2018-09-24T21:00:00Z"),
            ("2018-09-24t23:00:00+02:00", "2018-09-24T21:00:00Z"),
            ("2018-09-24T21:00:00.250-00:00", "2018-09-24T21:00:00.25Z"),
            ("2018-09-24T21:00:00.1234567899999Z", "2018-09-24T21:00:00.123456789Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ] {
            assert_eq!(text.parse::<DateTime>().unwrap().to_string(), written, "{text}");
        }
    }

    #[test]
    fn refuses_the_rest_of_iso_8601() {
        for text in [
            "",
            "2018-09-24",
            "2018-09-24 21:00:00Z",
            "2018-09-24T21:00Z",
            "20180924T210000Z",
            "2018-09-24T21:00:00",
            "2018-09-24T21:00:00+0200",
            "2018-09-24T21:00:00.Z",
            "2018-09-24T21:00:00,5Z",
            "2018-13-24T21:00:00Z",
            "2018-09-24T21:00:00Z[UTC]",
            "2018-09-24T21:00:0éZ",
        ] {
            assert!(text.parse::<DateTime>().is_err(), "{text}");
        }
    }
}
