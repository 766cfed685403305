//! # What it checks
//!
//! A request with a cookie that the server never gave, and without credentials, is refused.
//!
//! # Why
//!
//! A server that takes every cookie for a session takes everybody for somebody.
//!
//! # Requirement
//!
//! The security of the document: the cookie is that of a session.
//!
//! # Example
//!
//! `Cookie: JSESSIONID=rollcall` is answered with the user's calls.

use rollcall_spec::Keyword;

use super::super::operation::refused;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Session};

/// A cookie of no session is no credential.
pub const RULE: Rule = Rule {
    card: Card {
        id: "dead-session-refused",
        family: Family::Auth,
        title: "a cookie of no session is no credential",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("dead_session_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let unknown = at.step.call.session == Session::UnknownCookie;
    if at.class() != Class::Unauthenticated || !unknown {
        return None;
    }
    refused(at, "a request with a cookie of no session is not refused")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, about, fails, page, passed_on, refusal, says, words,
    };
    use crate::record::Call;

    #[test]
    fn a_cookie_of_nobody_opens_nothing() {
        let says = |session, answer| {
            let call = Call { session, ..about(words().retrieve) };
            says(&RULE, Class::Unauthenticated, call, Ok(answer))
        };
        let unknown = Session::UnknownCookie;
        assert_eq!(says(unknown, refusal(401, 20)), HOLDS);
        assert_eq!(says(unknown, refusal(200, 20)), HOLDS);
        assert_eq!(says(unknown, page(403)), HOLDS);
        let opened = "a request with a cookie of no session is not refused";
        assert_eq!(says(unknown, passed_on()), fails(opened));
        assert_eq!(says(Session::None, passed_on()), None, "another check says so");
        assert_eq!(says(unknown, page(502)), None, "another check says so");
    }
}
