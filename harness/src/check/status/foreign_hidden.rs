//! # What it checks
//!
//! Another account's resource, or a participant under a conference which is not its own, is answered `401`, `403` or `404`.
//!
//! # Why
//!
//! Ids are no secrets: whoever learns one must not reach the call behind it.
//!
//! # Requirement
//!
//! The account's and the conference's place in the path; RFC 9110, 15.5.4.
//!
//! # Example
//!
//! `DELETE /Accounts/{another}/Conferences/…` is answered `204`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// Somebody else's resource stays hidden.
pub const RULE: Rule = Rule {
    card: Card {
        id: "foreign-hidden",
        family: Family::Status,
        title: "somebody else's resource stays hidden",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("foreign_hidden.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::Foreign {
        return None;
    }
    let message = format!("{} is not hidden", at.step.note);
    status_among(at, &[401, 403, 404], &message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};

    #[test]
    fn hiding_holds_and_showing_does_not() {
        let says = |status| {
            says(
                &RULE,
                Class::Foreign,
                call("retrieve_participant"),
                Ok(answer(status, &refusal(status))),
            )
        };
        for lawful in [401, 403, 404] {
            assert_eq!(says(lawful), Some(Ok(())));
        }
        assert!(matches!(says(200), Some(Err(_))));
    }
}
