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

use super::super::operation::told;
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
        // Whether an operation behind it has been told of as well is not known; what came while the look was under way may be
        // newer than what it shows.
        let mut since = judged.trace.steps().take(index).skip(last.sent);
        let asked = since.any(|(_, step, _)| words.could_change(&step.call));
        let unsure = asked || last.sent > index || step.class != Class::Valid;
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
