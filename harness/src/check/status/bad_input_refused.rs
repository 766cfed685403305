//! # What it checks
//!
//! A query or a form that differs from a good one in exactly one broken constraint is answered `400` or `422`; a field that
//! names nobody also `404`.
//!
//! # Why
//!
//! A server that takes `Muted=banana` has decided for itself whether the participant can be heard.
//!
//! # Requirement
//!
//! Each constraint of the query parameters and form fields: type, bounds, enumeration, format, and what must come together.
//!
//! # Example
//!
//! `GET …/Participants?PageSize=1001` is answered `200`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::Occasion;
use crate::record::{Card, Class, Family};

/// Input that breaks one constraint is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "bad-input-refused",
        family: Family::Status,
        title: "input that breaks one constraint is refused",
        keyword: Keyword::Must,
        occasion: Occasion::Always,
        manual: include_str!("bad_input_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::BadInput {
        return None;
    }
    let breaks = at.step.breaks.as_ref();
    let what = breaks.map_or_else(|| "one constraint".to_owned(), ToString::to_string);
    let message = format!("input that breaks {what} is not refused");
    if breaks.is_some_and(|breaks| breaks.constraint == "names-a-participant") {
        // Where a removal did not remove, whoever is named may be there.
        if at.presence_is_in_doubt() {
            return None;
        }
        return status_among(at, &[400, 404, 422], &message);
    }
    status_among(at, &[400, 422], &message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, participant, refusal, says, says_of, text_answer};
    use crate::generate::build::{breaking, step, valid};
    use crate::record::Broken;

    #[test]
    fn a_refusal_holds_and_acceptance_does_not() {
        let says = |status| {
            says(
                &RULE,
                Class::BadInput,
                call("update_participant"),
                Ok(answer(status, &refusal(status))),
            )
        };
        assert_eq!(says(400), Some(Ok(())));
        assert_eq!(says(422), Some(Ok(())));
        assert!(matches!(says(200), Some(Err(_))));
        assert!(matches!(says(404), Some(Err(_))));
    }

    #[test]
    fn whom_a_removal_did_not_remove_can_be_named() {
        let says = |removed: bool| {
            let after = if removed { 404 } else { 200 };
            let look = step(Class::Removed, "", call("retrieve_participant"));
            let breaks = Broken {
                location: "body".into(),
                name: "CallSidToCoach".into(),
                constraint: "names-a-participant".into(),
                keyword: Keyword::Must,
            };
            let negative = breaking(Class::BadInput, "", call("update_participant"), breaks);
            let steps = vec![
                (valid("", call("delete_participant")), Ok(text_answer(204, "", ""))),
                (look, Ok(answer(after, &participant(0, 0)))),
                (negative, Ok(answer(200, &participant(0, 0)))),
            ];
            says_of(&RULE, steps)
        };
        assert!(matches!(says(true), Some(Err(_))));
        assert_eq!(says(false), None);
    }
}
