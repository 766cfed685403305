//! Enumerations that keep values they do not know.
//!
//! A document may gain a value; a reader that refuses it breaks on the day it does. So reading keeps the unknown text, writing
//! gives it back, and [`StringEnum::is_known`] tells a judge.

use serde::{Deserialize, Deserializer, Serializer};

/// An enumeration of strings with room for unknown ones.
pub trait StringEnum: Sized {
    /// Every value the document lists, as written there and in its order.
    const KNOWN: &'static [&'static str];

    /// The value for a text; an unknown text is kept. Case matters: `get` is not `GET`.
    fn from_wire(text: &str) -> Self;

    /// The text for a value.
    fn as_str(&self) -> &str;

    /// Whether the document lists the value.
    fn is_known(&self) -> bool {
        Self::KNOWN.contains(&self.as_str())
    }
}

/// Writes a value as its text; the body of an emitted `Serialize`.
pub fn serialize<T: StringEnum, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_str())
}

/// Reads a value from any string; the body of an emitted `Deserialize`.
pub fn deserialize<'de, T: StringEnum, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    String::deserialize(deserializer).map(|text| T::from_wire(&text))
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq)]
    enum Status {
        Completed,
        Other(String),
    }

    impl StringEnum for Status {
        const KNOWN: &'static [&'static str] = &["completed"];

        fn from_wire(text: &str) -> Self {
            match text {
                "completed" => Self::Completed,
                _ => Self::Other(text.to_owned()),
            }
        }

        fn as_str(&self) -> &str {
            match self {
                Self::Completed => "completed",
                Self::Other(text) => text,
            }
        }
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Body {
        #[serde(with = "super")]
        status: Status,
    }

    #[test]
    fn keeps_an_unknown_value_through_a_round_trip() {
        for (text, known) in [("completed", true), ("complete", false), ("Completed", false)] {
            let json = format!(r#"{{"status":"{text}"}}"#);
            let body: Body = serde_json::from_str(&json).unwrap();
            assert_eq!(body.status.is_known(), known, "{text}");
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
        }
    }

    #[test]
    fn a_value_that_is_no_string_is_refused() {
        assert!(serde_json::from_str::<Body>(r#"{"status":null}"#).is_err());
        assert!(serde_json::from_str::<Body>(r#"{"status":1}"#).is_err());
    }
}
