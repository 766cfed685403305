//! # What it checks
//!
//! After an accepted removal the participant is in no list, and every operation on it is answered `404`: to retrieve it, to
//! update it, to remove it again.
//!
//! # Why
//!
//! The fault that no tool finds: `DELETE` answers `204` and removes nothing.
//!
//! # Requirement
//!
//! The document's `404` response; the description of the removal.
//!
//! # Example
//!
//! `DELETE …` is answered `204`, and the next `GET` shows the participant.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::lifecycle::{Action, Kind};
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Card, Class, Family, Verdict};

/// A removed participant stays away.
pub const RULE: Rule = Rule {
    card: Card {
        id: "delete-is-final",
        family: Family::Life,
        title: "a removed participant stays away",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("delete_is_final.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(_: &Context, judged: &Judged<'_>) -> Verdict {
    let mut times = 0;
    for (index, step, exchange) in judged.trace.steps() {
        let removed = judged.moments[..index].iter().any(|moment| match &moment.action {
            Action::Remove { who } => {
                step.call.participant() == Some((who.conference, who.participant))
            }
            _ => false,
        });
        let Some(status) = exchange.status().filter(|status| removed && *status < 500) else {
            continue;
        };
        if step.class != Class::Removed {
            continue;
        }
        times += 1;
        if status != 404 {
            let operation = &step.call.operation;
            return Verdict::Fail(Failing {
                step: index,
                message: format!("{operation} of a removed participant is not answered with 404"),
                expected: "status 404".to_owned(),
                actual: format!("status {status}"),
            });
        }
    }
    match super::contradicted(judged, Kind::RemovalIsFinal, "a removed participant is still there")
    {
        Verdict::Pass(more) => Verdict::Pass(times + more),
        Verdict::NotApplicable if times > 0 => Verdict::Pass(times),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, page, participant, refusal, says_of, text_answer};
    use crate::generate::build;

    #[test]
    fn whoever_is_still_there_does_not_hold() {
        let says = |class, operation: &str, outcome| {
            let remove = build::valid("", call("delete_participant"));
            let after = build::step(class, "", call(operation));
            says_of(&RULE, vec![(remove, Ok(text_answer(204, "", ""))), (after, Ok(outcome))])
        };
        let gone = answer(404, &refusal(404));
        assert_eq!(says(Class::Removed, "retrieve_participant", gone.clone()), Some(Ok(())));
        assert_eq!(says(Class::Removed, "delete_participant", gone), Some(Ok(())));
        let there = answer(200, &participant(0, 0));
        assert!(matches!(says(Class::Removed, "retrieve_participant", there), Some(Err(_))));
        let again = text_answer(204, "", "");
        assert!(matches!(says(Class::Removed, "delete_participant", again), Some(Err(_))));
        let listed = answer(200, &page(&[participant(0, 0)]));
        assert!(matches!(says(Class::Valid, "list_all_participants", listed), Some(Err(_))));
    }
}
