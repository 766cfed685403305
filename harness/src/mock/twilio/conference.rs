//! The conference itself: how it is shown, how it is ended, and when it ends by itself.

use axum::http::StatusCode;
use jiff::Timestamp;

use super::answer;
use crate::mock::fault::Defect;
use crate::mock::laml::Scope;
use crate::mock::laml::dialect::Reason;
use crate::mock::laml::form::{absolute, excerpt, fields, method};
use crate::mock::laml::refusal::Refusal;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::{self, Conference, Ended, Participant};
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;

/// Shows a conference, also one that has ended.
pub(super) fn retrieve(server: &Server, scope: &Scope) -> Result<Reply, Refusal> {
    let store = server.store();
    let own = store.conference(scope.conference).ok_or_else(Refusal::not_found)?;
    if own.ended.is_some() && server.faults.has(Defect::EndedIsForgotten) {
        return Err(Refusal::not_found());
    }
    Ok(Reply::json(Subject::Conference, StatusCode::OK, answer::conference(scope.base, own)?))
}

/// Ends a conference, or has something announced in it.
pub(super) fn update(server: &Server, call: &Call, scope: &Scope) -> Result<Reply, Refusal> {
    let mut store = server.store();
    let clock = store.clock();
    let own = store.conference_mut(scope.conference).ok_or_else(Refusal::not_found)?;
    let mut end = false;
    let mut seen = Vec::new();
    for (name, value) in fields(server, call)? {
        match name.as_str() {
            "Status" if value == "completed" => end = true,
            "Status" if server.faults.has(Defect::ConferenceStatusUnchecked) => {}
            "Status" => {
                let message = "Status of a conference can be set to completed only";
                return Err(Refusal::bad_input(server, Reason::ConferenceStatus, message));
            }
            "AnnounceUrl" => absolute(server, &name, &value)?,
            "AnnounceMethod" => method(server, &name, &value)?,
            // The form is open.
            _ => continue,
        }
        if seen.contains(&name) && !server.variations.lenient {
            let message = format!("{} is given more than once", excerpt(&name));
            return Err(Refusal::bad_input(server, Reason::InvalidArgument, message));
        }
        seen.push(name);
    }
    let now = clock.instant(1);
    if end && own.ended.is_none() {
        let ended = Ended { reason: store::Reason::Asked, by: None };
        close(server, own, ended, now);
        if server.faults.has(Defect::EndCrossesConferences)
            && let Some(other) = store.companion(scope.conference)
        {
            close(server, other, ended, now);
        }
    }
    let own = store.conference(scope.conference).ok_or_else(Refusal::not_found)?;
    Ok(Reply::json(Subject::Conference, StatusCode::OK, answer::conference(scope.base, own)?))
}

/// What follows when somebody was removed: with some, or with the last, the conference ends.
pub(super) fn removed(
    server: &Server,
    conference: &mut Conference,
    gone: &Participant,
    now: Timestamp,
) {
    let has = |defect| server.faults.has(defect);
    if conference.ended.is_some() {
        return;
    }
    let reason = if gone.ends && !has(Defect::EndFlagIgnored) || has(Defect::EveryRemovalEnds) {
        store::Reason::EndingParticipantKicked
    } else if conference.participants.is_empty() && !has(Defect::LastLeavesConferenceOpen) {
        store::Reason::LastParticipantKicked
    } else {
        return;
    };
    let other = conference.participants.first().map_or(gone.call, |other| other.call);
    let by = if has(Defect::EndNamesNextCall) { other } else { gone.call };
    close(server, conference, Ended { reason, by: Some(by) }, now);
}

/// What follows from an update: nothing, but for the fault that takes a mute for a leaving.
pub(super) fn updated(
    server: &Server,
    conference: &mut Conference,
    place: usize,
    before: &Participant,
    now: Timestamp,
) {
    if !server.faults.has(Defect::EndFlagEndsOnMute) || conference.ended.is_some() {
        return;
    }
    let own = conference.participants.get(place).filter(|own| own.ends && own.muted);
    if let Some(own) = own.filter(|_| !before.muted) {
        let reason = store::Reason::EndingParticipantKicked;
        let ended = Ended { reason, by: Some(own.call) };
        close(server, conference, ended, now);
    }
}

/// Ends a conference: who is still there is there no more.
fn close(server: &Server, conference: &mut Conference, ended: Ended, now: Timestamp) {
    let asked = ended.reason == store::Reason::Asked;
    if !(asked && server.faults.has(Defect::ParticipantsOutliveEnd)) {
        while !conference.participants.is_empty() {
            conference.remove(0, server.counts.requests());
        }
    }
    conference.ended = Some(ended);
    conference.updated = now;
}
