//! # What it checks
//!
//! The notifications about a call tell what was brought about in the order of the operations: first `Held`, then
//! `Established`, for a call that was held and taken off hold; and whoever was told to be gone is not listed again.
//!
//! # Why
//!
//! The last notification is what a client believes. Where they come in another order, it believes what is over.
//!
//! # Requirement
//!
//! The vendor's page on `InitiateConference`, which says which of two comes first; each tells the call as it is.
//!
//! # Example
//!
//! `Hold` and `Retrieve` are told as `Established` and then `Held`.

use rollcall_spec::Keyword;

use super::super::operation::told;
use super::super::{Context, Judged, Rule, Scope};
use super::{Effect, effect, failed, passed};
use crate::api::Calls;
use crate::api::calls::lists;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Notification, Verdict};
use serde_json::Value;

/// What is told of a call comes in order.
pub const RULE: Rule = Rule {
    card: Card {
        id: "told-in-order",
        family: Family::Event,
        title: "what is told of a call comes in the order in which it came about",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("told_in_order.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    // What was never told, or was told and not done, has checks of its own.
    let untold = !judged.trace.told.silent.is_empty();
    if untold
        || !judged.trace.told.first_listens
        || judged.contradictions.iter().any(|own| own.member == "presence")
    {
        return Verdict::NotApplicable;
    }
    let mut times = 0;
    for conference in 0..judged.trace.world.conferences.len() {
        let all: Vec<(&Notification, &Value)> = told(words, judged, conference).collect();
        match in_order(words, judged, conference, &all) {
            Verdict::Pass(more) => times += more,
            Verdict::NotApplicable => {}
            failing @ Verdict::Fail(_) => return failing,
        }
    }
    passed(times)
}

fn in_order(
    words: &Calls,
    judged: &Judged<'_>,
    conference: usize,
    all: &[(&Notification, &Value)],
) -> Verdict {
    let mut next = 0;
    let mut times = 0;
    for (index, step, exchange) in judged.trace.steps() {
        let effect = effect(words, judged, step, exchange);
        let Some(effect) = effect.filter(|own| own.conference() == conference) else { continue };
        let shows = |place: &usize| {
            let (told, call) = all[*place];
            told.sent > index && effect.shows(words, told, call)
        };
        if let Some(place) = (next..all.len()).find(shows) {
            // One that tells of somebody's absence may tell of another one's as well.
            next = place + usize::from(matches!(effect, Effect::State(..)));
            times += 1;
        } else if (0..next).any(|place| shows(&place) && all[place].0.sent > index) {
            let message = "what is told of a call comes in another order";
            return failed(
                index,
                message,
                "the order of the operations",
                "told before what came first",
            );
        }
        if let Effect::Without(_, number) = effect {
            let since = all
                .iter()
                .position(|(told, call)| told.sent > index && effect.shows(words, told, call));
            let behind = since.map_or(&[][..], |since| &all[since..]);
            if behind.iter().any(|(_, call)| lists(call, number) == Some(true)) {
                let message = "who was told to be gone is listed again";
                return failed(index, message, format!("no {number} any more"), "listed again");
            }
        }
    }
    passed(times)
}
