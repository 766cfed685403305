//! One step as the model sees it.

use std::collections::BTreeMap;

use serde_json::Value;

/// A participant by ordinals: which conference, which participant of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// Which conference, from 0.
    pub conference: usize,
    /// Which participant, from 0.
    pub participant: usize,
}

/// One step as the model sees it: what was done, and what was seen in the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// Its place in the case, from 0.
    pub step: usize,
    /// What was done.
    pub action: Action,
    /// Who was seen, and how.
    pub sightings: Vec<Sighting>,
    /// Whether a whole list was looked at.
    pub is_list: bool,
    /// Who should have been seen if present, and was not.
    pub missing: Vec<Id>,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Nothing that may change anything.
    Look,
    /// An update that the server accepted: these members were asked for.
    Update {
        /// Whom.
        who: Id,
        /// Member and value.
        members: BTreeMap<String, Value>,
        /// Members about which the update leaves nothing sure.
        unsure: Vec<String>,
    },
    /// A removal that the server accepted.
    Remove {
        /// Whom.
        who: Id,
    },
    /// A change that the server refused.
    Refused,
    /// A change of which nobody knows whether it was made.
    Unclear {
        /// Whom.
        who: Id,
    },
}

/// A participant as an answer shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Whom.
    pub who: Id,
    /// The members that the model follows.
    pub members: BTreeMap<String, Value>,
    /// Whether this participant's leaving ends the conference.
    pub ends_conference: bool,
}
