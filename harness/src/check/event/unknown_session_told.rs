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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        self, HOLDS, answer, fails, failure, outgoing, page, replied, send,
    };
    use crate::record::{Answer, FailureKind};
    use serde_json::json;

    fn says(channel: &str, answer: Answer) -> Option<Result<(), String>> {
        genesys::says(&RULE, Class::Unknown, send(vec![outgoing(channel, &[])]), Ok(answer))
    }

    fn refused(channel: &str, more: &Value) -> Answer {
        let own = replied(channel, &json!({"successful": false, "error": "402::Unknown client"}));
        let mut all = vec![own];
        if let Some(reconnect) = more.as_str() {
            all[0]["advice"] = json!({"reconnect": reconnect});
        }
        answer(200, &Value::Array(all))
    }

    #[test]
    fn who_has_no_session_is_refused_and_advised() {
        let (connect, subscribe) = ("/meta/connect", "/meta/subscribe");
        assert_eq!(says(connect, refused(connect, &json!("handshake"))), HOLDS);
        assert_eq!(says(connect, refused(connect, &json!("none"))), HOLDS);
        assert_eq!(says(subscribe, refused(subscribe, &Value::Null)), HOLDS);
        assert_eq!(says(connect, page(401)), HOLDS);
        let unadvised = fails("something is not advised to shake hands");
        assert_eq!(says(connect, refused(connect, &Value::Null)), unadvised);
        assert_eq!(says(connect, refused(connect, &json!("retry"))), unadvised);
        let taken = fails("something is taken for one");
        for channel in [connect, subscribe] {
            let done = answer(200, &json!([replied(channel, &json!({}))]));
            assert_eq!(says(channel, done), taken);
        }
    }

    #[test]
    fn a_connect_that_is_held_is_taken_for_one() {
        let says = |kind| {
            let call = send(vec![outgoing("/meta/connect", &[])]);
            genesys::says(&RULE, Class::Unknown, call, Err(failure(kind)))
        };
        assert_eq!(says(FailureKind::Timeout), fails("something is taken for one"));
        assert_eq!(says(FailureKind::Closed), None, "another check says so");
    }
}
