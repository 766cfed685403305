//! # What it checks
//!
//! The reply to a subscription, or to the end of one, is successful and repeats the `subscription` of the request, be
//! it a text or a list.
//!
//! # Why
//!
//! A client finds by it which of its subscriptions stand.
//!
//! # Requirement
//!
//! Bayeux 1.0, Subscribe response and Unsubscribe response.
//!
//! # Example
//!
//! The reply to a subscription has no `subscription`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{is_message, message, reply, sends};
use crate::record::card::{About, Occasion};
use crate::record::{Answer, Card, Class, Family};
use serde_json::Value;

/// A subscription is answered with what was asked for.
pub const RULE: Rule = Rule {
    card: Card {
        id: "subscription-answered",
        family: Family::Event,
        title: "a subscription is answered with what was asked for",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("subscription_answered.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let (asked, channel) = message(at.step)?;
    let own = matches!(channel, "/meta/subscribe" | "/meta/unsubscribe");
    if !own || at.class() != Class::Valid || !is_message(words, at) || !has_session(at) {
        return None;
    }
    let status = at.status_below_500()?;
    let wanted = asked.member("subscription")?.value(&|_| None)?;
    let reply = reply(at);
    if reply.is_none() && status == 200 {
        // That there is no reply at all, the check of messages says.
        return None;
    }
    let Some(reply) = reply.filter(|_| status == 200) else {
        let message = "a subscription is not answered";
        return Some(Err(Complaint::new(message, "a reply", format!("status {status}"))));
    };
    if reply.get("successful") != Some(&Value::Bool(true)) {
        let message = "a subscription to what the document has is refused";
        return Some(Err(Complaint::new(message, "`successful` true", reply.to_string())));
    }
    let told = reply.get("subscription").unwrap_or(&Value::Null);
    if channels(told) == channels(&wanted) {
        return Some(Ok(()));
    }
    let message = "a reply that does not repeat the subscription";
    Some(Err(Complaint::new(message, wanted.to_string(), told.to_string())))
}

/// The channels of a subscription, however it is written.
fn channels(subscription: &Value) -> Vec<&str> {
    let mut all: Vec<&str> = match subscription {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    all.sort_unstable();
    all
}

/// Whether the handshake before it has begun a session.
fn has_session(at: &At<'_>) -> bool {
    at.judged.trace.steps().take(at.index).any(|(_, step, exchange)| {
        let own = exchange.answer().filter(|_| sends(step, "/meta/handshake"));
        let json = own.and_then(Answer::json);
        json.and_then(|own| own.pointer("/0/clientId")).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{HOLDS, answer, fails, page, replied, says_of, told_by};
    use crate::record::{Answer, Told};
    use serde_json::json;

    fn says(wanted: &Value, answer: Answer) -> Option<Result<(), String>> {
        let begun = json!([replied("/meta/handshake", &json!({"clientId": "un1q"}))]);
        says_after(&begun, wanted, answer)
    }

    fn says_after(begun: &Value, wanted: &Value, answer: Answer) -> Option<Result<(), String>> {
        let handshake = told_by("/meta/handshake", &[], begun);
        let (step, _) = told_by("/meta/subscribe", &[("subscription", wanted.clone())], begun);
        says_of(&RULE, vec![handshake, (step, answer)], Told::default())
    }

    fn repeats(subscription: &Value) -> Answer {
        answer(200, &json!([replied("/meta/subscribe", &json!({"subscription": subscription}))]))
    }

    #[test]
    fn what_was_asked_for_is_repeated() {
        let other = fails("a reply that does not repeat the subscription");
        let calls = json!("/v2/me/calls");
        assert_eq!(says(&calls, repeats(&calls)), HOLDS);
        assert_eq!(says(&calls, repeats(&json!(["/v2/me/calls"]))), HOLDS, "a list of one");
        assert_eq!(says(&calls, repeats(&json!("/v2/me/devices"))), other);
        assert_eq!(says(&calls, repeats(&Value::Null)), other);
        let both = json!(["/v2/me/calls", "/v2/me/devices"]);
        assert_eq!(says(&both, repeats(&json!(["/v2/me/devices", "/v2/me/calls"]))), HOLDS);
        assert_eq!(says(&both, repeats(&calls)), other);
    }

    #[test]
    fn refusals_do_not_hold_and_silence_is_for_others() {
        let calls = json!("/v2/me/calls");
        let refused =
            replied("/meta/subscribe", &json!({"successful": false, "subscription": calls}));
        let message = "a subscription to what the document has is refused";
        assert_eq!(says(&calls, answer(200, &json!([refused]))), fails(message));
        assert_eq!(says(&calls, page(403)), fails("a subscription is not answered"));
        assert_eq!(says(&calls, answer(200, &json!([]))), None);
        let no_session = json!([replied("/meta/handshake", &json!({"successful": false}))]);
        assert_eq!(says_after(&no_session, &calls, page(403)), None);
    }
}
