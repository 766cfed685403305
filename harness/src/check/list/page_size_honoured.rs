//! # What it checks
//!
//! A page holds no more participants than `PageSize` allows, and repeats the number in `page_size`.
//!
//! # Why
//!
//! A client that asked for few has room for few.
//!
//! # Requirement
//!
//! The descriptions of `PageSize` and `page_size`.
//!
//! # Example
//!
//! `GET …/Participants?PageSize=1` is answered with three participants.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::Place;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A page is no larger than was asked for.
pub const RULE: Rule = Rule {
    card: Card {
        id: "page-size-honoured",
        family: Family::List,
        title: "a page is no larger than was asked for",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("page_size_honoured.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let dialect = context.resources()?;
    let call = &at.step.call;
    let (parameter, member) = dialect.page_size;
    let (_, place) = call.query.iter().find(|(own, _)| own == parameter)?;
    let asked: u64 = match place {
        Place::Text(text) => text.parse().ok()?,
        _ => return None,
    };
    let body = super::listed(context, at)?;
    let items = body.get(dialect.items)?.as_array()?.len() as u64;
    if items > asked {
        let message = "a page larger than was asked for";
        let expected = format!("at most {asked} participants");
        return Some(Err(Complaint::new(message, expected, format!("{items} participants"))));
    }
    let told = super::whole(body.get(member)?)?;
    if told != asked {
        let message = format!("`{member}` is not what was asked for");
        return Some(Err(Complaint::new(message, asked.to_string(), told.to_string())));
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::page;
    use crate::check::testing::{answer, call, participant, says};
    use crate::record::{Call, Class};

    #[test]
    fn neither_more_entries_nor_another_number() {
        let says = |items: usize, told: u64| {
            let query = vec![("PageSize".to_owned(), Place::text("2"))];
            let call = Call { query, ..call("list_all_participants") };
            let items: Vec<_> = (0..items).map(|ordinal| participant(0, ordinal)).collect();
            let mut body = page(&items);
            body["page_size"] = told.into();
            says(&RULE, Class::Valid, call, Ok(answer(200, &body)))
        };
        assert_eq!(says(2, 2), Some(Ok(())));
        assert!(matches!(says(3, 2), Some(Err(_))));
        assert!(matches!(says(2, 50), Some(Err(_))));
    }
}
