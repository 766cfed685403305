//! # What it checks
//!
//! An answer to messages of Bayeux is a list of objects, each with one channel; a reply on a meta channel repeats the
//! `id` of its request and says by `successful` what came of it; `error` is a text of three digits, arguments and
//! words, parted by colons.
//!
//! # Why
//!
//! Clients match replies by channel and id. One that does not find its own waits for it, and connects no more.
//!
//! # Requirement
//!
//! Bayeux 1.0: Common message fields, channel, id, error.
//!
//! # Example
//!
//! The reply to a subscription has no `id`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{is_message, messages};
use crate::record::Json;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};
use serde_json::Value;

/// Answers to Bayeux messages are messages.
pub const RULE: Rule = Rule {
    card: Card {
        id: "messages-well-formed",
        family: Family::Event,
        title: "answers to messages of Bayeux are messages of Bayeux",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("messages_well_formed.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    if !is_message(words, at) {
        return None;
    }
    let answer = at.answer().filter(|own| own.status == 200)?;
    let complain = |message: &str, expected: &str, actual: String| {
        Some(Err(Complaint::new(message, expected, actual)))
    };
    let Some(list) = answer.json().and_then(Value::as_array) else {
        return complain(
            "an answer that is no list of messages",
            "a list",
            "something else".to_owned(),
        );
    };
    let channel = |own: &Value| own.get("channel").and_then(Value::as_str).map(str::to_owned);
    if let Some(without) = list.iter().find(|own| channel(own).is_none()) {
        return complain("a message without a channel", "a channel in each", without.to_string());
    }
    for own in list {
        let replies = channel(own).is_some_and(|own| own.starts_with("/meta/"));
        if replies && !own.get("successful").is_some_and(Value::is_boolean) {
            let message = "a reply that does not say whether it was successful";
            return complain(message, "`successful` true or false", own.to_string());
        }
        if own.get("error").is_some_and(|error| !error.as_str().is_some_and(is_error)) {
            let message = "an error of another form";
            return complain(
                message,
                "three digits, arguments and words",
                own["error"].to_string(),
            );
        }
    }
    for sent in messages(&at.step.call) {
        let text = |name: &str| sent.member(name).and_then(Json::as_text);
        let (Some(wanted), Some(id)) = (text("channel"), text("id")) else { continue };
        let own = list.iter().find(|own| channel(own).as_deref() == Some(wanted));
        let Some(own) = own else {
            let message = format!("no reply on {wanted}");
            return complain(&message, "a reply on the channel of the message", "none".to_owned());
        };
        if own.get("id").and_then(Value::as_str) != Some(id) {
            let actual = own.get("id").map_or("no id".to_owned(), ToString::to_string);
            return complain(
                "a reply without the id of its request",
                &format!("`id` {id}"),
                actual,
            );
        }
    }
    Some(Ok(()))
}

/// Whether a text is three digits, arguments and words, parted by colons.
fn is_error(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let code = parts.next().unwrap_or_default();
    let digits = code.len() == 3 && code.bytes().all(|own| own.is_ascii_digit());
    digits && parts.count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        self, HOLDS, answer, event, fails, outgoing, page, replied, send, without,
    };
    use crate::record::Class;
    use serde_json::json;

    fn says(answers: &Value) -> Option<Result<(), String>> {
        let call = send(vec![outgoing("/meta/connect", &[])]);
        genesys::says(&RULE, Class::Valid, call, Ok(answer(200, answers)))
    }

    fn connected(more: &Value) -> Value {
        replied("/meta/connect", more)
    }

    #[test]
    fn replies_and_events_hold_in_any_order() {
        assert_eq!(says(&json!([connected(&json!({}))])), HOLDS);
        assert_eq!(says(&json!([event("Held"), connected(&json!({}))])), HOLDS);
        for error in ["402::Unknown client", "403:/meta/connect,a:Forbidden: really"] {
            let refused = connected(&json!({"successful": false, "error": error}));
            assert_eq!(says(&json!([refused])), HOLDS, "{error}");
        }
    }

    #[test]
    fn what_is_no_message_or_answers_another_one_does_not() {
        let own = || connected(&json!({}));
        assert_eq!(says(&own()), fails("an answer that is no list of messages"));
        let nameless = json!([own(), {"data": {}}]);
        assert_eq!(says(&nameless), fails("a message without a channel"));
        let unsaid = json!([without(own(), "successful")]);
        assert_eq!(says(&unsaid), fails("a reply that does not say whether it was successful"));
        for error in [json!("forbidden"), json!("4030:a:b"), json!("40x:a:b"), json!(402)] {
            let odd = json!([connected(&json!({"successful": false, "error": error}))]);
            assert_eq!(says(&odd), fails("an error of another form"), "{error}");
        }
        assert_eq!(says(&json!([event("Held")])), fails("no reply on /meta/connect"));
        let other = fails("a reply without the id of its request");
        assert_eq!(says(&json!([without(own(), "id")])), other);
        assert_eq!(says(&json!([connected(&json!({"id": "2"}))])), other);
    }

    #[test]
    fn what_a_container_refuses_is_not_judged() {
        let says = |answer| {
            let call = send(vec![outgoing("/meta/connect", &[])]);
            genesys::says(&RULE, Class::Valid, call, Ok(answer))
        };
        assert_eq!(says(page(403)), None);
        assert_eq!(says(page(401)), None);
        assert_eq!(says(page(200)), fails("an answer that is no list of messages"));
    }
}
