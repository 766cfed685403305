//! The conference itself: how it is shown, how it is ended, and when it ends by itself.

use axum::http::StatusCode;
use jiff::Timestamp;

use super::answer;
use crate::mock::laml::Scope;
use crate::mock::laml::dialect::Reason;
use crate::mock::laml::form::{absolute, excerpt, fields, method};
use crate::mock::laml::refusal::Refusal;
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::{Call, Server};
use crate::mock::store::{self, Conference, Ended, Participant};

/// Shows a conference, also one that has ended.
pub(super) fn retrieve(server: &Server, scope: &Scope) -> Result<Reply, Refusal> {
    let store = server.store();
    let own = store.conference(scope.conference).ok_or_else(Refusal::not_found)?;
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
    if end && own.ended.is_none() {
        let now = clock.instant(1);
        while !own.participants.is_empty() {
            own.remove(0, server.counts.requests());
        }
        close(own, Ended { reason: store::Reason::Asked, by: None }, now);
    }
    Ok(Reply::json(Subject::Conference, StatusCode::OK, answer::conference(scope.base, own)?))
}

/// What follows when somebody was removed: with some, or with the last, the conference ends.
pub(super) fn removed(
    server: &Server,
    conference: &mut Conference,
    gone: &Participant,
    now: Timestamp,
) {
    if conference.ended.is_some() {
        return;
    }
    let reason = if gone.ends {
        store::Reason::EndingParticipantKicked
    } else if conference.participants.is_empty() {
        store::Reason::LastParticipantKicked
    } else {
        return;
    };
    while !conference.participants.is_empty() {
        conference.remove(0, server.counts.requests());
    }
    close(conference, Ended { reason, by: Some(gone.call) }, now);
}

const fn close(conference: &mut Conference, ended: Ended, now: Timestamp) {
    conference.ended = Some(ended);
    conference.updated = now;
}
