//! # What it checks
//!
//! A well-formed id that names nothing, in the place of the conference or of the participant, is answered `404`.
//!
//! # Why
//!
//! A client tells by it that a participant is gone. A `200` with somebody else, or an empty one, makes it act on a ghost.
//!
//! # Requirement
//!
//! The document's `404` response; RFC 9110, 15.5.5.
//!
//! # Example
//!
//! `GET …/Participants/{a UUID of nobody}` is answered `200`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// A well-formed id of nothing is not found.
pub const RULE: Rule = Rule {
    card: Card {
        id: "unknown-is-404",
        family: Family::Status,
        title: "a well-formed id of nothing is not found",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("unknown_is_404.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::Unknown || context.resources()?.is_by_label(at.step) {
        return None;
    }
    status_among(at, &[404], "a well-formed id of nothing is not answered with 404")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};

    #[test]
    fn not_found_holds_and_anything_else_does_not() {
        let says = |status| {
            says(
                &RULE,
                Class::Unknown,
                call("delete_participant"),
                Ok(answer(status, &refusal(status))),
            )
        };
        assert_eq!(says(404), Some(Ok(())));
        assert!(matches!(says(200), Some(Err(_))));
        assert!(matches!(says(400), Some(Err(_))));
    }
}
