//! # What it checks
//!
//! After a change that was refused, everybody is still there and as before.
//!
//! # Why
//!
//! A `401` behind which the participant is gone is a `204` in disguise.
//!
//! # Requirement
//!
//! RFC 9110, 15.5: the request was not carried out.
//!
//! # Example
//!
//! `DELETE` without credentials is answered `401`, and the participant is gone.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::lifecycle::Kind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// A refused change changes nothing.
pub const RULE: Rule = Rule {
    card: Card {
        id: "refusal-changes-nothing",
        family: Family::Life,
        title: "a refused change changes nothing",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("refusal_changes_nothing.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(_: &Context, judged: &Judged<'_>) -> Verdict {
    super::contradicted(judged, Kind::RefusalChangesNothing, "a refused change changes something")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, dialect, participant, refusal, says_of};
    use crate::generate::build;
    use crate::record::Class;

    #[test]
    fn a_refused_removal_that_removes_does_not_hold() {
        let says = |status: u16| {
            let before = build::look(dialect(), 0, 0);
            let refused = build::step(Class::Unauthenticated, "", call("delete_participant"));
            let after = build::look(dialect(), 0, 0);
            let body = if status == 200 { participant(0, 0) } else { refusal(404) };
            says_of(
                &RULE,
                vec![
                    (before, Ok(answer(200, &participant(0, 0)))),
                    (refused, Ok(answer(401, &refusal(401)))),
                    (after, Ok(answer(status, &body))),
                ],
            )
        };
        assert_eq!(says(200), Some(Ok(())));
        assert!(matches!(says(404), Some(Err(_))));
    }
}
