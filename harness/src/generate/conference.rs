//! Cases about the conference itself: looks, updates, and its end, by whichever way it comes.

use rollcall_spec::Keyword;

use super::build::{
    call, consuming, end, look, look_at_all, shared, step, twin, update, valid, visible_update,
    with_body,
};
use super::inputs::form_shapes_of;
use super::negative::broken_step;
use super::schema::{Break, Shape};
use crate::api::{ConferenceWords, Resources};
use crate::record::{Body, Call, Case, Class, Credentials, Place, Step};

/// Each form field of an update with each of its good values, but for what ends the conference.
pub fn good(dialect: &Resources) -> Vec<Case> {
    let Some(own) = &dialect.conference else { return vec![] };
    let mut cases =
        vec![shared(own.fetch, "both conferences", vec![at(dialect, 0), at(dialect, 1)])];
    for (name, shape) in form_shapes_of(dialect, own.update) {
        for value in shape.good().into_iter().filter(|_| name != own.end.0) {
            let update = valid("", set(dialect, own, &name, &value));
            let steps = vec![at(dialect, 0), update, at(dialect, 0), look(dialect, 0, 0)];
            cases.push(shared(
                own.update,
                format!("{} with `{name}` = `{value}`", own.update),
                steps,
            ));
        }
    }
    cases
}

/// Each constraint of each form field, broken alone.
pub fn bad(dialect: &Resources) -> Vec<Case> {
    let Some(own) = &dialect.conference else { return vec![] };
    let mut cases = Vec::new();
    for (name, shape) in form_shapes_of(dialect, own.update) {
        let mut breaks = shape.breaks();
        if matches!(shape, Shape::Enum(_)) && name == own.end.0 {
            let value = "in-progress".to_owned();
            breaks.push(Break { constraint: "enum", value, keyword: Keyword::Must });
        }
        for broken in breaks {
            let note = format!("`{name}` = `{}`", broken.value);
            let negative = set(dialect, own, &name, &broken.value);
            let steps = vec![
                twin(dialect, own.update),
                look(dialect, 0, 0),
                broken_step(&note, negative, "body", &name, &broken),
                at(dialect, 0),
                look(dialect, 0, 0),
            ];
            cases.push(shared(own.update, format!("{} with {note}", own.update), steps));
        }
    }
    cases
}

/// Each way in which a conference ends, and what must hold afterwards; and what must not end it.
pub fn ends(dialect: &Resources) -> Vec<Case> {
    let Some(own) = &dialect.conference else { return vec![] };
    let remove = dialect.roles.remove;
    let mut cases = vec![
        consuming(own.update, "a conference that is ended by an update", by_update(dialect)),
        consuming(own.update, "refused without credentials, then ended", refused_first(dialect)),
        consuming(remove, "a conference whose last participant is removed", by_last(dialect, 0, 3)),
        consuming(remove, "a conference whose only participant is removed", by_last(dialect, 1, 1)),
    ];
    if let Some(flag) = dialect.ends_flag() {
        let title = format!("a conference whose participant with `{flag}` is removed");
        cases.push(consuming(remove, title, by_flag(dialect, flag)));
        let title = format!("a participant removed whose `{flag}` was cleared");
        cases.push(consuming(remove, title, flag_cleared(dialect, flag)));
    }
    cases
}

/// A look at a conference itself.
fn at(dialect: &Resources, conference: usize) -> Step {
    let operation = dialect.conference.as_ref().map_or(dialect.roles.list, |own| own.fetch);
    valid("look at the conference", call(dialect, operation, conference, 0))
}

fn set(dialect: &Resources, own: &ConferenceWords, name: &str, value: &str) -> Call {
    let form = Body::Form(vec![(name.to_owned(), Place::text(value))]);
    with_body(call(dialect, own.update, 0, 0), form)
}

fn remove(dialect: &Resources, conference: usize, ordinal: usize) -> Step {
    valid("", call(dialect, dialect.roles.remove, conference, ordinal))
}

fn removed(dialect: &Resources, conference: usize, ordinal: usize) -> Step {
    let gone = call(dialect, dialect.roles.retrieve, conference, ordinal);
    step(Class::Removed, "after its removal", gone)
}

/// Everybody and everything, looked at before anything is done.
fn looks(dialect: &Resources) -> Vec<Step> {
    let everybody = [(0, 0), (0, 1), (0, 2), (1, 0)];
    let mut steps = vec![look_at_all(dialect, 0), look_at_all(dialect, 1)];
    steps.extend(everybody.map(|(conference, ordinal)| look(dialect, conference, ordinal)));
    steps.extend([at(dialect, 0), at(dialect, 1)]);
    steps
}

