//! Faults of what is told: to whom, on which channel, and with what in it.

use serde_json::{Value, json};

use super::Server;
use super::told::{DEVICES, Told};
use crate::mock::fault::Defect;

/// What an operation was about.
#[derive(Debug)]
pub(super) struct Tale<'a> {
    pub(super) operation: &'a str,
    /// Who was to be removed.
    pub(super) removed: Option<&'a str>,
    /// Another call of the same user.
    pub(super) other: String,
}

/// Spoils what came of an operation, as the faults demand.
pub(super) fn spoil(server: &Server, told: &mut Vec<Told>, tale: &Tale<'_>) {
    if server.faults.is_empty() {
        return;
    }
    told.retain(|own| !is_kept_quiet(server, own, tale));
    for own in told.iter_mut() {
        if tale.operation == "RemoveParticipantFromConference" && is_update(own) {
            spoil_removal(server, own, tale);
        }
        spoil_state(server, own, tale);
        spoil_form(server, own);
    }
    if server.faults.has(Defect::ToldToEverybody) {
        let others = told.iter().map(|own| Told { to: 1 - own.to, ..own.clone() });
        let others = others.collect::<Vec<_>>();
        told.extend(others);
    }
    if server.faults.has(Defect::ToldTwice) {
        *told = told.iter().flat_map(|own| [own.clone(), own.clone()]).collect();
    }
}

fn is_update(told: &Told) -> bool {
    told.data["notificationType"] == "ParticipantsUpdated"
}

fn is_kept_quiet(server: &Server, told: &Told, tale: &Tale<'_>) -> bool {
    let has = |defect| server.faults.has(defect);
    let ends = told.data["call"]["state"] == "Released";
    match tale.operation {
        "RemoveParticipantFromConference" => has(Defect::RemovalNeverTold) && is_update(told),
        "Hold" => has(Defect::HoldNeverTold),
        "Retrieve" => has(Defect::RetrieveNeverTold),
        "ClearCall" | "Hangup" => has(Defect::EndNeverTold) && ends,
        _ => false,
    }
}

/// What is told of a removal to those who stay.
fn spoil_removal(server: &Server, told: &mut Told, tale: &Tale<'_>) {
    let has = |defect| server.faults.has(defect);
    let data = &mut told.data;
    if let Some(others) = data["call"]["participants"].as_array_mut() {
        if has(Defect::RemovedStillTold) {
            let number = tale.removed.unwrap_or_default();
            others.insert(0, json!({ "phoneNumber": number, "digits": number }));
        }
        if has(Defect::ToldForgetsOne) {
            others.pop();
        }
        if has(Defect::ToldListIsEmpty) {
            others.clear();
        }
    }
    if has(Defect::RemovalToldAsStatus) {
        data["notificationType"] = json!("StatusChange");
    }
    if has(Defect::RemovalToldOfAnother) {
        let text = data["call"].to_string();
        let id = data["call"]["id"].as_str().unwrap_or_default();
        let other = text.replace(id, &tale.other);
        data["call"] = serde_json::from_str(&other).unwrap_or_default();
    }
    if has(Defect::RemovalToldWithoutCall) {
        drop_member(data, "call");
    }
    if has(Defect::RemovalToldOnDevices) {
        told.channel = DEVICES;
    }
}

fn spoil_state(server: &Server, told: &mut Told, tale: &Tale<'_>) {
    let ends = told.data["call"]["state"] == "Released";
    let wrong = match tale.operation {
        "Hold" => server.faults.has(Defect::HoldToldAsEstablished),
        "ClearCall" | "Hangup" => ends && server.faults.has(Defect::EndToldAsEstablished),
        _ => false,
    };
    if wrong {
        told.data["call"]["state"] = json!("Established");
    }
}

/// The form of anything that is told.
fn spoil_form(server: &Server, told: &mut Told) {
    let has = |defect| server.faults.has(defect);
    let data = &mut told.data;
    if has(Defect::ToldWithoutMessageType) {
        drop_member(data, "messageType");
    }
    if let Some(call) = data.get_mut("call") {
        if has(Defect::ToldDurationIsNumber) {
            let seconds = call["duration"].as_str().and_then(|text| text.parse::<u64>().ok());
            call["duration"] = json!(seconds);
        }
        if has(Defect::ToldWithoutState) {
            drop_member(call, "state");
        }
        if has(Defect::ToldWithoutDigits)
            && let Some(others) = call["participants"].as_array_mut()
        {
            for own in others {
                drop_member(own, "digits");
            }
        }
    }
    if has(Defect::ToldAsText) {
        *data = Value::String(data.to_string());
    }
}

fn drop_member(object: &mut Value, name: &str) {
    if let Some(members) = object.as_object_mut() {
        members.shift_remove(name);
    }
}
