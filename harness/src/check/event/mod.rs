//! What is told unasked: notifications, and the messages of Bayeux that carry them.

pub mod end_told;
pub mod every_url_served;
pub mod handshake_answered;
pub mod hold_told;
pub mod messages_well_formed;
pub mod notification_well_formed;
pub mod refusal_told_nothing;
pub mod removal_told;
pub mod subscription_answered;
pub mod told_as_is;
pub mod told_as_subscribed;
pub mod told_from_subscribe_on;
pub mod told_in_order;
pub mod told_once;
pub mod told_to_own_user;
pub mod told_with_others;
pub mod told_without_removed;
pub mod unknown_session_told;

use serde_json::Value;

use super::operation::told;
use super::{At, Judged};
use crate::api::Calls;
use crate::api::calls::{channel, is_accepted, lists, messages, notification_type, state};
use crate::record::Json;
use crate::record::verdict::Failing;
use crate::record::{Awaited, Class, Exchange, Notification, Step, Verdict};

/// A verdict on so many occasions, none of which failed.
fn passed(times: usize) -> Verdict {
    if times == 0 { Verdict::NotApplicable } else { Verdict::Pass(times) }
}

fn failed(
    step: usize,
    message: impl Into<String>,
    expected: impl Into<String>,
    actual: impl Into<String>,
) -> Verdict {
    let (message, expected, actual) = (message.into(), expected.into(), actual.into());
    Verdict::Fail(Failing { step, message, expected, actual })
}

/// Whether a step was accepted.
fn accepted(exchange: &Exchange) -> bool {
    exchange.answer().is_some_and(is_accepted)
}

/// What an accepted step has to bring about: the conference, and what is told of its call then.
enum Effect<'a> {
    /// The call is in a state.
    State(usize, &'a str),
    /// The call no longer lists a number.
    Without(usize, &'a str),
}

impl Effect<'_> {
    fn conference(&self) -> usize {
        match self {
            Self::State(conference, _) | Self::Without(conference, _) => *conference,
        }
    }

    /// Whether a notification about the conference's call shows it.
    fn shows(&self, words: &Calls, told: &Notification, call: &Value) -> bool {
        match self {
            Self::State(_, wanted) => {
                !words.tells_participants(&told.data) && state(call) == Some(wanted)
            }
            Self::Without(_, number) => {
                words.tells_participants(&told.data) && lists(call, number) == Some(false)
            }
        }
    }
}

/// What a step has to bring about, where it was accepted and is to be told.
fn effect<'a>(
    words: &'a Calls,
    judged: &'a Judged<'_>,
    step: &'a Step,
    exchange: &Exchange,
) -> Option<Effect<'a>> {
    let lawful = matches!(step.class, Class::Valid | Class::Unusual);
    if !lawful || !accepted(exchange) || !words.could_change(&step.call) {
        return None;
    }
    let conference = words.conference_of(&step.call)?;
    if let Some(state) = words.asked_state(&step.call) {
        return Some(Effect::State(conference, state));
    }
    if !words.asks_to_remove(&step.call) {
        return None;
    }
    let place = words.participant_of(&step.call)?;
    let crate::record::Place::Handed { conference: own, participant: Some(who), .. } = place else {
        return None;
    };
    let world = judged.trace.world.conferences.get(*own)?;
    let number = world.participants.get(*who)?.get(words.participant)?;
    Some(Effect::Without(conference, number))
}

/// The valid removals that were accepted and whose notification was waited for: step, conference, number, and whether
/// nothing came in time.
fn removals<'a>(
    words: &'a Calls,
    judged: &'a Judged<'_>,
) -> impl Iterator<Item = (usize, usize, &'a str, bool)> {
    judged.trace.steps().filter_map(move |(index, step, exchange)| {
        let waited = matches!(step.awaits, Some(Awaited::Removal { .. }));
        let Effect::Without(conference, number) = effect(words, judged, step, exchange)? else {
            return None;
        };
        let is_judged = waited && step.class == Class::Valid && judged.trace.told.first_listens;
        let silent = judged.trace.told.silent.contains(&index);
        is_judged.then_some((index, conference, number, silent))
    })
}

