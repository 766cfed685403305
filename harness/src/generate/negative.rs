//! Requests that break exactly one thing, each beside a good twin.

use rollcall_spec::{Keyword, Method};

use super::build::{
    base, beside_twin, breaking, call, consuming, look, look_at_all, participant, shared, step,
    twin, update, with_path,
};
use super::draw::Draw;
use super::inputs::{form_shapes, form_with, query_shapes};
use super::schema::{Break, Shape};
use crate::api::Resources;
use crate::record::{Broken, Call, Case, Class, Credentials, Place, Step};

/// What a field breaks that names no participant of the conference, in a word.
const NAMES_NOBODY: &str = "names-a-participant";

/// Every way to be unauthenticated.
pub fn unauthenticated(dialect: &Resources, operation: &str) -> Vec<Case> {
    Credentials::WRONG
        .iter()
        .map(|credentials| {
            let negative = Call { credentials: *credentials, ..base(dialect, operation) };
            let note = credentials.words();
            let steps =
                beside_twin(dialect, operation, step(Class::Unauthenticated, note, negative));
            shared(operation, format!("{operation} with {note}"), steps)
        })
        .collect()
}

/// Well-formed ids of nothing, in the place of the conference and of the participant.
pub fn unknown(dialect: &Resources, operation: &str, draw: &mut Draw) -> Vec<Case> {
    let mut cases = Vec::new();
    // Another account's things are no unknown ones.
    for parameter in dialect.ids_of(operation).into_iter().skip(1) {
        for _ in 0..3 {
            let id = (dialect.fresh_id)(parameter, draw.id_bytes());
            let negative = with_path(base(dialect, operation), parameter, Place::Text(id));
            let note = format!("a `{parameter}` of nothing");
            let steps = beside_twin(dialect, operation, step(Class::Unknown, &note, negative));
            cases.push(shared(operation, format!("{operation} with {note}"), steps));
        }
    }
    cases
}

/// Malformed ids in each place of the path.
pub fn malformed(dialect: &Resources, operation: &str, draw: &mut Draw) -> Vec<Case> {
    let mut cases = Vec::new();
    for parameter in dialect.ids_of(operation) {
        let fresh = (dialect.fresh_id)(parameter, draw.id_bytes());
        for id in (dialect.malformed_ids)(&fresh) {
            let negative = with_path(base(dialect, operation), parameter, Place::Text(id.clone()));
            let note = format!("`{parameter}` = `{id}`");
            let negative = breaking(Class::MalformedId, &note, negative, no_id(parameter));
            let steps = beside_twin(dialect, operation, negative);
            cases.push(shared(operation, format!("{operation} with {note}"), steps));
        }
    }
    cases
}

/// What a path breaks that names nothing in the place of an id.
fn no_id(parameter: &str) -> Broken {
    Broken {
        location: "path".into(),
        name: parameter.into(),
        constraint: "format".into(),
        keyword: Keyword::Must,
    }
}

/// Handed-over ids whose prefix is in small letters, so that they are none: who reads ids in any case finds somebody.
pub fn small_prefixes(dialect: &Resources) -> Vec<Case> {
    let mut cases = Vec::new();
    for operation in dialect.operations().into_iter().filter(|_| !dialect.ids_ignore_case) {
        for parameter in dialect.ids_of(operation) {
            let Place::Handed { name, conference, participant } =
                super::build::handed(dialect, parameter, 0, 0)
            else {
                continue;
            };
            let small = Place::SmallPrefix { name, conference, participant };
            let negative = with_path(base(dialect, operation), parameter, small);
            let note = format!("`{parameter}` with a prefix in small letters");
            let negative = breaking(Class::MalformedId, &note, negative, no_id(parameter));
            let steps = beside_twin(dialect, operation, negative);
            cases.push(shared(operation, format!("{operation} with {note}"), steps));
        }
    }
    cases
}

/// Another account's resources, and a call under the wrong conference.
pub fn foreign(dialect: &Resources, operation: &str, draw: &mut Draw) -> Vec<Case> {
    let mut cases = Vec::new();
    let account = dialect.ids.account;
    for _ in 0..3 {
        let id = (dialect.fresh_id)(account, draw.id_bytes());
        let negative = with_path(base(dialect, operation), account, Place::Text(id));
        let note = "another account";
        let steps = beside_twin(dialect, operation, step(Class::Foreign, note, negative));
        cases.push(shared(operation, format!("{operation} under {note}"), steps));
    }
    if dialect.is_of_participant(operation) {
        let other =
            Place::Handed { name: dialect.ids.conference.into(), conference: 1, participant: None };
        let negative = with_path(base(dialect, operation), dialect.ids.conference, other);
        let note = "the wrong conference";
        let steps = beside_twin(dialect, operation, step(Class::Foreign, note, negative));
        cases.push(shared(operation, format!("{operation} under {note}"), steps));
    }
    cases
}

