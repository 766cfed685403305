//! # What it checks
//!
//! A look at a call that does not exist, and an operation on one, are refused: by a status of class 4xx, or by a
//! `statusCode` that is not 0.
//!
//! # Why
//!
//! A client learns by it that the call is over. A success would let it wait for ever for what is never told.
//!
//! # Requirement
//!
//! The vendor's page on return values: code 6 for a resource that is not found.
//!
//! # Example
//!
//! `Hold` for an id that nobody has is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{is_about_a_call, names_handed_call, refused};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// A call of nobody is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "unknown-call-refused",
        family: Family::Operation,
        title: "a call that does not exist is refused",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("unknown_call_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let nobodys = at.class() == Class::Unknown && !names_handed_call(words, at);
    if !nobodys || !is_about_a_call(words, at) {
        return None;
    }
    refused(at, &format!("{} is not refused", at.step.note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, about, fails, operation, page, passed_on, refusal, remove, says, send, words,
    };
    use crate::record::{Call, Place};

    fn of_nobody(call: Call) -> Call {
        Call { path: [("id".to_owned(), Place::text("NOBODY"))].into(), ..call }
    }

    #[test]
    fn a_call_of_nobody_is_neither_shown_nor_changed() {
        let not = fails("something is not refused");
        for own in [about(words().retrieve), operation("Hold"), remove(0)] {
            let says = |answer| says(&RULE, Class::Unknown, of_nobody(own.clone()), Ok(answer));
            assert_eq!(says(refusal(404, 6)), HOLDS);
            assert_eq!(says(refusal(200, 6)), HOLDS);
            assert_eq!(says(page(404)), HOLDS);
            assert_eq!(says(passed_on()), not);
        }
    }

    #[test]
    fn other_unknowns_are_for_others() {
        assert_eq!(says(&RULE, Class::Unknown, remove(0), Ok(passed_on())), None, "a participant");
        let bayeux = Call { path: [].into(), ..send(vec![]) };
        assert_eq!(says(&RULE, Class::Unknown, bayeux, Ok(passed_on())), None, "a session");
        let valid = of_nobody(operation("Hold"));
        assert_eq!(says(&RULE, Class::Valid, valid, Ok(passed_on())), None);
    }
}
