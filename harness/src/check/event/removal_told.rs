//! # What it checks
//!
//! Behind a removal that was accepted, a notification of `ParticipantsUpdated` about the call comes on `/v2/me/calls`
//! within the time limit (`--notification-limit`, 5 seconds where nothing else is said).
//!
//! # Why
//!
//! The answer only says that the removal was passed on. What came of it, a client learns by the notification alone.
//!
//! # Requirement
//!
//! The vendor's page on `RemoveParticipantFromConference`.
//!
//! # Example
//!
//! A removal is answered with `statusCode` 0, and nothing is told.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::{failed, participants_told, passed, removals};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// A removal is told.
pub const RULE: Rule = Rule {
    card: Card {
        id: "removal-told",
        family: Family::Event,
        title: "a removal is told to its user",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("removal_told.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let mut times = 0;
    for (step, conference, _, silent) in removals(words, judged) {
        let any = participants_told(words, judged, conference, step).next().is_some();
        if silent && !any {
            let limit = judged.trace.told.limit;
            let expected = format!("{} about the call within {limit:?}", words.participants_told);
            return failed(step, "a removal that is not told", expected, "nothing came");
        }
        times += 1;
    }
    passed(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, changed, fails, heard, left, look, passed_on, refusal, removal, says_of,
        shows, silent, unheard,
    };
    use crate::record::{Step, Told};

    fn says(
        removal: Step,
        answer: crate::record::Answer,
        told: Told,
    ) -> Option<Result<(), String>> {
        says_of(
            &RULE,
            vec![(look(), shows(&call("Established", &[0, 1, 2]))), (removal, answer)],
            told,
        )
    }

    #[test]
    fn a_removal_that_was_passed_on_is_told() {
        let silence = || silent(&[1], vec![]);
        assert_eq!(says(removal(0), passed_on(), heard(vec![left(1, &[1, 2])])), HOLDS);
        let untold = fails("a removal that is not told");
        assert_eq!(says(removal(0), passed_on(), silence()), untold);
        let other = silent(&[1], vec![changed(1, "Established")]);
        assert_eq!(says(removal(0), passed_on(), other), untold, "no other kind will do");
        let early = silent(&[1], vec![left(0, &[0, 1, 2])]);
        assert_eq!(says(removal(0), passed_on(), early), untold, "it came before");
    }

    #[test]
    fn silence_that_says_nothing_is_not_judged() {
        let silence = || silent(&[1], vec![]);
        assert_eq!(says(removal(0), passed_on(), unheard(silence())), None);
        assert_eq!(says(removal(0), refusal(200, 3), silence()), None);
        assert_eq!(says(Step { awaits: None, ..removal(0) }, passed_on(), silence()), None);
        // That it lists the removed, another check says.
        let wrong = silent(&[1], vec![left(1, &[0, 1, 2])]);
        assert_eq!(says(removal(0), passed_on(), wrong), HOLDS);
    }
}
