//! # What it checks
//!
//! A subscription to `/v2/me/*` or to `/v2/**` gets what is published on `/v2/me/calls`; and what is told between the
//! end of a subscription and the next one is not delivered.
//!
//! # Why
//!
//! Clients in use subscribe by wildcards. Whoever has unsubscribed and is told all the same acts on what it no longer
//! follows.
//!
//! # Requirement
//!
//! Bayeux 1.0, Channel globbing and Unsubscribe.
//!
//! # Example
//!
//! A session that has unsubscribed is told that the call is held.

use rollcall_spec::Keyword;

use super::super::operation::{handed_id, is_settled, told};
use super::super::{Context, Judged, Rule, Scope};
use super::{delivered, failed, last_connect, message, passed, sends, subscription};
use crate::api::calls::state;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};
use serde_json::Value;

/// What is delivered is what was subscribed to.
pub const RULE: Rule = Rule {
    card: Card {
        id: "told-as-subscribed",
        family: Family::Event,
        title: "what is delivered is what was subscribed to",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("told_as_subscribed.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let (Some((subscribed, wanted)), Some(id)) =
        (subscription(judged), handed_id(words, judged, 0))
    else {
        return Verdict::NotApplicable;
    };
    let Some(last) = last_connect(judged) else { return Verdict::NotApplicable };
    // What comes too late to be waited for may come within the next subscription, or behind the last connect.
    let late = !is_settled(words, judged, last, |_| true);
    if late || told(words, judged, 0).all(|(own, _)| own.after <= subscribed) {
        return Verdict::NotApplicable;
    }
    let delivered = delivered(words, judged, id);
    // The last subscription to the channel itself, where there was another one before it, or the end of one.
    let subscribed = judged.trace.steps().filter(|(_, step, _)| {
        let own = message(step).filter(|_| sends(step, "/meta/subscribe"));
        let wanted = own.and_then(|(own, _)| own.member("subscription")?.as_text());
        wanted == Some(words.channel)
    });
    let again = subscribed.last().map(|(index, ..)| index);
    let before = judged
        .trace
        .steps()
        .take(again.unwrap_or(0))
        .any(|(_, step, _)| sends(step, "/meta/unsubscribe") || sends(step, "/meta/subscribe"));
    // What was not heard before it may come behind it.
    let heard = told(words, judged, 0).any(|(own, call)| {
        again.is_some_and(|again| own.after <= again) && state(call) == Some(words.hold.1)
    });
    // And what is told behind it for another reason shows the same state.
    let told_again = told(words, judged, 0).any(|(own, call)| {
        again.is_some_and(|again| own.sent > again) && state(call) == Some(words.hold.1)
    });
    if before && (!heard || told_again) {
        return Verdict::NotApplicable;
    }
    if before {
        let stale = |(_, call): &&(usize, &Value)| state(call) == Some(words.hold.1);
        return match delivered.iter().find(stale) {
            Some((step, _)) => {
                let message = "what was told without a subscription to it is delivered";
                failed(*step, message, "nothing of it", format!("the state {}", words.hold.1))
            }
            None => passed(1),
        };
    }
    let wildcard = wanted.as_text().is_none_or(|own| own.contains('*'));
    if wildcard && delivered.is_empty() {
        let how = if wanted.as_text().is_some() { "a wildcard" } else { "a list" };
        let message = format!("a subscription by {how} gets nothing");
        return failed(last, message, "what is told of the call", "nothing");
    }
    if wildcard { passed(1) } else { Verdict::NotApplicable }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, beside_conversation, call, change, changed, conversation, event, fails, heard,
        notification, passed_on, replied, says_of, silent, told_by,
    };
    use crate::record::{Answer, Step, Told};
    use serde_json::json;

    fn says(subscription: &Value, states: &[&str], told: Told) -> Option<Result<(), String>> {
        let events = states.iter().map(|own| event(own)).collect();
        says_of(&RULE, conversation(subscription, events, vec![]), told)
    }

    /// Subscribe and unsubscribe, hold, subscribe again, off hold, connect.
    fn again(states: &[&str], told: Told) -> Option<Result<(), String>> {
        let verb = |own: &str| -> (Step, Answer) {
            told_by(
                own,
                &[("subscription", json!("/v2/me/calls"))],
                &json!([replied(own, &json!({}))]),
            )
        };
        let mut delivered: Vec<Value> = states.iter().map(|own| event(own)).collect();
        delivered.push(replied("/meta/connect", &json!({})));
        let steps = vec![
            verb("/meta/subscribe"),
            verb("/meta/unsubscribe"),
            (change("Hold"), passed_on()),
            verb("/meta/subscribe"),
            (change("Retrieve"), passed_on()),
            told_by("/meta/connect", &[], &Value::Array(delivered)),
        ];
        says_of(&RULE, steps, told)
    }

    #[test]
    fn wildcards_and_lists_get_what_is_told() {
        let both = ["Held", "Established"];
        for (wanted, nothing) in [
            (json!("/v2/me/*"), "a subscription by a wildcard gets nothing"),
            (json!("/v2/**"), "a subscription by a wildcard gets nothing"),
            (json!(["/v2/me/calls", "/v2/me/devices"]), "a subscription by a list gets nothing"),
        ] {
            assert_eq!(says(&wanted, &both, beside_conversation()), HOLDS);
            assert_eq!(says(&wanted, &[], beside_conversation()), fails(nothing));
            assert_eq!(says(&wanted, &[], heard(vec![])), None, "nothing was told");
            let late = silent(&[2, 4], vec![changed(5, "Held")]);
            assert_eq!(says(&wanted, &[], late), None, "it came behind the last connect");
        }
        assert_eq!(says(&json!("/v2/me/calls"), &[], beside_conversation()), None);
    }

    #[test]
    fn what_was_told_without_a_subscription_is_not_delivered() {
        let stale = fails("what was told without a subscription to it is delivered");
        assert_eq!(again(&["Established"], beside_conversation()), HOLDS);
        assert_eq!(again(&[], beside_conversation()), HOLDS);
        assert_eq!(again(&["Held", "Established"], beside_conversation()), stale);
        assert_eq!(again(&["Held"], heard(vec![])), None);
        let mut noise = beside_conversation();
        noise.notifications.push(notification((5, 4), "AttachedDataChanged", &call("Held", &[0])));
        let late = again(&["Held", "Established"], noise);
        assert_eq!(late, None, "something else was told of the held call behind the subscription");
        let late = silent(&[2], vec![changed(3, "Held"), changed(4, "Established")]);
        assert_eq!(again(&["Held", "Established"], late), None, "it was told after all, but late");
    }
}
