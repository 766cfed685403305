//! What a server tells unasked, and who listens.
//!
//! An [`Ear`] is one user's client of Bayeux in the background, over an HTTP session of its own. What it hears, the [`Office`]
//! sorts by the calls that it names into the [`Mailbox`] of whoever expects it.

mod access;
mod ear;
mod error;
mod office;
mod polling;
mod websocket;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use super::limit::Limit;
use super::{Account, Address};

pub use ear::Ear;
pub use error::EarError;
pub use office::{Heard, Mailbox, Office};

/// By what messages travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// POSTs, of which the server holds one until there is something to tell.
    LongPolling,
    /// Frames both ways, at any time.
    WebSocket,
}

/// Where one user's notifications are, and how they are asked for.
#[derive(Debug, Clone)]
pub struct Line {
    /// The base URL of the server.
    pub address: Address,
    /// Who asks. Each request brings the credentials, and what there is of a session as well.
    pub account: Account,
    /// Whom to trust.
    pub tls: Arc<rustls::ClientConfig>,
    /// The path of the notifications below the base URL, such as `/api/v2/notifications`.
    pub path: String,
    /// What is asked for by GET before all else, so that there are a session and its token, such as `/api/v2/me`; none where
    /// the server wants neither.
    pub begin: Option<String>,
    /// By what messages travel.
    pub carrier: Carrier,
    /// How long an answer may take that the server does not hold on purpose.
    pub time_limit: Duration,
    /// How often anything may be sent: whoever listens shares it with whoever asks.
    pub limit: Arc<Limit>,
}
