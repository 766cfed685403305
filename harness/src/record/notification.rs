//! What a server tells unasked.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Whose session something is about, where an api has sessions of several users.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum User {
    /// The one whose calls the provider hands over.
    #[default]
    First,
    /// Another one, by whom it shows what is kept apart.
    Second,
}

/// An event message that came while a case was under way, and is about a call of its world.
#[derive(Debug, Clone, PartialEq)]
pub struct Notification {
    /// Who was told.
    pub to: User,
    /// The channel that it came on.
    pub channel: String,
    /// What was told.
    pub data: Value,
    /// How many steps of the case had been answered when it came.
    pub after: usize,
    /// Since the first step of the case.
    pub at: Duration,
    /// Whether the listener had lost touch with the server since the one before, so that what was told may come again.
    pub renewed: bool,
}
