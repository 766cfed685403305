//! # What it checks
//!
//! No request whatever is answered with a `5xx`. One is lawful: `501` says of `HEAD` that the server does not have it.
//!
//! # Why
//!
//! A `5xx` says that the server has failed, not the client. Fuzzed input that brings one about has found a defect.
//!
//! # Requirement
//!
//! RFC 9110, 15.6.
//!
//! # Example
//!
//! `GET …/Participants/%00` is answered `500`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// No request brings about a server error.
pub const RULE: Rule = Rule {
    card: Card {
        id: "no-server-error",
        family: Family::Status,
        title: "no request brings about a server error",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("no_server_error.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let status = at.exchange.status()?;
    // RFC 9110, 15.6.2: the method is known to nobody here, which the client could not know.
    if status == 501 && (at.is_head() || at.class() == Class::WrongMethod) {
        return None;
    }
    if status < 500 {
        return Some(Ok(()));
    }
    let message = format!("a server error for {}", at.class().words());
    Some(Err(Complaint::new(message, "a status below 500", format!("status {status}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};
    use crate::record::{Call, Class};

    #[test]
    fn a_refusal_holds_and_a_server_error_does_not() {
        let says = |status| {
            says(
                &RULE,
                Class::Unusual,
                call("retrieve_participant"),
                Ok(answer(status, &refusal(status))),
            )
        };
        assert_eq!(says(404), Some(Ok(())));
        assert!(matches!(says(500), Some(Err(_))));
        assert!(matches!(says(503), Some(Err(_))));
    }

    #[test]
    fn a_server_without_head_says_so_by_501_and_by_no_other() {
        let says = |status, method: &str| {
            let call = Call { method: Some(method.into()), ..call("retrieve_participant") };
            says(&RULE, Class::Unusual, call, Ok(answer(status, &refusal(status))))
        };
        assert_eq!(says(501, "HEAD"), None);
        assert!(matches!(says(500, "HEAD"), Some(Err(_))));
        assert!(matches!(says(501, "PUT"), Some(Err(_))));
    }
}
