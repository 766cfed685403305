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
    /// The place of the first step that was sent at the same moment as this one; none where it was sent alone.
    pub group: Option<usize>,
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
    /// The end of a conference, asked for and accepted; or what may have been one.
    End {
        /// Which, from 0.
        conference: usize,
    },
    /// A change that the server refused.
    Refused,
    /// A change of which nobody knows whether it was made.
    Unclear {
        /// Whom.
        who: Id,
    },
}

impl Action {
    /// Who was changed, or may have been.
    pub(super) fn changes(&self) -> Option<Id> {
        match self {
            Self::Look | Self::Refused | Self::End { .. } => None,
            Self::Update { who, .. } | Self::Remove { who } | Self::Unclear { who } => Some(*who),
        }
    }
}

/// A participant as an answer shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Whom.
    pub who: Id,
    /// The members that the model follows.
    pub members: BTreeMap<String, Value>,
    /// When it last changed, by its own account, in seconds since 1970.
    pub changed: Option<i64>,
    /// Whether this participant's leaving ends the conference.
    pub ends_conference: bool,
}
