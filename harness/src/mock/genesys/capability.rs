//! Which operations are open to a leg in its present state: one table, by which they are shown and refused.

use super::Server;
use super::switch::{Room, State};
use crate::mock::fault::Defect;

/// A rule of the table.
struct Rule {
    operation: &'static str,
    states: &'static [State],
    /// Whether more than two must be on the call.
    conference: bool,
    /// Whether the call must be one's own.
    owner: bool,
    /// Whether the leg must be that of a consult call.
    consult: bool,
}

const fn rule(operation: &'static str, states: &'static [State]) -> Rule {
    Rule { operation, states, conference: false, owner: false, consult: false }
}

const TABLE: &[Rule] = &[
    rule("InitiateConference", &[State::Established]),
    rule("Hold", &[State::Established]),
    rule("Retrieve", &[State::Held]),
    rule("SingleStepConference", &[State::Established]),
    Rule { consult: true, ..rule("CompleteConference", &[State::Dialing, State::Established]) },
    Rule {
        conference: true,
        owner: true,
        ..rule("RemoveParticipantFromConference", &[State::Established])
    },
    Rule { conference: true, ..rule("ClearCall", &[State::Established, State::Held]) },
    rule("Hangup", &[State::Dialing, State::Established, State::Held]),
];

/// Why an operation is not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// The call belongs to somebody else.
    NotOwner,
    /// The call is no conference.
    NoConference,
    /// Its state does not allow it.
    State,
}

/// Whether an operation is open to the leg at a place.
pub(super) fn allows(room: &Room, place: usize, operation: &str) -> Result<(), Closed> {
    let state = room.leg(place).map_or(State::Released, |leg| leg.state);
    allows_in(room, place, operation, state)
}

/// Whether an operation would be open if the leg stood there.
fn allows_in(room: &Room, place: usize, operation: &str, state: State) -> Result<(), Closed> {
    let own = TABLE.iter().find(|rule| rule.operation == operation);
    let (Some(rule), Some(leg)) = (own, room.leg(place)) else { return Err(Closed::State) };
    // Whoever began the call owns it.
    if rule.owner && place != 0 {
        return Err(Closed::NotOwner);
    }
    if rule.conference && !room.is_conference() {
        return Err(Closed::NoConference);
    }
    let fits = rule.states.contains(&state) && (!rule.consult || leg.parent.is_some());
    if fits { Ok(()) } else { Err(Closed::State) }
}

/// What is open to the leg at a place.
pub(super) fn capabilities(server: &Server, room: &Room, place: usize) -> Vec<&'static str> {
    let names = TABLE.iter().map(|rule| rule.operation);
    names.filter(|operation| is_shown(server, room, place, operation)).collect()
}

/// Whether an operation is among the capabilities. Hook of the faults that show others than there are.
fn is_shown(server: &Server, room: &Room, place: usize, operation: &str) -> bool {
    let has = |defect| server.faults.has(defect);
    let Some(leg) = room.leg(place) else { return false };
    let other_way_round = match operation {
        "Hold" if has(Defect::CapabilitiesTurnedOver) => "Retrieve",
        "Retrieve" if has(Defect::CapabilitiesTurnedOver) => "Hold",
        own => own,
    };
    let never = has(Defect::CapabilitiesNeverChange) && leg.state == State::Held;
    let state = if never { State::Established } else { leg.state };
    let open = allows_in(room, place, other_way_round, state);
    if operation != "RemoveParticipantFromConference" {
        return open.is_ok();
    }
    let established = state == State::Established;
    match open {
        Ok(()) => !has(Defect::ConferenceCantRemove),
        Err(Closed::NoConference) => established && has(Defect::PlainCallCanRemove),
        Err(Closed::NotOwner) => established && room.is_conference() && has(Defect::GuestCanRemove),
        Err(Closed::State) => false,
    }
}
