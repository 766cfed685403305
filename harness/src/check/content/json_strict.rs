//! # What it checks
//!
//! Content that is called JSON is one JSON text in UTF-8: nothing before it, nothing behind it, and no object with two members of
//! one name. It is in no coding such as gzip: each request says by `Accept-Encoding: identity` that none is taken, and none is
//! ever unpacked.
//!
//! # Why
//!
//! Readers differ in which of two members they believe, and some stop at the end of the first text without a word.
//!
//! # Requirement
//!
//! RFC 8259, 2, 4 and 8.1.
//!
//! # Example
//!
//! `{"muted":false,"muted":true}`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// JSON is JSON, to the letter.
pub const RULE: Rule = Rule {
    card: Card {
        id: "json-strict",
        family: Family::Content,
        title: "JSON is JSON, to the letter",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("json_strict.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = at.answer()?;
    let essence = answer.essence()?;
    let json = essence == "application/json" || essence.ends_with("+json");
    if !json || answer.truncated || matches!(answer.status, 204 | 304) || at.is_head() {
        return None;
    }
    // Every request says that it takes no coding (RFC 9110, 12.5.3), and nothing is ever unpacked.
    let coding = answer.header("content-encoding").map(str::trim);
    if let Some(coding) =
        coding.filter(|own| !own.is_empty() && !own.eq_ignore_ascii_case("identity"))
    {
        let message = "content in a coding that was not asked for";
        let expected = "content as it is, which alone `Accept-Encoding: identity` takes";
        return Some(Err(Complaint::new(message, expected, format!("Content-Encoding: {coding}"))));
    }
    let expected = "one JSON text with distinct member names";
    let Some(actual) = answer.json_complaint() else { return Some(Ok(())) };
    Some(Err(Complaint::new("content that is not strict JSON", expected, actual)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{call, participant, says, text_answer};
    use crate::record::Class;

    #[test]
    fn a_coding_that_was_not_asked_for_does_not_hold() {
        let says = |coding: &str| {
            let mut answer = text_answer(200, "application/json", &participant(0, 0).to_string());
            answer.headers.push(("content-encoding".to_owned(), coding.to_owned()));
            says(&RULE, Class::Valid, call("retrieve_participant"), Ok(answer))
        };
        assert!(matches!(says("gzip"), Some(Err(words)) if words.contains("coding")));
        assert_eq!(says("identity"), Some(Ok(())));
    }

    #[test]
    fn two_members_of_a_name_and_trailing_bytes_do_not_hold() {
        let says = |body: &str| {
            let answer = text_answer(200, "application/json", body);
            says(&RULE, Class::Valid, call("retrieve_participant"), Ok(answer))
        };
        assert_eq!(says(&participant(0, 0).to_string()), Some(Ok(())));
        assert_eq!(says("  {\"a\": [1, {\"a\": 2}]}\r\n"), Some(Ok(())));
        assert!(matches!(says("{\"a\":1,\"a\":2}"), Some(Err(_))));
        assert!(matches!(says("{\"b\":{\"a\":1,\"\\u0061\":2}}"), Some(Err(_))));
        assert!(matches!(says("{}{}"), Some(Err(_))));
        assert!(matches!(says("{} x"), Some(Err(_))));
        assert!(matches!(says("\u{feff}{}"), Some(Err(_))));
        assert!(matches!(says("{\"a\":"), Some(Err(_))));
        assert!(matches!(says(""), Some(Err(_))));
    }
}
