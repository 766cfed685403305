//! # What it checks
//!
//! A handshake at `…/notifications/handshake`, a subscription at `…/notifications/` and a disconnect at
//! `…/notifications/disconnect` are answered as at `…/notifications`.
//!
//! # Why
//!
//! The best-known client sends its messages there by default. Nothing in the vendor's pages says so, so this is a
//! warning.
//!
//! # Requirement
//!
//! What clients in use send.
//!
//! # Example
//!
//! A handshake at `…/notifications/handshake` is answered with `404`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{message, reply};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};
use serde_json::Value;

/// Messages are taken at every path in use.
pub const RULE: Rule = Rule {
    card: Card {
        id: "every-url-served",
        family: Family::Event,
        title: "messages are taken at every path that clients use",
        keyword: Keyword::Should,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("every_url_served.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let own = at.step.call.operation == words.messages_at && at.is_operation();
    let (_, channel) = message(at.step).filter(|_| own && at.class() == Class::Valid)?;
    let status = at.status_below_500()?;
    let done = reply(at).and_then(|own| own.get("successful")) == Some(&Value::Bool(true));
    if status == 200 && done {
        return Some(Ok(()));
    }
    let message = format!("{channel} is not taken at a path of its own");
    Some(Err(Complaint::new(message, "`successful` true", format!("status {status}"))))
}
