//! # What it checks
//!
//! The call in the notification of a removal no longer lists the participant who was removed.
//!
//! # Why
//!
//! A client shows whom the notification lists. Somebody who was removed and is listed stays on every screen.
//!
//! # Requirement
//!
//! The vendor's page on `RemoveParticipantFromConference`, and its sample.
//!
//! # Example
//!
//! 15001 is removed, and `participants` of the notification are 15001 and 15002.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::{failed, participants_told, passed, removals};
use crate::api::calls::lists;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// What is told of a removal leaves the removed out.
pub const RULE: Rule = Rule {
    card: Card {
        id: "told-without-removed",
        family: Family::Event,
        title: "the notification of a removal does not list the removed",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("told_without_removed.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let mut times = 0;
    for (step, conference, number, _) in removals(words, judged) {
        let mut told = participants_told(words, judged, conference, step).peekable();
        if told.peek().is_none() {
            continue;
        }
        if told.all(|(_, call)| lists(call, number) != Some(false)) {
            let message = "the notification of a removal lists the removed";
            return failed(step, message, format!("participants without {number}"), "listed still");
        }
        times += 1;
    }
    passed(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, changed, fails, heard, left, look, notification, numbers, passed_on, removal,
        says_of, shows, unheard, with, words,
    };
    use crate::record::{Notification, Told};

    const LISTED: &str = "the notification of a removal lists the removed";

    fn says(told: Told) -> Option<Result<(), String>> {
        let seen = (look(), shows(&call("Established", &[0, 1, 2])));
        says_of(&RULE, vec![seen, (removal(0), passed_on())], told)
    }

    fn of_texts(present: &[usize]) -> Notification {
        let call = with(call("Established", &[]), "participants", numbers(present));
        notification((2, 2), words().participants_told, &call)
    }

    #[test]
    fn the_removed_is_left_out_be_they_texts_or_objects() {
        assert_eq!(says(heard(vec![left(1, &[1, 2])])), HOLDS);
        assert_eq!(says(heard(vec![left(1, &[0, 1, 2])])), fails(LISTED));
        assert_eq!(says(heard(vec![of_texts(&[1, 2])])), HOLDS);
        assert_eq!(says(heard(vec![of_texts(&[0, 2])])), fails(LISTED));
    }

    #[test]
    fn what_tells_of_something_else_is_not_judged() {
        assert_eq!(says(heard(vec![])), None);
        assert_eq!(says(heard(vec![changed(1, "Established")])), None);
        assert_eq!(says(heard(vec![left(0, &[0, 1, 2])])), None, "it came before");
        assert_eq!(says(unheard(heard(vec![left(1, &[0, 1, 2])]))), None);
        let both = vec![left(1, &[0, 1, 2]), changed(1, "Established"), left(1, &[1, 2])];
        assert_eq!(says(heard(both)), HOLDS, "something else changed first");
    }
}
