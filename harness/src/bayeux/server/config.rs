//! How a server is lawful in its own way.

use std::time::Duration;

use serde_json::Map;

use crate::bayeux::LONG_POLLING;
use crate::bayeux::advice::{Advice, Reconnect};
use crate::bayeux::channel::Pattern;

/// The ways of a server. The default is that of the CometD project's server.
#[derive(Debug, Clone)]
pub struct Config {
    /// For how long a connect is held.
    pub timeout: Duration,
    /// How long a client is to wait between connects.
    pub interval: Duration,
    /// For how long a session lives without a connect.
    pub max_interval: Duration,
    /// The interval of a session that shares its cookie with too many others.
    pub multi_session_interval: Duration,
    /// So many sessions may have one cookie.
    pub max_sessions_per_browser: usize,
    /// So many messages may wait for one session; where there would be more, the session ends, so that the loss is noticed.
    pub max_queue: usize,
    /// The ways in which messages may travel; what is published is told at once where they travel as frames.
    pub connection_types: Vec<&'static str>,
    /// Whether a session is of no use without its cookie.
    pub binds_cookie: bool,
    /// Whether the first connect is answered at once, whatever it asks for.
    pub answers_first_connect: bool,
    /// Whether what was published stands before the answer to a connect.
    pub events_first: bool,
    /// Whether the acknowledge extension is spoken.
    pub acknowledges: bool,
    /// Whether a handshake needs a user.
    pub needs_owner: bool,
    /// What may be subscribed to, pattern by pattern as it is written; empty for anything.
    pub readable: Vec<Pattern>,
    /// Whether clients may publish.
    pub takes_publications: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            interval: Duration::ZERO,
            max_interval: Duration::from_secs(10),
            multi_session_interval: Duration::from_secs(2),
            max_sessions_per_browser: 1,
            max_queue: 10_000,
            connection_types: vec![LONG_POLLING],
            binds_cookie: true,
            answers_first_connect: true,
            events_first: false,
            acknowledges: true,
            needs_owner: false,
            readable: Vec::new(),
            takes_publications: false,
        }
    }
}

impl Config {
    /// The advice that goes with an answer to a handshake or a connect.
    pub(super) fn advice(&self, is_one_of_several: bool) -> Advice {
        let interval = if is_one_of_several { self.multi_session_interval } else { self.interval };
        Advice {
            reconnect: Some(Reconnect::Retry),
            interval: Some(milliseconds(interval)),
            timeout: Some(milliseconds(self.timeout)),
            multiple_clients: is_one_of_several.then_some(true),
            hosts: None,
            other: Map::new(),
        }
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
