//! # What it checks
//!
//! A message with a `clientId` that the server never gave, or whose session has ended, is refused; and the reply to a
//! connect advises to shake hands again, or to give up.
//!
//! # Why
//!
//! A client whose session is gone finds out by that advice alone, and begins anew. Without it, it waits for ever.
//!
//! # Requirement
//!
//! Bayeux 1.0, advice, Connect and Disconnect.
//!
//! # Example
//!
//! After a disconnect, a connect is answered with `successful` true.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{is_message, message, reply};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};
use serde_json::Value;

/// Who has no session is told so.
pub const RULE: Rule = Rule {
    card: Card {
        id: "unknown-session-told",
        family: Family::Event,
        title: "a message of no session is refused, with the advice to shake hands",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("unknown_session_told.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let (_, channel) = message(at.step)?;
    if at.class() != Class::Unknown || !is_message(words, at) {
        return None;
    }
    let failure = at.exchange.outcome.as_ref().err();
    if let Some(failure) = failure.filter(|own| own.kind.is_a_hang()) {
        let message = format!("{} is taken for one", at.step.note);
        return Some(Err(Complaint::new(message, "a refusal", failure.detail.clone())));
    }
    let status = at.status_below_500()?;
    if (400..500).contains(&status) {
        return Some(Ok(()));
    }
    let reply = reply(at)?;
    if reply.get("successful") != Some(&Value::Bool(false)) {
        let message = format!("{} is taken for one", at.step.note);
        return Some(Err(Complaint::new(message, "`successful` false", reply.to_string())));
    }
    let advice = reply.pointer("/advice/reconnect").and_then(Value::as_str);
    if channel == "/meta/connect" && !matches!(advice, Some("handshake" | "none")) {
        let message = format!("{} is not advised to shake hands", at.step.note);
        return Some(Err(Complaint::new(message, "`reconnect` handshake", reply.to_string())));
    }
    Some(Ok(()))
}
