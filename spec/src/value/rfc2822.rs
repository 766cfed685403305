//! Dates as mail writes them: RFC 2822, section 3.3.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::Offset;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;

const EXPECTED: &str = "an RFC 2822 date";
const HELP: &str =
    "write it like `Mon, 24 Sep 2018 21:00:00 +0000`, with three-letter names of day and month";

/// An instant of whole seconds that travels as RFC 2822, such as `Mon, 24 Sep 2018 21:00:00 +0000`.
///
/// Reading takes every offset and the obsolete forms of section 4.3 (`GMT`, two-digit years), checks the day's name against
/// the date and refuses `Sept`. Writing always says `+0000`, because there are readers that drop the offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rfc2822(Timestamp);

impl Rfc2822 {
    /// The instant, cut to whole seconds, which is all that RFC 2822 can say.
    ///
    /// An instant before the year 1900 is an error: section 3.3 begins there.
    pub fn new(instant: Timestamp) -> Result<Self, ValueError> {
        let year = Offset::UTC.to_datetime(instant).year();
        if year < 1900 {
            return Err(ValueError::new(
                &instant.to_string(),
                EXPECTED,
                format!("its years begin at 1900, and this is {year}"),
                "use a later instant",
            ));
        }
        let whole = Timestamp::from_second(instant.as_second()).unwrap_or(instant);
        Ok(Self(whole))
    }

    /// The instant it stands for.
    pub const fn instant(self) -> Timestamp {
        self.0
    }
}

impl FromStr for Rfc2822 {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Folding white space around the date belongs to a mail header, not to a value in JSON.
        if text.trim() != text {
            return Err(ValueError::new(text, EXPECTED, "it has white space around it", HELP));
        }
        let instant = DateTimeParser::new()
            .parse_timestamp(text)
            .map_err(|error| ValueError::new(text, EXPECTED, reason(text, &error), HELP))?;
        Self::new(instant)
    }
}

/// The parser's words, or better ones for the slip that is seen most.
fn reason(text: &str, error: &jiff::Error) -> String {
    let month = text.split_ascii_whitespace().find(|word| {
        word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && is_month(word)
    });
    match month {
        Some(month) => format!("the month `{month}` has more than three letters"),
        None => error.to_string(),
    }
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    word.get(..3).is_some_and(|start| MONTHS.contains(&start.to_ascii_lowercase().as_str()))
}

impl fmt::Display for Rfc2822 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand, because the library writes `-0000` for an instant without a zone.
        const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let at = Offset::UTC.to_datetime(self.0);
        let day = DAYS[at.weekday().to_sunday_zero_offset().rem_euclid(7).unsigned_abs() as usize];
        let month = MONTHS[(at.month() - 1).rem_euclid(12).unsigned_abs() as usize];
        write!(
            f,
            "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} +0000",
            at.day(),
            at.year(),
            at.hour(),
            at.minute(),
            at.second()
        )
    }
}

impl TryFrom<Timestamp> for Rfc2822 {
    type Error = ValueError;

    fn try_from(instant: Timestamp) -> Result<Self, Self::Error> {
        Self::new(instant)
    }
}

impl Serialize for Rfc2822 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rfc2822 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        text.parse::<Rfc2822>().unwrap().to_string()
    }

    #[test]
    fn writes_utc_with_a_numeric_offset() {
        let plain = "Mon, 24 Sep 2018 21:00:00 +0000";
        assert_eq!(written(plain), plain);
        assert_eq!(written("Mon, 24 Sep 2018 23:00:00 +0200"), plain);
        assert_eq!(written("Mon, 24 Sep 2018 21:00:00 -0000"), plain);
        assert_eq!(written("Mon, 24 Sep 2018 14:00:00 PDT"), plain);
        assert_eq!(written("24 sep 2018 21:00 GMT"), plain);
        assert_eq!(written("1 Jan 49 00:00:00 GMT"), "Fri, 01 Jan 2049 00:00:00 +0000");
    }

    #[test]
    fn refuses_what_rfc_2822_refuses() {
        for text in [
            "",
            "Mon, 24 Sept 2018 21:00:00 +0000",
            "Tue, 24 Sep 2018 21:00:00 +0000",
            "Mon, 24 Sep 2018 21:00:00",
            "Mon, 24 Sep 2018 21:00:00 +00:00",
            "Mon, 24 Sep 2018 21:00:00 +0000 ",
            "Mon, 31 Sep 2018 21:00:00 +0000",
            "Mon, 24 Sep 2018 24:00:00 +0000",
            "Mon, 24-Sep-2018 21:00:00 GMT",
            "Sun, 31 Dec 1899 00:00:00 +0000",
            "2018-09-24T21:00:00Z",
            "1537822800",
            "Lun, 24 Sep 2018 21:00:00 +0000",
            "é",
        ] {
            assert!(text.parse::<Rfc2822>().is_err(), "{text}");
        }
    }

    #[test]
    fn names_the_long_month() {
        let error = "Mon, 24 Sept 2018 21:00:00 +0000".parse::<Rfc2822>().unwrap_err();
        assert_eq!(error.reason(), "the month `Sept` has more than three letters");
    }

    #[test]
    fn drops_what_is_smaller_than_a_second() {
        let instant: Timestamp = "2018-09-24T21:00:00.75Z".parse().unwrap();
        let date = Rfc2822::new(instant).unwrap();
        assert_eq!(date, "Mon, 24 Sep 2018 21:00:00 +0000".parse().unwrap());
    }

    #[test]
    fn travels_as_a_json_string() {
        let json = r#""Tue, 25 Sep 2018 20:00:00 +0000""#;
        let date: Rfc2822 = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&date).unwrap(), json);
        assert!(serde_json::from_str::<Rfc2822>("1537822800").is_err());
    }
}
