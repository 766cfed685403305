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
        } else if (0..next).any(|place| shows(&place)) {
            let message = "what is told of a call comes in another order";
            return failed(
                index,
                message,
                "the order of the operations",
                "told before what came first",
            );
        }
        if let Effect::Without(_, number) = effect {
            let since = (0..all.len()).find(shows);
            let behind = since.map_or(&[][..], |since| &all[since..]);
            if behind.iter().any(|(_, call)| lists(call, number) == Some(true)) {
                let message = "who was told to be gone is listed again";
                return failed(index, message, format!("no {number} any more"), "listed again");
            }
        }
    }
    passed(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, change, changed, fails, heard, left, notification, passed_on, removal,
        says_of, silent, unheard, words,
    };
    use crate::record::{Answer, Step, Told};

    const OTHER_ORDER: &str = "what is told of a call comes in another order";

    fn at_the_end(state: &str) -> Notification {
        notification((2, 2), words().state_told, &call(state, &[0, 1, 2]))
    }

    fn says(told: Told) -> Option<Result<(), String>> {
        let own = |name| (Step { awaits: None, ..change(name) }, passed_on());
        says_of(&RULE, vec![own("Hold"), own("Retrieve")], told)
    }

    fn removals(told: Vec<Notification>) -> Option<Result<(), String>> {
        let steps: Vec<(Step, Answer)> = vec![(removal(0), passed_on()), (removal(1), passed_on())];
        says_of(&RULE, steps, heard(told))
    }

    #[test]
    fn the_first_is_told_first() {
        let (held, back) = (|| at_the_end("Held"), || at_the_end("Established"));
        assert_eq!(says(heard(vec![held(), back()])), HOLDS);
        assert_eq!(says(heard(vec![back(), held()])), fails(OTHER_ORDER));
        let data = notification((2, 2), "AttachedDataChanged", &call("Held", &[0, 1, 2]));
        assert_eq!(says(heard(vec![held(), data, back()])), HOLDS);
        let before = changed(0, "Established");
        assert_eq!(says(heard(vec![before, held(), back()])), HOLDS, "it came before Retrieve");
    }

    #[test]
    fn who_was_told_to_be_gone_stays_away() {
        assert_eq!(removals(vec![left(0, &[1, 2]), left(1, &[2])]), HOLDS);
        assert_eq!(removals(vec![left(1, &[2])]), HOLDS, "one tells of both");
        let again = removals(vec![left(0, &[1, 2]), left(1, &[0, 2])]);
        assert_eq!(again, fails("who was told to be gone is listed again"));
    }

    #[test]
    fn what_may_have_been_missed_is_not_judged() {
        let wrong = || vec![at_the_end("Established"), at_the_end("Held")];
        assert_eq!(says(unheard(heard(wrong()))), None);
        assert_eq!(says(silent(&[1], wrong())), None);
        assert_eq!(says(heard(vec![])), None);
    }
}
