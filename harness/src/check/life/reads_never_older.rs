//! # What it checks
//!
//! Once a look has shown a change, no later look shows the state before it, be it at the participant or in the list.
//!
//! # Why
//!
//! A cache or a lagging copy behind the server makes a client undo what another client has just done.
//!
//! # Requirement
//!
//! The descriptions of the participant's members and of the operations that read it.
//!
//! # Example
//!
//! `Muted=true` is seen in a `GET`, and the next `GET` shows `"muted": false`.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::lifecycle::Kind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// A read shows no older state than an earlier read.
pub const RULE: Rule = Rule {
    card: Card {
        id: "reads-never-older",
        family: Family::Life,
        title: "a read shows no older state than an earlier read",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("reads_never_older.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(_: &Context, judged: &Judged<'_>) -> Verdict {
    super::contradicted(
        judged,
        Kind::ReadsGoForward,
        "a read shows an older state than an earlier read",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, dialect, participant, says_of};
    use crate::generate::build;

    #[test]
    fn what_a_look_has_shown_is_not_taken_back() {
        let shown = |muted: bool| {
            let mut shown = participant(0, 0);
            shown["muted"] = muted.into();
            Ok(answer(200, &shown))
        };
        let look = || build::look(dialect(), 0, 0);
        let says = |last: bool| {
            let update = build::valid("", build::visible_update(dialect(), 0));
            says_of(
                &RULE,
                vec![(update, shown(true)), (look(), shown(true)), (look(), shown(last))],
            )
        };
        assert_eq!(says(true), Some(Ok(())));
        assert!(matches!(says(false), Some(Err(_))));
    }
}
