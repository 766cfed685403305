//! # What it checks
//!
//! A query or a form that breaks a constraint which is stated loosely is answered with a `4xx`: a number beyond its format, a
//! page token without its prefix, a field outside the closed object, a content of another media type.
//!
//! # Why
//!
//! The document speaks, but softly: `format` is an annotation, and a generous reader may take JSON for a form. So this
//! is a warning.
//!
//! # Requirement
//!
//! The formats of the query, the closed form object, its one media type.
//!
//! # Example
//!
//! An update as JSON is answered `200`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// Input that breaks a loosely stated constraint is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "loose-input-refused",
        family: Family::Status,
        title: "input that breaks a loosely stated constraint is refused",
        keyword: Keyword::Should,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("loose_input_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::LooseInput {
        return None;
    }
    let breaks = at.step.breaks.as_ref();
    let what = breaks.map_or_else(|| "a constraint".to_owned(), ToString::to_string);
    let message = format!("input that breaks {what} is not refused");
    status_among(at, &[400, 404, 413, 415, 422], &message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};

    #[test]
    fn a_refusal_holds_and_acceptance_does_not() {
        let says = |status| {
            says(
                &RULE,
                Class::LooseInput,
                call("update_participant"),
                Ok(answer(status, &refusal(status))),
            )
        };
        assert_eq!(says(415), Some(Ok(())));
        assert_eq!(says(422), Some(Ok(())));
        assert!(matches!(says(200), Some(Err(_))));
    }
}
