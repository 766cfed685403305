//! # What it checks
//!
//! An accepted update changes no member that it did not send, and nobody else: neither in the conference nor in another one.
//!
//! # Why
//!
//! Muting one caller must not mute the others, nor put them on hold.
//!
//! # Requirement
//!
//! The update is of one participant; fields that are not sent stay as they are.
//!
//! # Example
//!
//! `Muted=true` for one participant mutes its neighbour.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::lifecycle::Kind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// An update changes nothing else.
pub const RULE: Rule = Rule {
    card: Card {
        id: "update-spares-others",
        family: Family::Life,
        title: "an update changes nothing else",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("update_spares_others.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(_: &Context, judged: &Judged<'_>) -> Verdict {
    super::contradicted(judged, Kind::UpdateSpares, "an update changes something else")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, dialect, participant, says_of};
    use crate::generate::build;

    #[test]
    fn a_neighbour_that_changes_does_not_hold() {
        let says = |muted: bool| {
            let mut shown = participant(0, 0);
            shown["muted"] = true.into();
            let before = build::look(dialect(), 0, 1);
            let update = build::valid("", build::visible_update(dialect(), 0));
            let mut later = participant(0, 1);
            later["muted"] = muted.into();
            let after = build::look(dialect(), 0, 1);
            says_of(
                &RULE,
                vec![
                    (before, Ok(answer(200, &participant(0, 1)))),
                    (update, Ok(answer(200, &shown))),
                    (after, Ok(answer(200, &later))),
                ],
            )
        };
        assert_eq!(says(false), Some(Ok(())));
        assert!(matches!(says(true), Some(Err(_))));
    }
}
