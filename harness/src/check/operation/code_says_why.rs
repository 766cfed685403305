//! # What it checks
//!
//! The `statusCode` of a refusal is none whose meaning contradicts the reason. A missing parameter is answered with 1
//! or 10, a call that does not exist with 6 or 12, or with 3 or 5 by a server that does not say whether there is one,
//! and a request without credentials with 20, 3 or 5. Codes above 20 are those of releases to come.
//!
//! # Why
//!
//! Clients decide by the code what to do next: to ask for credentials, to forget the call, or to correct themselves.
//!
//! # Requirement
//!
//! The vendor's page on return values.
//!
//! # Example
//!
//! A removal without `participant` is answered with `statusCode` 6, by which the call is not found.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, is_about_a_call, names_handed_call};
use crate::api::Calls;
use crate::api::calls::code;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// The code of a refusal says why.
pub const RULE: Rule = Rule {
    card: Card {
        id: "code-says-why",
        family: Family::Operation,
        title: "the code of a refusal says why",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("code_says_why.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let fitting = fitting(words, at)?;
    let code = code(answered(at)?)?.as_i64().filter(|code| *code != 0)?;
    if fitting.contains(&code) || code > LAST {
        return Some(Ok(()));
    }
    let all: Vec<String> = fitting.iter().map(ToString::to_string).collect();
    let message = format!("the code for {} says something else", at.step.note);
    let expected = format!("statusCode {}", all.join(" or "));
    Some(Err(Complaint::new(message, expected, format!("statusCode {code}"))))
}

/// The last code that the vendor's page lists.
const LAST: i64 = 20;

/// The codes whose meaning fits the reason; none where several do, or nobody knows.
fn fitting(words: &Calls, at: &At<'_>) -> Option<&'static [i64]> {
    match at.class() {
        Class::BadInput => {
            let breaks = at.step.breaks.as_ref()?;
            let missing = breaks.constraint == "required" && breaks.name == words.participant;
            missing.then_some(&[1, 10])
        }
        Class::Unknown if is_about_a_call(words, at) && !names_handed_call(words, at) => {
            Some(&[6, 12, 3, 5])
        }
        Class::Unauthenticated => Some(&[20, 3, 5]),
        _ => None,
    }
}
