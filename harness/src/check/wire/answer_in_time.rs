//! # What it checks
//!
//! Every request is answered within the time limit. The limit is the one that was given until the target has shown how quick it is;
//! then twenty times its slowest answer, but never less than five seconds.
//!
//! # Why
//!
//! A request that is never answered holds a caller's thread, and a real caller on the line.
//!
//! # Requirement
//!
//! RFC 9110, 15: every request is answered with a final response.
//!
//! # Example
//!
//! `GET …/Participants?Page=1000000` is never answered.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::FailureKind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// Every answer comes in time.
pub const RULE: Rule = Rule {
    card: Card {
        id: "answer-in-time",
        family: Family::Wire,
        title: "every answer comes in time",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("answer_in_time.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    match &at.exchange.outcome {
        // Whoever waits for what is told waits as long as nothing is.
        Err(_) if waits_for_events(context, at) => None,
        Err(failure) if failure.kind == FailureKind::Timeout => {
            let message = "an answer that does not come in time";
            Some(Err(Complaint::new(message, "a whole answer", failure.detail.clone())))
        }
        Err(_) => None,
        Ok(_) => Some(Ok(())),
    }
}

/// Whether a step is a connect of Bayeux, which a server may hold.
fn waits_for_events(context: &Context, at: &At<'_>) -> bool {
    context.calls().is_some_and(|words| words.is_connect(&at.step.call))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::failure;
    use crate::check::testing::{answer, call, participant, says};
    use crate::record::Class;

    #[test]
    fn an_answer_holds_and_silence_does_not() {
        let says = |outcome| says(&RULE, Class::Valid, call("retrieve_participant"), outcome);
        assert_eq!(says(Ok(answer(200, &participant(0, 0)))), Some(Ok(())));
        assert!(matches!(says(Err(failure(FailureKind::Timeout))), Some(Err(_))));
    }
}
