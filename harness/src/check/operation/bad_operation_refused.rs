//! # What it checks
//!
//! An operation without `operationName`, with one that the resource does not know, without a required parameter, with a
//! parameter of another kind, or with content that is no JSON object, is refused: by a status of class 4xx, or by a
//! `statusCode` that is not 0.
//!
//! # Why
//!
//! A client that made a mistake has to be told. An operation that is carried out in spite of it does something that
//! nobody asked for.
//!
//! # Requirement
//!
//! The schema of the operations; the vendor's page on return values: code 1 for a required parameter that is missing.
//!
//! # Example
//!
//! `{"operationName":"RemoveParticipantFromConference"}` without `participant` is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::refused;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// An operation that breaks a constraint is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "bad-operation-refused",
        family: Family::Operation,
        title: "an operation that breaks a constraint is refused",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("bad_operation_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::BadInput {
        return None;
    }
    refused(at, &format!("{} is not refused", at.step.note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{HOLDS, fails, operation, page, passed_on, refusal, says};
    use crate::record::Answer;

    #[test]
    fn a_broken_operation_is_refused_by_status_or_by_code() {
        let says = |answer: Answer| says(&RULE, Class::BadInput, operation("Fly"), Ok(answer));
        assert_eq!(says(refusal(200, 1)), HOLDS);
        assert_eq!(says(refusal(200, 99)), HOLDS);
        assert_eq!(says(refusal(400, 1)), HOLDS);
        assert_eq!(says(page(403)), HOLDS);
        assert_eq!(says(passed_on()), fails("something is not refused"));
        assert_eq!(says(page(500)), None, "another check says so");
        assert_eq!(says(page(200)), None, "another check says so");
    }

    #[test]
    fn what_breaks_nothing_is_not_judged() {
        for class in [Class::Valid, Class::LooseInput, Class::Unusual] {
            assert_eq!(says(&RULE, class, operation("Hold"), Ok(passed_on())), None);
        }
    }
}
