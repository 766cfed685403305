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
