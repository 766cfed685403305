//! What lives: two accounts, their conferences and who is in them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::clock::Clock;
use super::ids::Ids;

/// The credentials of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The user name of HTTP Basic.
    pub username: String,
    /// The password of HTTP Basic.
    pub password: String,
    /// The account's id, as it stands in paths.
    pub account: String,
}

impl Login {
    /// In LaML the account's id is the user name.
    pub(super) fn new(account: Uuid, password: String) -> Self {
        Self { username: account.to_string(), password, account: account.to_string() }
    }
}

/// Somebody in a conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Participant {
    pub(super) call: Uuid,
    pub(super) muted: bool,
    pub(super) hold: bool,
    pub(super) coaching: bool,
    /// Whom it coaches; something exactly while it coaches.
    pub(super) coached: Option<Uuid>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) revision: u32,
}

/// A conference, with those who are in it by order of arrival.
#[derive(Debug)]
pub(super) struct Conference {
    pub(super) id: Uuid,
    pub(super) account: Uuid,
    pub(super) participants: Vec<Participant>,
    /// Who was removed; only a faulty server asks for it.
    pub(super) removed: Vec<Uuid>,
}

impl Conference {
    /// The place of a call among those present.
    pub(super) fn position(&self, call: Uuid) -> Option<usize> {
        self.participants.iter().position(|participant| participant.call == call)
    }

    /// Takes the participant at a place out.
    pub(super) fn remove(&mut self, position: usize) {
        let gone = self.participants.remove(position);
        self.removed.push(gone.call);
    }
}

/// All that the server remembers.
#[derive(Debug)]
pub(super) struct Store {
    conferences: BTreeMap<Uuid, Conference>,
    ids: Ids,
    clock: Clock,
}

impl Store {
    /// An empty store that draws its ids from a sequence.
    pub(super) fn new(ids: Ids, clock: Clock) -> Self {
        Self { conferences: BTreeMap::new(), ids, clock }
    }

    /// A conference by its id.
    pub(super) fn conference(&self, id: Uuid) -> Option<&Conference> {
        self.conferences.get(&id)
    }

    /// A conference by its id, to change it.
    pub(super) fn conference_mut(&mut self, id: Uuid) -> Option<&mut Conference> {
        self.conferences.get_mut(&id)
    }

    /// The conference of an account in which a call is.
    pub(super) fn conference_of_call(&self, account: Uuid, call: Uuid) -> Option<Uuid> {
        let mut owned = self.conferences.values().filter(|own| own.account == account);
        owned.find(|own| own.position(call).is_some()).map(|own| own.id)
    }

    /// Opens a conference with so many participants.
    pub(super) fn open(&mut self, account: Uuid, participants: usize) -> &Conference {
        let id = self.ids.uuid();
        let now = self.clock.instant(0);
        let participants = (0..participants)
            .map(|_| Participant {
                call: self.ids.uuid(),
                muted: false,
                hold: false,
                coaching: false,
                coached: None,
                created: now,
                updated: now,
                revision: 0,
            })
            .collect();
        let conference = Conference { id, account, participants, removed: Vec::new() };
        self.conferences.entry(id).or_insert(conference)
    }

    /// Forgets a conference and all who were in it.
    pub(super) fn close(&mut self, id: Uuid) {
        self.conferences.remove(&id);
    }

    /// The clock that dates come from.
    pub(super) const fn clock(&self) -> Clock {
        self.clock
    }
}
