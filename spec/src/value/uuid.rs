//! UUIDs as they are written: RFC 9562, section 4.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;

const EXPECTED: &str = "a UUID";
const HELP: &str = "write it like `0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60`";

/// A UUID that travels as 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12; JSON Schema calls it `uuid`.
///
/// Reading takes either case. It refuses the other forms that [`uuid::Uuid`](::uuid::Uuid) would read: without hyphens, in braces, as a URN.
/// Writing is in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(::uuid::Uuid);

impl Uuid {
    /// The library's own type.
    pub const fn get(self) -> ::uuid::Uuid {
        self.0
    }
}

impl From<::uuid::Uuid> for Uuid {
    fn from(uuid: ::uuid::Uuid) -> Self {
        Self(uuid)
    }
}

impl From<Uuid> for ::uuid::Uuid {
    fn from(uuid: Uuid) -> Self {
        uuid.0
    }
}

impl FromStr for Uuid {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Of the forms that the library reads, only this one has 36 bytes.
        const LENGTH: usize = "00000000-0000-0000-0000-000000000000".len();
        if text.len() != LENGTH {
            let reason = format!("it has {} characters in place of 36", text.chars().count());
            return Err(ValueError::new(text, EXPECTED, reason, HELP));
        }
        ::uuid::Uuid::try_parse(text)
            .map(Self)
            .map_err(|error| ValueError::new(text, EXPECTED, error.to_string(), HELP))
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.as_hyphenated(), f)
    }
}

impl Serialize for Uuid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Uuid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60";

    #[test]
    fn reads_either_case_and_writes_lower() {
        let uuid: Uuid = TEXT.to_uppercase().parse().unwrap();
        assert_eq!(uuid.to_string(), TEXT);
        let json = format!("\"{TEXT}\"");
        assert_eq!(serde_json::from_str::<Uuid>(&json).unwrap(), uuid);
        assert_eq!(serde_json::to_string(&uuid).unwrap(), json);
    }

    #[test]
    fn refuses_every_other_form() {
        for text in [
            "",
            "0f4a3d526c1e4b0f9a571d2e3c4b5a60",
            "{0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60}",
            "urn:uuid:0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a60",
            "0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5a6",
            "0f4a3d52-6c1e-4b0f-9a57-1d2e3c4b5aco",
            "0f4a3d526-c1e-4b0f-9a57-1d2e3c4b5a60",
            "0f4a3d5206c1e04b0f09a5701d2e3c4b5a60",
            "é0f4a3d5-6c1e-4b0f-9a57-1d2e3c4b5a6",
            "CF0f4a3d526c1e4b0f9a571d2e3c4b5a60ab",
        ] {
            assert!(text.parse::<Uuid>().is_err(), "{text}");
        }
    }
}
