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
