//! # What it checks
//!
//! The first thing that a session delivers about a call is the first that was told after the answer to its
//! subscription, though the first connect came later.
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
use super::{delivered, failed, message, passed, subscription};
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
    let subscriptions = judged
        .trace
        .case
        .steps
        .iter()
        .filter(|step| message(step).is_some_and(|(_, channel)| channel == "/meta/subscribe"));
    let several = subscriptions.count() > 1;
    let ends = judged
        .trace
        .case
        .steps
        .iter()
        .any(|step| message(step).is_some_and(|(_, channel)| channel == "/meta/unsubscribe"));
    // Whether wildcards, lists and unsubscribing work is for another check.
    let plain = wanted.as_text().is_some_and(|own| !own.contains('*')) && !ends && !several;
    let Some(id) = handed_id(words, judged, 0).filter(|_| plain) else {
        return Verdict::NotApplicable;
    };
    let connects: Vec<usize> = judged
        .trace
        .steps()
        .filter(|(_, step, _)| message(step).is_some_and(|(_, own)| own == "/meta/connect"))
        .map(|(index, ..)| index)
        .collect();
    let Some(last) = connects.last() else { return Verdict::NotApplicable };
    // Who lost touch may have missed the first; and what comes too late to be waited for may come behind the last connect.
    if !judged.trace.told.first_listens || !judged.trace.told.silent.is_empty() {
        return Verdict::NotApplicable;
    }
    let changes = |call: &Value| state(call).map(str::to_owned);
    let heard = told(words, judged, 0).find(|(own, _)| own.after > subscribed);
    let Some(first) = heard.and_then(|(_, call)| changes(call)) else {
        return Verdict::NotApplicable;
    };
    let delivered = delivered(words, judged, id).into_iter().next();
    match delivered.and_then(|(_, call)| changes(call)) {
        Some(own) if own == first => passed(1),
        own => {
            let actual = own.map_or("nothing".to_owned(), |own| format!("the state {own} first"));
            let message = "what was told before the first connect is lost";
            failed(*last, message, format!("the state {first} first"), actual)
        }
    }
}
