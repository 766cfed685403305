//! # What it checks
//!
//! A participant with a label is found, updated and removed by its label, encoded as one segment of the path, as by its id. A
//! label that nobody in the conference has, or that is two segments, names nobody.
//!
//! # Why
//!
//! Who gave a participant a name works with the name, and must never reach somebody else by it.
//!
//! # Requirement
//!
//! The description of the participant's path parameter.
//!
//! # Example
//!
//! The participant `customer é+7` is asked for by `…/Participants/customer%20%C3%A9+7.json`, and the answer is 404.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::Resources;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Place};

/// A label names its participant, and nobody else.
pub const RULE: Rule = Rule {
    card: Card {
        id: "label-names-one",
        family: Family::Status,
        title: "a label names its participant, and nobody else",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::WhereOffered,
        manual: include_str!("label_names_one.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if !context.resources()?.is_by_label(at.step) {
        return None;
    }
    match at.class() {
        Class::Valid => {
            let missed = at.status_below_500()? == 404;
            if missed && at.presence_is_in_doubt() {
                return None;
            }
            let message = "a participant is not found by its label";
            // Which success it has to be, another check says.
            missed
                .then(|| Err(Complaint::new(message, "its success", "status 404")))
                .or(Some(Ok(())))
        }
        Class::Unknown if !is_used_here(context.resources()?, at) => {
            let message = format!("{} is not answered with 404", at.step.note);
            status_among(at, &[404], &message)
        }
        _ => None,
    }
}

/// Whether the label that stands for nobody is the label of somebody in the conference, all the same.
fn is_used_here(dialect: &Resources, at: &At<'_>) -> bool {
    let world = &at.judged.trace.world;
    let conference = dialect.conference_of(&at.step.call);
    let here = conference.and_then(|own| world.conferences.get(own));
    let named = at.step.call.path.get(dialect.ids.participant);
    let (Some(here), Some(label), Some(Place::Handed { .. })) = (here, &dialect.label, named)
    else {
        return false;
    };
    let text = named.and_then(|place| world.value(place));
    let mut labels = here.participants.iter().filter_map(|own| own.get(label.handed));
    labels.any(|own| text.as_deref() == Some(own.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::twilio::{answer, dialect, participant, refusal, says};
    use crate::generate::build::call;
    use crate::generate::build::with_path;

    fn by_label(conference: usize) -> crate::record::Call {
        let place = Place::Handed { name: "Label".into(), conference, participant: Some(0) };
        with_path(call(dialect(), "FetchParticipant", 0, 0), "CallSid", place)
    }

    #[test]
    fn whoever_has_the_label_is_found() {
        let says =
            |status| says(&RULE, Class::Valid, by_label(0), Ok(answer(status, &participant(0, 0))));
        assert_eq!(says(200), Some(Ok(())));
        assert!(matches!(says(404), Some(Err(_))));
        let by_id = call(dialect(), "FetchParticipant", 0, 0);
        let by_id = super::tests::says(&RULE, Class::Valid, by_id, Ok(answer(404, &refusal(404))));
        assert_eq!(by_id, None);
    }

    #[test]
    fn a_label_of_another_conference_names_nobody_here() {
        let says = |status| {
            says(&RULE, Class::Unknown, by_label(1), Ok(answer(status, &participant(1, 0))))
        };
        assert_eq!(says(404), Some(Ok(())));
        assert!(matches!(says(200), Some(Err(_))));
    }
}
