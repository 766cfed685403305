//! # What it checks
//!
//! The `capabilities` of a call that is held do not name `Hold`, those of one that is established do not name `Retrieve`,
//! and those of one that is released name no operation which changes it. That goes for each look and for each notification.
//! A removal, `Hold` or `Retrieve` that is accepted was named by the look before it; and whoever may not remove anybody is
//! not told that it is open.
//!
//! # Why
//!
//! Clients show their buttons by it. A button for what can't be done is a call to the help desk.
//!
//! # Requirement
//!
//! The vendor's page on asynchronous telephony operations: capabilities name what is open to a call in its present
//! state.
//!
//! # Example
//!
//! A call is told as `Held`, and its capabilities name `Hold`.

use rollcall_spec::Keyword;

use super::super::{Complaint, Context, Judged, Rule, Scope};
use super::last_known;
use crate::api::Calls;
use crate::api::calls::{call_in, call_told, capabilities, is_accepted, is_refused, state};
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Card, Class, Exchange, Family, Step, Verdict};

/// Capabilities fit the state.
pub const RULE: Rule = Rule {
    card: Card {
        id: "capabilities-fit-state",
        family: Family::Operation,
        title: "the capabilities of a call fit its state",
        keyword: Keyword::Must,
        about: About::Calls,
        // No page says that a call has the member.
        occasion: Occasion::WhereOffered,
        manual: include_str!("capabilities_fit_state.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let looks = judged.trace.steps().filter_map(|(index, _, exchange)| {
        Some((index, call_in(exchange.answer().filter(|own| is_accepted(own))?)?))
    });
    let last = judged.trace.exchanges.len().saturating_sub(1);
    let told = judged.trace.told.notifications.iter();
    let told = told.filter_map(|own| Some((own.step().min(last), call_told(own)?)));
    let mut times = 0;
    for (step, call) in looks.chain(told) {
        let (Some(state), Some(open)) = (state(call), capabilities(call)) else { continue };
        times += 1;
        if let Some(name) = closed(words, state).into_iter().find(|name| open.contains(name)) {
            return Verdict::Fail(Failing {
                step,
                message: format!("the capabilities of a call that is {state} name {name}"),
                expected: format!("capabilities without {name}"),
                actual: open.join(", "),
            });
        }
    }
    for (index, step, exchange) in judged.trace.steps() {
        let Some(complaint) = contradicts(words, judged, index, step, exchange) else { continue };
        let Complaint { message, expected, actual } = complaint;
        return Verdict::Fail(Failing { step: index, message, expected, actual });
    }
    if times == 0 { Verdict::NotApplicable } else { Verdict::Pass(times) }
}

/// What became of an operation, where that contradicts what the capabilities of its call said just before.
fn contradicts(
    words: &Calls,
    judged: &Judged<'_>,
    index: usize,
    step: &Step,
    exchange: &Exchange,
) -> Option<Complaint> {
    let name = words.name_of(&step.call)?;
    let answer = exchange.answer()?;
    let shown = judged.trace.steps().take(index).filter(|(_, look, _)| {
        let same = look.call.path == step.call.path && look.call.user == step.call.user;
        same && look.call.operation == words.retrieve && look.call.method.is_none()
    });
    let (last, _, look) = shown.last()?;
    // What was asked for in between may have changed them.
    let mut between = judged.trace.steps().take(index).skip(last + 1);
    if between.any(|(_, own, _)| words.could_change(&own.call)) {
        return None;
    }
    let shown = call_in(look.answer()?)?;
    // A look that shows an older state than was told has a check of its own.
    let conference = words.conference_of(&step.call);
    let known = conference.and_then(|own| last_known(words, judged, own, index));
    if known.is_some_and(|known| state(known) != state(shown)) {
        return None;
    }
    let open = capabilities(call_in(look.answer().filter(|own| is_accepted(own))?)?)?;
    let named = open.contains(&name);
    let outsider = matches!(step.class, Class::NoConference | Class::Foreign);
    if named && outsider && is_refused(answer) {
        let message = format!("the capabilities of a call name {name}, which is refused");
        return Some(Complaint::new(
            message,
            format!("capabilities without {name}"),
            open.join(", "),
        ));
    }
    let judged_name = [words.remove, words.hold.0, words.unhold.0].contains(&name);
    if !named && judged_name && step.class == Class::Valid && is_accepted(answer) {
        let message = format!("the capabilities of a call do not name {name}, which is accepted");
        return Some(Complaint::new(message, format!("capabilities with {name}"), open.join(", ")));
    }
    None
}

/// The operations that are surely not open to a call in a state.
fn closed(words: &Calls, state: &str) -> Vec<&'static str> {
    if state == words.hold.1 {
        return vec![words.hold.0];
    }
    if state == words.unhold.1 {
        return vec![words.unhold.0];
    }
    let mut all = vec![words.hold.0, words.unhold.0, words.remove];
    all.extend(words.ends);
    if state == words.ended { all } else { vec![] }
}
