//! Operations that a call takes by name: what is accepted, what is refused, and how.

pub mod bad_operation_refused;
pub mod call_names_target;
pub mod capabilities_fit_state;
pub mod code_fits_status;
pub mod code_says_why;
pub mod foreign_call_hidden;
pub mod loose_operation_refused;
pub mod operation_accepted;
pub mod plain_call_refused;
pub mod refusal_has_message;
pub mod unknown_call_refused;
pub mod unknown_participant_refused;

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{At, Complaint, Judged};
use crate::api::Calls;
use crate::api::calls::{call_in, call_told, id, is_accepted, is_refused};
use crate::record::{Answer, Class, Notification, Place, User};

/// The answer to an operation by its own method; none where it is a server error, which has a check of its own.
pub(super) fn answered<'a>(at: &At<'a>) -> Option<&'a Answer> {
    at.answer().filter(|answer| answer.status < 500 && at.is_operation())
}

/// Whether a step is about one call.
pub(super) fn is_about_a_call(words: &Calls, at: &At<'_>) -> bool {
    let operation = at.step.call.operation.as_str();
    operation == words.retrieve || operation == words.operate
}

/// Whether a step's path names a call that was handed over.
pub(super) fn names_handed_call(words: &Calls, at: &At<'_>) -> bool {
    matches!(at.step.call.path.get(words.call_id), Some(Place::Handed { .. }))
}

/// Holds where a request was refused, by its status or by its code.
pub(super) fn refused(at: &At<'_>, message: &str) -> Option<Result<(), Complaint>> {
    let answer = answered(at)?;
    if is_accepted(answer) {
        let expected = "a status of class 4xx, or a statusCode that is not 0";
        let actual = format!("status {}, statusCode 0", answer.status);
        return Some(Err(Complaint::new(message, expected, actual)));
    }
    is_refused(answer).then_some(Ok(()))
}

/// The ids of the calls that a list shows, be it by their addresses or whole; none where it is no such list.
pub(super) fn listed(answer: &Answer) -> Option<Vec<Cow<'_, str>>> {
    let json = answer.json()?;
    let list = json.get("uris").or_else(|| json.get("calls"))?.as_array()?;
    let ids = list.iter().filter_map(|own| match own {
        Value::String(uri) => {
            let segment = uri.trim_end_matches('/').rsplit('/').next()?;
            percent_decode_str(segment).decode_utf8().ok()
        }
        call => id(call).map(Cow::Borrowed),
    });
    Some(ids.collect())
}

/// The id by which a conference's call was handed over.
pub(super) fn handed_id<'a>(
    words: &Calls,
    judged: &'a Judged<'_>,
    conference: usize,
) -> Option<&'a str> {
    let own = judged.trace.world.conferences.get(conference)?;
    own.parameters.get(words.call_id).map(String::as_str)
}

/// What the first user was told about a conference's call, in the order in which it came.
pub(super) fn told<'a>(
    words: &Calls,
    judged: &'a Judged<'_>,
    conference: usize,
) -> impl Iterator<Item = (&'a Notification, &'a Value)> {
    let own = handed_id(words, judged, conference);
    judged.trace.told.notifications.iter().filter_map(move |told| {
        let call = call_told(told)?;
        let is_own = told.to == User::First && own.is_some() && id(call) == own;
        is_own.then_some((told, call))
    })
}

/// Whether everything that was asked for before a step was refused as it should be, or was told to be done and `heard`.
///
/// What was asked for and not waited for may be told at any time; so may be what a server refuses for no reason, and does.
pub(super) fn is_settled(
    words: &Calls,
    judged: &Judged<'_>,
    step: usize,
    heard: impl Fn(usize) -> bool,
) -> bool {
    judged.trace.steps().take(step).all(|(place, step, exchange)| {
        let told = step.awaits.is_some() && !judged.trace.told.silent.contains(&place);
        let done = exchange.answer().is_some_and(|own| {
            let refused = step.class != Class::Valid && is_refused(own);
            refused || is_accepted(own) && told && heard(place)
        });
        done || !words.could_change(&step.call)
    })
}

/// What was last known of a conference's call before a step was answered, or sent, by whichever number of a notification counts
/// such steps: by a look, or by what was told.
pub(super) fn last_known<'a>(
    words: &Calls,
    judged: &'a Judged<'_>,
    conference: usize,
    step: usize,
    steps_before: fn(&Notification) -> usize,
) -> Option<&'a Value> {
    let looks = judged.trace.steps().take(step).filter_map(|(index, step, exchange)| {
        let is_look = step.call.operation == words.retrieve && step.class == Class::Valid;
        let own = words.conference_of(&step.call) == Some(conference) && step.call.method.is_none();
        let answer = exchange.answer().filter(|answer| is_look && own && is_accepted(answer))?;
        Some(((index + 1, false), call_in(answer)?))
    });
    let told = told(words, judged, conference)
        .filter(|(own, _)| steps_before(own) <= step)
        .map(|(own, call)| ((own.after, true), call));
    looks.chain(told).max_by_key(|(place, _)| *place).map(|(_, call)| call)
}
