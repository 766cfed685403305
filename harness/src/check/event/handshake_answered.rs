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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        self, HOLDS, answer, fails, outgoing, page, refusal, replied, send, with, without,
    };
    use crate::record::Answer;
    use serde_json::json;

    fn says(class: Class, answer: Answer) -> Option<Result<(), String>> {
        let call = send(vec![outgoing("/meta/handshake", &[])]);
        genesys::says(&RULE, class, call, Ok(answer))
    }

    fn lawful() -> Value {
        let types = json!(["websocket", "long-polling"]);
        let more = json!({"clientId": "un1q", "version": "1.0", "supportedConnectionTypes": types});
        replied("/meta/handshake", &more)
    }

    fn one(reply: &Value) -> Answer {
        answer(200, &json!([reply]))
    }

    #[test]
    fn a_handshake_begins_a_session() {
        let says = |reply: &Value| says(Class::Valid, one(reply));
        assert_eq!(says(&lawful()), HOLDS);
        let polls = json!(["callback-polling"]);
        assert_eq!(says(&with(lawful(), "supportedConnectionTypes", polls)), HOLDS);
        for name in ["clientId", "version", "supportedConnectionTypes"] {
            let message = format!("a handshake is answered without a right {name}");
            assert_eq!(says(&without(lawful(), name)), fails(&message));
        }
        let sockets = with(lawful(), "supportedConnectionTypes", json!(["websocket"]));
        let message = "a handshake is answered without a right supportedConnectionTypes";
        assert_eq!(says(&sockets), fails(message));
        let refused = with(lawful(), "successful", json!(false));
        assert_eq!(says(&refused), fails("a handshake is not successful"));
    }

    #[test]
    fn without_credentials_it_is_refused_by_status_or_by_reply() {
        let says = |answer| says(Class::Unauthenticated, answer);
        assert_eq!(says(page(401)), HOLDS);
        assert_eq!(says(page(403)), HOLDS);
        assert_eq!(says(refusal(200, 20)), HOLDS);
        let refused = with(without(lawful(), "clientId"), "successful", json!(false));
        assert_eq!(says(one(&refused)), HOLDS);
        let taken = fails("a handshake with something is answered with a session");
        assert_eq!(says(one(&lawful())), taken);
        assert_eq!(says(one(&with(lawful(), "successful", json!(false)))), taken);
    }

    #[test]
    fn what_other_checks_say_is_not_said_here() {
        assert_eq!(says(Class::Valid, answer(200, &json!([]))), None);
        assert_eq!(says(Class::Valid, page(503)), None);
        assert_eq!(says(Class::Unusual, page(400)), None);
        assert_eq!(says(Class::Valid, page(403)), fails("a handshake is not successful"));
    }
}
