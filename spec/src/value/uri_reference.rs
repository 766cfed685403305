//! URIs that may be relative: RFC 3986, section 4.1.

use std::fmt;
use std::str::FromStr;

use fluent_uri::UriRef;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::Url;

use super::{ValueError, percent};

const HELP: &str = "percent-encode what RFC 3986 does not allow as it stands";

/// A URI or a relative reference, such as `/api/Participants?Page=1`; JSON Schema calls it `uri-reference`.
///
/// Its text is kept as it was written. Spaces, control characters, non-ASCII characters and malformed escapes are refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UriReference(String);

impl UriReference {
    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL it means, seen from a base.
    pub fn resolve(&self, base: &Url) -> Result<Url, ValueError> {
        base.join(&self.0).map_err(|error| {
            ValueError::new(&self.0, format!("a reference from `{base}`"), error.to_string(), HELP)
        })
    }
}

/// Checks the characters, which the URL library would mend instead of refusing.
pub(super) fn check_characters(text: &str, expected: &str) -> Result<(), ValueError> {
    let stray = text.chars().find(|character| {
        !character.is_ascii_alphanumeric() && !"-._~:/?#[]@!$&'()*+,;=%".contains(*character)
    });
    if let Some(stray) = stray {
        let reason = format!("`{}` may not stand in it", stray.escape_default());
        return Err(ValueError::new(text, expected, reason, HELP));
    }
    if !percent::well_formed(text) {
        let reason = "a `%` is not followed by two hexadecimal digits";
        return Err(ValueError::new(text, expected, reason, "write a literal `%` as `%25`"));
    }
    if text.matches('#').count() > 1 {
        let reason = "it has more than one `#`";
        return Err(ValueError::new(text, expected, reason, "write a literal `#` as `%23`"));
    }
    Ok(())
}

impl FromStr for UriReference {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "a URI reference";
        check_characters(text, EXPECTED)?;
        // A first segment with a colon in it is a scheme, so it must be spelt like one.
        let first = text.split(['/', '?', '#']).next().unwrap_or_default();
        if let Some((scheme, _)) = first.split_once(':')
            && !is_scheme(scheme)
        {
            let reason = format!("`{scheme}` is not a scheme, and a `:` comes behind it");
            let help = "write a relative path with a colon as `./a:b`";
            return Err(ValueError::new(text, EXPECTED, reason, help));
        }
        match UriRef::parse(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(error) => Err(ValueError::new(text, EXPECTED, error.to_string(), HELP)),
        }
    }
}

/// Whether a text is spelt like a scheme (RFC 3986, 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|character: char| character.is_ascii_alphabetic())
        && text.chars().all(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.')
        })
}

impl fmt::Display for UriReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for UriReference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for UriReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_text_of_relative_and_absolute_references() {
        for text in [
            "",
            "/api/laml/2010-04-01/Accounts/a/Participants.json?Page=1&PageToken=PA%20b#top",
            "../x",
            "?Page=1",
            "#top",
            "//host.test/x",
            "https://HOST.test:443/./a",
            "mailto:a@b.test",
            "./a:b",
        ] {
            assert_eq!(text.parse::<UriReference>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn refuses_what_the_library_would_mend() {
        for text in ["/a b", "/é", "/%zz", "a#b#c", "\\x", "/a\n", "1a:b", "http://[::1", "/{x}"] {
            assert!(text.parse::<UriReference>().is_err(), "{text}");
        }
    }

    #[test]
    fn resolves_from_a_base() {
        let base = Url::parse("https://space.test/api/").unwrap();
        let reference: UriReference = "/x?y=1".parse().unwrap();
        assert_eq!(reference.resolve(&base).unwrap().as_str(), "https://space.test/x?y=1");
    }
}
