//! # What it checks
//!
//! An id in the path that is not of the documented format is answered `400`, `404` or `422`; in the place of the account
//! also `401` or `403`, because it is somebody else's.
//!
//! # Why
//!
//! Whoever guesses at what a malformed id might have meant will one day guess wrong.
//!
//! # Requirement
//!
//! The document's format of each path parameter, and its `400`, `404` and `422` responses.
//!
//! # Example
//!
//! `DELETE …/Participants/not-a-uuid` is answered `204`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// A malformed id in the path is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "malformed-id-refused",
        family: Family::Status,
        title: "a malformed id in the path is refused",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("malformed_id_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::MalformedId {
        return None;
    }
    let message = "a malformed id in the path is not refused as such";
    let dialect = context.resources()?;
    let account = dialect.ids.account;
    let mut expected = dialect.malformed.to_vec();
    if at.step.breaks.as_ref().is_some_and(|breaks| breaks.name == account) {
        expected.extend([401, 403]);
        expected.sort_unstable();
    }
    status_among(at, &expected, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};

    #[test]
    fn every_documented_refusal_holds_and_success_does_not() {
        let says = |status| {
            says(
                &RULE,
                Class::MalformedId,
                call("delete_participant"),
                Ok(answer(status, &refusal(status))),
            )
        };
        for lawful in [400, 404, 422] {
            assert_eq!(says(lawful), Some(Ok(())));
        }
        assert!(matches!(says(204), Some(Err(_))));
        assert!(matches!(says(401), Some(Err(_))));
    }
}