/// What the first user was told of a conference's participants since a step was sent.
fn participants_told<'a>(
    words: &'a Calls,
    judged: &'a Judged<'_>,
    conference: usize,
    since: usize,
) -> impl Iterator<Item = (&'a Notification, &'a Value)> {
    told(words, judged, conference)
        .filter(move |(own, _)| own.sent > since && words.tells_participants(&own.data))
}

/// What a notification tells, without what changes by itself.
fn lasting(data: &Value) -> Value {
    let mut own = data.clone();
    if let Some(members) = own.as_object_mut() {
        members.remove("metrics");
    }
    if let Some(call) = own.get_mut("call").and_then(Value::as_object_mut) {
        call.remove("duration");
    }
    own
}

/// Whether a notification tells of a change of the call.
fn is_change(words: &Calls, told: &Notification) -> bool {
    let types = [words.participants_told, words.state_told];
    notification_type(&told.data).is_some_and(|own| types.contains(&own))
}

/// The first message that a step sends, and its channel.
fn message(step: &Step) -> Option<(&Json, &str)> {
    let first = messages(&step.call).first()?;
    Some((first, channel(first)?))
}

/// Whether the first message that a step sends goes to a channel.
fn sends(step: &Step, wanted: &str) -> bool {
    message(step).is_some_and(|(_, channel)| channel == wanted)
}

/// The place of the last connect of a conversation.
fn last_connect(judged: &Judged<'_>) -> Option<usize> {
    let connects = judged.trace.steps().filter(|(_, step, _)| sends(step, "/meta/connect"));
    connects.last().map(|(index, ..)| index)
}

/// The messages of an answer; one alone stands for a list of one.
fn answered(answer: &Value) -> Vec<&Value> {
    match answer {
        Value::Array(all) => all.iter().collect(),
        one => vec![one],
    }
}

/// The reply to the first message that a step sends, where its answer has one.
fn reply<'a>(at: &At<'a>) -> Option<&'a Value> {
    let (_, channel) = message(at.step)?;
    let json = at.answer()?.json()?;
    answered(json)
        .into_iter()
        .find(|own| own.get("channel").and_then(Value::as_str) == Some(channel))
}

/// Whether a step is a message of Bayeux at the plain path.
fn is_message(words: &Calls, at: &At<'_>) -> bool {
    at.step.call.operation == words.messages && at.is_operation()
}

/// The events that a conversation's answers delivered about a call: the step, and the call.
fn delivered<'a>(words: &Calls, judged: &'a Judged<'_>, id: &str) -> Vec<(usize, &'a Value)> {
    let mut all = Vec::new();
    for (index, step, exchange) in judged.trace.steps() {
        let own = [words.messages, words.messages_at].contains(&step.call.operation.as_str());
        let Some(json) = exchange.answer().filter(|_| own).and_then(crate::record::Answer::json)
        else {
            continue;
        };
        for message in answered(json) {
            let is_event = message.get("channel").and_then(Value::as_str) == Some(words.channel);
            let call = message.get("data").and_then(|data| data.get("call"));
            let Some(call) = call.filter(|_| is_event) else { continue };
            if crate::api::calls::id(call) == Some(id) {
                all.push((index, call));
            }
        }
    }
    all
}

/// The place of the step that subscribes, and what it asks for.
fn subscription<'a>(judged: &Judged<'a>) -> Option<(usize, &'a Json)> {
    judged.trace.steps().find_map(|(index, step, _)| {
        let (message, _) = message(step).filter(|_| sends(step, "/meta/subscribe"))?;
        Some((index, message.member("subscription")?))
    })
}
