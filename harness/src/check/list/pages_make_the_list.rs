//! # What it checks
//!
//! The pages of a list, followed from link to link, are the list itself: each participant stands on one page and no more,
//! nobody is left out, the order is that of the list in one piece, each link leads to a page, and the pages end. One empty
//! page may come last.
//!
//! # Why
//!
//! A client that goes through the pages mutes one participant twice and another one never, or goes on for ever.
//!
//! # Requirement
//!
//! The descriptions of the list operation and of the link to the next page.
//!
//! # Example
//!
//! The second page of `GET …/Participants?PageSize=1` shows whom the first one showed.

use std::collections::BTreeMap;

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::walk::{Page, Walk, walks};
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Card, Family, Verdict};

/// So many empty pages may follow when everybody was shown: who gives a page its link may not know that it is the last.
const EMPTY_PAGES: usize = 1;

/// Followed pages are the list, each participant once.
pub const RULE: Rule = Rule {
    card: Card {
        id: "pages-make-the-list",
        family: Family::List,
        title: "followed pages are the list, each participant once",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("pages_make_the_list.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(dialect) = context.resources() else { return Verdict::NotApplicable };
    let walks = walks(context, judged);
    let mut times = 0;
    for walk in &walks {
        let whole = walk.whole_lists(dialect, judged, &walks);
        let followed = walk.pages.len() > 1 || walk.nowhere.is_some();
        let in_parts = followed || walk.page_size(dialect).is_some();
        let known = followed || !whole.is_empty();
        // A page of another list proves nothing about this one, nor does a list that shows somebody twice by itself:
        // other checks have said so.
        let own = walk.page_size(dialect).is_none().then_some(&walk.pages[0]);
        let doubled = whole.iter().copied().chain(own).any(shows_twice);
        if !in_parts || !known || doubled || walk.is_forgetful(dialect) {
            continue;
        }
        if let Some(failing) = repeats(walk)
            .or_else(|| turns_round(walk, &whole))
            .or_else(|| leads_nowhere(walk))
            .or_else(|| leaves_out(walk, &whole))
            .or_else(|| goes_on(context, judged, walk, &whole))
        {
            return Verdict::Fail(failing);
        }
        times += 1;
    }
    if times == 0 { Verdict::NotApplicable } else { Verdict::Pass(times) }
}

/// Whether what the pages of a case show is in doubt, so that nothing else about them is worth telling.
pub(super) fn is_broken(context: &Context, judged: &Judged<'_>) -> bool {
    matches!(judge(context, judged), Verdict::Fail(_))
}

fn failing(page: &Page, message: &str, expected: &str, actual: String) -> Failing {
    let (message, expected) = (message.to_owned(), expected.to_owned());
    Failing { step: page.step, message, expected, actual }
}

fn shows_twice(page: &Page) -> bool {
    let mut ids = page.ids.clone();
    ids.sort_unstable();
    ids.dedup();
    ids.len() < page.ids.len()
}

fn repeats(walk: &Walk<'_>) -> Option<Failing> {
    let mut seen = BTreeMap::new();
    for (number, page) in walk.pages.iter().enumerate() {
        for id in &page.ids {
            if let Some(before) = seen.insert(id, number) {
                let message = "pages that show somebody twice";
                let actual = format!("an entry of page {number} stands on page {before} as well");
                return Some(failing(page, message, "each entry on one page, once", actual));
            }
        }
    }
    None
}

/// The order is judged where two lists in one piece have agreed on it.
fn turns_round(walk: &Walk<'_>, whole: &[&Page]) -> Option<Failing> {
    let [.., before, last] = whole else { return None };
    if before.ids != last.ids {
        return None;
    }
    let mut reached = 0;
    for page in &walk.pages {
        for id in &page.ids {
            let Some(place) = last.ids.iter().position(|own| own == id) else { continue };
            if place < reached {
                let message = "pages in another order than their list";
                let expected = "the order of the list in one piece";
                let actual = format!("entry {place} of the list after entry {reached}");
                return Some(failing(page, message, expected, actual));
            }
            reached = place;
        }
    }
    None
}

fn leads_nowhere(walk: &Walk<'_>) -> Option<Failing> {
    let (step, status) = walk.nowhere?;
    let message = "a link to a next page that is not there".to_owned();
    let expected = "a page, or null in the link's place".to_owned();
    Some(Failing { step, message, expected, actual: format!("status {status}") })
}

fn leaves_out(walk: &Walk<'_>, whole: &[&Page]) -> Option<Failing> {
    let (end, list) = (walk.pages.last()?, whole.last()?);
    if !walk.ended {
        return None;
    }
    let always = |id: &&String| whole.iter().all(|list| list.ids.contains(id));
    let missing = list.ids.iter().filter(always).filter(|id| !shown(&walk.pages, id)).count();
    let message = "pages that leave somebody out";
    let actual = format!("{missing} of {} on no page", list.ids.len());
    (missing > 0).then(|| failing(end, message, "everybody whom the list shows", actual))
}

/// A filter may leave any number of pages empty, so only unfiltered pages are held to end.
fn goes_on(
    context: &Context,
    judged: &Judged<'_>,
    walk: &Walk<'_>,
    whole: &[&Page],
) -> Option<Failing> {
    let dialect = context.resources()?;
    if !walk.filters(dialect).is_empty() {
        return None;
    }
    let conference = judged.trace.world.conferences.get(walk.call.conference()?)?;
    let handed = conference.participants.iter().filter_map(|own| own.get(dialect.ids.participant));
    let listed = whole.last().map_or(&[][..], |list| &list.ids);
    let everybody: Vec<String> =
        handed.map(|id| dialect.id_key(id)).chain(listed.iter().cloned()).collect();
    let done = (1..=walk.pages.len())
        .find(|end| everybody.iter().all(|id| shown(&walk.pages[..*end], id)))?;
    let mut empty = walk.pages[done..].iter().filter(|page| page.ids.is_empty());
    let further = empty.nth(EMPTY_PAGES)?;
    let message = "pages that go on when everybody was shown";
    let expected = "an end of the links, behind one empty page at most";
    Some(failing(further, message, expected, "another empty page".to_owned()))
}

fn shown(pages: &[Page], id: &String) -> bool {
    pages.iter().any(|page| page.ids.contains(id))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::walk::testing::{numbered, says_of_walk};
    use super::*;
    use crate::check::testing::{answer, call, page, participant, refusal, says_of};
    use crate::generate::build::valid;
    use crate::record::Call;

    /// What it says of pages of one participant each, behind two lists of 0, 1 and 2.
    fn says(pages: &[Value]) -> Option<Result<(), String>> {
        let whole = numbered(0, 50, &[0, 1, 2], false);
        says_of_walk(&RULE, &[("PageSize", "1")], &[whole.clone(), whole], pages)
    }

    fn one(number: usize, ordinal: usize, more: bool) -> Value {
        numbered(number, 1, &[ordinal], more)
    }

    fn none(number: usize, more: bool) -> Value {
        numbered(number, 1, &[], more)
    }

    fn complains(said: Option<&Result<(), String>>, words: &str) {
        assert!(matches!(said, Some(Err(message)) if message.contains(words)), "{said:?}");
    }

    #[test]
    fn each_participant_on_one_page_holds_and_so_does_an_empty_page_behind_them() {
        let pages = [one(0, 0, true), one(1, 1, true), one(2, 2, false)];
        assert_eq!(says(&pages), Some(Ok(())));
        let pages = [one(0, 0, true), one(1, 1, true), one(2, 2, true), none(3, false)];
        assert_eq!(says(&pages), Some(Ok(())));
        // A walk that was cut short has left out nobody yet, and a page may hold fewer than it could.
        assert_eq!(says(&[one(0, 0, true), one(1, 1, true)]), Some(Ok(())));
        let size = [("PageSize", "2")];
        let whole = numbered(0, 50, &[0, 1, 2], false);
        let pages =
            [numbered(0, 2, &[0], true), numbered(1, 2, &[1], true), numbered(2, 2, &[2], false)];
        assert_eq!(says_of_walk(&RULE, &size, &[whole.clone(), whole], &pages), Some(Ok(())));
    }

    #[test]
    fn pages_that_repeat_or_leave_out_or_turn_round_or_go_on_do_not_hold() {
        complains(says(&[one(0, 0, true), one(1, 0, true), one(2, 1, false)]).as_ref(), "twice");
        complains(says(&[one(0, 0, true), one(1, 2, false)]).as_ref(), "leave somebody out");
        complains(says(&[one(0, 0, false)]).as_ref(), "leave somebody out");
        let round = [one(0, 2, true), one(1, 1, true), one(2, 0, false)];
        complains(says(&round).as_ref(), "another order");
        let whole = [one(0, 0, true), one(1, 1, true), one(2, 2, true)];
        let on = [&whole[..], &[none(3, true), none(4, true)]].concat();
        complains(says(&on).as_ref(), "go on");
        // Even where no list says that it is whole, as each has a link to another page.
        let endless = numbered(0, 50, &[0, 1, 2], true);
        let on = [endless.clone(), numbered(1, 50, &[], true), numbered(2, 50, &[], true)];
        complains(says_of_walk(&RULE, &[], &[endless], &on).as_ref(), "go on");
    }

    #[test]
    fn a_link_that_leads_nowhere_does_not_hold() {
        let whole = call("list_all_participants");
        let next = Call { next_page: true, ..whole.clone() };
        let mut last = page(&[0, 1, 2].map(|ordinal| participant(0, ordinal)));
        last["next_page_uri"] = "null".into();
        let steps = vec![
            (valid("", whole), Ok(answer(200, &last))),
            (valid("", next), Ok(answer(404, &refusal(404)))),
        ];
        complains(says_of(&RULE, steps).as_ref(), "not there");
    }

    #[test]
    fn the_order_is_free_where_lists_differ_in_it() {
        let lists = [&[0, 1, 2], &[2, 1, 0]].map(|order| numbered(0, 50, order, false));
        let pages = [one(0, 1, true), one(1, 0, true), one(2, 2, false)];
        let size = [("PageSize", "1")];
        assert_eq!(says_of_walk(&RULE, &size, &lists, &pages), Some(Ok(())));
    }

    #[test]
    fn a_page_that_forgets_what_was_asked_for_is_for_another_check() {
        let pages = [one(0, 0, true), numbered(1, 50, &[], false)];
        assert_eq!(says(&pages), None);
    }
}
