//! # What it checks
//!
//! A query or a form that differs from a good one in exactly one broken constraint is answered `400` or `422`; a field that
//! names nobody also `404`.
//!
//! # Why
//!
//! A server that takes `Muted=banana` has decided for itself whether the participant can be heard.
//!
//! # Requirement
//!
//! Each constraint of the query parameters and form fields: type, bounds, enumeration, format, and what must come together.
//!
//! # Example
//!
//! `GET …/Participants?PageSize=1001` is answered `200`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::Resources;
use crate::lifecycle::{Action, Id};
use crate::record::card::{About, Occasion};
use crate::record::{Broken, Card, Class, Exchange, Family, Place, Step};

/// Input that breaks one constraint is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "bad-input-refused",
        family: Family::Status,
        title: "input that breaks one constraint is refused",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("bad_input_refused.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.class() != Class::BadInput {
        return None;
    }
    let breaks = at.step.breaks.as_ref();
    let what = breaks.map_or_else(|| "one constraint".to_owned(), ToString::to_string);
    // Where the good twin is not found either, the operation is not there at all.
    let twin = |(index, step, exchange): (usize, &Step, &Exchange)| {
        let before = index < at.index && step.class == Class::Valid;
        before && step.call.operation == at.step.call.operation && exchange.status() == Some(404)
    };
    if at.exchange.status() == Some(404) && at.judged.trace.steps().any(twin) {
        return None;
    }
    let refused = at.exchange.status().is_some_and(|status| (400..500).contains(&status));
    let how = if refused { "is refused with another status" } else { "is not refused" };
    let message = format!("input that breaks {what} {how}");
    let dialect = context.resources()?;
    let mut expected = dialect.bad_input.to_vec();
    match breaks.map(|breaks| breaks.constraint.as_str()) {
        Some("names-a-participant") => {
            // Where a removal did not remove, whoever is named may be there.
            if at.presence_is_in_doubt() || !names_nobody(dialect, at, breaks?) {
                return None;
            }
            expected.push(404);
        }
        // A smaller case may lack the update that puts somebody on hold.
        Some("names-one-on-hold") if !at.names_one_with_flag(dialect, &breaks?.name) => {
            return None;
        }
        _ => {}
    }
    status_among(at, &expected, &message)
}

/// Whether a field that has to name a participant names nobody who is there. What it means without the flag that demands
/// it is nowhere said, and one of this conference has to have been removed: a smaller case may lack the one or the other.
fn names_nobody(dialect: &Resources, at: &At<'_>, breaks: &Broken) -> bool {
    let call = &at.step.call;
    let mut demands = dialect.demands.iter().filter(|(.., needed)| *needed == breaks.name);
    let has = |name: &str, value: &str| {
        call.form().iter().any(|(own, place)| own == name && *place == Place::text(value))
    };
    let mut named = call.form().iter().filter(|(own, _)| *own == breaks.name);
    let gone = |place: &Place| match place {
        Place::Handed { conference, participant: Some(participant), .. }
            if call.conference() == Some(*conference) =>
        {
            let who = Id { conference: *conference, participant: *participant };
            let mut earlier = at.judged.moments[..at.index].iter();
            earlier.any(|moment| moment.action == Action::Remove { who })
        }
        _ => true,
    };
    demands.all(|(field, on, _)| has(field, on)) && named.all(|(_, place)| gone(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{
        answer, call, dialect, participant, refusal, says, says_of, text_answer,
    };
    use crate::generate::build;
    use crate::record::{Answer, Failure, Step};

    #[test]
    fn a_refusal_holds_and_acceptance_does_not() {
        let says = |status| {
            says(
                &RULE,
                Class::BadInput,
                call("update_participant"),
                Ok(answer(status, &refusal(status))),
            )
        };
        assert_eq!(says(400), Some(Ok(())));
        assert_eq!(says(422), Some(Ok(())));
        assert!(matches!(says(200), Some(Err(_))));
        assert!(matches!(says(404), Some(Err(_))));
    }

    /// An update of participant 0 that lets it coach participant 2 and must be refused, behind these steps.
    fn says_behind(
        earlier: Vec<(Step, Result<Answer, Failure>)>,
        coaching: bool,
    ) -> Option<Result<(), String>> {
        let breaks = Broken {
            location: "body".into(),
            name: "CallSidToCoach".into(),
            constraint: "names-a-participant".into(),
            keyword: Keyword::Must,
        };
        let named = ("CallSidToCoach".to_owned(), build::participant(dialect(), 0, 2));
        let flag = coaching.then(|| ("Coaching".to_owned(), Place::text("true")));
        let form = flag.into_iter().chain([named]).collect();
        let negative = build::update(dialect(), 0, form);
        let negative = build::breaking(Class::BadInput, "", negative, breaks);
        let accepted = (negative, Ok(answer(200, &participant(0, 0))));
        says_of(&RULE, earlier.into_iter().chain([accepted]).collect())
    }

    fn removal(then: u16) -> Vec<(Step, Result<Answer, Failure>)> {
        let of = |operation| build::call(dialect(), operation, 0, 2);
        let look = build::step(Class::Removed, "", of("retrieve_participant"));
        vec![
            (build::look(dialect(), 0, 2), Ok(answer(200, &participant(0, 2)))),
            (build::valid("", of("delete_participant")), Ok(text_answer(204, "", ""))),
            (look, Ok(answer(then, &participant(0, 2)))),
        ]
    }

    #[test]
    fn whoever_was_removed_cannot_be_named() {
        assert!(matches!(says_behind(removal(404), true), Some(Err(_))));
    }

    #[test]
    fn whoever_is_there_can_be_named_and_so_can_whom_a_removal_did_not_remove() {
        assert_eq!(says_behind(vec![], true), None);
        assert_eq!(says_behind(removal(200), true), None);
        assert_eq!(says_behind(removal(404), false), None, "nobody is told to coach");
    }
}
