//! # What it checks
//!
//! A removal of a number that does not take part in the conference, or does so no longer, is refused: by a status of
//! class 4xx, or by a `statusCode` that is not 0.
//!
//! # Why
//!
//! A client that misspelt a number has to be told. Whoever is removed twice was not there the second time.
//!
//! # Requirement
//!
//! The vendor's page on `RemoveParticipantFromConference`: the participant to be removed from the conference call.
//!
//! # Example
//!
//! A removal of a participant of another call is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{names_handed_call, refused};
use crate::api::Calls;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// A removal of nobody is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "unknown-participant-refused",
        family: Family::Operation,
        title: "a removal of somebody who does not take part is refused",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("unknown_participant_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let gone = matches!(at.class(), Class::Unknown | Class::Removed);
    if !gone || at.step.call.operation != words.operate || !names_handed_call(words, at) {
        return None;
    }
    let silent = at.judged.trace.told.silent.iter().any(|silent| *silent < at.index);
    let again = at.class() == Class::Removed && (silent || at.presence_is_in_doubt());
    if again || takes_part(words, at) {
        return None;
    }
    refused(at, &format!("a removal of {} is not refused", at.step.note))
}

/// Whether the number, of whomever it was handed over, is that of a participant of this call as well.
fn takes_part(words: &Calls, at: &At<'_>) -> bool {
    let world = &at.judged.trace.world;
    let place = words.participant_of(&at.step.call);
    let number = place.and_then(|place| world.value(place));
    let conference = words.conference_of(&at.step.call);
    let own = conference.and_then(|own| world.conferences.get(own));
    let mut numbers = own.into_iter().flat_map(|own| &own.participants);
    at.class() == Class::Unknown
        && numbers.any(|own| own.get(words.participant).map(String::as_str) == number.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, about, call, fails, heard, left, look, number, passed_on, refusal, removal, remove,
        says, says_of, shows, silent, words,
    };
    use crate::generate::build::step;
    use crate::record::{Answer, Call, Place, Told};

    const NOT: &str = "a removal of something is not refused";

    fn of(place: Place) -> Call {
        crate::generate::calls::remove_place(words(), 0, place)
    }

    fn says_of_place(place: Place, answer: Answer) -> Option<Result<(), String>> {
        says(&RULE, Class::Unknown, of(place), Ok(answer))
    }

    fn shortened(participant: usize) -> Place {
        let name = words().participant.to_owned();
        Place::Shortened { name, conference: 0, participant: Some(participant) }
    }

    #[test]
    fn nobody_is_removed_who_does_not_take_part() {
        let other = || Place::text(number(1, 0));
        for place in [Place::text("9123"), Place::text(""), other(), shortened(0)] {
            assert_eq!(says_of_place(place.clone(), refusal(200, 10)), HOLDS);
            assert_eq!(says_of_place(place.clone(), refusal(404, 6)), HOLDS);
            assert_eq!(says_of_place(place, passed_on()), fails(NOT));
        }
        let own = Place::text(number(0, 1));
        assert_eq!(says_of_place(own, passed_on()), None, "who has that number takes part");
        let looks = says(&RULE, Class::Unknown, about(words().retrieve), Ok(passed_on()));
        assert_eq!(looks, None);
    }

    #[test]
    fn who_was_told_to_be_gone_is_removed_no_more() {
        let says = |told: Told| {
            let again = (step(Class::Removed, "something", remove(0)), passed_on());
            let seen = (look(), shows(&call("Established", &[0, 1, 2])));
            says_of(&RULE, vec![seen, (removal(0), passed_on()), again], told)
        };
        assert_eq!(says(heard(vec![left(1, &[1, 2])])), fails(NOT));
        assert_eq!(says(heard(vec![])), None, "nobody knows whether it was done");
        assert_eq!(says(silent(&[1], vec![])), None);
        assert_eq!(says(silent(&[1], vec![left(2, &[1, 2])])), None, "it was told too late");
    }
}
