//! Operations on calls: what is asked for is held against the state, done, and noted to be told.

use serde_json::{Value, json};

use super::answer::{About, Answer};
use super::capability::{Closed, allows};
use super::hearsay::{self, Tale};
use super::refusal::{Refusal, code};
use super::switch::{Room, State, Switch, companion};
use super::told::{Change, Told, more, told};
use super::wish::Wish;
use super::{Resource, Server};
use crate::mock::fault::Defect;
use crate::mock::serve::Call;

/// Carries out an operation on the user.
pub(super) fn on_me(server: &Server, wish: &Wish) -> Result<Answer, Refusal> {
    if wish.waved {
        return Ok(passed_on());
    }
    match wish.operation.as_str() {
        "StartContactCenterSession" => {
            let channels = wish.members.get("channels").ok_or_else(|| Refusal::missing("channels"));
            let texts = channels?.as_array().filter(|all| all.iter().all(Value::is_string));
            if texts.is_none_or(Vec::is_empty) {
                return Err(Refusal::invalid("`channels` is no list of channels"));
            }
        }
        "EndContactCenterSession" => {}
        other => unknown(server, other)?,
    }
    Ok(passed_on())
}

/// An operation that the resource does not have. Hook of the fault that does not mind.
fn unknown(server: &Server, operation: &str) -> Result<(), Refusal> {
    if server.faults.has(Defect::UnknownOperationAccepted) {
        return Ok(());
    }
    Err(Refusal::invalid(format!("The resource has no operation `{operation}`")))
}

fn passed_on() -> Answer {
    Answer::new(About::Operated, json!({ "statusCode": 0 }))
}

/// Carries out an operation on a call of a user.
pub(super) fn on_call(
    server: &Server,
    user: usize,
    id: &str,
    wish: &Wish,
) -> Result<Answer, Refusal> {
    let mut switch = server.switch();
    let found = match find(server, &switch, user, id) {
        None if server.faults.has(Defect::ForeignCallOperated) => {
            find(server, &switch, 1 - user, id)
        }
        found => found,
    };
    if wish.waved || found.is_none() && server.faults.has(Defect::UnknownCallAccepted) {
        return Ok(passed_on());
    }
    let (key, place) = found.ok_or_else(|| Refusal::no_call(server))?;
    let mut work = Work { server, switch: &mut switch, key, place, told: Vec::new() };
    let done = work.carry_out(wish);
    if done.is_err() && server.faults.has(Defect::RefusalIsTold) {
        work.told.clear();
        work.tell(&[place], Change::Participants)?;
        let told = work.told;
        server.line.tell(server.line.put(told));
        return done.map(|()| passed_on());
    }
    done?;
    let other = work.room()?.key;
    let mut told = work.told;
    let other = switch.room(other).and_then(|room| companion(&switch, room));
    let other = other.and_then(|key| switch.room(key)?.leg(0).map(|leg| leg.id.clone()));
    let tale = Tale {
        operation: &wish.operation,
        removed: wish.members.get("participant").and_then(Value::as_str),
        other: other.unwrap_or_else(|| "01ANOTHERCALL00000000000000000000".to_owned()),
    };
    hearsay::spoil(server, &mut told, &tale);
    // As long as nobody else can change a call, so that what is told keeps its order.
    let ticket = server.line.put(told);
    drop(switch);
    Ok(Answer { ticket: Some(ticket), ..passed_on() })
}

/// Hook of the fault that refuses a removal and does it all the same.
pub(super) fn remove_anyway(server: &Server, user: usize, call: &Call) {
    let Some(Resource::Call(id)) = Resource::find(&call.path) else { return };
    let Ok(wish) = Wish::read(server, call) else { return };
    let mut switch = server.switch();
    let Some((key, place)) = find(server, &switch, user, &id) else { return };
    let mut work = Work { server, switch: &mut switch, key, place, told: Vec::new() };
    // What it comes to is nobody's to know.
    let _ = work.carry_out(&wish);
}

/// The call of a user by its id, and the place of the leg in it.
pub(super) fn find(
    server: &Server,
    switch: &Switch,
    user: usize,
    id: &str,
) -> Option<(u64, usize)> {
    let room = switch.room_of(id)?;
    let place = room.place(id)?;
    let leg = room.leg(place)?;
    let there = leg.state != State::Released || server.variations.genesys.released_stays;
    (leg.user == user && there).then_some((room.key, place))
}

/// An operation under way.
pub(super) struct Work<'a> {
    server: &'a Server,
    switch: &'a mut Switch,
    key: u64,
    place: usize,
    told: Vec<Told>,
}

