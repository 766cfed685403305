//! # What it checks
//!
//! The participants of a list stand in the order in which they came to be, by their own dates. Participants of the same second
//! may stand in either order.
//!
//! # Why
//!
//! Who follows pages while somebody joins finds whoever joined on the last page.
//!
//! # Requirement
//!
//! The vendor's article on the order of the list.
//!
//! # Example
//!
//! A list begins with the participant that came last.

use rollcall_spec::Keyword;
use rollcall_spec::value::Rfc2822;
use serde_json::Value;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A list is in the order in which its participants came to be.
pub const RULE: Rule = Rule {
    card: Card {
        id: "list-in-date-order",
        family: Family::List,
        title: "a list is in the order in which its participants came to be",
        keyword: Keyword::Should,
        about: About::Resources,
        occasion: Occasion::WhereOffered,
        manual: include_str!("list_in_date_order.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let dialect = context.resources()?;
    let member = dialect.ordered_by?;
    let items = super::listed(context, at)?.get(dialect.items)?.as_array()?;
    let date = |item: &Value| {
        let text = item.get(member)?.as_str()?;
        text.parse::<Rfc2822>().ok().map(Rfc2822::instant)
    };
    let dates = items.iter().map(date).collect::<Option<Vec<_>>>()?;
    let pairs = || dates.iter().zip(dates.iter().skip(1));
    // Where all came at once, nothing is to be seen.
    if pairs().all(|(one, next)| one == next) {
        return None;
    }
    let Some((one, next)) = pairs().find(|(one, next)| one > next) else { return Some(Ok(())) };
    let message = "a list that is not in the order in which its participants came to be";
    let expected = format!("`{member}` rising from entry to entry");
    Some(Err(Complaint::new(message, expected, format!("{next} after {one}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::twilio::{answer, dialect, page, participant, says};
    use crate::generate::build::call;
    use crate::record::Class;

    fn says_of(seconds: &[usize]) -> Option<Result<(), String>> {
        let item = |(ordinal, second): (usize, &usize)| {
            let mut item = participant(0, ordinal);
            item["date_created"] = format!("Mon, 24 Sep 2018 21:00:0{second} +0000").into();
            item
        };
        let items: Vec<Value> = seconds.iter().enumerate().map(item).collect();
        let list = call(dialect(), "ListParticipant", 0, 0);
        says(&RULE, Class::Valid, list, Ok(answer(200, &page(&items))))
    }

    #[test]
    fn rising_dates_hold_and_falling_ones_do_not() {
        assert_eq!(says_of(&[1, 1, 2]), Some(Ok(())));
        assert!(matches!(says_of(&[2, 1, 3]), Some(Err(_))));
    }

    #[test]
    fn of_those_who_came_at_once_nothing_is_said() {
        assert_eq!(says_of(&[1, 1, 1]), None);
        assert_eq!(says_of(&[1]), None);
    }
}
