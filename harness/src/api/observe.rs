//! An exchange as the model of a life sees it.

use std::collections::BTreeMap;

use rollcall_spec::value::Rfc2822;
use serde_json::Value;

use super::{ConferenceWords, Dialect, Resources, Style};
use crate::lifecycle::{Action, Id, Moment, Sighting};
use crate::record::{Answer, Call, Class, Exchange, Place, Step, Trace, World};

/// Each executed step of a trace as the model of a life sees it.
pub fn observe(dialect: &Dialect, trace: &Trace) -> Vec<Moment> {
    match &dialect.style {
        Style::Resources(own) => observe_resources(own, trace),
        Style::Calls(own) => super::observe_calls::observe(own, trace),
    }
}

fn observe_resources(dialect: &Resources, trace: &Trace) -> Vec<Moment> {
    let groups = trace.case.groups();
    let group = |index: usize| {
        let own = groups.iter().find(|group| group.contains(&index));
        own.filter(|group| group.len() > 1).map(|group| group.start)
    };
    trace
        .steps()
        .map(|(index, step, exchange)| Moment {
            step: index,
            group: group(index),
            action: action(dialect, trace, step, exchange),
            sightings: sightings(dialect, trace, step, exchange),
            is_list: step.call.operation == dialect.roles.list,
            missing: missing(dialect, trace, step, exchange),
        })
        .collect()
}

/// The link to the next page that an answer to a list carries.
pub fn next_link(dialect: &Resources, answer: &Answer) -> Option<String> {
    let json = answer.json().filter(|_| answer.is_success())?;
    let link = json.get(dialect.next_page)?.as_str()?;
    // An empty link ends the pages as `null` does. Where the form of links has a check of its own, the text `null` is its
    // affair, and following it would only say the same in other words.
    let broken = link == "null" && dialect.envelope.is_some();
    (!link.is_empty() && !broken).then(|| link.to_owned())
}

/// Whether a page says that there is no other behind it.
pub fn is_last_page(dialect: &Resources, page: &Value) -> bool {
    page.get(dialect.next_page).is_some_and(|next| next.is_null() || next == "")
}

fn action(dialect: &Resources, trace: &Trace, step: &Step, exchange: &Exchange) -> Action {
    let call = &step.call;
    if !dialect.could_change(call) {
        return Action::Look;
    }
    if let Some(own) = dialect.of_conference(&call.operation) {
        return action_on_conference(dialect, own, step, exchange);
    }
    let who = named(call);
    let Some(answer) = exchange.answer() else {
        return who.map_or(Action::Look, |who| Action::Unclear { who });
    };
    if !answer.is_success() {
        if answer.status == 404 && expects_success(step) {
            // Nothing was refused: nobody was there.
            return Action::Look;
        }
        return if answer.status >= 500 {
            who.map_or(Action::Look, |who| Action::Unclear { who })
        } else {
            Action::Refused
        };
    }
    let Some(who) = who else { return Action::Look };
    if call.method.is_some() || !expects_success(step) {
        // Accepted though it had to be refused, or was worth refusing: what it did is anybody's guess.
        return Action::Unclear { who };
    }
    if call.operation == dialect.roles.remove {
        return Action::Remove { who };
    }
    let (members, unsure) = asked(dialect, trace, step);
    Action::Update { who, members, unsure }
}

/// What a change of the conference itself did.
fn action_on_conference(
    dialect: &Resources,
    own: &ConferenceWords,
    step: &Step,
    exchange: &Exchange,
) -> Action {
    let call = &step.call;
    let Some(conference) = dialect.conference_of(call) else { return Action::Look };
    let done = exchange.answer().is_none_or(|answer| answer.is_success() || answer.status >= 500);
    if !done {
        let nobody = exchange.status() == Some(404) && expects_success(step);
        return if nobody { Action::Look } else { Action::Refused };
    }
    let plain = call.method.is_none() && expects_success(step) && own.update == call.operation;
    if plain && !dialect.asks_to_end(call) {
        return Action::Look;
    }
    // What another method did, or a request that had to be refused, is anybody's guess: nobody may be there any more.
    Action::End { conference }
}

/// Whether nothing but the participant's absence is a reason to refuse a step.
fn expects_success(step: &Step) -> bool {
    matches!(step.class, Class::Valid | Class::Contended)
}

/// The members that an update asks for, and those which it leaves unsure.
fn asked(
    dialect: &Resources,
    trace: &Trace,
    step: &Step,
) -> (BTreeMap<String, Value>, Vec<String>) {
    let form = step.call.form();
    let mut members = BTreeMap::new();
    let mut unsure = Vec::new();
    for (field, member) in dialect.shows {
        let mut values = form.iter().filter(|(name, _)| name == field).map(|(_, place)| place);
        let (Some(place), rest) = (values.next(), values.next()) else { continue };
        let value = trace.world.value(place).and_then(|text| match text.as_ref() {
            _ if rest.is_some() => None,
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            text if matches!(place, Place::Handed { .. }) => {
                Some(told(dialect, &Value::from(text)))
            }
            text if dialect.any_value.contains(field) && !text.eq_ignore_ascii_case("true") => {
                Some(Value::Bool(false))
            }
            _ => None,
        });
        match value {
            Some(value) => {
                members.insert((*member).to_owned(), value);
            }
            None => unsure.push((*member).to_owned()),
        }
    }
    // A coach who stops coaching may or may not forget whom; a call to coach without the flag says little.
    for (field, on, needed) in dialect.demands {
        let member_of = |name: &str| dialect.shows.iter().find(|(own, _)| *own == name);
        let (Some((_, flag)), Some((_, other))) = (member_of(field), member_of(needed)) else {
            continue;
        };
        if members.get(*flag).is_none_or(|value| value != &Value::Bool(*on == "true")) {
            let touched = form.iter().any(|(name, _)| name == field || name == needed);
            members.remove(*other);
            if touched {
                unsure.push((*other).to_owned());
                if !members.contains_key(*flag) {
                    unsure.push((*flag).to_owned());
                }
            }
        }
    }
    (members, unsure)
}

