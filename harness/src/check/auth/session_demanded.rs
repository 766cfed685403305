//! # What it checks
//!
//! A request with missing, wrong or malformed credentials and without a session is refused: by a status of class 4xx,
//! or by a `statusCode` that is not 0.
//!
//! # Why
//!
//! A server that never compares the password lets everybody end everybody's calls.
//!
//! # Requirement
//!
//! The security of the document; RFC 7617, 2.
//!
//! # Example
//!
//! A look at a call with another password is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::operation::refused;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Session};

/// Nobody gets in without credentials.
pub const RULE: Rule = Rule {
    card: Card {
        id: "session-demanded",
        family: Family::Auth,
        title: "a request without right credentials is refused",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("session_demanded.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let alone = at.step.call.session == Session::None;
    let message_of_bayeux = at.step.call.operation == words.messages;
    if at.class() != Class::Unauthenticated || !alone || message_of_bayeux {
        return None;
    }
    refused(at, &format!("a request with {} is not refused", at.step.note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, about, fails, page, passed_on, plain, refusal, remove, says, send, words,
    };
    use crate::record::Call;

    #[test]
    fn nobody_gets_in_without_credentials() {
        let says = |call: Call, answer| {
            let call = Call { session: Session::None, ..call };
            says(&RULE, Class::Unauthenticated, call, Ok(answer))
        };
        for call in [about(words().retrieve), plain(words().list), remove(0)] {
            assert_eq!(says(call.clone(), refusal(401, 20)), HOLDS);
            assert_eq!(says(call.clone(), refusal(200, 20)), HOLDS);
            assert_eq!(says(call.clone(), page(401)), HOLDS);
            assert_eq!(says(call.clone(), page(403)), HOLDS);
            let let_in = fails("a request with something is not refused");
            assert_eq!(says(call, passed_on()), let_in);
        }
        assert_eq!(says(send(vec![]), passed_on()), None, "a handshake has a check of its own");
    }

    #[test]
    fn who_has_a_session_needs_none() {
        let within = |session| {
            let call = Call { session, ..about(words().retrieve) };
            says(&RULE, Class::Unauthenticated, call, Ok(passed_on()))
        };
        assert_eq!(within(Session::Kept), None);
        assert_eq!(within(Session::UnknownCookie), None, "another check says so");
        assert_eq!(says(&RULE, Class::Valid, about(words().me), Ok(passed_on())), None);
    }
}
