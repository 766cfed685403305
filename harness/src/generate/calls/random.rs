//! Random cases: each follows from the seed and its place in the plan alone.

use proptest::string::string_regex;

use super::super::build::consuming;
use super::build::{
    between_looks, broken, change, id_of_nothing, look, operation, quiet, removal, remove_place,
};
use crate::api::Calls;
use crate::api::calls::OPERATION;
use crate::generate::build::{shared, step};
use crate::generate::draw::Draw;
use crate::record::Json;
use crate::record::{Body, Call, Case, Class, Phase, Place, Step};
use rollcall_spec::Keyword;

/// One in so many removes participants.
const LIVES: usize = 6;

/// Whether the random case at that place removes participants, so that it needs fixtures of its own.
pub fn phase(ordinal: usize) -> Phase {
    if ordinal % LIVES == LIVES - 1 { Phase::Consuming } else { Phase::Shared }
}

/// The random case at that place: `ordinal` counts random cases from 0, `index` all cases.
pub fn random_case(words: &Calls, seed: u64, ordinal: usize, index: usize) -> Case {
    let mut draw = Draw::new(seed, ordinal as u64);
    let case = match phase(ordinal) {
        Phase::Consuming => life(words, &mut draw),
        Phase::Shared => match draw.one(0_u32..100) {
            0..30 => holds(words, &mut draw),
            30..60 => unknown_participant(words, &mut draw),
            60..75 => unknown_call(words, &mut draw),
            _ => bad_operation(words, &mut draw),
        },
    };
    Case { index, ..case }
}

/// Holds and removals in any order, with looks in between.
fn life(words: &Calls, draw: &mut Draw) -> Case {
    let mut left = vec![0, 1, 2];
    let mut steps = vec![look(words, 0), look(words, 1)];
    // Two stay, so that it is a conference as long as somebody is removed.
    for _ in 0..draw.one(3_usize..9) {
        match draw.one(0_u32..4) {
            0 if left.len() > 1 => {
                let who = left.remove(draw.one(0..left.len()));
                steps.push(removal(words, 0, who));
            }
            1 => steps.extend(quiet(words, 0)),
            2 => steps.extend(quiet(words, 1)),
            _ => steps.push(look(words, draw.one(0_usize..2))),
        }
    }
    steps.extend(quiet(words, 0));
    steps.extend([look(words, 0), look(words, 1)]);
    consuming(words.operate, "a random life", steps)
}

fn holds(words: &Calls, draw: &mut Draw) -> Case {
    let mut steps = vec![look(words, 0)];
    for _ in 0..draw.one(1_usize..4) {
        for name in [words.hold.0, words.unhold.0] {
            steps.push(change(words, 0, name));
            if draw.chance(50) {
                steps.push(look(words, 0));
            }
        }
    }
    shared(words.operate, "held and taken off hold at random", steps)
}

fn text(draw: &mut Draw, pattern: &str) -> String {
    string_regex(pattern).map_or_else(|_| "x".to_owned(), |strategy| draw.one(strategy))
}

fn unknown_participant(words: &Calls, draw: &mut Draw) -> Case {
    // No number begins so.
    let number = format!("n{}", text(draw, "[ -~]{0,40}"));
    let note = "a random number of nobody";
    let call = remove_place(words, 0, Place::Text(number));
    shared(words.operate, note, between_looks(words, step(Class::Unknown, note, call)))
}

fn unknown_call(words: &Calls, draw: &mut Draw) -> Case {
    let names = [words.hold.0, words.unhold.0, words.ends[0], words.ends[1]];
    let mut call = operation(words, 0, draw.pick::<&str>(&names));
    let id = id_of_nothing(draw.id_bytes());
    call.path.insert(words.call_id.to_owned(), Place::Text(id));
    let note = "a random call of nobody";
    shared(words.operate, note, between_looks(words, step(Class::Unknown, note, call)))
}

fn bad_operation(words: &Calls, draw: &mut Draw) -> Case {
    let name = format!("X{}", text(draw, "[A-Za-z]{0,30}"));
    let body = Body::Json(Json::object([
        (OPERATION, Json::text(name)),
        (words.participant, Json::text(text(draw, "[0-9]{0,8}"))),
    ]));
    let call = Call { body, ..operation(words, 0, words.hold.0) };
    let note = "an operation of a random name";
    let breaks = Some(broken(OPERATION, "enum", Keyword::Must));
    let negative = Step { breaks, ..step(Class::BadInput, note, call) };
    shared(words.operate, note, between_looks(words, negative))
}
