//! # What it checks
//!
//! Behind `Hold` a notification tells the call as `Held`, behind `Retrieve` as `Established`, each within the time
//! limit.
//!
//! # Why
//!
//! The answer only says that it was passed on. A client that is not told shows a call that is live when nobody hears
//! anything.
//!
//! # Requirement
//!
//! The vendor's page on asynchronous telephony operations.
//!
//! # Example
//!
//! `Hold` is answered with `statusCode` 0, and the call is told as `Established`.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::{Effect, effect, failed, passed};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Verdict};

/// A call that is held or taken off hold is told to be.
pub const RULE: Rule = Rule {
    card: Card {
        id: "hold-told",
        family: Family::Event,
        title: "a call that is held, or taken off hold, is told to be",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("hold_told.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let mut times = 0;
    for (index, step, exchange) in judged.trace.steps() {
        let Some(Effect::State(_, state)) = effect(words, judged, step, exchange) else { continue };
        let waited = step.awaits.is_some() && step.class == Class::Valid;
        if !waited || state == words.ended || !judged.trace.told.first_listens {
            continue;
        }
        if judged.trace.told.silent.contains(&index) {
            let limit = judged.trace.told.limit;
            let message = format!("a call that is not told to be {state}");
            let expected = format!("the state {state} of the call within {limit:?}");
            return failed(index, message, expected, "nothing of the kind came");
        }
        times += 1;
    }
    passed(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, change, changed, fails, heard, passed_on, refusal, says_of, silent, unheard,
    };
    use crate::record::Step;

    #[test]
    fn each_change_of_the_state_is_told() {
        let steps = || vec![(change("Hold"), passed_on()), (change("Retrieve"), passed_on())];
        let told = || vec![changed(0, "Held"), changed(1, "Established")];
        assert_eq!(says_of(&RULE, steps(), heard(told())), HOLDS);
        let says = |silent_at| says_of(&RULE, steps(), silent(&[silent_at], vec![]));
        assert_eq!(says(0), fails("a call that is not told to be Held"));
        assert_eq!(says(1), fails("a call that is not told to be Established"));
    }

    #[test]
    fn silence_that_says_nothing_is_not_judged() {
        let says = |step: Step, answer| says_of(&RULE, vec![(step, answer)], silent(&[0], vec![]));
        assert_eq!(says(change("Hold"), refusal(409, 2)), None);
        assert_eq!(says(change("ClearCall"), passed_on()), None, "another check says so");
        let unusual = Step { class: Class::Unusual, ..change("Hold") };
        assert_eq!(says(unusual, passed_on()), None);
        let unwaited = Step { awaits: None, ..change("Hold") };
        assert_eq!(says(unwaited, passed_on()), None);
        let lost = unheard(silent(&[0], vec![]));
        assert_eq!(says_of(&RULE, vec![(change("Hold"), passed_on())], lost), None);
    }
}
