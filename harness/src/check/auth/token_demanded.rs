//! # What it checks
//!
//! Where looks give a token, a POST without it, with another one, or with the token and without the cookies of its
//! session, is refused with `403`.
//!
//! # Why
//!
//! The token is there against pages that let a browser send what its user never wanted.
//!
//! # Requirement
//!
//! The vendor's page on CSRF protection: HTTP 403, missing or invalid token.
//!
//! # Example
//!
//! A removal with the token of another session is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Session};

/// A change without the token is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "token-demanded",
        family: Family::Auth,
        title: "a change without the token of its session is refused",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::WhereOffered,
        manual: include_str!("token_demanded.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    if at.class() != Class::Forged {
        return None;
    }
    let protects = at.judged.trace.steps().take(at.index).any(|(_, step, exchange)| {
        let look = step.call.operation == words.retrieve && step.call.session == Session::Kept;
        look && exchange.answer().is_some_and(|own| own.header("x-csrf-token").is_some())
    });
    let status = at.status_below_500().filter(|_| protects)?;
    // Without its cookies nobody knows which session it is.
    let cookieless = at.step.call.session == Session::WithoutCookies && status == 401;
    if status == 403 || cookieless {
        return Some(Ok(()));
    }
    let message = format!("a change in {} is not refused with 403", at.step.note);
    Some(Err(Complaint::new(message, "status 403", format!("status {status}"))))
}
