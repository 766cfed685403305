//! Cases for apis in which a call takes operations by name, and what came of them is told as a notification.
//!
//! Nobody can wait for something not to be told. So behind what is refused stands something that is told for sure, about the
//! same call: the call is held and taken off hold again ([`build::quiet`]). What is told of one call comes in order, so
//! whatever was told of the refused operation has come before.

mod build;
mod lives;
mod messages;
mod negative;
mod random;
mod sessions;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use build::{about, change, operation, plain, removal, remove, remove_place};
pub use build::{id_of_nothing, look, look_at_me};
pub use random::{phase as random_phase, random_case};

use super::bytes::alone_once_each;
use super::draw::Draw;
use crate::api::Calls;
use crate::record::{Case, Class};

/// The stream of random values that the fixed cases draw their ids from.
const STREAM: u64 = u64::MAX;

/// The cases that are always sent.
pub fn fixed_cases(words: &Calls, seed: u64) -> Vec<Case> {
    let mut draw = Draw::new(seed, STREAM);
    // Of those that use fixtures up, the life comes first: where fixtures are few, they go to what proves most.
    let mut cases = lives::removals(words);
    cases.extend(lives::looks(words));
    cases.extend(lives::holds(words));
    cases.extend(sessions::cases(words));
    cases.extend(negative::bad_operations(words));
    cases.extend(negative::unknown(words, &mut draw));
    cases.extend(negative::foreign(words));
    cases.extend(negative::wrong_methods(words));
    cases.extend(negative::unusual(words));
    cases.extend(messages::cases(words));
    cases.extend(lives::ends(words));
    cases.extend(sessions::forged(words));
    cases.extend(negative::of_no_conference(words));
    for case in &mut cases {
        look_closely(words, case);
    }
    cases
}

/// Sends the steps that a case is about on connections of their own, so that each operation with each class of answer is
/// looked at byte by byte. Messages of Bayeux go as clients send them.
fn look_closely(words: &Calls, case: &mut Case) {
    alone_once_each(case, |step| {
        let aside = step.class == Class::Valid && !step.note.is_empty();
        let message = [words.messages, words.messages_at].contains(&step.call.operation.as_str());
        !aside && !message
    });
}