/// What a conference that has ended is asked for: it is found, those who were in it are not.
fn after(dialect: &Resources, conference: usize, left: &[usize]) -> Vec<Step> {
    let roles = &dialect.roles;
    let ended = |call: Call| step(Class::Ended, "after the end of its conference", call);
    let mut steps =
        vec![ended(at(dialect, conference).call), ended(call(dialect, roles.list, conference, 0))];
    for ordinal in left {
        steps.push(ended(call(dialect, roles.retrieve, conference, *ordinal)));
    }
    if let Some(ordinal) = left.first() {
        let update = visible_update(dialect, *ordinal).body;
        let plain = call(dialect, roles.update, conference, *ordinal);
        steps.push(ended(with_body(plain, update)));
    }
    steps
}

/// The other conference, which goes on.
fn other(dialect: &Resources, conference: usize) -> Vec<Step> {
    let other = 1 - conference;
    vec![look(dialect, other, 0), look_at_all(dialect, other), at(dialect, other)]
}

fn by_update(dialect: &Resources) -> Vec<Step> {
    let mut steps = looks(dialect);
    steps.push(valid("", end(dialect, 0)));
    steps.extend(other(dialect, 0));
    steps.extend(after(dialect, 0, &[0, 1, 2]));
    steps
}

fn refused_first(dialect: &Resources) -> Vec<Step> {
    let mut steps = looks(dialect);
    for credentials in [Credentials::Missing, Credentials::WrongPassword, Credentials::WrongUser] {
        let refused = Call { credentials, ..end(dialect, 1) };
        steps.push(step(Class::Unauthenticated, credentials.words(), refused));
        steps.extend([look(dialect, 1, 0), at(dialect, 1)]);
    }
    steps.push(valid("", end(dialect, 1)));
    steps.extend(other(dialect, 1));
    steps.extend(after(dialect, 1, &[0]));
    steps
}

fn by_last(dialect: &Resources, conference: usize, all: usize) -> Vec<Step> {
    let mut steps = looks(dialect);
    for ordinal in 0..all {
        steps.extend([remove(dialect, conference, ordinal), removed(dialect, conference, ordinal)]);
        steps.extend((ordinal + 1..all).map(|next| look(dialect, conference, next)));
    }
    steps.extend(other(dialect, conference));
    steps.extend(after(dialect, conference, &[]));
    steps
}

fn by_flag(dialect: &Resources, flag: &str) -> Vec<Step> {
    let on = vec![(flag.to_owned(), Place::text("true"))];
    let mut steps = looks(dialect);
    steps.extend([valid("", update(dialect, 1, on)), look(dialect, 0, 1), at(dialect, 0)]);
    steps.extend([remove(dialect, 0, 1), removed(dialect, 0, 1)]);
    steps.extend(other(dialect, 0));
    steps.extend(after(dialect, 0, &[0, 2]));
    steps
}

fn flag_cleared(dialect: &Resources, flag: &str) -> Vec<Step> {
    let set = |on: bool| {
        let form = vec![(flag.to_owned(), Place::text(on.to_string()))];
        valid("", update(dialect, 1, form))
    };
    let mut steps = looks(dialect);
    steps.extend([set(true), look(dialect, 0, 1), set(false), look(dialect, 0, 1)]);
    steps.extend([remove(dialect, 0, 1), removed(dialect, 0, 1)]);
    steps.extend([look(dialect, 0, 0), look(dialect, 0, 2)]);
    steps.extend([look_at_all(dialect, 0), at(dialect, 0)]);
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{fixed_cases, random_case};
    use crate::record::Phase;

    #[test]
    fn what_ends_a_conference_has_a_world_of_its_own() {
        let api = crate::api::dialect("twilio").unwrap();
        let dialect = api.resources().unwrap();
        let random = (0..300).map(|ordinal| random_case(api, 3, ordinal, 0));
        let mut ended = 0;
        for case in fixed_cases(api, 3).into_iter().chain(random) {
            let ends = case.steps.iter().any(|step| {
                step.class == Class::Valid && dialect.asks_to_end(&step.call)
                    || step.class == Class::Ended
            });
            ended += usize::from(ends);
            assert!(!ends || case.phase == Phase::Consuming, "{}", case.title);
        }
        assert!(ended > 5, "{ended}");
    }

    #[test]
    fn no_case_of_any_api_creates_anything() {
        for dialect in crate::api::DIALECTS {
            let random = (0..300).map(|ordinal| random_case(dialect, 3, ordinal, 0));
            let Some(words) = dialect.resources() else { continue };
            let list = &dialect.route(words.roles.list).template;
            for case in fixed_cases(dialect, 3).into_iter().chain(random) {
                for step in &case.steps {
                    let route = dialect.route(&step.call.operation);
                    let method = step.call.method.clone();
                    let method = method.unwrap_or_else(|| route.method.to_string());
                    let created = words.creation.is_some() && route.template == *list;
                    assert!(!created || method != "POST", "{}", case.title);
                    let places = step.call.path.values();
                    let mut encoded = places.filter_map(|place| match place {
                        Place::Encoded(text) | Place::Text(text) => Some(text),
                        _ => None,
                    });
                    // A segment that went away would leave the list's path.
                    assert!(encoded.all(|text| !text.is_empty()), "{}", case.title);
                }
            }
        }
    }
}
