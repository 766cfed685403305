//! Names of channels, and patterns that stand for many of them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The handshake's channel.
pub const HANDSHAKE: &str = "/meta/handshake";
/// The connect's channel.
pub const CONNECT: &str = "/meta/connect";
/// The subscription's channel.
pub const SUBSCRIBE: &str = "/meta/subscribe";
/// The channel on which a subscription ends.
pub const UNSUBSCRIBE: &str = "/meta/unsubscribe";
/// The channel on which a session ends.
pub const DISCONNECT: &str = "/meta/disconnect";

/// A text that is no name of a channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no channel: {reason}")]
pub struct NotAChannel {
    text: String,
    reason: &'static str,
}

/// The name of one channel.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Channel(String);

/// What may be subscribed to: a channel, or with `*` or `**` as its last segment all of one level or of every level below.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(String);

impl Channel {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it belongs to the protocol.
    pub fn is_meta(&self) -> bool {
        self.0.starts_with("/meta/")
    }

    /// Whether what is published on it goes to the server alone.
    pub fn is_service(&self) -> bool {
        self.0.starts_with("/service/")
    }
}

impl Pattern {
    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands for the channel.
    pub fn matches(&self, channel: &Channel) -> bool {
        if let Some(above) = self.0.strip_suffix("/**") {
            let below = channel.0.strip_prefix(above);
            return below.is_some_and(|rest| rest.starts_with('/'));
        }
        if let Some(above) = self.0.strip_suffix("/*") {
            let below = channel.0.strip_prefix(above).and_then(|rest| rest.strip_prefix('/'));
            return below.is_some_and(|rest| !rest.is_empty() && !rest.contains('/'));
        }
        self.0 == channel.0
    }
}

/// The segments of a name, each of which has letters.
fn segments(text: &str) -> Result<Vec<&str>, &'static str> {
    let rest = text.strip_prefix('/').ok_or("it does not begin with a slash")?;
    let segments: Vec<&str> = rest.split('/').collect();
    if segments.iter().any(|segment| segment.is_empty()) {
        return Err("a segment is empty");
    }
    Ok(segments)
}

fn is_plain(segment: &str) -> bool {
    segment.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_!~()$@".contains(letter))
}

impl FromStr for Channel {
    type Err = NotAChannel;

    fn from_str(text: &str) -> Result<Self, NotAChannel> {
        let fault = |reason| NotAChannel { text: text.to_owned(), reason };
        let all = segments(text).map_err(fault)?;
        if all.iter().all(|segment| is_plain(segment)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(fault("a segment has another letter than the protocol allows"))
        }
    }
}

impl FromStr for Pattern {
    type Err = NotAChannel;

    fn from_str(text: &str) -> Result<Self, NotAChannel> {
        let fault = |reason| NotAChannel { text: text.to_owned(), reason };
        let all = segments(text).map_err(fault)?;
        let (last, above) = all.split_last().ok_or_else(|| fault("it has no segment"))?;
        let ends_well = matches!(*last, "*" | "**") || is_plain(last);
        if ends_well && above.iter().all(|segment| is_plain(segment)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(fault("a wildcard is the whole of the last segment, or there is none"))
        }
    }
}

impl From<&Channel> for Pattern {
    fn from(channel: &Channel) -> Self {
        Self(channel.0.clone())
    }
}

macro_rules! text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = NotAChannel;

            fn try_from(text: String) -> Result<Self, NotAChannel> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(Channel);
text!(Pattern);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_one_level_or_for_all_below() {
        for (pattern, channel, matches) in [
            ("/v2/me/calls", "/v2/me/calls", true),
            ("/v2/me/calls", "/v2/me/call", false),
            ("/v2/me/*", "/v2/me/calls", true),
            ("/v2/me/*", "/v2/me", false),
            ("/v2/me/*", "/v2/me/calls/1", false),
            ("/v2/me/*", "/v2/men/calls", false),
            ("/v2/**", "/v2/me/calls", true),
            ("/v2/**", "/v2/me", true),
            ("/v2/**", "/v2", false),
            ("/v2/**", "/v20/me", false),
            ("/*", "/a", true),
            ("/**", "/a/b", true),
        ] {
            let (parsed, channel) = (pattern.parse::<Pattern>(), channel.parse::<Channel>());
            let found = parsed.expect(pattern).matches(&channel.expect("a channel"));
            assert_eq!(found, matches, "{pattern}");
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused() {
        for text in ["", "/", "a", "/a/", "//a", "/a b", "/a/*", "/ä", "/a.b"] {
            assert!(text.parse::<Channel>().is_err(), "{text}");
        }
        for text in ["/*/a", "/a*", "/***", "/a/**/b", "/"] {
            assert!(text.parse::<Pattern>().is_err(), "{text}");
        }
        assert!("/a-_!~()$@/B9".parse::<Channel>().is_ok());
    }
}
