//! # What it checks
//!
//! A lawful request is answered with `200` and a return value whose `statusCode` is 0. An operation is held to that
//! where the call names it among its `capabilities`, or does not say which there are.
//!
//! # Why
//!
//! Whoever uses the API does so for these answers; the code says that the request was carried out or passed on.
//!
//! # Requirement
//!
//! The success of each operation; the vendor's page on return values; what `capabilities` are for.
//!
//! # Example
//!
//! A removal of somebody who takes part is answered `{"statusCode":3,…}`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, last_known};
use crate::api::Calls;
use crate::api::calls::{capabilities, code, is_accepted};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Session};

/// A lawful request is accepted.
pub const RULE: Rule = Rule {
    card: Card {
        id: "operation-accepted",
        family: Family::Operation,
        title: "a lawful request is accepted",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("operation_accepted.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let operation = at.step.call.operation.as_str();
    let judged = [words.me, words.list, words.retrieve, words.operate].contains(&operation);
    // Whether the cookies alone are enough, another check says.
    let alone = at.step.call.session == Session::CookiesAlone;
    if at.class() != Class::Valid || !judged || alone || at.presence_is_in_doubt() {
        return None;
    }
    // What follows where something was not told, nobody knows.
    if at.judged.trace.told.silent.iter().any(|silent| *silent < at.index) || !is_open(words, at) {
        return None;
    }
    // What was let pass and had to be refused may have changed anything.
    let disturbed = at.judged.trace.steps().take(at.index).any(|(_, step, exchange)| {
        let had = !matches!(step.class, Class::Valid | Class::Unusual | Class::Ended);
        had && words.could_change(&step.call) && exchange.answer().is_some_and(is_accepted)
    });
    let answer = answered(at).filter(|_| !disturbed)?;
    // Content that is no return value breaks its schema, or is no JSON at all.
    if answer.status == 200 && code(answer).is_none() {
        return None;
    }
    if answer.status == 200 && is_accepted(answer) {
        return Some(Ok(()));
    }
    let name = words.name_of(&at.step.call).unwrap_or("a lawful request");
    let code = code(answer).map_or("no statusCode".to_owned(), |code| format!("statusCode {code}"));
    let actual = format!("status {}, {code}", answer.status);
    let message = format!("{name} is not accepted");
    Some(Err(Complaint::new(message, "status 200, statusCode 0", actual)))
}

/// Whether an operation is open to the call, for all that is known.
fn is_open(words: &Calls, at: &At<'_>) -> bool {
    let Some(name) = words.name_of(&at.step.call) else { return true };
    let Some(conference) = words.conference_of(&at.step.call) else { return true };
    let known = last_known(words, at.judged, conference, at.index, |own| own.after);
    known.and_then(capabilities).is_none_or(|own| own.contains(&name))
}
