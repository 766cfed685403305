//! # What it checks
//!
//! From one sight of a participant to the next, the date of its last change stays or becomes later. Dates are compared as instants, so
//! another offset is no other date; a second is let pass, since two answers may round in two ways.
//!
//! # Why
//!
//! Clients order what they see by this date, and drop what looks old.
//!
//! # Requirement
//!
//! The description of the date of the last change.
//!
//! # Example
//!
//! An update is answered with a `date_updated` before the one that the list showed.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::lifecycle::Kind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// The date of the last change does not go back.
pub const RULE: Rule = Rule {
    card: Card {
        id: "date-updated-forward",
        family: Family::Life,
        title: "the date of the last change does not go back",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("date_updated_forward.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(_: &Context, judged: &Judged<'_>) -> Verdict {
    super::contradicted(judged, Kind::DatesGoForward, "the date of the last change goes back")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, dialect, participant, says_of};
    use crate::generate::build;

    #[test]
    fn an_earlier_instant_does_not_hold_and_another_offset_does() {
        let says = |later: &str| {
            let mut shown = participant(0, 0);
            shown["date_updated"] = later.into();
            let look = || build::look(dialect(), 0, 0);
            let first = answer(200, &participant(0, 0));
            says_of(&RULE, vec![(look(), Ok(first)), (look(), Ok(answer(200, &shown)))])
        };
        assert_eq!(says("Mon, 24 Sep 2018 21:00:00 +0000"), Some(Ok(())));
        assert_eq!(says("Mon, 24 Sep 2018 23:00:00 +0200"), Some(Ok(())));
        assert_eq!(says("Mon, 24 Sep 2018 20:59:59 +0000"), Some(Ok(())), "rounded down");
        assert!(matches!(says("Mon, 24 Sep 2018 20:59:58 +0000"), Some(Err(_))));
        assert!(matches!(says("Mon, 24 Sep 2018 21:00:00 +0200"), Some(Err(_))));
    }
}
