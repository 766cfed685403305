//! Short words for calls, steps and cases.

use std::collections::BTreeMap;

use crate::api::Resources;
use crate::record::{
    Body, Broken, Call, Case, Class, Credentials, Phase, Place, Session, Step, User, When,
};

/// What every world holds: a conference of three participants, and one of a single participant.
pub const NEEDS: &[usize] = &[3, 1];

/// A handed-over participant's id.
pub fn participant(dialect: &Resources, conference: usize, participant: usize) -> Place {
    let name = dialect.ids.participant.to_owned();
    Place::Handed { name, conference, participant: Some(participant) }
}

/// A call of an operation on a handed-over participant (or, for a list and the like, on its conference).
pub fn call(dialect: &Resources, operation: &str, conference: usize, ordinal: usize) -> Call {
    let mut path = BTreeMap::new();
    for parameter in dialect.ids_of(operation) {
        path.insert(parameter.to_owned(), handed(dialect, parameter, conference, ordinal));
    }
    let plain = |field: &str, value: &str| Body::Form(vec![(field.to_owned(), Place::text(value))]);
    let body = match dialect.of_conference(operation) {
        Some(own) if own.update == operation => plain(own.harmless.0, own.harmless.1),
        _ if operation == dialect.roles.update => plain(base_field(dialect), "false"),
        _ => Body::None,
    };
    Call {
        operation: operation.to_owned(),
        method: None,
        next_page: false,
        path,
        query: vec![],
        body,
        credentials: Credentials::Right,
        user: User::First,
        session: Session::Kept,
    }
}

/// What the provider handed over for a path parameter.
pub fn handed(
    dialect: &Resources,
    parameter: &'static str,
    conference: usize,
    ordinal: usize,
) -> Place {
    if parameter == dialect.ids.participant {
        return participant(dialect, conference, ordinal);
    }
    let name = dialect.handed_as(parameter).to_owned();
    Place::Handed { name, conference, participant: None }
}

/// The field that a plain update sends: the first that shows.
pub fn base_field(dialect: &Resources) -> &'static str {
    dialect.shows[0].0
}

/// An update of participant 0 of conference 0.
pub fn update(dialect: &Resources, ordinal: usize, fields: Vec<(String, Place)>) -> Call {
    Call { body: Body::Form(fields), ..call(dialect, dialect.roles.update, 0, ordinal) }
}

/// An update that would be seen: it sets the base field to true.
pub fn visible_update(dialect: &Resources, ordinal: usize) -> Call {
    update(dialect, ordinal, vec![(base_field(dialect).to_owned(), Place::text("true"))])
}

/// A step of a class.
pub fn step(class: Class, note: &str, call: Call) -> Step {
    let note = note.to_owned();
    Step {
        class,
        note,
        breaks: None,
        when: When::After,
        alone: false,
        bytes: false,
        awaits: None,
        call,
    }
}

/// A valid step.
pub fn valid(note: &str, call: Call) -> Step {
    step(Class::Valid, note, call)
}

/// A look at one participant.
pub fn look(dialect: &Resources, conference: usize, ordinal: usize) -> Step {
    valid("look", call(dialect, dialect.roles.retrieve, conference, ordinal))
}

/// A look at a whole conference.
pub fn look_at_all(dialect: &Resources, conference: usize) -> Step {
    valid("look at all", call(dialect, dialect.roles.list, conference, 0))
}

/// A step that breaks one constraint.
pub fn breaking(class: Class, note: &str, call: Call, breaks: Broken) -> Step {
    Step { breaks: Some(breaks), ..step(class, note, call) }
}

/// A case that leaves its participants in place. Its index is given by the plan.
pub fn shared(operation: &str, title: impl Into<String>, steps: Vec<Step>) -> Case {
    Case {
        index: 0,
        title: title.into(),
        operation: operation.to_owned(),
        phase: Phase::Shared,
        needs: needs_of(&steps),
        steps,
    }
}

/// How many participants of each conference the steps name, so that a provider which hands over less than it was asked for
/// still lets most cases be sent.
fn needs_of(steps: &[Step]) -> Vec<usize> {
    let mut needs = Vec::new();
    for call in steps.iter().map(|step| &step.call) {
        for place in call.places() {
            let (Place::Handed { conference, participant, .. }
            | Place::SmallPrefix { conference, participant, .. }
            | Place::Shortened { conference, participant, .. }) = place
            else {
                continue;
            };
            if needs.len() <= *conference {
                needs.resize(conference + 1, 0);
            }
            let least = participant.map_or(0, |ordinal| ordinal + 1);
            needs[*conference] = needs[*conference].max(least);
        }
    }
    needs
}

/// A case that removes participants, or ends what they are in.
pub fn consuming(operation: &str, title: impl Into<String>, steps: Vec<Step>) -> Case {
    Case { phase: Phase::Consuming, ..shared(operation, title, steps) }
}

/// The valid request beside which a negative one of the same operation stands.
///
/// A removal that is good can be sent only once, and so can the end of a conference: so a look at the same thing proves that
/// path and credentials are right; the life cases send the good request itself.
pub fn twin(dialect: &Resources, operation: &str) -> Step {
    let operation = match dialect.of_conference(operation) {
        Some(own) => own.fetch,
        None if operation == dialect.roles.remove => dialect.roles.retrieve,
        None => operation,
    };
    valid("the good twin", call(dialect, operation, 0, 0))
}

/// The request that a negative one is made from: valid, and seen if it were carried out.
pub fn base(dialect: &Resources, operation: &str) -> Call {
    match dialect.of_conference(operation) {
        Some(own) if own.update == operation => end(dialect, 0),
        _ if operation == dialect.roles.update => visible_update(dialect, 0),
        _ => call(dialect, operation, 0, 0),
    }
}

/// The end of a conference; a look at its participants where the api has no words for it.
pub fn end(dialect: &Resources, conference: usize) -> Call {
    let Some(own) = &dialect.conference else {
        return call(dialect, dialect.roles.list, conference, 0);
    };
    let form = vec![(own.end.0.to_owned(), Place::text(own.end.1))];
    with_body(call(dialect, own.update, conference, 0), Body::Form(form))
}

/// Twin, negative, and looks before and behind it where the operation would have changed something.
pub fn beside_twin(dialect: &Resources, operation: &str, negative: Step) -> Vec<Step> {
    let mut steps = vec![twin(dialect, operation)];
    if dialect.changes(operation) && operation != dialect.roles.remove {
        steps.push(look(dialect, 0, 0));
    }
    steps.push(negative);
    if dialect.changes(operation) {
        steps.push(look(dialect, 0, 0));
    }
    steps
}

/// A call with another value for one variable of its path.
pub fn with_path(mut call: Call, parameter: &str, place: Place) -> Call {
    call.path.insert(parameter.to_owned(), place);
    call
}

/// A call with another content.
pub fn with_body(call: Call, body: Body) -> Call {
    Call { body, ..call }
}
