//! What was told, in a person's words: beside the steps of a finding, and as the timeline of a removal.

use std::time::Duration;

use serde_json::Value;

use crate::api::{Calls, calls};
use crate::record::summary::milliseconds;
use crate::record::{Exchange, Notification, Step, TimelineLine, TimelineWord, Trace, User};

/// What was told while a step was under way, or behind it until the next one was sent.
pub(super) fn told_at(trace: &Trace, index: usize) -> Vec<String> {
    let told = trace.told.notifications.iter().filter(|own| own.step() == index);
    told.map(words).collect()
}

/// A notification in a line: the channel, what it tells, and of whom.
fn words(told: &Notification) -> String {
    let text = |own: Option<&Value>| own.and_then(Value::as_str).unwrap_or("(nothing)").to_owned();
    let kind = text(told.data.get("notificationType"));
    let to = match told.to {
        User::First => "",
        User::Second => " (to the other user)",
    };
    let Some(call) = calls::call_told(told) else {
        return format!("{}{to}: {kind}, about no call", told.channel);
    };
    let state = text(call.get("state"));
    let others = calls::participants(call).map_or("nobody".to_owned(), |all| {
        let all: Vec<String> = all.iter().map(number).collect();
        if all.is_empty() { "nobody".to_owned() } else { all.join(", ") }
    });
    let id = calls::id(call).unwrap_or("(no id)");
    format!("{}{to}: {kind}, call {id} is {state} with {others}", told.channel)
}

fn number(participant: &Value) -> String {
    let own = participant.get("digits").unwrap_or(participant);
    own.as_str().map_or_else(|| own.to_string(), str::to_owned)
}

/// A removal as it went: what was sent, answered and told, and what a look showed behind it; none where the trace has no
/// removal that was told.
pub(super) fn timeline(calls: &Calls, trace: &Trace) -> Option<Vec<TimelineLine>> {
    let (removal, ..) = trace.steps().find(|(index, step, exchange)| {
        let accepted = exchange.answer().is_some_and(calls::is_accepted);
        let told = !trace.told.silent.contains(index) && step.awaits.is_some();
        accepted && told && calls.asks_to_remove(&step.call)
    })?;
    let mut lines: Vec<(Duration, TimelineLine)> = Vec::new();
    let mut line = |at: Duration, word: TimelineWord, what: String| {
        lines.push((at, TimelineLine { at_ms: milliseconds(at), word, what }));
    };
    let shown = removal.saturating_sub(1)..=removal + 1;
    for (index, step, exchange) in trace.steps().filter(|(index, ..)| shown.contains(index)) {
        let (sent, answered) = *trace.told.moments.get(index)?;
        line(sent, TimelineWord::Request, request(calls, step, exchange));
        line(answered, TimelineWord::Answer, answer(exchange));
        for told in trace.told.notifications.iter().filter(|own| own.step() == index) {
            line(told.at, TimelineWord::Notification, words(told));
        }
    }
    lines.sort_by_key(|(at, _)| *at);
    let first = lines.first().map_or(0.0, |(_, line)| line.at_ms);
    let lines = lines.into_iter().map(|(_, line)| {
        let at_ms = ((line.at_ms - first) * 1000.0).round() / 1000.0;
        TimelineLine { at_ms, ..line }
    });
    Some(lines.collect())
}

fn request(calls: &Calls, step: &Step, exchange: &Exchange) -> String {
    let url = exchange.request.url.as_str();
    let path = url.match_indices('/').nth(2).map_or(url, |(start, _)| &url[start..]);
    let name = calls.name_of(&step.call).map(|name| format!(" {name}")).unwrap_or_default();
    let sent: Option<Value> =
        exchange.request.body.as_ref().and_then(|body| serde_json::from_str(body).ok());
    let whom = sent.as_ref().and_then(|own| own.get(calls.participant)?.as_str());
    let whom = whom.map(|whom| format!(" {whom}")).unwrap_or_default();
    format!("{} {path}{name}{whom}", exchange.request.method)
}

fn answer(exchange: &Exchange) -> String {
    let Some(answer) = exchange.answer() else { return exchange.outcome_words() };
    let code = calls::code(answer).map(|code| format!(", statusCode {code}")).unwrap_or_default();
    let others = calls::call_in(answer).and_then(calls::participants);
    let others = others.map(|all| all.iter().map(number).collect::<Vec<_>>().join(", "));
    let others = others.map(|all| format!(", participants {all}")).unwrap_or_default();
    format!("{}{code}{others}", answer.status)
}
