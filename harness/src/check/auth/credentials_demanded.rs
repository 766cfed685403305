//! # What it checks
//!
//! A request without right credentials is answered `401`, in whatever way they are wrong: missing, empty, of another scheme,
//! malformed, or a password that is wrong in its last character alone.
//!
//! # Why
//!
//! A server that reads credentials and never compares them looks healthy to every client that has the right ones.
//!
//! # Requirement
//!
//! The document's security; RFC 9110, 15.5.2; RFC 7617, 2.
//!
//! # Example
//!
//! `DELETE …` with the right user name and another password is answered `204`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// Without right credentials nothing is done.
pub const RULE: Rule = Rule {
    card: Card {
        id: "credentials-demanded",
        family: Family::Auth,
        title: "without right credentials nothing is done",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("credentials_demanded.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::Unauthenticated {
        return None;
    }
    let message = format!("{} is not answered with 401", at.step.call.credentials.words());
    status_among(at, &[401], &message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};

    #[test]
    fn unauthorized_holds_and_anything_else_does_not() {
        let says = |status| {
            says(
                &RULE,
                Class::Unauthenticated,
                call("delete_participant"),
                Ok(answer(status, &refusal(status))),
            )
        };
        assert_eq!(says(401), Some(Ok(())));
        assert!(matches!(says(403), Some(Err(_))));
        assert!(matches!(says(204), Some(Err(_))));
    }
}
