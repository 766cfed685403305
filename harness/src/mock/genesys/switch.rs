//! What lives: calls on the switch, who is on each, and each user's own leg of it.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::mock::ids::Ids;

/// The number of the first user's telephone; whoever is called has a number behind it.
const FIRST_NUMBER: u64 = 15_000;

/// Where a leg stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Dialing,
    Established,
    Held,
    Released,
}

impl State {
    /// As the API calls it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Dialing => "Dialing",
            Self::Established => "Established",
            Self::Held => "Held",
            Self::Released => "Released",
        }
    }
}

/// A user's own end of a call, which the API calls a call.
#[derive(Debug, Clone)]
pub(super) struct Leg {
    pub(super) id: String,
    /// Whose it is: the place among the server's users.
    pub(super) user: usize,
    pub(super) state: State,
    /// Of a consult call: the leg that waits for it.
    pub(super) parent: Option<String>,
}

/// Somebody on a call.
#[derive(Debug, Clone)]
pub(super) struct Party {
    pub(super) number: String,
    /// The leg, where it is a user of the server.
    pub(super) leg: Option<Leg>,
    /// Whether it is still on the call.
    pub(super) present: bool,
}

/// A call on the switch, with all who are or were on it.
#[derive(Debug, Clone)]
pub(super) struct Room {
    pub(super) key: u64,
    /// Calls that were handed over together have the same number.
    pub(super) batch: u64,
    /// The switch's own name of it.
    pub(super) connection: u64,
    /// By order of arrival. The first has begun the call, and owns it.
    pub(super) parties: Vec<Party>,
    pub(super) began: Instant,
    /// How often it changed.
    pub(super) revision: u32,
}

impl Room {
    /// Those who are on the call.
    pub(super) fn present(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| party.present)
    }

    /// Whether more than two are on the call.
    pub(super) fn is_conference(&self) -> bool {
        self.present().count() > 2
    }

    /// The place of a leg.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        let is_it = |party: &Party| party.leg.as_ref().is_some_and(|leg| leg.id == id);
        self.parties.iter().position(is_it)
    }

    /// The place of somebody present, by number.
    pub(super) fn place_of_number(&self, number: &str) -> Option<usize> {
        self.parties.iter().position(|party| party.present && party.number == number)
    }

    /// A leg by its place.
    pub(super) fn leg(&self, place: usize) -> Option<&Leg> {
        self.parties.get(place)?.leg.as_ref()
    }

    /// A leg by its place, to change it.
    pub(super) fn leg_mut(&mut self, place: usize) -> Option<&mut Leg> {
        self.parties.get_mut(place)?.leg.as_mut()
    }

    /// The places of the legs that are on the call.
    pub(super) fn legs(&self) -> Vec<usize> {
        let there = |place: &usize| {
            let party = &self.parties[*place];
            party.present && party.leg.is_some()
        };
        (0..self.parties.len()).filter(there).collect()
    }

    /// Takes somebody off the call.
    pub(super) fn leave(&mut self, place: usize) {
        if let Some(party) = self.parties.get_mut(place) {
            party.present = false;
            if let Some(leg) = &mut party.leg {
                leg.state = State::Released;
            }
        }
    }
}

/// Every call.
#[derive(Debug)]
pub(super) struct Switch {
    rooms: BTreeMap<u64, Room>,
    /// In which call a leg is.
    legs: BTreeMap<String, u64>,
    ids: Ids,
    /// How a call's id is written.
    spell: fn(&mut Ids) -> String,
    /// What numbers begin with.
    prefix: &'static str,
    opened: u64,
    batch: u64,
    numbers: u64,
}

impl Switch {
    /// A switch without calls that draws its ids from a sequence.
    pub(super) fn new(ids: Ids, spell: fn(&mut Ids) -> String, prefix: &'static str) -> Self {
        Self {
            rooms: BTreeMap::new(),
            legs: BTreeMap::new(),
            ids,
            spell,
            prefix,
            opened: 0,
            batch: 0,
            numbers: FIRST_NUMBER,
        }
    }

