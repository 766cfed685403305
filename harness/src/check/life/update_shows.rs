//! # What it checks
//!
//! What an accepted update asked for is in its answer, in the next look at the participant and in the list, for `false` as well as
//! for `true`.
//!
//! # Why
//!
//! A `200` for a change that was not made is the worst of answers: nobody looks again.
//!
//! # Requirement
//!
//! The descriptions of the update's fields and of the participant's members.
//!
//! # Example
//!
//! `Muted=true` is answered `200`, and the next `GET` shows `"muted": false`.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::lifecycle::Kind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// An update shows.
pub const RULE: Rule = Rule {
    card: Card {
        id: "update-shows",
        family: Family::Life,
        title: "an update shows",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("update_shows.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(_: &Context, judged: &Judged<'_>) -> Verdict {
    super::contradicted(judged, Kind::UpdateShows, "an accepted update does not show")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, dialect, participant, says_of};
    use crate::generate::build;

    #[test]
    fn an_update_that_is_forgotten_does_not_hold() {
        let says = |muted: bool| {
            let mut shown = participant(0, 0);
            shown["muted"] = true.into();
            let update = build::valid("", build::visible_update(dialect(), 0));
            let mut later = participant(0, 0);
            later["muted"] = muted.into();
            let look = build::look(dialect(), 0, 0);
            says_of(&RULE, vec![(update, Ok(answer(200, &shown))), (look, Ok(answer(200, &later)))])
        };
        assert_eq!(says(true), Some(Ok(())));
        assert!(matches!(says(false), Some(Err(_))));
    }
}
