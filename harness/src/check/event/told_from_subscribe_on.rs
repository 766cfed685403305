//! # What it checks
//!
//! A session delivers what became of a call after the answer to its subscription, though the first connect came later.
//!
//! # Why
//!
//! A client that subscribes, asks for a removal and then connects would wait for ever for what was told in between.
//!
//! # Requirement
//!
//! Bayeux 1.0, Event message delivery.
//!
//! # Example
//!
//! A removal between subscribe and the first connect is never delivered.

use rollcall_spec::Keyword;

use super::super::operation::{handed_id, told};
use super::super::{Context, Judged, Rule, Scope};
use super::{Effect, delivered, effect, failed, last_connect, passed, sends, subscription};
use crate::api::calls::state;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};
use serde_json::Value;

/// Nothing is lost before the first connect.
pub const RULE: Rule = Rule {
    card: Card {
        id: "told-from-subscribe-on",
        family: Family::Event,
        title: "what is told between subscribe and the first connect is delivered",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("told_from_subscribe_on.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let Some((subscribed, wanted)) = subscription(judged) else { return Verdict::NotApplicable };
    let steps = &judged.trace.case.steps;
    let several = steps.iter().filter(|own| sends(own, "/meta/subscribe")).count() > 1;
    let ends = steps.iter().any(|own| sends(own, "/meta/unsubscribe"));
    // Whether wildcards, lists and unsubscribing work is for another check.
    let plain = wanted.as_text().is_some_and(|own| !own.contains('*')) && !ends && !several;
    let Some(id) = handed_id(words, judged, 0).filter(|_| plain) else {
        return Verdict::NotApplicable;
    };
    let Some(last) = last_connect(judged) else { return Verdict::NotApplicable };
    // Who lost touch may have missed the first; and what comes too late to be waited for may come behind the last connect.
    if !judged.trace.told.first_listens || !judged.trace.told.silent.is_empty() {
        return Verdict::NotApplicable;
    }
    // Whatever else is told of the call may have been on its way already when the session subscribed.
    let mut changes = judged.trace.steps().filter(|(index, ..)| *index > subscribed);
    let asked = changes.find_map(|(_, step, exchange)| effect(words, judged, step, exchange));
    let Some(Effect::State(0, asked)) = asked else { return Verdict::NotApplicable };
    let shows = |call: &Value| state(call) == Some(asked);
    if !told(words, judged, 0).any(|(own, call)| own.after > subscribed && shows(call)) {
        return Verdict::NotApplicable;
    }
    let delivered = delivered(words, judged, id);
    if delivered.iter().any(|(_, call)| shows(call)) {
        return passed(1);
    }
    let first = delivered.first().and_then(|(_, call)| state(call));
    let actual = first.map_or("nothing".to_owned(), |own| format!("the state {own} first"));
    let message = "what was told before the first connect is lost";
    failed(last, message, format!("the state {asked}"), actual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, beside_conversation, call, changed, conversation, event, fails, heard, notification,
        says_of, silent, unheard, words,
    };
    use crate::record::Told;
    use serde_json::json;

    const LOST: &str = "what was told before the first connect is lost";

    fn says(
        channel: &str,
        first: &[&str],
        second: &[&str],
        told: Told,
    ) -> Option<Result<(), String>> {
        let events = |states: &[&str]| states.iter().map(|own| event(own)).collect();
        says_of(&RULE, conversation(&json!(channel), events(first), events(second)), told)
    }

    #[test]
    fn what_was_told_first_is_delivered_first() {
        let says = |first, second| says("/v2/me/calls", first, second, beside_conversation());
        assert_eq!(says(&["Held"], &["Established"]), HOLDS);
        assert_eq!(says(&[], &["Held", "Established"]), HOLDS, "the second connect will do");
        assert_eq!(says(&[], &["Established"]), fails(LOST));
        assert_eq!(says(&[], &[]), fails(LOST));
    }

    #[test]
    fn what_was_on_its_way_when_the_session_subscribed_need_not_come() {
        let late = notification((2, 2), "AttachedDataChanged", &call("Established", &[0]));
        let told = || heard(vec![late.clone(), changed(2, "Held"), changed(4, "Established")]);
        let says = |first, second| says("/v2/me/calls", first, second, told());
        assert_eq!(says(&["Held"], &["Established"]), HOLDS);
        assert_eq!(says(&["Established", "Held"], &["Established"]), HOLDS);
        assert_eq!(says(&["Established"], &["Established"]), fails(LOST));
    }

    #[test]
    fn nothing_is_judged_where_it_may_not_have_been_told() {
        let calls = "/v2/me/calls";
        assert_eq!(says("/v2/me/*", &[], &[], beside_conversation()), None);
        assert_eq!(says(calls, &[], &[], heard(vec![])), None);
        let before = notification((2, 1), words().state_told, &call("Held", &[0]));
        assert_eq!(says(calls, &[], &[], heard(vec![before])), None, "it came before");
        let missed = || heard(vec![changed(4, "Established")]);
        assert_eq!(says(calls, &["Held"], &["Established"], unheard(missed())), None);
        let late = silent(&[2, 4], vec![changed(5, "Held")]);
        assert_eq!(says(calls, &[], &[], late), None, "it came behind the last connect");
    }
}
