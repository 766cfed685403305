//! # What it checks
//!
//! A valid request on a living fixture, with right credentials, is answered with the status that the document names for
//! success, and with nothing else.
//!
//! # Why
//!
//! Everything that a client does rests on it. A `201` or a `202` in place of a `200` breaks clients which compare.
//!
//! # Requirement
//!
//! The document's success response of each operation.
//!
//! # Example
//!
//! `POST …/Participants/{CallSid}` with `Muted=true` is answered `201`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::Resources;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Place};

/// A valid request on a living fixture succeeds.
pub const RULE: Rule = Rule {
    card: Card {
        id: "valid-succeeds",
        family: Family::Status,
        title: "a valid request on a living fixture succeeds",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("valid_succeeds.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let dialect = context.resources()?;
    // Whether a link leads to a page is for the check of pages.
    let nowhere = at.step.call.next_page && !at.answer()?.is_success();
    // Whether a label names somebody is for the check of labels.
    let unlabelled = dialect.is_by_label(at.step) && at.exchange.status() == Some(404);
    if at.class() != Class::Valid || nowhere || unlabelled {
        return None;
    }
    // Whoever is still on hold can't be coached, which is lawful; that they are still on hold, others say.
    let mut rules = dialect.names_one_without.iter();
    if rules.any(|(field, ..)| at.names_one_with_flag(dialect, field)) {
        return None;
    }
    // Whoever was taken along by a change is missed by the checks of a life, which say why.
    if at.exchange.status() == Some(404) && at.presence_is_in_doubt() {
        return None;
    }
    if beyond_the_end(dialect, at) {
        return None;
    }
    let route = context.dialect.api.route(&at.step.call.operation)?;
    let expected: Vec<u16> = route.success_codes().collect();
    status_among(at, &expected, "a valid request does not succeed")
}

/// Whether a page is missed that no link led to. Nobody says what comes of a page behind the last one.
fn beyond_the_end(dialect: &Resources, at: &At<'_>) -> bool {
    let number = dialect.page_number.0;
    let (size, _) = dialect.page_size;
    let query = &at.step.call.query;
    let told = |wanted: &str| {
        let value = query.iter().find(|(name, _)| name == wanted);
        value.and_then(|(_, value)| match value {
            Place::Text(text) => text.parse::<usize>().ok(),
            _ => None,
        })
    };
    let world = &at.judged.trace.world;
    let conference = dialect.conference_of(&at.step.call);
    let all = conference.and_then(|own| world.conferences.get(own));
    let all = all.map_or(0, |own| own.participants.len());
    // A page is surely there where nothing but its size and its number is asked for, and somebody must be on it.
    let plain = query.iter().all(|(name, _)| name == number || name == size);
    let is_there = |page: usize| {
        page == 0 || plain && told(size).is_some_and(|size| page.saturating_mul(size) < all)
    };
    let asked = query.iter().any(|(name, _)| name == number);
    let missed = matches!(at.exchange.status(), Some(400 | 404));
    missed && asked && !told(number).is_some_and(is_there)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{
        answer, call, dialect, page, participant, says, says_of, text_answer, twilio,
    };
    use crate::generate::build;
    use crate::record::Call;

    #[test]
    fn the_documented_success_holds_and_another_success_does_not() {
        let body = participant(0, 0);
        let says = |status| {
            says(&RULE, Class::Valid, call("update_participant"), Ok(answer(status, &body)))
        };
        assert_eq!(says(200), Some(Ok(())));
        assert!(matches!(says(201), Some(Err(_))));
        assert!(matches!(says(404), Some(Err(_))));
        assert_eq!(says(500), None, "a server error has a check of its own");
    }

    #[test]
    fn a_link_that_leads_nowhere_is_for_the_check_of_pages() {
        let says = |status| {
            let next = Call { next_page: true, ..call("list_all_participants") };
            says(&RULE, Class::Valid, next, Ok(answer(status, &page(&[]))))
        };
        assert_eq!(says(404), None);
        assert_eq!(says(200), Some(Ok(())));
        assert!(matches!(says(206), Some(Err(_))));
    }

    #[test]
    fn a_page_beyond_the_end_may_be_missed_and_the_first_may_not() {
        let says = |page: &str, status| {
            let mut list = build::call(twilio::dialect(), "ListParticipant", 0, 0);
            list.query.push(("Page".to_owned(), Place::Text(page.to_owned())));
            twilio::says(&RULE, Class::Valid, list, Ok(answer(status, &serde_json::json!({}))))
        };
        assert_eq!([says("3", 404), says("3", 400)], [None, None]);
        assert!(matches!(says("0", 404), Some(Err(_))));
        assert!(matches!(says("3", 401), Some(Err(_))));
        let mut second = build::call(twilio::dialect(), "ListParticipant", 0, 0);
        let query = [("PageSize", "1"), ("Page", "1")];
        second.query.extend(query.map(|(name, value)| (name.to_owned(), Place::text(value))));
        let refused = answer(400, &serde_json::json!({}));
        assert!(matches!(twilio::says(&RULE, Class::Valid, second, Ok(refused)), Some(Err(_))));
    }

    #[test]
    fn whoever_ends_the_conference_takes_the_others_along() {
        let says = |ends: bool| {
            let mut last = participant(0, 0);
            last["end_conference_on_exit"] = ends.into();
            let steps = vec![
                (build::look(dialect(), 0, 0), Ok(answer(200, &last))),
                (build::valid("", call("delete_participant")), Ok(text_answer(204, "", ""))),
                (build::look(dialect(), 0, 1), Ok(answer(404, &participant(0, 1)))),
            ];
            says_of(&RULE, steps)
        };
        assert_eq!(says(true), Some(Ok(())));
        // Without that, the check of a life says who vanished, and this one stays silent about the consequence.
        assert_eq!(says(false), Some(Ok(())));
    }
}
