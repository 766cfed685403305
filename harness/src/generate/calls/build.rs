//! Short words for operations, looks and what is waited for.

use std::collections::BTreeMap;

use crate::api::Calls;
use crate::api::calls::OPERATION;
use crate::generate::build::valid;
use crate::record::Json;
use crate::record::{Awaited, Body, Broken, Call, Credentials, Place, Session, Step, User};
use rollcall_spec::Keyword;

/// A call of an operation of the document without a path parameter.
pub(crate) fn plain(operation: &str) -> Call {
    Call {
        operation: operation.to_owned(),
        method: None,
        next_page: false,
        path: BTreeMap::new(),
        query: vec![],
        body: Body::None,
        credentials: Credentials::Right,
        user: User::First,
        session: Session::Kept,
    }
}

/// A handed-over call.
pub(super) fn handed(words: &Calls, conference: usize) -> Place {
    Place::Handed { name: words.call_id.to_owned(), conference, participant: None }
}

/// A handed-over participant, by number.
pub(super) fn participant(words: &Calls, conference: usize, ordinal: usize) -> Place {
    Place::Handed { name: words.participant.to_owned(), conference, participant: Some(ordinal) }
}

/// A call about a handed-over call.
pub(crate) fn about(words: &Calls, operation: &str, conference: usize) -> Call {
    let path = [(words.call_id.to_owned(), handed(words, conference))].into();
    Call { path, ..plain(operation) }
}

/// A look at the user who is logged in.
pub fn look_at_me(words: &Calls) -> Step {
    valid("look at me", plain(words.me))
}

/// A look at a handed-over call.
pub fn look(words: &Calls, conference: usize) -> Step {
    valid("look", about(words, words.retrieve, conference))
}

/// An operation on a handed-over call, by its name.
pub(crate) fn operation(words: &Calls, conference: usize, name: &str) -> Call {
    let body = Body::Json(Json::object([(OPERATION, Json::text(name))]));
    Call { body, ..about(words, words.operate, conference) }
}

/// A removal of a place's participant.
pub(crate) fn remove_place(words: &Calls, conference: usize, place: Place) -> Call {
    let body = Body::Json(Json::object([
        (OPERATION, Json::text(words.remove)),
        (words.participant, Json::Place(place)),
    ]));
    Call { body, ..about(words, words.operate, conference) }
}

/// A removal of a handed-over participant.
pub(crate) fn remove(words: &Calls, conference: usize, ordinal: usize) -> Call {
    remove_place(words, conference, participant(words, conference, ordinal))
}

/// A valid removal, whose notification is waited for.
pub(crate) fn removal(words: &Calls, conference: usize, participant: usize) -> Step {
    let awaits = Some(Awaited::Removal { conference, participant });
    Step { awaits, ..valid("", remove(words, conference, participant)) }
}

/// A valid operation that changes a call's state, which is waited for.
pub(crate) fn change(words: &Calls, conference: usize, name: &str) -> Step {
    let call = operation(words, conference, name);
    let awaits = words
        .asked_state(&call)
        .map(|state| Awaited::State { conference, state: state.to_owned() });
    Step { awaits, ..valid("", call) }
}

/// Something that is told for sure, and changes nothing in the end.
pub(super) fn quiet(words: &Calls, conference: usize) -> [Step; 2] {
    [words.hold, words.unhold].map(|(name, _)| Step {
        note: "so that what was told before has come".to_owned(),
        ..change(words, conference, name)
    })
}

/// A negative step between two looks, with something told behind it.
pub(super) fn between_looks(words: &Calls, negative: Step) -> Vec<Step> {
    let mut steps = vec![look(words, 0), negative];
    steps.extend(quiet(words, 0));
    steps.push(look(words, 0));
    steps
}

/// What a negative step breaks.
pub(super) fn broken(name: &str, constraint: &str, keyword: Keyword) -> Broken {
    Broken {
        location: "body".to_owned(),
        name: name.to_owned(),
        constraint: constraint.to_owned(),
        keyword,
    }
}

/// The id of a call that nobody has: as long as those in the vendor's samples, of capitals and digits.
pub fn id_of_nothing(bytes: [u8; 16]) -> String {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKLMNPQRSTUVWX";
    let sign = |half: u8| char::from(SIGNS[usize::from(half) % SIGNS.len()]);
    bytes.iter().flat_map(|byte| [sign(byte >> 3), sign(byte.wrapping_mul(7))]).collect()
}
