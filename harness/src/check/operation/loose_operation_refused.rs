//! # What it checks
//!
//! Content of another media type than `application/json`, and an operation's name in small letters, are refused: by a
//! status of class 4xx, or by a `statusCode` that is not 0.
//!
//! # Why
//!
//! A server that guesses what was meant will guess wrongly one day. Nothing forbids it to guess, so this is a warning.
//!
//! # Requirement
//!
//! The media type of the operations' content; the names of the operations.
//!
//! # Example
//!
//! An operation with `Content-Type: text/plain` is carried out.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::refused;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// What is not quite an operation is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "loose-operation-refused",
        family: Family::Operation,
        title: "what is not quite an operation is refused",
        keyword: Keyword::Should,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("loose_operation_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    context.calls()?;
    if at.class() != Class::LooseInput {
        return None;
    }
    refused(at, &format!("{} is not refused", at.step.note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{HOLDS, fails, operation, page, passed_on, refusal, says};

    #[test]
    fn what_may_be_let_pass_is_refused_at_best() {
        let says = |class, answer| says(&RULE, class, operation("hold"), Ok(answer));
        assert_eq!(says(Class::LooseInput, refusal(200, 10)), HOLDS);
        assert_eq!(says(Class::LooseInput, page(415)), HOLDS);
        assert_eq!(says(Class::LooseInput, passed_on()), fails("something is not refused"));
        assert_eq!(says(Class::BadInput, passed_on()), None, "another check says so");
    }
}
