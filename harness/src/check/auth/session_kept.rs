//! # What it checks
//!
//! The answer to the first request with credentials sets the cookie `JSESSIONID`; and a request with the cookies of the
//! session, and without credentials, is accepted.
//!
//! # Why
//!
//! Clients send credentials once. A server that forgets the session asks for them at every step, or refuses.
//!
//! # Requirement
//!
//! The security of the document; the vendor's pages on authentication.
//!
//! # Example
//!
//! The first answer sets no cookie.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::calls::{is_accepted, is_refused};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Session};

/// A session is begun, and goes on by its cookies alone.
pub const RULE: Rule = Rule {
    card: Card {
        id: "session-kept",
        family: Family::Auth,
        title: "a session is begun by credentials and kept by its cookies",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("session_kept.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let call = &at.step.call;
    if at.class() != Class::Valid || !at.is_operation() || call.operation == words.messages {
        return None;
    }
    let answer = at.answer().filter(|answer| answer.status < 500)?;
    match call.session {
        Session::Own if is_first(at) && is_accepted(answer) => {
            let mut cookies = answer.headers_named("set-cookie");
            if cookies.any(|own| own.trim_start().starts_with(COOKIE)) {
                return Some(Ok(()));
            }
            let message = "the first answer begins no session";
            Some(Err(Complaint::new(message, "Set-Cookie: JSESSIONID=…", "no such cookie")))
        }
        Session::CookiesAlone if is_refused(answer) => {
            let message = "the cookies of a session are not enough";
            let actual = format!("status {}", answer.status);
            Some(Err(Complaint::new(message, "statusCode 0 without credentials", actual)))
        }
        Session::CookiesAlone => Some(Ok(())),
        _ => None,
    }
}

const COOKIE: &str = "JSESSIONID=";

/// Whether a step is the first of its case in a session of its own.
fn is_first(at: &At<'_>) -> bool {
    let mut before = at.judged.trace.case.steps[..at.index].iter();
    !before.any(|step| step.call.session == Session::Own)
}
