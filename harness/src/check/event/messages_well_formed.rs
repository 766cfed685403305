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
    for sent in messages(at.step) {
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
