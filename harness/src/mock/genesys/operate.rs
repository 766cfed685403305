//! Operations on calls: what is asked for is read, held against the state, done, and noted to be told.

use axum::http::header;
use serde_json::{Map, Value, json};

use super::Server;
use super::answer::{About, Answer};
use super::capability::{Closed, allows};
use super::refusal::{Refusal, code};
use super::switch::{Room, State, Switch};
use super::told::{Change, Told, told};
use crate::mock::serve::Call;

/// The content of a request: an object that says what is to be done.
pub(super) struct Wish {
    pub(super) operation: String,
    members: Map<String, Value>,
}

impl Wish {
    /// Reads the content.
    pub(super) fn read(call: &Call) -> Result<Self, Refusal> {
        let field = call.headers.get(header::CONTENT_TYPE).and_then(|field| field.to_str().ok());
        let essence = field.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(Refusal::media_type());
        }
        let malformed = || Refusal::invalid("The content is no JSON object");
        let body = call.body.as_deref().ok_or_else(malformed)?;
        let members: Map<String, Value> = serde_json::from_slice(body).map_err(|_| malformed())?;
        let operation = match members.get("operationName") {
            None => return Err(Refusal::missing("operationName")),
            Some(Value::String(name)) => name.clone(),
            Some(_) => return Err(Refusal::invalid("`operationName` is not a string")),
        };
        Ok(Self { operation, members })
    }

    /// A text that must be there.
    fn text(&self, name: &str) -> Result<&str, Refusal> {
        match self.members.get(name) {
            None => Err(Refusal::missing(name)),
            Some(Value::String(text)) if text.is_empty() => {
                Err(Refusal::invalid(format!("`{name}` is empty")))
            }
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Refusal::invalid(format!("`{name}` is not a string"))),
        }
    }

    /// The number of whoever is to be called.
    fn destination(&self) -> Result<&str, Refusal> {
        let destination = self.members.get("destination");
        let destination = destination.ok_or_else(|| Refusal::missing("destination"))?;
        match destination.get("phoneNumber") {
            Some(Value::String(number)) if !number.is_empty() => Ok(number),
            None if destination.is_object() => Err(Refusal::missing("destination.phoneNumber")),
            _ => Err(Refusal::invalid("`destination` has no phone number")),
        }
    }
}

/// Carries out an operation on the user.
pub(super) fn on_me(wish: &Wish) -> Result<Answer, Refusal> {
    match wish.operation.as_str() {
        "StartContactCenterSession" => {
            let channels = wish.members.get("channels").ok_or_else(|| Refusal::missing("channels"));
            let texts = channels?.as_array().filter(|all| all.iter().all(Value::is_string));
            if texts.is_none_or(Vec::is_empty) {
                return Err(Refusal::invalid("`channels` is no list of channels"));
            }
        }
        "EndContactCenterSession" => {}
        other => return Err(unknown(other)),
    }
    Ok(passed_on())
}

fn unknown(operation: &str) -> Refusal {
    Refusal::invalid(format!("The resource has no operation `{operation}`"))
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
    let (key, place) = find(&switch, user, id).ok_or_else(Refusal::no_call)?;
    let mut work = Work { server, switch: &mut switch, key, place, told: Vec::new() };
    work.carry_out(wish)?;
    let told = work.told;
    // As long as nobody else can change a call, so that what is told keeps its order.
    let ticket = server.line.put(told);
    drop(switch);
    Ok(Answer { ticket: Some(ticket), ..passed_on() })
}

/// The call of a user by its id, and the place of the leg in it.
pub(super) fn find(switch: &Switch, user: usize, id: &str) -> Option<(u64, usize)> {
    let room = switch.room_of(id)?;
    let place = room.place(id)?;
    (room.leg(place)?.user == user).then_some((room.key, place))
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
        self.switch.room(self.key).ok_or_else(Refusal::no_call)
    }

    fn room_mut(&mut self) -> Result<&mut Room, Refusal> {
        self.switch.room_mut(self.key).ok_or_else(Refusal::no_call)
    }

    fn carry_out(&mut self, wish: &Wish) -> Result<(), Refusal> {
        let operation = wish.operation.as_str();
        match operation {
            "RemoveParticipantFromConference" => {
                let number = wish.text("participant")?;
                self.demand(operation)?;
                self.remove(number)
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
            other => Err(unknown(other)),
        }
    }

    /// Whether the call's state, kind and owner allow an operation.
    fn demand(&self, operation: &str) -> Result<(), Refusal> {
        allows(self.room()?, self.place, operation).map_err(|closed| {
            let (code, why) = match closed {
                Closed::NotOwner => (code::NO_PERMISSION, "the call belongs to somebody else"),
                Closed::NoConference => (code::INVALID_IN_STATE, "the call is no conference"),
                Closed::State => {
                    (code::INVALID_IN_STATE, "the state of the call does not allow it")
                }
            };
            Refusal::new(code, format!("{operation}: {why}"))
        })
    }

    /// Notes what the users of some legs are to be told.
    fn tell(&mut self, places: &[usize], change: Change) -> Result<(), Refusal> {
        let server = self.server;
        let room = self.room_mut()?;
        room.revision += 1;
        let all = places.iter().filter_map(|place| told(server, room, *place, change));
        let all = all.collect::<Vec<_>>();
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
        let place = self.room()?.place_of_number(number).filter(|place| *place != self.place);
        let place = place.ok_or_else(|| {
            let message = format!("`{number}` does not take part in the conference");
            Refusal::new(code::INVALID_IN_STATE, message)
        })?;
        self.leave(place)
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
        let leg = self.room()?.leg(self.place).cloned().ok_or_else(Refusal::no_call)?;
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
        let own = self.room()?.leg(self.place).cloned().ok_or_else(Refusal::no_call)?;
        let found = find(self.switch, own.user, id);
        (self.key, self.place) =
            found.ok_or_else(|| Refusal::invalid("`consultCallUri` leads to no call"))?;
        Ok(())
    }

    /// Joins a consult call and the call that waits for it.
    fn complete(&mut self) -> Result<(), Refusal> {
        let room = self.room()?;
        let leg = room.leg(self.place).cloned().ok_or_else(Refusal::no_call)?;
        let others = room.present().filter(|party| party.leg.is_none());
        let numbers = others.map(|party| party.number.clone()).collect::<Vec<_>>();
        let parent = leg.parent.as_deref().and_then(|id| find(self.switch, leg.user, id));
        let (parent, place) = parent.ok_or_else(Refusal::no_call)?;
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
