//! # What it checks
//!
//! A removal from a call with one other participant, which does not name the operation among its `capabilities`, is refused.
//! One that names it is no plain call.
//!
//! # Why
//!
//! A call of two is no conference. A server that removes the other one hangs up in words that mean something else.
//!
//! # Requirement
//!
//! The vendor's page on `RemoveParticipantFromConference`; what `capabilities` are for.
//!
//! # Example
//!
//! A removal from a call of two is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{last_known, refused};
use crate::api::calls::{capabilities, participants};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// A removal from a call of two is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "plain-call-refused",
        family: Family::Operation,
        title: "a removal from a call that is no conference is refused",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("plain_call_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    if at.class() != Class::NoConference {
        return None;
    }
    let conference = words.conference_of(&at.step.call)?;
    let known = last_known(words, at.judged, conference, at.index, |own| own.after)?;
    let others = participants(known).map_or(0, Vec::len);
    if capabilities(known).is_some_and(|own| own.contains(&words.remove)) {
        // What a call names and refuses is for the check of capabilities.
        return None;
    }
    if others > 1 {
        return None;
    }
    refused(at, "a removal from a call that is no conference is not refused")
}
