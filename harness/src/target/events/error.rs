//! Why nobody listens.

use std::time::Duration;

use thiserror::Error;

/// Why an ear could not be opened.
#[derive(Debug, Error)]
pub enum EarError {
    /// No HTTP client.
    #[error("the HTTP client for notifications can't be set up: {0}")]
    Client(#[from] reqwest::Error),
    /// What was to be subscribed to is no channel.
    #[error(
        "{0}\n  help: a channel begins with a slash, such as `/v2/me/calls`; `*` may be its last segment"
    )]
    Channel(#[from] crate::bayeux::channel::NotAChannel),
    /// The place of the notifications is no URL.
    #[error("`{url}` can't be the place of notifications: {reason}")]
    Url {
        /// What was put together.
        url: String,
        /// Why it is no URL.
        reason: String,
    },
    /// There is no HTTP session.
    #[error(
        "GET `{url}` begins no session for `{username}`: {reason}\n  help: look whether user name and password are right, and whether the server is the one that was meant"
    )]
    Begin {
        /// What was asked for.
        url: String,
        /// Who asked.
        username: String,
        /// Why there is none.
        reason: String,
    },
    /// There is no Bayeux session, or it ended before anything was subscribed to.
    #[error(
        "`{url}` gives `{username}` no session of notifications: {reason}\n  help: a handshake of Bayeux 1.0 must succeed there; look whether the path is right and the server's notifications are on"
    )]
    Refused {
        /// The place of the notifications.
        url: String,
        /// Who asked.
        username: String,
        /// The server's words, or what was wrong with its answer.
        reason: String,
    },
    /// A subscription was refused.
    #[error(
        "`{url}` lets `{username}` not subscribe to `{channel}`: {reason}\n  help: the user needs the right to hear of own calls"
    )]
    Subscription {
        /// The place of the notifications.
        url: String,
        /// Who asked.
        username: String,
        /// What was to be subscribed to.
        channel: String,
        /// The server's words.
        reason: String,
    },
    /// It took too long.
    #[error(
        "no subscription of `{username}` stands at `{url}` after {limit:?}: {reason}\n  help: a longer time limit may help, such as --timeout 30s"
    )]
    Late {
        /// The place of the notifications.
        url: String,
        /// Who asked.
        username: String,
        /// How long was waited.
        limit: Duration,
        /// What went wrong last.
        reason: String,
    },
}
