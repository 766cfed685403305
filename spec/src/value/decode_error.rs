//! Why an answer is not what the document has under its status.

use std::fmt;

/// An answer that does not decode: its media type is not documented, or its payload is not of the documented type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// The status is documented, the media type under it is not.
    MediaType {
        /// The answer's status.
        status: u16,
        /// The answer's `Content-Type`, where it had one.
        found: Option<String>,
        /// What the document has under that status.
        documented: &'static [&'static str],
    },
    /// The payload is not of the documented type.
    Payload {
        /// The answer's status.
        status: u16,
        /// The reader's words.
        reason: String,
    },
}

impl DecodeError {
    /// A payload that was not read, for the reason that its reader gives.
    pub fn payload(status: u16, reason: impl fmt::Display) -> Self {
        Self::Payload { status, reason: reason.to_string() }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MediaType { status, found, documented } => {
                let documented = documented.join("`, `");
                match found {
                    Some(found) => {
                        write!(f, "the {status} answer is `{found}`, documented is `{documented}`")
                    }
                    None => write!(
                        f,
                        "the {status} answer has no media type, documented is `{documented}`"
                    ),
                }
            }
            Self::Payload { status, reason } => {
                write!(
                    f,
                    "the payload of the {status} answer is not of its documented type: {reason}"
                )
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// Which of the documented media types or ranges an answer has: an exact match wins over `type/*`, that over `*/*`.
/// Parameters such as `charset` do not count, nor does letter case (RFC 9110, 8.3.1).
pub fn media_type(
    status: u16,
    content_type: Option<&str>,
    documented: &'static [&'static str],
) -> Result<usize, DecodeError> {
    let essence =
        |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let own = content_type.map(essence);
    let range =
        own.as_deref().and_then(|own| own.split_once('/')).map(|(kind, _)| format!("{kind}/*"));
    let wanted = [own, range, content_type.map(|_| "*/*".to_owned())];
    let found = wanted
        .iter()
        .flatten()
        .find_map(|wanted| documented.iter().position(|documented| essence(documented) == *wanted));
    found.ok_or_else(|| DecodeError::MediaType {
        status,
        found: content_type.map(str::to_owned),
        documented,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_media_type_wins() {
        const DOCUMENTED: &[&str] = &["*/*", "application/*", "application/json; charset=utf-8"];
        assert_eq!(media_type(200, Some("Application/JSON"), DOCUMENTED), Ok(2));
        assert_eq!(media_type(200, Some("application/xml;q=1"), DOCUMENTED), Ok(1));
        assert_eq!(media_type(200, Some("text/plain"), DOCUMENTED), Ok(0));
        assert!(media_type(200, None, DOCUMENTED).is_err());
        assert!(media_type(200, Some("text/html"), &["application/json"]).is_err());
    }
}