impl Work<'_> {
    fn room(&self) -> Result<&Room, Refusal> {
        self.switch.room(self.key).ok_or_else(|| Refusal::no_call(self.server))
    }

    fn room_mut(&mut self) -> Result<&mut Room, Refusal> {
        self.switch.room_mut(self.key).ok_or_else(|| Refusal::no_call(self.server))
    }

    fn carry_out(&mut self, wish: &Wish) -> Result<(), Refusal> {
        let operation = wish.operation.as_str();
        match operation {
            "RemoveParticipantFromConference" => {
                let Some(number) = wish.participant(self.server)? else { return Ok(()) };
                if self.server.faults.has(Defect::RemovalRefused) {
                    return Err(Refusal::new(code::INTERNAL, "The switch does not answer"));
                }
                let allowed = self.demand(operation);
                let anyway = self.server.faults.has(Defect::RefusedRemovalRemovesAnyway);
                if allowed.is_err() && anyway && self.room()?.is_conference() && self.place != 0 {
                    self.remove(&number)?;
                }
                allowed?;
                self.remove(&number)
            }
            "InitiateConference" => {
                let number = wish.destination()?;
                self.demand(operation)?;
                self.consult(number)
            }
            "SingleStepConference" => {
                let number = wish.destination()?;
                self.demand(operation)?;
                self.add(number)
            }
            "CompleteConference" => {
                self.turn_to_consult(wish)?;
                self.demand(operation)?;
                self.complete()
            }
            "Hold" => self.demand(operation).and_then(|()| self.set_state(State::Held)),
            "Retrieve" => self.demand(operation).and_then(|()| self.set_state(State::Established)),
            "ClearCall" => self.demand(operation).and_then(|()| self.clear()),
            "Hangup" => self.demand(operation).and_then(|()| self.leave(self.place)),
            other => unknown(self.server, other),
        }
    }

    /// Whether the call's state, kind and owner allow an operation.
    fn demand(&self, operation: &str) -> Result<(), Refusal> {
        let room = self.room()?;
        let has = |defect| self.server.faults.has(defect);
        if operation == "Hold" && has(Defect::HoldRefused) {
            return Err(Refusal::new(code::INVALID_IN_STATE, "Hold: not now"));
        }
        allows(room, self.place, operation).or_else(|closed| {
            // Hook of the faults that do not ask whose call it is, or how many are on it.
            let lax = match closed {
                Closed::NotOwner => has(Defect::NotOwnerAccepted) && room.is_conference(),
                Closed::NoConference => has(Defect::PlainCallAccepted) && operation != "ClearCall",
                Closed::State => false,
            };
            if lax {
                return Ok(());
            }
            let (code, why) = match closed {
                Closed::NotOwner => (code::NO_PERMISSION, "the call belongs to somebody else"),
                Closed::NoConference => (code::INVALID_IN_STATE, "the call is no conference"),
                Closed::State => {
                    (code::INVALID_IN_STATE, "the state of the call does not allow it")
                }
            };
            Err(Refusal::new(code, format!("{operation}: {why}")))
        })
    }

    /// Notes what the users of some legs are to be told.
    fn tell(&mut self, places: &[usize], change: Change) -> Result<(), Refusal> {
        let server = self.server;
        let room = self.room_mut()?;
        room.revision += 1;
        let mut all = Vec::new();
        for place in places {
            all.extend(told(server, room, *place, change));
            if server.variations.genesys.more_told {
                all.extend(more(server, room, *place));
            }
        }
        self.told.extend(all);
        Ok(())
    }

    fn set_state(&mut self, state: State) -> Result<(), Refusal> {
        let place = self.place;
        if let Some(leg) = self.room_mut()?.leg_mut(place) {
            leg.state = state;
        }
        self.tell(&[place], Change::Status)
    }

    /// Removes somebody else from the conference.
    fn remove(&mut self, number: &str) -> Result<(), Refusal> {
        let has = |defect| self.server.faults.has(defect);
        let room = self.room()?;
        let Some(place) = room.place_of_number(number).filter(|place| *place != self.place) else {
            let was_there = room.parties.iter().any(|party| party.number == number);
            if has(Defect::UnknownParticipantIs500) {
                return Err(Refusal::internal());
            }
            if was_there && has(Defect::RemovalAgainAccepted)
                || !was_there && has(Defect::UnknownParticipantAccepted)
            {
                return Ok(());
            }
            let message = format!("`{number}` does not take part in the conference");
            return Err(Refusal::new(code::INVALID_IN_STATE, message));
        };
        if self.server.faults.is_empty() {
            return self.leave(place);
        }
        self.misremove(place)
    }

    /// Hook of the faults that remove too little or too much.
    fn misremove(&mut self, place: usize) -> Result<(), Refusal> {
        let has = |defect| self.server.faults.has(defect);
        let room = self.room()?;
        let before = room.clone();
        let others = (0..room.parties.len()).map(|at| (at + place) % room.parties.len());
        let mut others = others.filter(|at| ![place, self.place].contains(at));
        let neighbour = others.find(|at| room.parties[*at].present);
        if has(Defect::RemovalRemovesEverybody) {
            return self.clear();
        }
        let another = neighbour.filter(|_| has(Defect::RemovalRemovesAnother));
        self.leave(another.unwrap_or(place))?;
        if let Some(neighbour) = neighbour.filter(|_| has(Defect::RemovalRemovesNeighbourToo)) {
            self.leave(neighbour)?;
        }
        if has(Defect::RemovalCrossesCalls)
            && let Some(other) = companion(self.switch, &before)
            && let Some(other) = self.switch.room_mut(other)
            && let Some(last) = (1..other.parties.len()).rev().find(|at| other.parties[*at].present)
        {
            other.leave(last);
        }
        if has(Defect::RemovalDoesNothing) {
            let room = self.room_mut()?;
            *room = Room { revision: room.revision, ..before };
        }
        Ok(())
    }

    /// Somebody leaves; who is left alone on a call is not on one any more.
    fn leave(&mut self, place: usize) -> Result<(), Refusal> {
        let room = self.room_mut()?;
        room.leave(place);
        let (legs, alone) = (room.legs(), room.present().count() < 2);
        self.tell(&[place], Change::Status)?;
        if alone { self.end(&legs) } else { self.tell(&legs, Change::Participants) }
    }

    /// Ends the call for everybody.
    fn clear(&mut self) -> Result<(), Refusal> {
        if self.server.faults.has(Defect::ClearDoesNothing) {
            return Ok(());
        }
        let legs = self.room()?.legs();
        self.end(&legs)
    }

    fn end(&mut self, legs: &[usize]) -> Result<(), Refusal> {
        let room = self.room_mut()?;
        for place in 0..room.parties.len() {
            room.leave(place);
        }
        self.tell(legs, Change::Status)
    }

    /// Somebody from outside joins the call.
    fn add(&mut self, number: &str) -> Result<(), Refusal> {
        if self.room()?.place_of_number(number).is_some() {
            return Err(Refusal::new(code::EXISTS, format!("`{number}` is on the call already")));
        }
        self.switch.join(self.key, number.to_owned());
        let legs = self.room()?.legs();
        self.tell(&legs, Change::Participants)
    }

    /// Holds the call and dials a consult call beside it.
    fn consult(&mut self, number: &str) -> Result<(), Refusal> {
        let leg =
            self.room()?.leg(self.place).cloned().ok_or_else(|| Refusal::no_call(self.server))?;
        self.set_state(State::Held)?;
        let key = self.switch.open(leg.user, State::Dialing, Some(leg.id));
        self.switch.join(key, number.to_owned());
        let held = (self.key, self.place);
        (self.key, self.place) = (key, 0);
        self.tell(&[0], Change::Status)?;
        (self.key, self.place) = held;
        Ok(())
    }

    /// Goes from the call that the path names to its consult call, where the content names one.
    fn turn_to_consult(&mut self, wish: &Wish) -> Result<(), Refusal> {
        if !wish.members.contains_key("consultCallUri") {
            return Ok(());
        }
        let uri = wish.text("consultCallUri")?;
        let id = uri.rsplit('/').next().unwrap_or_default();
        let own =
            self.room()?.leg(self.place).cloned().ok_or_else(|| Refusal::no_call(self.server))?;
        let found = find(self.server, self.switch, own.user, id);
        (self.key, self.place) =
            found.ok_or_else(|| Refusal::invalid("`consultCallUri` leads to no call"))?;
        Ok(())
    }

    /// Joins a consult call and the call that waits for it.
    fn complete(&mut self) -> Result<(), Refusal> {
        let room = self.room()?;
        let leg = room.leg(self.place).cloned().ok_or_else(|| Refusal::no_call(self.server))?;
        let others = room.present().filter(|party| party.leg.is_none());
        let numbers = others.map(|party| party.number.clone()).collect::<Vec<_>>();
        let parent =
            leg.parent.as_deref().and_then(|id| find(self.server, self.switch, leg.user, id));
        let (parent, place) = parent.ok_or_else(|| Refusal::no_call(self.server))?;
        self.clear()?;
        (self.key, self.place) = (parent, place);
        for number in numbers {
            self.switch.join(parent, number);
        }
        self.set_state(State::Established)?;
        let legs = self.room()?.legs();
        self.tell(&legs, Change::Participants)
    }
}
