//! # What it checks
//!
//! A page that was reached by a link keeps what its list was asked for: the filters, and how many participants a page
//! holds. How the link says so is the server's own affair.
//!
//! # Why
//!
//! Whoever asked for the muted and goes on to the next page unmutes those who were not.
//!
//! # Requirement
//!
//! The descriptions of the filters, of `PageSize`, and of the link to the next page.
//!
//! # Example
//!
//! The second page of `GET …/Participants?Muted=true&PageSize=1` shows somebody with `"muted": false`.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::walk::walks;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// A followed page keeps filters and page size.
pub const RULE: Rule = Rule {
    card: Card {
        id: "pages-keep-query",
        family: Family::List,
        title: "a followed page keeps filters and page size",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("pages_keep_query.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(dialect) = context.resources() else { return Verdict::NotApplicable };
    let walks = walks(context, judged);
    let mut times = 0;
    for walk in walks.iter().filter(|walk| !walk.call.query.is_empty()) {
        // Where a list that nobody followed from shows something else as well, its own checks say so.
        let ignored = |own: &&super::walk::Walk<'_>| {
            own.first() <= walk.first() && own.forgets(dialect, 0).is_some()
        };
        if walks.iter().any(|own| ignored(&own)) {
            continue;
        }
        for place in 1..walk.pages.len() {
            if let Some(failing) = walk.forgets(dialect, place) {
                return Verdict::Fail(failing);
            }
            times += 1;
        }
    }
    if times == 0 { Verdict::NotApplicable } else { Verdict::Pass(times) }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::walk::testing::{numbered, says_of_walk};
    use super::*;

    const QUERY: &[(&str, &str)] = &[("Muted", "true"), ("PageSize", "1")];

    fn muted(mut page: Value) -> Value {
        for participant in page["participants"].as_array_mut().unwrap() {
            participant["muted"] = true.into();
        }
        page
    }

    fn says(whole: &Value, second: Value) -> Option<Result<(), String>> {
        let first = muted(numbered(0, 1, &[0], true));
        says_of_walk(&RULE, QUERY, std::slice::from_ref(whole), &[first, second])
    }

    #[test]
    fn a_page_without_the_filter_or_the_size_does_not_hold() {
        let whole = muted(numbered(0, 50, &[0, 2], false));
        assert_eq!(says(&whole, muted(numbered(1, 1, &[2], false))), Some(Ok(())));
        let complains = |second: Value, words: &str| {
            let said = says(&whole, second);
            assert!(matches!(&said, Some(Err(message)) if message.contains(words)), "{said:?}");
        };
        complains(numbered(1, 1, &[1], true), "`Muted`");
        complains(muted(numbered(1, 1, &[1, 2], false)), "`PageSize`");
        complains(muted(numbered(1, 50, &[], false)), "`page_size`");
    }

    #[test]
    fn a_filter_that_is_ignored_everywhere_is_for_another_check() {
        let whole = numbered(0, 50, &[0, 1, 2], false);
        assert_eq!(says(&whole, numbered(1, 1, &[1], false)), None);
    }

    #[test]
    fn a_list_without_a_link_is_no_occasion() {
        let whole = muted(numbered(0, 50, &[0], false));
        let only = muted(numbered(0, 1, &[0], false));
        assert_eq!(says_of_walk(&RULE, QUERY, &[whole], &[only]), None);
    }
}
