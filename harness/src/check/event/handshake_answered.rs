//! # What it checks
//!
//! A handshake with right credentials is answered with `successful` true, the `version`, `supportedConnectionTypes`
//! among which is one of those that were asked for, and a `clientId`. One without credentials is refused: by its
//! status, or by `successful` false and no `clientId`.
//!
//! # Why
//!
//! Without a handshake nothing is told. With one that anybody can make, everybody is told.
//!
//! # Requirement
//!
//! Bayeux 1.0, Handshake response; the security of the document.
//!
//! # Example
//!
//! A handshake without credentials is answered with a `clientId`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{is_message, message, reply};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};
use serde_json::Value;

/// A handshake is answered to the letter.
pub const RULE: Rule = Rule {
    card: Card {
        id: "handshake-answered",
        family: Family::Event,
        title: "a handshake is answered to the letter",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("handshake_answered.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let (_, channel) = message(at.step)?;
    if channel != "/meta/handshake" || !is_message(words, at) {
        return None;
    }
    let status = at.status_below_500()?;
    let reply = reply(at);
    let successful = reply.and_then(|own| own.get("successful")) == Some(&Value::Bool(true));
    if at.class() == Class::Unauthenticated {
        let id = reply.and_then(|own| own.get("clientId")).is_some();
        if !successful && !id {
            return Some(Ok(()));
        }
        let message = format!("a handshake with {} is answered with a session", at.step.note);
        return Some(Err(Complaint::new(message, "a refusal, and no clientId", "a clientId")));
    }
    if at.class() != Class::Valid {
        return None;
    }
    if reply.is_none() && status == 200 {
        // That there is no reply at all, the check of messages says.
        return None;
    }
    let complain = |message: &str, actual: String| {
        let expected = "successful, version, supportedConnectionTypes, clientId";
        Some(Err(Complaint::new(message, expected, actual)))
    };
    let Some(reply) = reply.filter(|_| status == 200 && successful) else {
        return complain("a handshake is not successful", format!("status {status}"));
    };
    let text =
        |name: &str| reply.get(name).and_then(Value::as_str).is_some_and(|own| !own.is_empty());
    let types = reply.get("supportedConnectionTypes").and_then(Value::as_array);
    let polls = |own: &Value| own == "long-polling" || own == "callback-polling";
    let missing = match () {
        () if !text("clientId") => "clientId",
        () if !text("version") => "version",
        () if !types.is_some_and(|own| own.iter().any(polls)) => "supportedConnectionTypes",
        () => return Some(Ok(())),
    };
    complain(&format!("a handshake is answered without a right {missing}"), reply.to_string())
}
