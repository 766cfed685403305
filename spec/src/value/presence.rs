//! Readers for members whose presence and nullity an `Option` alone would blur.
//!
//! `serde` takes an absent member for `None` and `null` for `None`. A document tells them apart, so a field names one of
//! these with `#[serde(deserialize_with = "…")]`.

use serde::{Deserialize, Deserializer};

/// Reads a member that must be there and may be `null`.
///
/// Without this, an absent member would pass as `null`. Use it without `default`.
pub fn required_nullable<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer)
}

/// Reads a member that may be left out but is never `null`.
///
/// Without this, `null` would pass as absent. Use it together with `default`.
pub fn optional_non_null<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Body {
        #[serde(deserialize_with = "super::required_nullable")]
        next: Option<String>,
        #[serde(default, deserialize_with = "super::optional_non_null")]
        limit: Option<i32>,
    }

    #[test]
    fn required_nullable_takes_null_and_refuses_absence() {
        let body: Body = serde_json::from_str(r#"{"next":null}"#).unwrap();
        assert_eq!(body, Body { next: None, limit: None });
        let error = serde_json::from_str::<Body>(r#"{"limit":1}"#).unwrap_err();
        assert!(error.to_string().contains("missing field `next`"), "{error}");
    }

    #[test]
    fn optional_non_null_takes_absence_and_refuses_null() {
        let error = serde_json::from_str::<Body>(r#"{"next":"n","limit":null}"#).unwrap_err();
        assert!(error.to_string().contains("null"), "{error}");
        let body: Body = serde_json::from_str(r#"{"next":"n","limit":2}"#).unwrap();
        assert_eq!(body.limit, Some(2));
    }
}
