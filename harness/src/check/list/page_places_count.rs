//! # What it checks
//!
//! `start` and `end` of a page are the places of its first and its last participant in the whole list, counted from zero: the
//! first page starts at 0, and a page that was reached by the link to the next one starts behind the page which had the link.
//!
//! # Why
//!
//! A client that shows `1 to 50` takes its numbers from there.
//!
//! # Requirement
//!
//! The samples of the vendor's page, and the names of the members.
//!
//! # Example
//!
//! A first page of three participants has `"start": 0` and `"end": 3`.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::walk::{Page, walks};
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Card, Family, Verdict};

/// A page tells the places of its entries.
pub const RULE: Rule = Rule {
    card: Card {
        id: "page-places-count",
        family: Family::List,
        title: "a page tells the places of its entries",
        keyword: Keyword::Should,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("page_places_count.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(dialect) = context.resources() else { return Verdict::NotApplicable };
    let Some(envelope) = &dialect.envelope else { return Verdict::NotApplicable };
    let (start, end) = envelope.places;
    let (number, _) = dialect.page_number;
    // Links that lead to other pages than the next one have a check of their own.
    let astray = super::pages_make_the_list::is_broken(context, judged);
    let mut count = 0;
    for walk in walks(context, judged) {
        let from_the_first = walk.call.query.iter().all(|(name, _)| name != number);
        let followed = if astray { 1 } else { walk.pages.len() };
        let mut due = from_the_first.then_some(0);
        for page in &walk.pages[..followed] {
            let place = |member: &str| page.body.get(member).and_then(super::whole);
            // What is no number breaks the schema.
            let (Some(first), Some(final_one)) = (place(start), place(end)) else { break };
            let all = page.ids.len() as u64;
            let due_last = |first: u64| (first + all).saturating_sub(1);
            if let Some(due) = due.filter(|due| *due != first && all > 0) {
                let message = format!("`{start}` is not the place of the page's first entry");
                return Verdict::Fail(misplaced(page, message, due, first));
            }
            if all > 0 && final_one != due_last(first) {
                let message = format!("`{end}` is not the place of the page's last entry");
                return Verdict::Fail(misplaced(page, message, due_last(first), final_one));
            }
            count += usize::from(all > 0);
            due = due.map(|due| due + all);
        }
    }
    if count == 0 { Verdict::NotApplicable } else { Verdict::Pass(count) }
}

fn misplaced(page: &Page, message: String, due: u64, told: u64) -> Failing {
    Failing { step: page.step, message, expected: due.to_string(), actual: told.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::twilio::{answer, dialect, page, participant, says_of};
    use crate::generate::build::{call, look_at_all, valid};
    use crate::record::Call;

    #[test]
    fn the_places_are_those_of_the_entries() {
        let says = |start: u64, end: u64| {
            let mut body = page(&[participant(0, 0), participant(0, 1), participant(0, 2)]);
            (body["start"], body["end"]) = (start.into(), end.into());
            says_of(&RULE, vec![(look_at_all(dialect(), 0), Ok(answer(200, &body)))])
        };
        assert_eq!(says(0, 2), Some(Ok(())));
        assert!(matches!(says(0, 3), Some(Err(_))));
        assert!(matches!(says(1, 3), Some(Err(_))));
    }

    #[test]
    fn a_followed_page_starts_behind_the_one_before() {
        let says = |start: u64| {
            let mut first = page(&[participant(0, 0), participant(0, 1)]);
            first["next_page_uri"] = "/next".into();
            let mut second = page(&[participant(0, 2)]);
            (second["start"], second["end"]) = (start.into(), start.into());
            let plain = call(dialect(), "ListParticipant", 0, 0);
            let next = valid("", Call { next_page: true, ..plain });
            let list = look_at_all(dialect(), 0);
            says_of(&RULE, vec![(list, Ok(answer(200, &first))), (next, Ok(answer(200, &second)))])
        };
        assert_eq!(says(2), Some(Ok(())));
        assert!(matches!(says(0), Some(Err(_))));
    }
}
