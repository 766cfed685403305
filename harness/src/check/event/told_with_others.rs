//! # What it checks
//!
//! The call in the notification of a removal lists everybody who took part before, but for those who were removed.
//!
//! # Why
//!
//! Whoever is left out vanishes from every screen, and is on the call all the same.
//!
//! # Requirement
//!
//! The vendor's page on `RemoveParticipantFromConference`, and its sample.
//!
//! # Example
//!
//! 15001 is removed, and `participants` of the notification are empty though 15002 takes part.

use rollcall_spec::Keyword;

use super::super::operation::last_known;
use super::super::{Context, Judged, Rule, Scope};
use super::{Effect, effect, failed, participants_told, passed, removals};
use crate::api::Calls;
use crate::api::calls::lists;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// What is told of a removal lists all the others.
pub const RULE: Rule = Rule {
    card: Card {
        id: "told-with-others",
        family: Family::Event,
        title: "the notification of a removal lists all the others",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("told_with_others.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let mut times = 0;
    for (step, conference, number, _) in removals(words, judged) {
        let mut told = participants_told(words, judged, conference, step);
        let Some((_, call)) = told.find(|(_, call)| lists(call, number) == Some(false)) else {
            continue;
        };
        let Some(before) = last_known(words, judged, conference, step, |own| own.sent) else {
            continue;
        };
        let Some(world) = judged.trace.world.conferences.get(conference) else { continue };
        let numbers = world.participants.iter().filter_map(|own| own.get(words.participant));
        let gone = gone(words, judged, conference);
        let mut others = numbers.filter(|own| {
            own.as_str() != number
                && !gone.contains(&own.as_str())
                && lists(before, own) == Some(true)
        });
        if let Some(other) = others.find(|own| lists(call, own) == Some(false)) {
            let message = "the notification of a removal leaves somebody else out";
            return failed(step, message, format!("participants with {other}"), "not listed");
        }
        times += 1;
    }
    passed(times)
}

/// Who was removed in this case, or may have been.
fn gone<'a>(words: &'a Calls, judged: &'a Judged<'_>, conference: usize) -> Vec<&'a str> {
    let effects = judged.trace.steps().filter_map(|(_, step, exchange)| {
        match effect(words, judged, step, exchange)? {
            Effect::Without(own, number) if own == conference => Some(number),
            _ => None,
        }
    });
    effects.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, fails, heard, left, look, notification, numbers, passed_on, removal, says_of,
        shows, unheard, with, without, words,
    };
    use crate::record::{Notification, Told};

    const LEFT_OUT: &str = "the notification of a removal leaves somebody else out";

    fn says(removed: &[usize], told: Vec<Notification>) -> Option<Result<(), String>> {
        says_with(removed, heard(told))
    }

    fn says_with(removed: &[usize], told: Told) -> Option<Result<(), String>> {
        let mut steps = vec![(look(), shows(&call("Established", &[0, 1, 2])))];
        steps.extend(removed.iter().map(|own| (removal(*own), passed_on())));
        says_of(&RULE, steps, told)
    }

    fn of(moment: (usize, usize), call: &serde_json::Value) -> Notification {
        notification(moment, words().participants_told, call)
    }

    #[test]
    fn whoever_took_part_before_is_listed() {
        assert_eq!(says(&[0], vec![left(1, &[1, 2])]), HOLDS);
        assert_eq!(says(&[0], vec![left(1, &[1])]), fails(LEFT_OUT));
        let texts = |present| with(call("Established", &[]), "participants", numbers(present));
        assert_eq!(says(&[0], vec![of((2, 2), &texts(&[1, 2]))]), HOLDS);
        assert_eq!(says(&[0], vec![of((2, 2), &texts(&[2]))]), fails(LEFT_OUT));
    }

    #[test]
    fn what_came_before_the_answer_is_judged_as_well() {
        let early = |present| vec![of((2, 1), &call("Established", present))];
        assert_eq!(says(&[0], early(&[1, 2])), HOLDS);
        assert_eq!(says(&[0], early(&[2])), fails(LEFT_OUT));
    }

    #[test]
    fn whoever_may_be_gone_need_not_be_listed() {
        assert_eq!(says(&[0, 1], vec![left(1, &[1, 2]), left(2, &[2])]), HOLDS);
        assert_eq!(says(&[0, 1], vec![of((3, 2), &call("Established", &[2]))]), HOLDS);
        assert_eq!(says_with(&[0], unheard(heard(vec![left(1, &[1])]))), None);
        let unknown = without(call("Established", &[]), "participants");
        assert_eq!(says(&[0], vec![of((2, 2), &unknown)]), None);
        let unseen = vec![(removal(0), passed_on())];
        assert_eq!(says_of(&RULE, unseen, heard(vec![left(0, &[])])), None, "nobody was seen");
    }
}
