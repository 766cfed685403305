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
        // What was asked for before and not waited for may be told now.
        let hasty = judged.trace.steps().take(index).any(|(_, step, exchange)| {
            step.awaits.is_none() && effect(words, judged, step, exchange).is_some()
        });
        let mut later =
            judged.trace.steps().skip(index + 1).filter_map(|(place, step, exchange)| {
                let effect = effect(words, judged, step, exchange)?;
                (effect.conference() == conference).then_some((place, effect))
            });
        // Without something that is told for sure behind it, silence may only be patience.
        let Some((place, next)) = later.next().filter(|_| !hasty) else { continue };
        if judged.trace.told.silent.contains(&place) {
            continue;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, answer, call, change, changed, fails, heard, left, look, notification, page,
        passed_on, refusal, removal, remove, says_of, shows, silent, unheard, words,
    };
    use crate::generate::build::step;
    use crate::record::{Answer, Class, Notification, Step, Told};

    const TOLD: &str = "a refused operation is told as if it were carried out";

    fn negative() -> Step {
        step(Class::Forged, "", remove(0))
    }

    fn steps(first: (Step, Answer), refused: Answer) -> Vec<(Step, Answer)> {
        let behind = [change("Hold"), change("Retrieve")].map(|own| (own, passed_on()));
        [first, (negative(), refused)].into_iter().chain(behind).collect()
    }

    fn seen() -> (Step, Answer) {
        (look(), shows(&call("Established", &[0, 1, 2])))
    }

    /// What was told of the refused operation, before what is told for sure.
    fn says(between: Vec<Notification>) -> Option<Result<(), String>> {
        says_of(&RULE, steps(seen(), refusal(403, 3)), told(between))
    }

    fn told(between: Vec<Notification>) -> Told {
        let quiet = [changed(2, "Held"), changed(3, "Established")];
        heard(between.into_iter().chain(quiet).collect())
    }

    fn of_kind(kind: &str) -> Notification {
        notification((2, 2), kind, &call("Established", &[0, 1, 2]))
    }

    #[test]
    fn nothing_is_told_of_what_was_refused() {
        assert_eq!(says(vec![]), HOLDS);
        assert_eq!(says(vec![left(1, &[1, 2])]), fails(TOLD));
        assert_eq!(says(vec![changed(1, "Released")]), fails(TOLD));
        let late = notification((3, 2), words().participants_told, &call("Established", &[1, 2]));
        assert_eq!(says(vec![late]), fails(TOLD), "it comes while the next one is under way");
        let by_code = says_of(&RULE, steps(seen(), refusal(200, 5)), told(vec![left(1, &[1, 2])]));
        assert_eq!(by_code, fails(TOLD));
        let by_container = says_of(&RULE, steps(seen(), page(403)), told(vec![left(1, &[1, 2])]));
        assert_eq!(by_container, fails(TOLD));
    }

    #[test]
    fn what_tells_of_something_else_may_come() {
        assert_eq!(says(vec![of_kind("AttachedDataChanged")]), HOLDS);
        let again = vec![changed(0, "Established"), changed(1, "Established")];
        assert_eq!(says(again), HOLDS, "that it comes twice, another check says");
        assert_eq!(says(vec![left(0, &[1, 2])]), HOLDS, "it came before");
        let behind = heard(vec![changed(2, "Held"), left(2, &[1, 2]), changed(3, "Established")]);
        assert_eq!(says_of(&RULE, steps(seen(), refusal(403, 3)), behind), HOLDS);
    }

    #[test]
    fn without_something_told_for_sure_nothing_is_judged() {
        let wrong = || vec![left(1, &[1, 2])];
        let says = |steps, told| says_of(&RULE, steps, told);
        assert_eq!(says(steps(seen(), refusal(403, 3)), unheard(told(wrong()))), None);
        assert_eq!(says(steps(seen(), refusal(403, 3)), silent(&[2], wrong())), None);
        assert_eq!(says(steps(seen(), answer(503, &serde_json::json!({}))), told(wrong())), None);
        let alone = vec![seen(), (negative(), refusal(403, 3)), seen()];
        assert_eq!(says(alone, told(wrong())), None);
        let hasty = (Step { awaits: None, ..removal(0) }, passed_on());
        assert_eq!(says(steps(hasty, refusal(403, 3)), told(wrong())), None);
    }
}
