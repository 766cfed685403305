//! # What it checks
//!
//! Requests that are sent to one participant at the same moment are answered, and leave the participant, as if they had come one after
//! the other in some order: of two removals exactly one is answered `204`, updates of different fields are both kept, and whoever was
//! removed is not brought back by an update that was under way. Every order is lawful; so is an answer to an update that already
//! shows what another request did.
//!
//! # Why
//!
//! A server that looks, waits for its database and then acts is right as long as nobody else is there. Two supervisors, or a client that
//! repeats a request after a time-out, are enough to make it wrong.
//!
//! # Requirement
//!
//! The document's answers, each of which promises what was done; that they hold together is what a list of operations means.
//!
//! # Example
//!
//! Two `DELETE`s of one participant are both answered `204`.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::lifecycle::Kind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// Simultaneous requests come out as in some order.
pub const RULE: Rule = Rule {
    card: Card {
        id: "simultaneous-in-some-order",
        family: Family::Life,
        title: "simultaneous requests come out as in some order",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("simultaneous_in_some_order.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(_: &Context, judged: &Judged<'_>) -> Verdict {
    super::contradicted(judged, Kind::SomeOrder, "simultaneous requests")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{
        answer, call, dialect, participant, refusal, says_of, text_answer,
    };
    use crate::generate::build;
    use crate::record::{Answer, Class, Step, When};

    fn together(step: Step) -> Step {
        Step { when: When::Together, ..step }
    }

    fn contended(operation: &str) -> Step {
        build::step(Class::Contended, "", call(operation))
    }

    fn no_content() -> Answer {
        text_answer(204, "", "")
    }

    #[test]
    fn of_two_removals_one_finds_nobody() {
        let says = |second: Answer, after: Answer| {
            says_of(
                &RULE,
                vec![
                    (contended("delete_participant"), Ok(no_content())),
                    (together(contended("delete_participant")), Ok(second)),
                    (contended("retrieve_participant"), Ok(after)),
                ],
            )
        };
        let gone = || answer(404, &refusal(404));
        assert_eq!(says(gone(), gone()), Some(Ok(())));
        let twice = says(no_content(), gone());
        let message = "simultaneous requests: two removals of one participant both succeed";
        assert_eq!(twice, Some(Err(message.to_owned())));
        let back = says(gone(), answer(200, &participant(0, 0)));
        assert!(matches!(back, Some(Err(words)) if words.contains("there again")));
    }

    #[test]
    fn updates_of_different_fields_are_both_kept() {
        let update = |field: &str| {
            let fields = vec![(field.to_owned(), crate::record::Place::text("true"))];
            build::valid("", build::update(dialect(), 0, fields))
        };
        let shown = |muted: bool, hold: bool| {
            let mut shown = participant(0, 0);
            shown["muted"] = muted.into();
            shown["hold"] = hold.into();
            answer(200, &shown)
        };
        let says = |first: Answer, second: Answer, after: Answer| {
            says_of(
                &RULE,
                vec![
                    (build::look(dialect(), 0, 0), Ok(shown(false, false))),
                    (update("Muted"), Ok(first)),
                    (together(update("Hold")), Ok(second)),
                    (build::look(dialect(), 0, 0), Ok(after)),
                ],
            )
        };
        assert_eq!(says(shown(true, false), shown(true, true), shown(true, true)), Some(Ok(())));
        // A server may read once more before it answers.
        assert_eq!(says(shown(true, true), shown(true, true), shown(true, true)), Some(Ok(())));
        let lost = says(shown(true, false), shown(false, true), shown(false, true));
        assert!(matches!(lost, Some(Err(words)) if words.contains("lost")));
        // Each answer may have been put together before the other update was done.
        assert_eq!(says(shown(true, false), shown(false, true), shown(true, true)), Some(Ok(())));
        // What an update itself asked for must be in its answer.
        let own = says(shown(false, false), shown(true, true), shown(true, true));
        assert!(matches!(own, Some(Err(_))));
    }
}
