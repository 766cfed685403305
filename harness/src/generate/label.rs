//! Cases in which a participant is named by its label.
//!
//! A provider that hands over no labels gives no occasion for most of them: they are not sent then.

use rollcall_spec::Keyword;

use super::build::{
    base, base_field, beside_twin, breaking, call, consuming, look, look_at_all, step, update,
    valid, with_path,
};
use super::draw::Draw;
use crate::api::Resources;
use crate::record::{Broken, Call, Case, Class, Place, Step};

/// Neighbours in the plan meet different worlds, and so different labels: a look costs little.
const WORLDS: usize = 4;

/// What leaves everybody in place.
pub fn shared(dialect: &Resources, draw: &mut Draw) -> Vec<Case> {
    if dialect.label.is_none() {
        return vec![];
    }
    let roles = &dialect.roles;
    let mut cases = Vec::new();
    for (conference, ordinal) in [(0, 0), (0, 1), (0, 2), (1, 0)] {
        let plain = call(dialect, roles.retrieve, conference, ordinal);
        let steps = vec![
            look(dialect, conference, ordinal),
            valid("by its label", labelled(dialect, plain, conference, ordinal)),
        ];
        let case = super::build::shared(roles.retrieve, "a participant by its label", steps);
        cases.extend(vec![case; WORLDS]);
    }
    for ordinal in 0..3 {
        let title = "a participant updated by its label";
        cases.push(super::build::shared(roles.update, title, updated(dialect, ordinal)));
    }
    for operation in [roles.retrieve, roles.update, roles.remove] {
        let nobody = format!("nobody {}", (dialect.fresh_id)("", draw.id_bytes()));
        let slash = Place::Encoded("nobody/here".to_owned());
        for (note, place) in
            [("a label of nobody", Place::Text(nobody)), ("a label with a slash", slash)]
        {
            let negative = with_path(base(dialect, operation), dialect.ids.participant, place);
            cases.push(nobody_by(dialect, operation, note, negative));
        }
    }
    // Whoever compares as far as the shorter text goes finds somebody.
    for ordinal in 0..3 {
        let name = handed_as(dialect).to_owned();
        let short = Place::Shortened { name, conference: 0, participant: Some(ordinal) };
        let plain = call(dialect, roles.retrieve, 0, ordinal);
        let negative = with_path(plain, dialect.ids.participant, short);
        cases.push(nobody_by(
            dialect,
            roles.retrieve,
            "a label without its last character",
            negative,
        ));
    }
    // Labels are told apart within a conference: only a look can do no harm where somebody here has the same one.
    for (conference, owner, ordinal) in [(0, 1, 0), (1, 0, 0), (1, 0, 1), (1, 0, 2)] {
        let plain = call(dialect, roles.retrieve, conference, 0);
        let elsewhere = labelled(dialect, plain, owner, ordinal);
        let note = "the label of another conference";
        cases.push(nobody_by(dialect, roles.retrieve, note, elsewhere));
    }
    cases
}

/// Removals by a label.
pub fn lives(dialect: &Resources) -> Vec<Case> {
    if dialect.label.is_none() {
        return vec![];
    }
    let roles = &dialect.roles;
    let by_label = |operation: &str, ordinal: usize| {
        labelled(dialect, call(dialect, operation, 0, ordinal), 0, ordinal)
    };
    let gone = |call: Call| step(Class::Removed, "after its removal", call);
    let life = |ordinal: usize| {
        let steps = vec![
            look_at_all(dialect, 0),
            look(dialect, 0, ordinal),
            look(dialect, 1, 0),
            valid("by its label", by_label(roles.remove, ordinal)),
            gone(call(dialect, roles.retrieve, 0, ordinal)),
            gone(by_label(roles.retrieve, ordinal)),
            gone(by_label(roles.remove, ordinal)),
            look(dialect, 0, (ordinal + 1) % 3),
            look(dialect, 1, 0),
            look_at_all(dialect, 0),
        ];
        consuming(roles.remove, "a participant removed by its label", steps)
    };
    (0..3).map(life).collect()
}

/// What a provider calls a label.
fn handed_as(dialect: &Resources) -> &'static str {
    dialect.label.as_ref().map_or(dialect.ids.participant, |own| own.handed)
}

/// A call that names a participant by its label.
fn labelled(dialect: &Resources, call: Call, conference: usize, ordinal: usize) -> Call {
    let name = handed_as(dialect).to_owned();
    let place = Place::Handed { name, conference, participant: Some(ordinal) };
    with_path(call, dialect.ids.participant, place)
}

fn updated(dialect: &Resources, ordinal: usize) -> Vec<Step> {
    let set = |value: &str| {
        let form = vec![(base_field(dialect).to_owned(), Place::text(value))];
        valid("by its label", labelled(dialect, update(dialect, ordinal, form), 0, ordinal))
    };
    let mut steps = vec![look(dialect, 0, ordinal), look(dialect, 0, (ordinal + 1) % 3)];
    // Somebody in another conference may have the same label.
    steps.push(look(dialect, 1, 0));
    for value in ["true", "false"] {
        steps.extend([set(value), look(dialect, 0, ordinal), look(dialect, 0, (ordinal + 1) % 3)]);
        steps.push(look(dialect, 1, 0));
    }
    steps
}

fn nobody_by(dialect: &Resources, operation: &str, note: &str, negative: Call) -> Case {
    let breaks = Broken {
        location: "path".into(),
        name: handed_as(dialect).into(),
        constraint: "names-a-participant".into(),
        keyword: Keyword::Must,
    };
    let negative = breaking(Class::Unknown, note, negative, breaks);
    let steps = beside_twin(dialect, operation, negative);
    super::build::shared(operation, format!("{operation} with {note}"), steps)
}
