//! # What it checks
//!
//! A look at a call, behind which nothing was asked for since the last notification about it, shows the state that was
//! told.
//!
//! # Why
//!
//! A client that looks after it was told sees two truths. Which one is old, nobody can say.
//!
//! # Requirement
//!
//! What a notification holds is the call, and so is what a look shows.
//!
//! # Example
//!
//! A call is told as `Held`, and a look shows it as `Established`.

use rollcall_spec::Keyword;

use super::super::operation::{is_settled, told};
use super::super::{Context, Judged, Rule, Scope};
use super::{failed, passed};
use crate::api::calls::{call_in, is_accepted, state};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Verdict};

/// A look shows what was told last.
pub const RULE: Rule = Rule {
    card: Card {
        id: "told-as-is",
        family: Family::Event,
        title: "a look shows what was told last",
        keyword: Keyword::Should,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("told_as_is.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let mut times = 0;
    for (index, step, exchange) in judged.trace.steps() {
        let is_look = step.call.operation == words.retrieve && step.call.method.is_none();
        let Some(conference) = words.conference_of(&step.call).filter(|_| is_look) else {
            continue;
        };
        let Some(call) = exchange.answer().filter(|own| is_accepted(own)).and_then(call_in) else {
            continue;
        };
        let before = told(words, judged, conference).filter(|(own, _)| own.after <= index);
        let Some((last, told)) = before.last() else { continue };
        let open = !is_settled(words, judged, index, |place| last.sent > place);
        // What came while the look was under way may be newer than what it shows.
        let unsure = open || last.sent > index || step.class != Class::Valid;
        let (Some(shown), Some(known)) = (state(call), state(told)) else { continue };
        if unsure {
            continue;
        }
        if shown != known {
            let message = "a look shows another state than was told";
            let expected = format!("the state {known}");
            return failed(index, message, expected, format!("the state {shown}"));
        }
        times += 1;
    }
    passed(times)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, change, changed, fails, heard, look, look_at_plain, notification, passed_on,
        plain_call, refusal, says_of, shows, without, words,
    };
    use crate::record::{Answer, Notification, Step};

    const OTHER: &str = "a look shows another state than was told";

    fn says(told: Vec<Notification>, after: (Step, Answer)) -> Option<Result<(), String>> {
        says_of(&RULE, vec![(change("Hold"), passed_on()), after], heard(told))
    }

    fn shown(state: &str) -> (Step, Answer) {
        (look(), shows(&call(state, &[0, 1, 2])))
    }

    #[test]
    fn a_look_shows_the_state_that_was_told() {
        assert_eq!(says(vec![changed(0, "Held")], shown("Held")), HOLDS);
        assert_eq!(says(vec![changed(0, "Held")], shown("Established")), fails(OTHER));
    }

    #[test]
    fn what_may_be_older_or_newer_is_not_judged() {
        assert_eq!(says(vec![], shown("Established")), None);
        assert_eq!(says(vec![changed(0, "Held")], (look(), refusal(404, 6))), None);
        let meanwhile = notification((2, 1), words().state_told, &call("Held", &[0, 1, 2]));
        assert_eq!(says(vec![meanwhile], shown("Established")), None, "it crossed the look");
        let steps = vec![
            (change("Hold"), passed_on()),
            (change("Retrieve"), passed_on()),
            shown("Established"),
        ];
        let unheard_of = says_of(&RULE, steps, heard(vec![changed(0, "Held")]));
        assert_eq!(unheard_of, None, "Retrieve has not been told yet");
        let stateless = without(call("Held", &[0]), "state");
        assert_eq!(says(vec![changed(0, "Held")], (look(), shows(&stateless))), None);
        let other = (look_at_plain(), shows(&plain_call()));
        assert_eq!(says(vec![changed(0, "Held")], other), None, "another call");
    }
}
