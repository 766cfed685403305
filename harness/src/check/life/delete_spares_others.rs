//! # What it checks
//!
//! After an accepted removal everybody else is still there and as before, in the conference and in another one. Only where the
//! removed participant ends the conference by leaving may the others go with it.
//!
//! # Why
//!
//! A `204` says nothing about whom it removed.
//!
//! # Requirement
//!
//! The removal is of one participant; the description of `end_conference_on_exit`.
//!
//! # Example
//!
//! `DELETE …/Participants/A` empties the conference.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::lifecycle::Kind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// A removal removes nobody else.
pub const RULE: Rule = Rule {
    card: Card {
        id: "delete-spares-others",
        family: Family::Life,
        title: "a removal removes nobody else",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("delete_spares_others.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(_: &Context, judged: &Judged<'_>) -> Verdict {
    super::contradicted(judged, Kind::RemovalSpares, "a removal touches somebody else")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{
        answer, call, dialect, participant, refusal, says_of, text_answer,
    };
    use crate::generate::build;

    #[test]
    fn a_neighbour_that_vanishes_does_not_hold() {
        let says = |status: u16| {
            let own = build::look(dialect(), 0, 0);
            let before = build::look(dialect(), 0, 1);
            let remove = build::valid("", call("delete_participant"));
            let after = build::look(dialect(), 0, 1);
            let body = if status == 200 { participant(0, 1) } else { refusal(404) };
            says_of(
                &RULE,
                vec![
                    (own, Ok(answer(200, &participant(0, 0)))),
                    (before, Ok(answer(200, &participant(0, 1)))),
                    (remove, Ok(text_answer(204, "", ""))),
                    (after, Ok(answer(status, &body))),
                ],
            )
        };
        assert_eq!(says(200), Some(Ok(())));
        assert!(matches!(says(404), Some(Err(_))));
    }
}
