//! # What it checks
//!
//! Behind `ClearCall` and `Hangup` a notification tells the call as `Released` within the time limit; and a look at the
//! call afterwards is refused, or shows it as `Released`.
//!
//! # Why
//!
//! A client that is not told of the end keeps a call on its screen that nobody is on.
//!
//! # Requirement
//!
//! The vendor's pages on `ClearCall` and on asynchronous telephony operations.
//!
//! # Example
//!
//! `ClearCall` is answered with `statusCode` 0, and nothing is told.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::{Effect, effect, failed, passed};
use crate::api::calls::{call_in, is_accepted, state};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Verdict};

/// The end of a call is told.
pub const RULE: Rule = Rule {
    card: Card {
        id: "end-told",
        family: Family::Event,
        title: "the end of a call is told, and is one",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("end_told.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let mut times = 0;
    let mut ended = None;
    for (index, step, exchange) in judged.trace.steps() {
        if let Some(Effect::State(conference, state)) = effect(words, judged, step, exchange)
            && state == words.ended
            && judged.trace.told.first_listens
        {
            if judged.trace.told.silent.contains(&index) {
                let limit = judged.trace.told.limit;
                let expected = format!("the state {state} of the call within {limit:?}");
                return failed(
                    index,
                    "an end that is not told",
                    expected,
                    "nothing of the kind came",
                );
            }
            ended = Some(conference);
            times += 1;
        }
        let look = step.class == Class::Ended && step.call.operation == words.retrieve;
        if !look || ended.is_none() || words.conference_of(&step.call) != ended {
            continue;
        }
        let shown =
            exchange.answer().filter(|own| is_accepted(own)).and_then(call_in).and_then(state);
        if let Some(state) = shown.filter(|state| *state != words.ended) {
            let message = "a call that was told to have ended goes on";
            let expected = format!("a refusal, or the state {}", words.ended);
            return failed(index, message, expected, format!("the state {state}"));
        }
    }
    passed(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, change, changed, fails, heard, look, look_at_plain, page, passed_on,
        plain_call, refusal, says_of, shows, silent, unheard,
    };
    use crate::record::{Answer, Step, Told};

    fn says(answer: Answer, told: Told) -> Option<Result<(), String>> {
        let after = Step { class: Class::Ended, ..look() };
        says_of(&RULE, vec![(change("ClearCall"), passed_on()), (after, answer)], told)
    }

    fn told() -> Told {
        heard(vec![changed(0, "Released")])
    }

    #[test]
    fn an_end_is_told_and_is_one() {
        assert_eq!(says(refusal(404, 6), told()), HOLDS);
        assert_eq!(says(page(404), told()), HOLDS);
        assert_eq!(says(shows(&call("Released", &[])), told()), HOLDS);
        let on = says(shows(&call("Established", &[0])), told());
        assert_eq!(on, fails("a call that was told to have ended goes on"));
        let silence = says(refusal(404, 6), silent(&[0], vec![]));
        assert_eq!(silence, fails("an end that is not told"));
    }

    #[test]
    fn another_call_may_go_on_and_the_unheard_are_not_judged() {
        let other = Step { class: Class::Ended, ..look_at_plain() };
        let steps = vec![(change("Hangup"), passed_on()), (other, shows(&plain_call()))];
        assert_eq!(says_of(&RULE, steps, told()), HOLDS);
        assert_eq!(says(refusal(404, 6), unheard(silent(&[0], vec![]))), None);
        let refused = vec![(change("ClearCall"), refusal(200, 3))];
        assert_eq!(says_of(&RULE, refused, silent(&[0], vec![])), None);
    }
}
