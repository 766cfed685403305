//! # What it checks
//!
//! What another user asks for about a call is refused, be it a look or an operation; and who takes part in a conference
//! without being its owner can remove nobody. The list of another user's calls has none of the first user's. It needs the
//! credentials of a second user.
//!
//! # Why
//!
//! Calls are below the path of the user for that reason. Whoever can end other people's calls will.
//!
//! # Requirement
//!
//! The paths of the document; the vendor's page on `RemoveParticipantFromConference`: the owner of the conference, or a
//! supervisor.
//!
//! # Example
//!
//! Another user's `ClearCall` for the first user's call is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, handed_id, listed, refused};
use crate::api::Calls;
use crate::api::calls::is_accepted;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, User};

/// A call is shown and changed by its user alone.
pub const RULE: Rule = Rule {
    card: Card {
        id: "foreign-call-hidden",
        family: Family::Operation,
        title: "a call is shown and changed by its own user alone",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("foreign_call_hidden.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    if at.class() == Class::Valid && at.step.call.user == User::Second {
        return lists_foreign(words, at);
    }
    if at.class() != Class::Foreign {
        return None;
    }
    refused(at, &format!("what is asked for {} is not refused", words_of(&at.step.note)))
}

fn words_of(note: &str) -> String {
    if note.starts_with("by ") { note.to_owned() } else { format!("about {note}") }
}

/// Holds where a list of the other user's calls has none of the first user's.
fn lists_foreign(words: &Calls, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.step.call.operation != words.list {
        return None;
    }
    let listed = listed(answered(at).filter(|own| is_accepted(own))?)?;
    let conferences = 0..at.judged.trace.world.conferences.len();
    let mut own = conferences.filter_map(|conference| handed_id(words, at.judged, conference));
    if own.any(|own| listed.iter().any(|one| one == own)) {
        let message = "the list of a user's calls has another user's";
        return Some(Err(Complaint::new(
            message,
            "the user's own calls",
            "the first user's as well",
        )));
    }
    Some(Ok(()))
}
