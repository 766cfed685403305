//! How bytes and spans of time stand in a journal: bytes as text where they are text, else in base64; spans as whole
//! nanoseconds, so that what is read is what was written.

/// Bytes: a string where they are UTF-8, else `{"base64": …}`.
pub mod bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Bytes<T> {
        Text(T),
        Encoded { base64: String },
    }

    /// Writes bytes.
    ///
    /// # Errors
    ///
    /// Where the serializer fails.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Bytes::Text(text),
            Err(_) => Bytes::Encoded { base64: STANDARD.encode(bytes) },
        }
        .serialize(serializer)
    }

    /// Reads bytes.
    ///
    /// # Errors
    ///
    /// Where there is neither a string nor base64.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        match Bytes::<String>::deserialize(deserializer)? {
            Bytes::Text(text) => Ok(text.into_bytes()),
            Bytes::Encoded { base64 } => STANDARD.decode(base64).map_err(D::Error::custom),
        }
    }
}

/// A span of time, in whole nanoseconds.
pub mod nanoseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes a span of time.
    ///
    /// # Errors
    ///
    /// Where the serializer fails.
    pub fn serialize<S: Serializer>(span: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        u64::try_from(span.as_nanos()).unwrap_or(u64::MAX).serialize(serializer)
    }

    /// Reads a span of time.
    ///
    /// # Errors
    ///
    /// Where there is no whole number.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_nanos)
    }
}

/// Pairs of spans of time, in whole nanoseconds.
pub mod pairs_of_nanoseconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes pairs of spans.
    ///
    /// # Errors
    ///
    /// Where the serializer fails.
    pub fn serialize<S: Serializer>(
        pairs: &[(Duration, Duration)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let whole = |span: &Duration| u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
        serializer.collect_seq(pairs.iter().map(|(one, other)| (whole(one), whole(other))))
    }

    /// Reads pairs of spans.
    ///
    /// # Errors
    ///
    /// Where there are no pairs of whole numbers.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(Duration, Duration)>, D::Error> {
        let pairs = Vec::<(u64, u64)>::deserialize(deserializer)?;
        let span = Duration::from_nanos;
        Ok(pairs.into_iter().map(|(one, other)| (span(one), span(other))).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Own {
        #[serde(with = "super::bytes")]
        bytes: Vec<u8>,
        #[serde(with = "super::nanoseconds")]
        span: Duration,
    }

    #[test]
    fn what_is_read_is_what_was_written() {
        for bytes in [&b""[..], b"{\"a\":\"\\u0000\"}", "é\u{0}".as_bytes(), &[0xff, 0, 0xfe]] {
            let own = Own { bytes: bytes.to_vec(), span: Duration::new(3, 7) };
            let text = serde_json::to_string(&own).unwrap();
            assert_eq!(serde_json::from_str::<Own>(&text).unwrap(), own, "{text}");
        }
        assert!(serde_json::from_str::<Own>(r#"{"bytes":{"base64":"%"},"span":1}"#).is_err());
        assert!(serde_json::from_str::<Own>(r#"{"bytes":"","span":-1}"#).is_err());
    }
}
