//! Absent, `null` or a value: the three states of an optional nullable member.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that may be left out, be `null`, or hold a value.
///
/// A field of this type carries `#[serde(default, skip_serializing_if = "Maybe::is_absent")]`: the default is what
/// reading an absent member gives, and skipping is what keeps an absent member absent.
/// A member that may be `null` but must be there is an `Option` read by
/// [`presence::required_nullable`](super::presence::required_nullable) instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Maybe<T> {
    /// The member is not there.
    #[default]
    Absent,
    /// The member is there and says `null`.
    Null,
    /// The member is there and holds this.
    Value(T),
}

impl<T> Maybe<T> {
    /// `None` becomes `null`; for a source that knows no absence.
    pub fn from_nullable(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }

    /// `None` becomes an absent member; for a source that knows no `null`.
    pub fn from_optional(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }

    /// Whether the member is not there.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member says `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the member holds a value.
    pub const fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// The same state over a reference.
    pub const fn as_ref(&self) -> Maybe<&T> {
        match self {
            Self::Absent => Maybe::Absent,
            Self::Null => Maybe::Null,
            Self::Value(value) => Maybe::Value(value),
        }
    }

    /// The value, where there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The value, where there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The outer option is presence, the inner one nullity.
    pub fn into_nested(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }

    /// Applies a function to the value and leaves the other states alone.
    pub fn map<U>(self, function: impl FnOnce(T) -> U) -> Maybe<U> {
        match self {
            Self::Absent => Maybe::Absent,
            Self::Null => Maybe::Null,
            Self::Value(value) => Maybe::Value(function(value)),
        }
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Maybe<T> {
    /// Writes `null` for an absent member too: only `skip_serializing_if` on the field can leave it out.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from_nullable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Body {
        #[serde(default, skip_serializing_if = "Maybe::is_absent")]
        note: Maybe<String>,
    }

    #[test]
    fn three_states_survive_a_round_trip() {
        for (json, note) in [
            ("{}", Maybe::Absent),
            (r#"{"note":null}"#, Maybe::Null),
            (r#"{"note":""}"#, Maybe::Value(String::new())),
        ] {
            let body: Body = serde_json::from_str(json).unwrap();
            assert_eq!(body, Body { note });
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
        }
    }

    #[test]
    fn a_wrong_type_is_refused_rather_than_taken_for_null() {
        assert!(serde_json::from_str::<Body>(r#"{"note":7}"#).is_err());
    }

    #[test]
    fn converts_to_and_from_options() {
        assert_eq!(Maybe::<u8>::from_nullable(None), Maybe::Null);
        assert_eq!(Maybe::<u8>::from_optional(None), Maybe::Absent);
        assert_eq!(Maybe::from(3).map(|n| n + 1).into_nested(), Some(Some(4)));
        assert_eq!(Maybe::<u8>::Null.into_nested(), Some(None));
        assert_eq!(Maybe::<u8>::Absent.into_nested(), None);
        assert_eq!(Maybe::<u8>::Null.value(), None);
    }
}
