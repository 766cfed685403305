//! # What it checks
//!
//! A method that the document does not have for a path is answered `405` or `404`.
//!
//! # Why
//!
//! A `PUT` that is taken for a `POST`, or a `DELETE` on the whole list, does what nobody asked for.
//!
//! # Requirement
//!
//! RFC 9110, 15.5.6.
//!
//! # Example
//!
//! `PUT …/Participants/{CallSid}` is answered `200`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::calls;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// A method that the path does not have is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "wrong-method-refused",
        family: Family::Status,
        title: "a method that the path does not have is refused",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("wrong_method_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::WrongMethod {
        return None;
    }
    // RFC 9110, 15.6.2: what a server says of a method that it has nowhere.
    if at.exchange.status() == Some(501) {
        return Some(Ok(()));
    }
    // Where operations are refused by a code, a method may be as well.
    let by_code = context.calls().is_some() && at.answer().is_some_and(calls::is_refused);
    if by_code {
        return Some(Ok(()));
    }
    let method = at.step.call.method.as_deref().unwrap_or("a method");
    let message = format!("{method} is not refused where the document has none");
    status_among(at, &[404, 405], &message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};
    use crate::record::Call;

    #[test]
    fn both_refusals_hold_and_acceptance_does_not() {
        let call = Call { method: Some("PUT".into()), ..call("retrieve_participant") };
        let says = |status| {
            says(&RULE, Class::WrongMethod, call.clone(), Ok(answer(status, &refusal(status))))
        };
        assert_eq!(says(405), Some(Ok(())));
        assert_eq!(says(404), Some(Ok(())));
        assert!(matches!(says(200), Some(Err(_))));
    }
}
