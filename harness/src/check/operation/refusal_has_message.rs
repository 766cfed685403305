//! # What it checks
//!
//! A return value whose `statusCode` is not 0 has a `statusMessage`, which is a text that is not empty, and no other
//! member. What an operation on a call is refused with by a status that no container gives by itself, has such a return
//! value.
//!
//! # Why
//!
//! The message is all that a person learns of what went wrong. Members besides would say that something was done after
//! all.
//!
//! # Requirement
//!
//! The vendor's page on return values.
//!
//! # Example
//!
//! `{"statusCode":6}`, or a refusal that shows the call as well.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, is_about_a_call};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};
use serde_json::Value;

/// A refusal has a message, and nothing else.
pub const RULE: Rule = Rule {
    card: Card {
        id: "refusal-has-message",
        family: Family::Operation,
        title: "a refusal has its code and its message, and nothing else",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("refusal_has_message.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let answer = answered(at)?;
    let complain = |message: &str, actual: String| {
        let expected = "statusCode and statusMessage, and nothing else";
        Some(Err(Complaint::new(message, expected, actual)))
    };
    let value = answer.json().and_then(Value::as_object);
    let Some(value) = value.filter(|own| own.contains_key("statusCode")) else {
        let by_itself = BY_ITSELF.contains(&answer.status) || !(400..500).contains(&answer.status);
        let judged = matches!(
            at.class(),
            Class::BadInput
                | Class::Unknown
                | Class::Removed
                | Class::Foreign
                | Class::NoConference
        );
        if by_itself || !judged || !is_about_a_call(words, at) || is_unreadable(at) {
            return None;
        }
        return complain("a refusal without a return value", format!("status {}", answer.status));
    };
    if value["statusCode"].as_i64().is_none_or(|code| code == 0) {
        return None;
    }
    match value.get("statusMessage") {
        None => complain("a refusal without statusMessage", "no such member".to_owned()),
        Some(Value::String(text)) if text.trim().is_empty() => {
            complain("a refusal with an empty statusMessage", format!("{text:?}"))
        }
        Some(Value::String(_)) => {
            let mut others = value.keys().filter(|own| !MEMBERS.contains(&own.as_str()));
            match others.next() {
                Some(other) => {
                    complain("a refusal with members besides", format!("`{other}` as well"))
                }
                None => Some(Ok(())),
            }
        }
        Some(other) => complain("a statusMessage that is no text", other.to_string()),
    }
}

const MEMBERS: [&str; 2] = ["statusCode", "statusMessage"];

/// What a container answers before the API is asked: its pages are no return values.
const BY_ITSELF: [u16; 8] = [401, 403, 404, 405, 413, 414, 415, 431];

/// Whether the content could not be read, so that something before the API may have refused it.
fn is_unreadable(at: &At<'_>) -> bool {
    at.step.breaks.as_ref().is_some_and(|own| own.constraint == "json" || own.name.is_empty())
}
