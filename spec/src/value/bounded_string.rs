//! Strings inside their limits of length.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;

/// A string of `MIN` to `MAX` characters, both included: `minLength` and `maxLength`.
///
/// Characters are Unicode code points, as JSON Schema counts them (validation vocabulary, 6.3.1), not bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoundedString<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> BoundedString<MIN, MAX> {
    /// A string, if its length is inside the limits.
    pub fn new(text: impl Into<String>) -> Result<Self, ValueError> {
        let text = text.into();
        let length = text.chars().count();
        if (MIN..=MAX).contains(&length) {
            Ok(Self(text))
        } else {
            Err(ValueError::new(
                &text,
                format!("a string of {MIN} to {MAX} characters"),
                format!("it has {length}"),
                if length < MIN { "write more" } else { "shorten it" },
            ))
        }
    }

    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The string.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for BoundedString<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> FromStr for BoundedString<MIN, MAX> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl<const MIN: usize, const MAX: usize> Serialize for BoundedString<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for BoundedString<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Label = BoundedString<1, 3>;

    #[test]
    fn counts_characters_not_bytes() {
        for (text, inside) in [("", false), ("a", true), ("日本é", true), ("abcd", false)] {
            assert_eq!(Label::new(text).is_ok(), inside, "{text}");
        }
    }

    #[test]
    fn the_error_names_limits_and_length() {
        let error = serde_json::from_str::<Label>(r#""abcd""#).unwrap_err().to_string();
        assert!(error.contains("`abcd` is not a string of 1 to 3 characters: it has 4"), "{error}");
    }
}