/// Methods that a path does not have.
pub fn wrong_methods(dialect: &Resources) -> Vec<Case> {
    let mut cases = Vec::new();
    let conference = dialect.conference.as_ref().map(|own| own.fetch);
    for operation in [dialect.roles.list, dialect.roles.retrieve].into_iter().chain(conference) {
        let template = &dialect.route(operation).template;
        for method in [Method::Put, Method::Patch, Method::Post, Method::Delete] {
            let documented = dialect
                .api
                .routes
                .iter()
                .any(|route| route.template == *template && route.method == method);
            if documented {
                continue;
            }
            let negative =
                Call { method: Some(method.to_string()), ..call(dialect, operation, 0, 0) };
            let note = format!("{method} where the document has none");
            let steps = vec![
                twin(dialect, operation),
                look_at_all(dialect, 0),
                step(Class::WrongMethod, &note, negative),
                look_at_all(dialect, 0),
            ];
            cases.push(shared(operation, format!("{note} ({template})"), steps));
        }
    }
    cases
}

/// Each constraint of each query parameter, broken alone.
pub fn bad_queries(dialect: &Resources) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, shape) in query_shapes(dialect) {
        // What takes every value in a form is hardly read in another way in a query.
        if dialect.any_value.contains(&name.as_str()) {
            continue;
        }
        for own in shape.breaks() {
            cases.push(bad_query(dialect, &name, &as_sure_as(dialect, &shape, own)));
        }
    }
    for name in dialect.opaque {
        for value in ["rollcall", "XY00000000000000000000000000000000"] {
            let own = Break { constraint: "prefix", value: value.into(), keyword: Keyword::Should };
            cases.push(bad_query(dialect, name, &own));
        }
    }
    cases
}

/// A break, as surely refused as the api says it is.
pub fn as_sure_as(dialect: &Resources, shape: &Shape, own: Break) -> Break {
    let loose = dialect.loose_flags && *shape == Shape::Boolean;
    if loose { Break { keyword: Keyword::Should, ..own } } else { own }
}

/// A list in which one query parameter breaks one constraint, beside its good twin.
pub fn bad_query(dialect: &Resources, name: &str, own: &Break) -> Case {
    let operation = dialect.roles.list;
    let query = vec![(name.to_owned(), Place::text(own.value.clone()))];
    let negative = Call { query, ..call(dialect, operation, 0, 0) };
    let note = format!("`{name}` = `{}`", own.value);
    let negative = broken_step(&note, negative, "query", name, own);
    shared(operation, note, vec![twin(dialect, operation), negative])
}

/// Each constraint of each form field, broken alone.
pub fn bad_updates(dialect: &Resources, draw: &mut Draw) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, shape) in form_shapes(dialect) {
        if dialect.any_value.contains(&name.as_str()) {
            continue;
        }
        for own in shape.breaks() {
            cases.push(bad_update(dialect, &name, &as_sure_as(dialect, &shape, own)));
        }
    }
    for name in dialect.names_participant {
        let nobody = (dialect.fresh_id)(dialect.ids.participant, draw.id_bytes());
        cases.push(names_wrongly(dialect, name, "nobody", &Place::Text(nobody)));
        cases.push(names_wrongly(
            dialect,
            name,
            "a participant of another conference",
            &participant(dialect, 1, 0),
        ));
    }
    for (field, value, needed) in dialect.demands {
        let fields = vec![((*field).to_owned(), Place::text(*value))];
        let own = Break {
            constraint: "dependentRequired",
            value: (*value).into(),
            keyword: Keyword::Must,
        };
        let note = format!("`{field}` = `{value}` without `{needed}`");
        // Whoever coaches already may be taken to go on: so the flag is cleared before, and the twin comes behind.
        let clear = vec![((*field).to_owned(), Place::text("false"))];
        let good = form_with(dialect, field, value);
        let steps = vec![
            super::build::valid("clear the flag", update(dialect, 0, clear)),
            look(dialect, 0, 0),
            broken_step(&note, update(dialect, 0, fields), "body", field, &own),
            look(dialect, 0, 0),
            super::build::valid("the good twin", update(dialect, 0, good)),
        ];
        cases.push(shared(dialect.roles.update, format!("an update with {note}"), steps));
    }
    cases
}

