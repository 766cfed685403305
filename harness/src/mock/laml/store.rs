//! What lives: two accounts, their conferences and who is in them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::mock::clock::Clock;
use crate::mock::ids::Ids;

/// Somebody in a conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mock) struct Participant {
    pub(in crate::mock) call: Uuid,
    pub(in crate::mock) muted: bool,
    pub(in crate::mock) hold: bool,
    pub(in crate::mock) coaching: bool,
    /// Whom it coaches; something exactly while it coaches.
    pub(in crate::mock) coached: Option<Uuid>,
    /// Another name of it, which nobody else in the conference has.
    pub(in crate::mock) label: Option<String>,
    /// Whether the conference ends when it leaves.
    pub(in crate::mock) ends: bool,
    /// Whether the conference starts when it enters.
    pub(in crate::mock) starts: bool,
    pub(in crate::mock) created: Timestamp,
    pub(in crate::mock) updated: Timestamp,
    pub(in crate::mock) revision: u32,
    /// How it was before its last update; only a faulty server remembers.
    pub(in crate::mock) past: Option<Box<Past>>,
}

impl Participant {
    /// Somebody who has just come in.
    pub(in crate::mock) const fn new(call: Uuid, now: Timestamp) -> Self {
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
pub(in crate::mock) struct Past {
    /// How things were before it.
    pub(in crate::mock) before: Participant,
    /// Whether it asked for hold.
    pub(in crate::mock) held: bool,
    /// How many requests had come by then.
    pub(in crate::mock) at: u64,
    /// How often the participant was retrieved since.
    pub(in crate::mock) retrieved: u32,
    /// Whether any read has shown what it did.
    pub(in crate::mock) seen: bool,
}

/// Somebody who was removed.
#[derive(Debug)]
pub(in crate::mock) struct Gone {
    pub(in crate::mock) participant: Participant,
    pub(in crate::mock) position: usize,
    /// How many requests had come by then; only a faulty server counts.
    pub(in crate::mock) at: u64,
}

/// A conference, with those who are in it by order of arrival.
#[derive(Debug)]
pub(in crate::mock) struct Conference {
    pub(in crate::mock) id: Uuid,
    pub(in crate::mock) account: Uuid,
    /// Conferences that were handed over together have the same number.
    pub(in crate::mock) batch: u64,
    /// How many were opened before it.
    pub(in crate::mock) number: usize,
    pub(in crate::mock) participants: Vec<Participant>,
    /// Who was removed; only a faulty server asks for it.
    pub(in crate::mock) removed: Vec<Gone>,
    /// What people call it.
    pub(in crate::mock) name: String,
    pub(in crate::mock) created: Timestamp,
    pub(in crate::mock) updated: Timestamp,
    /// Whether it has begun.
    pub(in crate::mock) started: bool,
    /// How it ended, if it has.
    pub(in crate::mock) ended: Option<Ended>,
}

/// How a conference ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mock) struct Ended {
    pub(in crate::mock) reason: Reason,
    /// Whose leaving ended it.
    pub(in crate::mock) by: Option<Uuid>,
}

/// Why a conference ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mock) enum Reason {
    /// Somebody asked for it.
    Asked,
    /// One with whom it was to end was removed.
    EndingParticipantKicked,
    /// The last one was removed.
    LastParticipantKicked,
}

impl Conference {
    /// A conference with nobody in it, in a batch of its own.
    pub(in crate::mock) fn new(id: Uuid, account: Uuid, now: Timestamp) -> Self {
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
    pub(in crate::mock) fn position(&self, call: Uuid) -> Option<usize> {
        self.participants.iter().position(|participant| participant.call == call)
    }

    /// Takes the participant at a place out, when so many requests have come.
    pub(in crate::mock) fn remove(&mut self, position: usize, at: u64) {
        let participant = self.participants.remove(position);
        self.removed.push(Gone { participant, position, at });
    }
}

/// All that the server remembers.
#[derive(Debug)]
pub(in crate::mock) struct Store {
    conferences: BTreeMap<Uuid, Conference>,
    batch: u64,
    opened: usize,
    ids: Ids,
    clock: Clock,
}

impl Store {
    /// An empty store that draws its ids from a sequence.
    pub(in crate::mock) fn new(ids: Ids, clock: Clock) -> Self {
        Self { conferences: BTreeMap::new(), batch: 0, opened: 0, ids, clock }
    }

    /// A conference by its id.
    pub(in crate::mock) fn conference(&self, id: Uuid) -> Option<&Conference> {
        self.conferences.get(&id)
    }

    /// A conference by its id, to change it.
    pub(in crate::mock) fn conference_mut(&mut self, id: Uuid) -> Option<&mut Conference> {
        self.conferences.get_mut(&id)
    }

    /// The conferences of an account.
    pub(in crate::mock) fn conferences_of(
        &self,
        account: Uuid,
    ) -> impl Iterator<Item = &Conference> {
        self.conferences.values().filter(move |own| own.account == account)
    }

    /// The conference of an account in which a call is.
    pub(in crate::mock) fn conference_of_call(&self, account: Uuid, call: Uuid) -> Option<Uuid> {
        let mut owned = self.conferences_of(account);
        owned.find(|own| own.position(call).is_some()).map(|own| own.id)
    }

    /// Another conference of the same account that was handed over together with this one.
    pub(in crate::mock) fn companion(&mut self, id: Uuid) -> Option<&mut Conference> {
        let own = self.conferences.get(&id)?;
        let (account, batch) = (own.account, own.batch);
        self.conferences
            .values_mut()
            .find(|other| other.id != id && other.account == account && other.batch == batch)
    }

    /// Begins to hand conferences over: those opened from now on belong together.
    pub(in crate::mock) const fn begin_batch(&mut self) {
        self.batch += 1;
    }

    /// Opens a conference with so many participants.
    pub(in crate::mock) fn open(&mut self, account: Uuid, participants: usize) -> &mut Conference {
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
    pub(in crate::mock) fn conference_named(&self, account: Uuid, name: &str) -> Option<Uuid> {
        let mut owned = self.conferences_of(account);
        owned.find(|own| own.name == name && own.ended.is_none()).map(|own| own.id)
    }

    /// The id of a call that was not there before.
    pub(in crate::mock) fn new_call(&mut self) -> Uuid {
        self.ids.uuid()
    }

    /// Forgets a conference and all who were in it.
    pub(in crate::mock) fn close(&mut self, id: Uuid) {
        self.conferences.remove(&id);
    }

    /// The clock that dates come from.
    pub(in crate::mock) const fn clock(&self) -> Clock {
        self.clock
    }
}
