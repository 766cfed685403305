//! What a server tells unasked.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::encoded;

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

impl User {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
    pub(super) const fn is_first(&self) -> bool {
        matches!(self, Self::First)
    }
}

/// What was told while a case was under way.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Told {
    /// Whether the first user's listener was there, so that silence means something.
    pub first_listens: bool,
    /// Whether the second user's was.
    pub second_listens: bool,
    /// What came about the calls of its world, in the order in which it came.
    pub notifications: Vec<Notification>,
    /// The steps behind which nothing came of what was awaited, by their places.
    pub silent: Vec<usize>,
    /// When each step was sent and when it was answered, since the first.
    #[serde(with = "encoded::pairs_of_nanoseconds")]
    pub moments: Vec<(Duration, Duration)>,
    /// How long was waited at most.
    #[serde(with = "encoded::nanoseconds")]
    pub limit: Duration,
}

impl Told {
    /// Whether nobody listened and nothing was told.
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// What is waited for behind a step that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Awaited {
    /// That the participants of a conference are told without one of them, since the step was sent.
    Removal {
        /// Which conference, from 0.
        conference: usize,
        /// Which of its participants, from 0.
        participant: usize,
    },
    /// That the call is told to be in a state, since the step was sent.
    State {
        /// Which conference, from 0.
        conference: usize,
        /// The state, as the api calls it.
        state: String,
    },
}

/// An event message that came while a case was under way, and is about a call of its world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// Who was told.
    pub to: User,
    /// The channel that it came on.
    pub channel: String,
    /// What was told.
    pub data: Value,
    /// How many steps of the case had been sent when it came.
    pub sent: usize,
    /// How many of them had been answered.
    pub after: usize,
    /// Since the first step of the case.
    #[serde(with = "encoded::nanoseconds")]
    pub at: Duration,
    /// Whether the listener had lost touch with the server since the one before, so that what was told may come again.
    pub renewed: bool,
}

impl Notification {
    /// The step that was under way, or answered last, when it came; the first where none was sent.
    pub fn step(&self) -> usize {
        self.sent.saturating_sub(1)
    }
}
