//! What a call goes through: looks, holds, removals, its end.

use super::super::build::consuming;
use super::build::{about, change, look, look_at_me, operation, plain, quiet, removal, remove};
use crate::api::Calls;
use crate::generate::build::{shared, step, valid};
use crate::record::{Awaited, Call, Case, Class, Place, Step};

/// So many participants of the first conference are removed, each in a case of its own.
const PARTICIPANTS: usize = 3;

/// Each look, by itself and by HEAD.
pub(super) fn looks(words: &Calls) -> Vec<Case> {
    let all = ("fields".to_owned(), Place::text("*"));
    let whole = Call { query: vec![all], ..plain(words.list) };
    let subresources = ("subresources".to_owned(), Place::text("features,devices"));
    let more = Call { query: vec![subresources], ..plain(words.me) };
    let head = |call: Call| Call { method: Some("HEAD".to_owned()), ..call };
    let both = vec![look(words, 0), look(words, 1)];
    let row =
        |operation: &str, title: &str, call: Call| shared(operation, title, vec![valid("", call)]);
    let around = |operation: &str, call: Call| {
        let steps =
            vec![valid("", call.clone()), valid("by HEAD", head(call.clone())), valid("", call)];
        shared(operation, format!("HEAD for {operation}"), steps)
    };
    vec![
        row(words.me, "the user", plain(words.me)),
        row(words.me, "the user and what belongs to it", more),
        row(words.list, "the calls by their addresses", plain(words.list)),
        row(words.list, "the calls themselves", whole),
        row(words.retrieve, "a call", about(words, words.retrieve, 0)),
        shared(words.retrieve, "both calls", both),
        around(words.me, plain(words.me)),
        around(words.retrieve, about(words, words.retrieve, 0)),
    ]
}

/// A call is held and taken off hold: with a look each time, several times, and without waiting in between.
pub(super) fn holds(words: &Calls) -> Vec<Case> {
    let (hold, unhold) = (words.hold.0, words.unhold.0);
    let mut once = vec![look(words, 0)];
    for name in [hold, unhold] {
        once.extend([change(words, 0, name), look(words, 0)]);
    }
    let mut thrice = vec![look(words, 0)];
    thrice.extend((0..3).flat_map(|_| [hold, unhold]).map(|name| change(words, 0, name)));
    thrice.push(look(words, 0));
    let mut hasty = vec![look(words, 0), valid("", operation(words, 0, hold))];
    hasty.push(hasty_change(words, unhold));
    hasty.push(look(words, 0));
    let mut both = vec![look(words, 0), look(words, 1)];
    both.extend(quiet(words, 1));
    both.extend([look(words, 0), look(words, 1)]);
    vec![
        shared(words.operate, "held and taken off hold", once),
        shared(words.operate, "held and taken off hold thrice", thrice),
        shared(words.operate, "held and at once taken off hold", hasty),
        shared(words.operate, "one call is held, and another one is not", both),
    ]
}

/// Whether it is too early for an operation behind one that was only just passed on is nowhere said.
fn hasty_change(words: &Calls, name: &str) -> Step {
    let own = change(words, 0, name);
    Step { class: Class::Unusual, note: "without waiting for what was told".to_owned(), ..own }
}

/// Removals, alone and in a row.
pub(super) fn removals(words: &Calls) -> Vec<Case> {
    let mut cases = vec![life(words)];
    for ordinal in 0..PARTICIPANTS {
        let mut steps = vec![look(words, 0), look(words, 1), removal(words, 0, ordinal)];
        steps.extend([look(words, 0), look(words, 1)]);
        steps.extend(quiet(words, 0));
        steps.push(look(words, 0));
        cases.push(consuming(words.operate, format!("participant {ordinal} is removed"), steps));
    }
    let mut held = vec![look(words, 0), change(words, 0, words.hold.0), look(words, 0)];
    held.extend([removal(words, 0, 0), look(words, 0), change(words, 0, words.unhold.0)]);
    held.push(look(words, 0));
    cases.push(consuming(words.operate, "a participant of a held call is removed", held));
    let mut hasty = vec![look(words, 0), valid("", remove(words, 0, 0))];
    let awaits = Some(Awaited::Removal { conference: 0, participant: 1 });
    let note = "without waiting for what was told";
    hasty.push(Step { awaits, ..step(Class::Unusual, note, remove(words, 0, 1)) });
    hasty.extend(quiet(words, 0));
    hasty.push(look(words, 0));
    cases.push(consuming(words.operate, "two are removed without waiting", hasty));
    cases
}

/// Somebody is removed, once more, and then somebody else.
fn life(words: &Calls) -> Case {
    let mut steps = vec![look_at_me(words), look(words, 0), removal(words, 0, 0)];
    steps.push(look(words, 0));
    steps.push(step(Class::Removed, "who is removed already", remove(words, 0, 0)));
    steps.extend(quiet(words, 0));
    steps.extend([look(words, 0), removal(words, 0, 1), look(words, 0)]);
    steps.extend(quiet(words, 0));
    steps.push(look(words, 0));
    consuming(words.operate, "a life: removed, removed again, another one removed", steps)
}

/// The end of a call, in each of the ways to bring it about.
pub(super) fn ends(words: &Calls) -> Vec<Case> {
    let end = |name: &&str| {
        let after = step(Class::Ended, "after the end", about(words, words.retrieve, 0));
        let again = step(Class::Ended, "after the end", operation(words, 0, words.hold.0));
        let mut steps = vec![look(words, 0), look(words, 1), change(words, 0, name), after, again];
        steps.extend(quiet(words, 1));
        steps.push(look(words, 1));
        consuming(words.operate, format!("{name} ends a call"), steps)
    };
    words.ends.iter().map(end).collect()
}
