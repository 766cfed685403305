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
    /// The same, as it is stored.
    pub(super) id: Uuid,
}

impl Login {
    /// In LaML the account's id is the user name.
    pub(super) fn new(id: Uuid, account: String, password: String) -> Self {
        Self { username: account.clone(), password, account, id }
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
    /// Another name of it, which nobody else in the conference has.
    pub(super) label: Option<String>,
    /// Whether the conference ends when it leaves.
    pub(super) ends: bool,
    /// Whether the conference starts when it enters.
    pub(super) starts: bool,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) revision: u32,
    /// How it was before its last update; only a faulty server remembers.
    pub(super) past: Option<Box<Past>>,
}

impl Participant {
    /// Somebody who has just come in.
    pub(super) const fn new(call: Uuid, now: Timestamp) -> Self {
        Self {
            call,
            muted: false,
            hold: false,
            coaching: false,
            coached: None,
            label: None,
            ends: false,
            starts: true,
            created: now,
            updated: now,
            revision: 0,
            past: None,
        }
    }
}

/// What a faulty server remembers of the last update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Past {
    /// How things were before it.
    pub(super) before: Participant,
    /// Whether it asked for hold.
    pub(super) held: bool,
    /// How many requests had come by then.
    pub(super) at: u64,
    /// How often the participant was retrieved since.
    pub(super) retrieved: u32,
    /// Whether any read has shown what it did.
    pub(super) seen: bool,
}

/// Somebody who was removed.
#[derive(Debug)]
pub(super) struct Gone {
    pub(super) participant: Participant,
    pub(super) position: usize,
    /// How many requests had come by then; only a faulty server counts.
    pub(super) at: u64,
}

/// A conference, with those who are in it by order of arrival.
#[derive(Debug)]
pub(super) struct Conference {
    pub(super) id: Uuid,
    pub(super) account: Uuid,
    /// Conferences that were handed over together have the same number.
    pub(super) batch: u64,
    /// How many were opened before it.
    pub(super) number: usize,
    pub(super) participants: Vec<Participant>,
    /// Who was removed; only a faulty server asks for it.
    pub(super) removed: Vec<Gone>,
    /// What people call it.
    pub(super) name: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// Whether it has begun.
    pub(super) started: bool,
    /// How it ended, if it has.
    pub(super) ended: Option<Ended>,
}

/// How a conference ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) reason: Reason,
    /// Whose leaving ended it.
    pub(super) by: Option<Uuid>,
}

/// Why a conference ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// Somebody asked for it.
    Asked,
    /// One with whom it was to end was removed.
    EndingParticipantKicked,
    /// The last one was removed.
    LastParticipantKicked,
}

impl Conference {
    /// A conference with nobody in it, in a batch of its own.
    pub(super) fn new(id: Uuid, account: Uuid, now: Timestamp) -> Self {
        Self {
            id,
            account,
            batch: 0,
            number: 0,
            participants: Vec::new(),
            removed: Vec::new(),
            name: format!("Room {:04x}", id.as_u128() & 0xFFFF),
            created: now,
            updated: now,
            started: true,
            ended: None,
        }
    }

    /// The place of a call among those present.
    pub(super) fn position(&self, call: Uuid) -> Option<usize> {
        self.participants.iter().position(|participant| participant.call == call)
    }

    /// Takes the participant at a place out, when so many requests have come.
    pub(super) fn remove(&mut self, position: usize, at: u64) {
        let participant = self.participants.remove(position);
        self.removed.push(Gone { participant, position, at });
    }
}

/// All that the server remembers.
#[derive(Debug)]
pub(super) struct Store {
    conferences: BTreeMap<Uuid, Conference>,
    batch: u64,
    opened: usize,
    ids: Ids,
    clock: Clock,
}

impl Store {
    /// An empty store that draws its ids from a sequence.
    pub(super) fn new(ids: Ids, clock: Clock) -> Self {
        Self { conferences: BTreeMap::new(), batch: 0, opened: 0, ids, clock }
    }

    /// A conference by its id.
    pub(super) fn conference(&self, id: Uuid) -> Option<&Conference> {
        self.conferences.get(&id)
    }

    /// A conference by its id, to change it.
    pub(super) fn conference_mut(&mut self, id: Uuid) -> Option<&mut Conference> {
        self.conferences.get_mut(&id)
    }

    /// The conferences of an account.
    pub(super) fn conferences_of(&self, account: Uuid) -> impl Iterator<Item = &Conference> {
        self.conferences.values().filter(move |own| own.account == account)
    }

    /// The conference of an account in which a call is.
    pub(super) fn conference_of_call(&self, account: Uuid, call: Uuid) -> Option<Uuid> {
        let mut owned = self.conferences_of(account);
        owned.find(|own| own.position(call).is_some()).map(|own| own.id)
    }

    /// Another conference of the same account that was handed over together with this one.
    pub(super) fn companion(&mut self, id: Uuid) -> Option<&mut Conference> {
        let own = self.conferences.get(&id)?;
        let (account, batch) = (own.account, own.batch);
        self.conferences
            .values_mut()
            .find(|other| other.id != id && other.account == account && other.batch == batch)
    }

    /// Begins to hand conferences over: those opened from now on belong together.
    pub(super) const fn begin_batch(&mut self) {
        self.batch += 1;
    }

    /// Opens a conference with so many participants.
    pub(super) fn open(&mut self, account: Uuid, participants: usize) -> &mut Conference {
        let (id, batch) = (self.ids.uuid(), self.batch);
        let now = self.clock.instant(0);
        let participants =
            (0..participants).map(|_| Participant::new(self.ids.uuid(), now)).collect();
        let number = self.opened;
        self.opened += 1;
        let plain = Conference::new(id, account, now);
        let conference = Conference { batch, number, participants, ..plain };
        self.conferences.entry(id).or_insert(conference)
    }

    /// The conference of an account that goes by a name and has not ended.
    pub(super) fn conference_named(&self, account: Uuid, name: &str) -> Option<Uuid> {
        let mut owned = self.conferences_of(account);
        owned.find(|own| own.name == name && own.ended.is_none()).map(|own| own.id)
    }

    /// The id of a call that was not there before.
    pub(super) fn new_call(&mut self) -> Uuid {
        self.ids.uuid()
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