    /// Begins to hand calls over: those opened from now on belong together.
    pub(super) const fn begin_batch(&mut self) {
        self.batch += 1;
    }

    /// A number that nobody had before.
    pub(super) fn new_number(&mut self) -> String {
        self.numbers += 1;
        format!("{}{}", self.prefix, self.numbers)
    }

    /// The number of the second user, where it is always the same.
    pub(super) fn second_number(&self) -> String {
        format!("{}{}", self.prefix, FIRST_NUMBER - 1)
    }

    /// Opens a call that a user began, with nobody else on it so far.
    pub(super) fn open(&mut self, user: usize, state: State, parent: Option<String>) -> u64 {
        self.opened += 1;
        let key = self.opened;
        let room = Room {
            key,
            batch: self.batch,
            connection: 0x0071_0271_9818_0000 + key,
            parties: Vec::new(),
            began: Instant::now(),
            revision: 0,
        };
        self.rooms.insert(key, room);
        let number = format!("{}{FIRST_NUMBER}", self.prefix);
        self.join_user(key, user, number, state, parent);
        key
    }

    /// Somebody from outside joins a call.
    pub(super) fn join(&mut self, key: u64, number: String) {
        if let Some(room) = self.rooms.get_mut(&key) {
            room.parties.push(Party { number, leg: None, present: true });
        }
    }

    /// A user joins a call.
    pub(super) fn join_user(
        &mut self,
        key: u64,
        user: usize,
        number: String,
        state: State,
        parent: Option<String>,
    ) {
        let id = (self.spell)(&mut self.ids);
        if let Some(room) = self.rooms.get_mut(&key) {
            self.legs.insert(id.clone(), key);
            let leg = Some(Leg { id, user, state, parent });
            room.parties.push(Party { number, leg, present: true });
        }
    }

    /// The call of a leg.
    pub(super) fn room_of(&self, id: &str) -> Option<&Room> {
        self.rooms.get(self.legs.get(id)?)
    }

    /// A call by its key.
    pub(super) fn room(&self, key: u64) -> Option<&Room> {
        self.rooms.get(&key)
    }

    /// A call by its key, to change it.
    pub(super) fn room_mut(&mut self, key: u64) -> Option<&mut Room> {
        self.rooms.get_mut(&key)
    }

    /// Every call.
    pub(super) fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.rooms.values()
    }

    /// Forgets a call, every leg of it, and the consult calls that wait beside it.
    pub(super) fn close(&mut self, key: u64) {
        let Some(room) = self.rooms.remove(&key) else { return };
        for id in room.parties.iter().filter_map(|party| party.leg.as_ref()).map(|leg| &leg.id) {
            self.legs.remove(id);
            let waits =
                |room: &&Room| room.leg(0).is_some_and(|leg| leg.parent.as_ref() == Some(id));
            if let Some(consult) = self.rooms.values().find(waits).map(|room| room.key) {
                self.close(consult);
            }
        }
    }
}

/// The next id of a call, in the vendor's manner: 32 capital letters and digits.
pub(super) fn call_id(ids: &mut Ids) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";
    let drawn = ids.uuid().as_u128();
    let digit = |place: u32| char::from(DIGITS[(drawn >> (place * 5) & 31) as usize]);
    let digits = (0..24).map(digit).collect::<String>();
    format!("01{digits}000000")
}

/// The next id of a call where ids have marks in them, each of which may stand in a path.
pub(super) fn marked_id(ids: &mut Ids) -> String {
    let id = ids.uuid();
    format!("call:{id}~leg.1@node-2")
}

/// Another call of the same user that was handed over together with this one.
pub(super) fn companion(switch: &Switch, room: &Room) -> Option<u64> {
    let mut others = switch.rooms().filter(|other| other.batch == room.batch);
    others.find(|other| other.key != room.key).map(|other| other.key)
}
