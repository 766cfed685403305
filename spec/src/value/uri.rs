//! Absolute URIs: RFC 3986, section 3.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

use super::ValueError;
use super::uri_reference::check_characters;

const EXPECTED: &str = "an absolute URI";
const HELP: &str = "write it with its scheme, such as `https://example.com/hold`";

/// A URI with a scheme, such as `https://example.com/hold`; JSON Schema calls it `uri`.
///
/// Its text is kept as it was written, so a round trip changes nothing; [`Uri::url`] gives the normalised form. Two are equal
/// when their texts are.
#[derive(Debug, Clone)]
pub struct Uri {
    text: String,
    url: Url,
}

impl Uri {
    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL, parsed and normalised.
    pub const fn url(&self) -> &Url {
        &self.url
    }
}

impl FromStr for Uri {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        check_characters(text, EXPECTED)?;
        match Url::parse(text) {
            Ok(url) => Ok(Self { text: text.to_owned(), url }),
            Err(url::ParseError::RelativeUrlWithoutBase) => {
                Err(ValueError::new(text, EXPECTED, "it has no scheme", HELP))
            }
            Err(error) => Err(ValueError::new(text, EXPECTED, error.to_string(), HELP)),
        }
    }
}

impl From<Url> for Uri {
    fn from(url: Url) -> Self {
        Self { text: url.as_str().to_owned(), url }
    }
}

impl From<Uri> for Url {
    fn from(uri: Uri) -> Self {
        uri.url
    }
}

impl PartialEq for Uri {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Uri {}

impl Hash for Uri {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Uri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Uri {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text_and_normalises_only_the_url() {
        let json = r#""HTTPS://Example.com:443/a/../b?x=1""#;
        let uri: Uri = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&uri).unwrap(), json);
        assert_eq!(uri.url().as_str(), "https://example.com/b?x=1");
    }

    #[test]
    fn refuses_what_is_not_absolute() {
        for text in ["", "/hold", "example.com/hold", "//example.com/", "not a url", "?a=b"] {
            assert!(text.parse::<Uri>().is_err(), "{text}");
        }
        let error = "/hold".parse::<Uri>().unwrap_err();
        assert_eq!(error.reason(), "it has no scheme");
    }

    #[test]
    fn refuses_what_the_library_would_mend() {
        for text in ["https://a.test/ b", "https://a.test/é", "https://a.test/%", "https://"] {
            assert!(text.parse::<Uri>().is_err(), "{text}");
        }
    }
}
