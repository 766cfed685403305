//! A span of time as a person writes it, such as `90s`, `5m` or `1h 30m`.

use std::time::Duration;

use serde::{Deserialize, Serialize, de};

/// A span of time above zero, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Span {
    text: String,
    #[serde(skip)]
    length: Duration,
}

impl Span {
    /// How long it is.
    pub const fn length(&self) -> Duration {
        self.length
    }

    /// Reads what was given to a flag.
    ///
    /// # Errors
    ///
    /// Where it is no span of time, or not above zero.
    pub fn parse(flag: &str, text: &str) -> Result<Self, String> {
        duration(flag, text).map(|length| Self { text: text.to_owned(), length })
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: de::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let text = String::deserialize(reader)?;
        match length(&text) {
            Ok(length) => Ok(Self { text, length }),
            Err(reason) => Err(de::Error::custom(format!("`{text}` {reason}\n  {HELP}"))),
        }
    }
}

const HELP: &str = "help: write a number with its unit, such as 500ms, 90s or 5m";

/// Reads a span of time such as `90s`, `5m` or `1h 30m`.
///
/// # Errors
///
/// Where it is none, or is not above zero.
pub fn duration(flag: &str, text: &str) -> Result<Duration, String> {
    length(text).map_err(|reason| format!("`{flag} {text}` {reason}\n  {HELP}"))
}

fn length(text: &str) -> Result<Duration, String> {
    let span: jiff::SignedDuration =
        text.parse().map_err(|error| format!("is no span of time: {error}"))?;
    match Duration::try_from(span) {
        Ok(span) if !span.is_zero() => Ok(span),
        _ => Err("is not above zero".to_owned()),
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Span {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Span".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A span of time above zero: a number with its unit, such as 500ms, 90s, 5m or `1h 30m`.",
            "type": "string",
            "allOf": [
                { "pattern": "[1-9]" },
                { "pattern": "^[0-9]+([.,][0-9]+)? ?(h|hr|hrs|hours?|m|min|mins|minutes?|s|secs?|seconds?|ms|msecs?|millis|milliseconds?)([, ]*[0-9]+([.,][0-9]+)? ?(h|hr|hrs|hours?|m|min|mins|minutes?|s|secs?|seconds?|ms|msecs?|millis|milliseconds?))*$" },
            ],
            "examples": ["500ms", "90s", "5m"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_have_a_unit_and_are_above_zero() {
        assert_eq!(duration("--timeout", "90s").unwrap(), Duration::from_secs(90));
        assert_eq!(duration("--timeout", "5m").unwrap(), Duration::from_mins(5));
        assert!(duration("--timeout", "5").is_err());
        assert!(duration("--timeout", "-5s").is_err());
        assert!(duration("--timeout", "0s").is_err());
    }
}
