//! What happens to calls, as users are told of it: a call as it is now, and what has changed.

use rollcall_generated::genesys::types::{
    Call, CallMute, CallParticipantsItem, CallState, CallType, Capability, NotificationType,
    Participant,
};
use rollcall_spec::value::StringEnum as _;
use serde_json::{Value, json};

use super::Server;
use super::capability::capabilities;
use super::switch::{Room, State};
use super::vary;
use crate::mock::clock::Clock;
use crate::mock::fault::Defect;

/// Where changes of calls are published.
pub(super) const CALLS: &str = "/v2/me/calls";
/// Where changes of devices are published.
pub(super) const DEVICES: &str = "/v2/me/devices";

/// What has changed of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Status,
    Participants,
    Data,
}

/// Something that a user is to be told.
#[derive(Debug, Clone)]
pub(super) struct Told {
    /// The user.
    pub(super) to: usize,
    pub(super) channel: &'static str,
    pub(super) data: Value,
}

/// What a server that tells more tells besides: that data was attached, and that the telephone is busy.
pub(super) fn more(server: &Server, room: &Room, place: usize) -> Vec<Told> {
    let Some(leg) = room.leg(place).filter(|leg| leg.state != State::Released) else {
        return Vec::new();
    };
    let device = json!({
        "messageType": "DeviceStateChangeMessage",
        "notificationType": "StatusChange",
        "devices": [{ "deviceState": "Active", "uri": server.users[leg.user].device }],
    });
    let device = Told { to: leg.user, channel: DEVICES, data: device };
    told(server, room, place, Change::Data).into_iter().chain([device]).collect()
}

/// What the user of a leg is told of it.
pub(super) fn told(server: &Server, room: &Room, place: usize, change: Change) -> Option<Told> {
    let leg = room.leg(place)?;
    let kind = match change {
        Change::Status => NotificationType::StatusChange,
        Change::Participants => NotificationType::ParticipantsUpdated,
        Change::Data => NotificationType::AttachedDataChanged,
    };
    let mut data = json!({
        "messageType": "CallStateChangeMessage",
        "notificationType": kind.as_str(),
        "call": show(server, room, place)?,
        "phoneNumber": room.parties[place].number,
        "extensions": { "BusinessCall": 0 },
    });
    vary::told(server, &mut data);
    Some(Told { to: leg.user, channel: CALLS, data })
}

/// A leg, as its user sees it.
pub(super) fn show(server: &Server, room: &Room, place: usize) -> Option<Value> {
    show_with(server, room, place, false)
}

/// A leg as a retrieval shows it. Hook of the faults that show how it was.
pub(super) fn retrieved(server: &Server, room: &Room, place: usize) -> Option<Value> {
    let mut shown = show_with(server, room, place, server.faults.has(Defect::GetShowsRemoved))?;
    if server.faults.has(Defect::GetShowsOldState) {
        shown["state"] = json!("Established");
    }
    Some(shown)
}

fn show_with(server: &Server, room: &Room, place: usize, gone: bool) -> Option<Value> {
    let leg = room.leg(place)?;
    let path = format!("/calls/{}", leg.id);
    let address = |path: &str| format!("{}/api/v2/me{path}", server.origin);
    let others = room.parties.iter().enumerate();
    let others = others.filter(|(other, party)| *other != place && (party.present || gone));
    let seconds = match server.clock {
        Clock::Real => room.began.elapsed().as_secs(),
        Clock::Fixed => u64::from(room.revision),
    };
    let capable = capabilities(server, room, place).into_iter().map(Capability::from_wire);
    let mut call = Call::new(leg.id.clone(), CallState::from_wire(leg.state.as_str()))
        .with_call_uuid(leg.id.clone())
        .with_conn_id(format!("{:016x}", room.connection))
        .with_participants(others.map(|(_, party)| participant(&party.number)).collect())
        .with_call_type(if leg.parent.is_some() { CallType::Consult } else { CallType::Internal })
        .with_capabilities(capable.collect())
        .with_duration(seconds.to_string())
        .with_mute(CallMute::Off)
        .with_supervisor_listening_in(false)
        .with_monitored_user_muted(false)
        .with_monitoring(false);
    // Each address is one: its parts are.
    call.device_uri = server.users[leg.user].device.parse().ok();
    call.uri = address(&path).parse().ok();
    call.path = Some(path);
    // The number that was dialled stays, whoever leaves.
    call.dnis = room.parties.get(1).map(|dialled| dialled.number.clone());
    if let Some(parent) = &leg.parent {
        let path = format!("/calls/{parent}");
        call = call.with_parent_call_uri(address(&path)).with_parent_call_path(path);
    }
    let mut call = serde_json::to_value(call).ok()?;
    vary::call(server, &mut call);
    if server.faults.has(Defect::UriLeadsElsewhere) {
        call["uri"] = json!(address("/calls/01ELSEWHERE"));
    }
    Some(call)
}

fn participant(number: &str) -> CallParticipantsItem {
    CallParticipantsItem::Participant(Box::new(
        Participant::new(number)
            .with_e164_number("")
            .with_formatted_phone_number(number)
            .with_phone_number(number),
    ))
}