/// An update in which one form field breaks one constraint, beside its good twin.
pub fn bad_update(dialect: &Resources, name: &str, own: &Break) -> Case {
    let shape = form_shapes(dialect).into_iter().find(|(field, _)| field == name);
    let good_value = shape.and_then(|(_, shape)| shape.good().into_iter().next());
    let flag = |names: &str| dialect.demands.iter().find(|(_, _, needed)| *needed == names);
    let (good, bad) = match (good_value, flag(name)) {
        (Some(value), _) => (
            form_with(dialect, name, &value),
            replaced(form_with(dialect, name, &value), name, own),
        ),
        // Only a fixture has a good value: the field goes with the flag that demands it.
        (None, Some((field, on, _))) => {
            let good = form_with(dialect, field, on);
            (good.clone(), replaced(good, name, own))
        }
        (None, None) => (vec![], vec![(name.to_owned(), Place::text(own.value.clone()))]),
    };
    update_pair(dialect, &format!("`{name}` = `{}`", own.value), good, bad, name, own)
}

fn names_wrongly(dialect: &Resources, name: &str, whom: &str, place: &Place) -> Case {
    let flag = dialect.demands.iter().find(|(_, _, needed)| *needed == name);
    let good = match flag {
        Some((field, on, _)) => form_with(dialect, field, on),
        None => vec![(name.to_owned(), participant(dialect, 0, 1))],
    };
    let bad = good
        .iter()
        .map(|(own, value)| (own.clone(), if own == name { place.clone() } else { value.clone() }))
        .collect();
    let own = Break { constraint: NAMES_NOBODY, value: String::new(), keyword: Keyword::Must };
    update_pair(dialect, &format!("`{name}` names {whom}"), good, bad, name, &own)
}

/// Whoever was removed is in the conference no more, so nobody can coach them; while they were there, somebody could.
pub fn coach_of_the_removed(dialect: &Resources) -> Vec<Case> {
    let demands = dialect.demands.iter();
    let coaching = demands.filter(|(_, _, needed)| dialect.names_participant.contains(needed));
    let case = |(field, on, needed): &(&str, &str, &str)| {
        let removed = participant(dialect, 0, 2);
        let form = vec![((*field).to_owned(), Place::text(*on)), ((*needed).to_owned(), removed)];
        let clear = vec![((*field).to_owned(), Place::text("false"))];
        let own = Break { constraint: NAMES_NOBODY, value: String::new(), keyword: Keyword::Must };
        let note = format!("`{needed}` names somebody who was removed");
        let steps = vec![
            super::build::valid("the good twin", update(dialect, 0, form.clone())),
            // What becomes of a coach whose participant leaves is nowhere said, so the coaching ends before.
            super::build::valid("clear the flag", update(dialect, 0, clear)),
            look(dialect, 0, 0),
            super::build::valid("", call(dialect, dialect.roles.remove, 0, 2)),
            step(Class::Removed, "after its removal", call(dialect, dialect.roles.retrieve, 0, 2)),
            broken_step(&note, update(dialect, 0, form), "body", needed, &own),
            look(dialect, 0, 0),
        ];
        consuming(dialect.roles.update, format!("an update in which {note}"), steps)
    };
    coaching.map(case).collect()
}

fn update_pair(
    dialect: &Resources,
    note: &str,
    good: Vec<(String, Place)>,
    bad: Vec<(String, Place)>,
    name: &str,
    own: &Break,
) -> Case {
    let twin = super::build::valid("the good twin", update(dialect, 0, good));
    let negative = broken_step(note, update(dialect, 0, bad), "body", name, own);
    let steps = vec![twin, look(dialect, 0, 0), negative, look(dialect, 0, 0)];
    shared(dialect.roles.update, format!("an update with {note}"), steps)
}

/// A step that breaks one constraint, of the class that its keyword makes it.
pub fn broken_step(note: &str, call: Call, location: &str, name: &str, own: &Break) -> Step {
    let class = match own.keyword {
        Keyword::Must => Class::BadInput,
        Keyword::Should => Class::LooseInput,
    };
    let breaks = Broken {
        location: location.into(),
        name: name.into(),
        constraint: own.constraint.into(),
        keyword: own.keyword,
    };
    breaking(class, note, call, breaks)
}

fn replaced(fields: Vec<(String, Place)>, name: &str, own: &Break) -> Vec<(String, Place)> {
    fields
        .into_iter()
        .map(|(field, value)| {
            let value = if field == name { Place::text(own.value.clone()) } else { value };
            (field, value)
        })
        .collect()
}
