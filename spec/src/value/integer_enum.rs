//! Enumerations of integers that keep values they do not know.
//!
//! A list of codes grows with every version; a reader that refuses a new one breaks on the day it comes.

use serde::{Deserialize, Deserializer, Serializer};

/// An enumeration of integers with room for unknown ones.
pub trait IntegerEnum: Sized {
    /// Every value the document lists, in its order.
    const KNOWN: &'static [i64];

    /// The value for an integer; an unknown one is kept.
    fn from_wire(number: i64) -> Self;

    /// The integer for a value.
    fn as_i64(&self) -> i64;

    /// Whether the document lists the value.
    fn is_known(&self) -> bool {
        Self::KNOWN.contains(&self.as_i64())
    }
}

/// Writes a value as its integer; the body of an emitted `Serialize`.
pub fn serialize<T: IntegerEnum, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(value.as_i64())
}

/// Reads a value from any integer; the body of an emitted `Deserialize`.
pub fn deserialize<'de, T: IntegerEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    i64::deserialize(deserializer).map(T::from_wire)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq)]
    enum Code {
        Success,
        Other(i64),
    }

    impl IntegerEnum for Code {
        const KNOWN: &'static [i64] = &[0];

        fn from_wire(number: i64) -> Self {
            if number == 0 { Self::Success } else { Self::Other(number) }
        }

        fn as_i64(&self) -> i64 {
            match self {
                Self::Success => 0,
                Self::Other(number) => *number,
            }
        }
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Body {
        #[serde(with = "super")]
        code: Code,
    }

    #[test]
    fn keeps_an_unknown_code_through_a_round_trip() {
        for (number, known) in [(0, true), (21, false), (-1, false), (i64::MAX, false)] {
            let json = format!(r#"{{"code":{number}}}"#);
            let body: Body = serde_json::from_str(&json).unwrap();
            assert_eq!(body.code.is_known(), known, "{number}");
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
        }
    }

    #[test]
    fn a_value_that_is_no_integer_is_refused() {
        for text in [r#""0""#, "null", "0.5", "true", "1e30"] {
            let json = format!(r#"{{"code":{text}}}"#);
            assert!(serde_json::from_str::<Body>(&json).is_err(), "{text}");
        }
    }
}
