//! # What it checks
//!
//! A whole, unfiltered list shows every participant that was handed over and not removed, and nobody twice.
//!
//! # Why
//!
//! Whoever is not listed cannot be muted, held or removed by a client that works from the list.
//!
//! # Requirement
//!
//! The description of the list operation.
//!
//! # Example
//!
//! A list of three participants shows two.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::lifecycle::Action;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A list shows who is there.
pub const RULE: Rule = Rule {
    card: Card {
        id: "list-shows-participants",
        family: Family::List,
        title: "a list shows who is there",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("list_shows_participants.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let call = &at.step.call;
    let body = super::listed(context, at).filter(|_| call.query.is_empty() && !call.next_page)?;
    let dialect = context.resources()?;
    let items = body.get(dialect.items)?.as_array()?;
    let (member, _) = dialect.names.iter().find(|(_, own)| *own == dialect.ids.participant)?;
    let mut ids: Vec<&str> = items.iter().filter_map(|item| item.get(member)?.as_str()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() < all {
        let actual = format!("{all} entries for {} participants", ids.len());
        return Some(Err(Complaint::new(
            "a list that shows somebody twice",
            "everybody once",
            actual,
        )));
    }
    // Only where nobody was removed: who is missing after a removal is for the checks of a life.
    let earlier = &at.judged.moments[..at.index];
    let quiet =
        earlier.iter().all(|own| matches!(own.action, Action::Look | Action::Update { .. }));
    let missing = &at.judged.moments[at.index].missing;
    if !quiet {
        return None;
    }
    // A case that follows others in the same world knows from its own looks who is there.
    let expected = at.judged.trace.world.conferences.get(call.conference()?)?.participants.len();
    if missing.is_empty() {
        return Some(Ok(()));
    }
    let actual = format!("{} of {expected} are missing", missing.len());
    Some(Err(Complaint::new("a list that leaves somebody out", "everybody who is there", actual)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::page;
    use crate::check::testing::{answer, call, participant, says};
    use crate::record::{Call, Class};

    #[test]
    fn everybody_holds_and_somebody_missing_or_twice_does_not() {
        let says = |ordinals: &[usize]| {
            let items: Vec<_> = ordinals.iter().map(|ordinal| participant(0, *ordinal)).collect();
            let body = page(&items);
            says(&RULE, Class::Valid, call("list_all_participants"), Ok(answer(200, &body)))
        };
        assert_eq!(says(&[2, 0, 1]), Some(Ok(())));
        assert!(matches!(says(&[0, 1]), Some(Err(_))));
        assert!(matches!(says(&[0, 1, 2, 2]), Some(Err(_))));
    }

    #[test]
    fn a_page_that_was_followed_to_is_no_whole_list() {
        let list = call("list_all_participants");
        let next = Call { next_page: true, ..list };
        let body = page(&[participant(0, 2)]);
        assert_eq!(says(&RULE, Class::Valid, next, Ok(answer(200, &body))), None);
    }

    #[test]
    fn a_list_that_goes_on_is_not_held_to_show_everybody() {
        let mut body = page(&[participant(0, 0)]);
        body["next_page_uri"] = "/next".into();
        let says = says(&RULE, Class::Valid, call("list_all_participants"), Ok(answer(200, &body)));
        assert_eq!(says, Some(Ok(())));
    }
}
