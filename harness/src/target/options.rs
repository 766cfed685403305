//! Where a target is, and how it may be spoken to.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use super::events::Carrier;
use super::tls::TlsError;
use super::{Account, Address};

/// Where the target is, and how it may be spoken to.
#[derive(Debug, Clone)]
pub struct TargetOptions {
    /// The base URL.
    pub address: Address,
    /// Who asks.
    pub account: Account,
    /// The account's id, where it differs from the user name.
    pub account_id: Option<String>,
    /// What records show in place of scheme, host and port; none shows those.
    pub alias: Option<String>,
    /// The certificate of a private authority, in PEM.
    pub ca_file: Option<PathBuf>,
    /// At most so many requests a second.
    pub rate: Option<f64>,
    /// How long an answer may take.
    pub time_limit: Duration,
    /// Another user of the same server, by whom it shows what is kept apart.
    pub second: Option<Account>,
    /// How long what is told may take, behind the answer.
    pub notification_limit: Duration,
    /// By what notifications travel.
    pub carrier: Carrier,
}

/// Why the target cannot be spoken to at all.
#[derive(Debug, Error)]
pub enum TargetError {
    /// No TLS configuration.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No HTTP client.
    #[error("the HTTP client can't be set up: {0}")]
    Client(#[from] reqwest::Error),
}
