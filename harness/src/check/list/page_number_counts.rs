//! # What it checks
//!
//! A page tells its number, counted from zero: the first one is 0, and a page that was reached by the link to the next one
//! is one further than the page which had the link.
//!
//! # Why
//!
//! A client that stops at the page it knows to be the last one goes on for ever, or leaves the last page out.
//!
//! # Requirement
//!
//! The default of `Page`, and the description of `page`.
//!
//! # Example
//!
//! `GET …/Participants` is answered with `"page": 1`.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::walk::{Page, Walk, walks};
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Card, Family, Place, Verdict};

/// Pages are counted from zero.
pub const RULE: Rule = Rule {
    card: Card {
        id: "page-number-counts",
        family: Family::List,
        title: "pages are counted from zero",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("page_number_counts.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(dialect) = context.resources() else { return Verdict::NotApplicable };
    let (parameter, member) = dialect.page_number;
    // Links that lead to other pages than the next one have a check of their own.
    let lost = super::pages_make_the_list::is_broken(context, judged);
    let mut times = 0;
    for walk in walks(context, judged) {
        let Some(mut due) = asked(&walk, parameter) else { continue };
        let followed = if lost { 1 } else { walk.pages.len() };
        for page in &walk.pages[..followed] {
            // What is no number breaks the schema.
            let Some(told) = page.body.get(member).and_then(super::whole) else { break };
            if told != due {
                return Verdict::Fail(miscounted(page, &walk, member, due, told));
            }
            times += 1;
            due += 1;
        }
    }
    if times == 0 { Verdict::NotApplicable } else { Verdict::Pass(times) }
}

/// The number of the page that a list begins with; none where it is nobody's guess.
fn asked(walk: &Walk<'_>, parameter: &str) -> Option<u64> {
    match walk.call.query.iter().find(|(own, _)| own == parameter) {
        None => Some(0),
        // By a number alone no further page is surely reached.
        Some((_, Place::Text(text))) => text.parse().ok().filter(|number| *number == 0),
        Some(_) => None,
    }
}

fn miscounted(page: &Page<'_>, walk: &Walk<'_>, member: &str, due: u64, told: u64) -> Failing {
    let message = if page.step == walk.first() {
        format!("`{member}` is not the number of the page that was asked for")
    } else {
        format!("`{member}` of a followed page is not one further")
    };
    Failing { step: page.step, message, expected: due.to_string(), actual: told.to_string() }
}

#[cfg(test)]
mod tests {
    use super::super::walk::testing::{numbered, says_of_walk};
    use super::*;

    fn says(numbers: [usize; 2], ordinals: [usize; 2]) -> Option<Result<(), String>> {
        let [first, second] = numbers;
        let pages =
            [numbered(first, 1, &[ordinals[0]], true), numbered(second, 1, &[ordinals[1]], true)];
        says_of_walk(&RULE, &[("PageSize", "1")], &[], &pages)
    }

    #[test]
    fn a_first_page_of_another_number_and_one_that_stays_do_not_hold() {
        assert_eq!(says([0, 1], [0, 1]), Some(Ok(())));
        let complains = |numbers: [usize; 2], words: &str| {
            let said = says(numbers, [0, 1]);
            assert!(matches!(&said, Some(Err(message)) if message.contains(words)), "{said:?}");
        };
        complains([1, 2], "not the number");
        complains([0, 0], "not one further");
        complains([0, 2], "not one further");
    }

    #[test]
    fn the_first_page_once_more_is_for_another_check() {
        assert_eq!(says([0, 0], [0, 0]), Some(Ok(())));
    }
}