fn sightings(
    dialect: &Resources,
    trace: &Trace,
    step: &Step,
    exchange: &Exchange,
) -> Vec<Sighting> {
    let call = &step.call;
    let Some(answer) = exchange.answer().filter(|answer| answer.is_success()) else {
        return vec![];
    };
    if call.method.is_some() || step.class.must_be_refused() && step.class != Class::Removed {
        return vec![];
    }
    let Some(json) = answer.json() else { return vec![] };
    if call.operation == dialect.roles.list {
        let items = json.get(dialect.items).and_then(Value::as_array);
        let Some(conference) = call.conference() else { return vec![] };
        return items
            .into_iter()
            .flatten()
            .filter_map(|item| {
                let who = owner(dialect, &trace.world, conference, item)?;
                Some(sighting(dialect, who, item))
            })
            .collect();
    }
    if call.operation == dialect.roles.remove || dialect.of_conference(&call.operation).is_some() {
        return vec![];
    }
    let who = named(call).filter(|who| {
        let other = dialect.is_by_label(step)
            && owner(dialect, &trace.world, who.conference, json) != Some(*who);
        !other
    });
    who.map(|who| sighting(dialect, who, json)).into_iter().collect()
}

fn sighting(dialect: &Resources, who: Id, item: &Value) -> Sighting {
    let members = dialect
        .followed
        .iter()
        .filter_map(|name| item.get(name).map(|value| ((*name).to_owned(), told(dialect, value))))
        .collect();
    let ends_conference = item.get(dialect.ends_conference) == Some(&Value::Bool(true));
    let changed = item.get(dialect.changed).and_then(Value::as_str);
    let changed = changed.and_then(|text| text.parse::<Rfc2822>().ok());
    let changed = changed.map(|date| date.instant().as_second());
    Sighting { who, members, changed, ends_conference }
}

/// A member's value so that what means the same is the same: dates as instants, ids as they are compared.
fn told(dialect: &Resources, value: &Value) -> Value {
    let Some(text) = value.as_str() else { return value.clone() };
    // No date is without white space; ids are, and there are many of them.
    if !text.contains(char::is_whitespace) {
        return Value::from(text.to_ascii_lowercase());
    }
    match text.parse::<Rfc2822>() {
        Ok(date) => Value::from(date.instant().to_string()),
        Err(_) => Value::from(dialect.id_key(text)),
    }
}

/// Which handed-over participant an item of a list shows.
fn owner(dialect: &Resources, world: &World, conference: usize, item: &Value) -> Option<Id> {
    let (member, parameter) =
        dialect.names.iter().find(|(_, own)| *own == dialect.ids.participant)?;
    let id = item.get(member)?.as_str()?;
    let participants = &world.conferences.get(conference)?.participants;
    let participant = participants
        .iter()
        .position(|own| own.get(*parameter).is_some_and(|value| dialect.same_id(value, id)))?;
    Some(Id { conference, participant })
}

fn missing(dialect: &Resources, trace: &Trace, step: &Step, exchange: &Exchange) -> Vec<Id> {
    let call = &step.call;
    let (Some(answer), true) = (exchange.answer(), expects_success(step)) else {
        return vec![];
    };
    if call.operation == dialect.roles.list {
        return missing_from_list(dialect, trace, call, answer);
    }
    // Whoever is not found by a label may be there all the same; and where the path of a change is not found, a look tells more.
    let looks = call.operation == dialect.roles.retrieve || step.class == Class::Contended;
    let missed = call.method.is_none() && looks && !dialect.is_by_label(step);
    match (named(call), answer.status) {
        (Some(who), 404) if missed => vec![who],
        _ => vec![],
    }
}

/// Whom a whole, unfiltered list does not show.
fn missing_from_list(dialect: &Resources, trace: &Trace, call: &Call, answer: &Answer) -> Vec<Id> {
    let Some(conference) = call.conference() else { return vec![] };
    if !call.query.is_empty() || call.next_page || !answer.is_success() {
        return vec![];
    }
    let Some(json) = answer.json() else { return vec![] };
    let more = json.get(dialect.next_page).is_some_and(|next| !next.is_null());
    let Some(items) = json.get(dialect.items).and_then(Value::as_array).filter(|_| !more) else {
        return vec![];
    };
    let shown: Vec<Id> =
        items.iter().filter_map(|item| owner(dialect, &trace.world, conference, item)).collect();
    let all = trace.world.conferences.get(conference).map_or(0, |own| own.participants.len());
    (0..all)
        .map(|participant| Id { conference, participant })
        .filter(|who| !shown.contains(who))
        .collect()
}

/// The handed-over participant that a call's path names, where path and conference belong together.
fn named(call: &Call) -> Option<Id> {
    let (conference, participant) = call.participant()?;
    Some(Id { conference, participant })
}
