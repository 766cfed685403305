//! # What it checks
//!
//! Content under a documented status has the media type that the document names for it; parameters such as `charset` do not
//! matter.
//!
//! # Why
//!
//! A client chooses its reader by it. JSON that is called `text/html` is not read as JSON.
//!
//! # Requirement
//!
//! The content of each documented response; RFC 9110, 8.3.
//!
//! # Example
//!
//! A `200` with `Content-Type: text/plain`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::calls;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// An answer's media type is the documented one.
pub const RULE: Rule = Rule {
    card: Card {
        id: "media-type-documented",
        family: Family::Content,
        title: "an answer's media type is the documented one",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("media_type_documented.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if !at.is_operation() || at.class() == Class::Unusual {
        return None;
    }
    let answer = at.answer()?;
    let route = context.dialect.api.route(&at.step.call.operation)?;
    let response = route.response(answer.status)?;
    if response.content.is_empty() {
        return None;
    }
    // A container answers by itself before such an api is asked; only what looks like a return value is held to be one.
    let by_container = context.calls().is_some() && calls::code(answer).is_none();
    if by_container && (400..500).contains(&answer.status) {
        return None;
    }
    let essence = answer.essence().unwrap_or_default();
    if response.content.iter().any(|media| media.essence == essence) {
        return Some(Ok(()));
    }
    let expected: Vec<&str> = response.content.iter().map(|media| media.essence.as_ref()).collect();
    let actual = answer.header("content-type").unwrap_or("no Content-Type");
    let message = format!("another media type under {}", answer.status);
    Some(Err(Complaint::new(message, expected.join(" or "), actual)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{call, participant, says, text_answer};

    #[test]
    fn parameters_and_case_do_not_matter_and_another_type_does() {
        let says = |media_type| {
            let answer = text_answer(200, media_type, &participant(0, 0).to_string());
            says(&RULE, Class::Valid, call("retrieve_participant"), Ok(answer))
        };
        assert_eq!(says("application/json"), Some(Ok(())));
        assert_eq!(says("Application/JSON; charset=utf-8"), Some(Ok(())));
        assert!(matches!(says("text/html"), Some(Err(_))));
        assert!(matches!(says("application/problem+json"), Some(Err(_))));
    }
}
