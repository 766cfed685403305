//! # What it checks
//!
//! Behind an operation that was refused, nothing is told that would be its effect: no `ParticipantsUpdated`, and no
//! other state of the call. What is told of one call comes in order, so something that is told for sure ends the
//! waiting.
//!
//! # Why
//!
//! On an error nothing may be assumed to have changed. A notification says that something has.
//!
//! # Requirement
//!
//! The vendor's page on return values.
//!
//! # Example
//!
//! A removal without its token is answered with `403`, and told all the same.

use rollcall_spec::Keyword;

use super::super::operation::told;
use super::super::{Context, Judged, Rule, Scope};
use super::{effect, failed, is_change, lasting, passed};
use crate::api::calls::is_refused;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// What is refused is not told.
pub const RULE: Rule = Rule {
    card: Card {
        id: "refusal-told-nothing",
        family: Family::Event,
        title: "a refused operation is followed by no notification",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("refusal_told_nothing.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let mut times = 0;
    for (index, step, exchange) in judged.trace.steps() {
        let refused = exchange.answer().is_some_and(|own| own.status < 500 && is_refused(own));
        let judged_here = step.call.operation == words.operate && step.call.method.is_none();
        if !refused || !judged_here || !judged.trace.told.first_listens {
            continue;
        }
        // What another user, or an id of nobody, was refused would show at the first call, if anywhere.
        let conference = words.conference_of(&step.call).unwrap_or(0);
        let mut later = judged.trace.steps().skip(index + 1).filter_map(|(_, step, exchange)| {
            effect(words, judged, step, exchange).filter(|own| own.conference() == conference)
        });
        // Without something that is told for sure behind it, silence may only be patience.
        let Some(next) = later.next() else { continue };
        let all: Vec<_> = told(words, judged, conference).collect();
        for (place, (told, call)) in all.iter().enumerate() {
            if told.sent <= index || !is_change(words, told) {
                continue;
            }
            if next.shows(words, told, call) {
                break;
            }
            // What repeats the one before it is told twice.
            let before = all[..place].iter().rev().find(|(own, _)| is_change(words, own));
            if before.is_none_or(|(own, _)| lasting(&own.data) != lasting(&told.data)) {
                let message = "a refused operation is told as if it were carried out";
                let actual = told.data["notificationType"].to_string();
                return failed(index, message, "no notification", actual);
            }
        }
        times += 1;
    }
    passed(times)
}
