//! # What it checks
//!
//! A return value whose `statusCode` is not 0 has a `statusMessage`, which is a text that is not empty, and no other
//! member. What an operation on a call is refused with by a status that no container gives by itself, has such a return
//! value.
//!
//! # Why
//!
//! The message is all that a person learns of what went wrong. Members besides would say that something was done after
//! all.
//!
//! # Requirement
//!
//! The vendor's page on return values.
//!
//! # Example
//!
//! `{"statusCode":6}`, or a refusal that shows the call as well.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, is_about_a_call};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};
use serde_json::Value;

/// A refusal has a message, and nothing else.
pub const RULE: Rule = Rule {
    card: Card {
        id: "refusal-has-message",
        family: Family::Operation,
        title: "a refusal has its code and its message, and nothing else",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("refusal_has_message.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let answer = answered(at)?;
    let complain = |message: &str, actual: String| {
        let expected = "statusCode and statusMessage, and nothing else";
        Some(Err(Complaint::new(message, expected, actual)))
    };
    let value = answer.json().and_then(Value::as_object);
    let Some(value) = value.filter(|own| own.contains_key("statusCode")) else {
        let by_itself = BY_ITSELF.contains(&answer.status) || !(400..500).contains(&answer.status);
        let judged = matches!(
            at.class(),
            Class::BadInput
                | Class::Unknown
                | Class::Removed
                | Class::Foreign
                | Class::NoConference
        );
        if by_itself || !judged || !is_about_a_call(words, at) || is_unreadable(at) {
            return None;
        }
        return complain("a refusal without a return value", format!("status {}", answer.status));
    };
    if value["statusCode"].as_i64().is_none_or(|code| code == 0) {
        return None;
    }
    match value.get("statusMessage") {
        None => complain("a refusal without statusMessage", "no such member".to_owned()),
        Some(Value::String(text)) if text.trim().is_empty() => {
            complain("a refusal with an empty statusMessage", format!("{text:?}"))
        }
        Some(Value::String(_)) => {
            let mut others = value.keys().filter(|own| !MEMBERS.contains(&own.as_str()));
            match others.next() {
                Some(other) => {
                    complain("a refusal with members besides", format!("`{other}` as well"))
                }
                None => Some(Ok(())),
            }
        }
        Some(other) => complain("a statusMessage that is no text", other.to_string()),
    }
}

const MEMBERS: [&str; 2] = ["statusCode", "statusMessage"];

/// What a container answers before the API is asked: its pages are no return values.
const BY_ITSELF: [u16; 8] = [401, 403, 404, 405, 413, 414, 415, 431];

/// Whether the content could not be read, so that something before the API may have refused it.
fn is_unreadable(at: &At<'_>) -> bool {
    at.step.breaks.as_ref().is_some_and(|own| own.constraint == "json" || own.name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        self, HOLDS, about, answer, fails, operation, page, says_of, with, words,
    };
    use crate::generate::build::step;
    use crate::record::{Answer, Broken, Call, Step, Told};
    use serde_json::json;

    fn says(class: Class, answer: Answer) -> Option<Result<(), String>> {
        genesys::says(&RULE, class, operation("Hold"), Ok(answer))
    }

    #[test]
    fn a_refusal_is_a_code_and_a_message() {
        let says = |own: Value| says(Class::Valid, answer(200, &own));
        let refusal = |message: Value| json!({"statusCode": 6, "statusMessage": message});
        assert_eq!(says(refusal(json!("not found"))), HOLDS);
        assert_eq!(says(json!({"statusCode": 99, "statusMessage": "of tomorrow"})), HOLDS);
        assert_eq!(says(json!({"statusCode": 6})), fails("a refusal without statusMessage"));
        let empty = fails("a refusal with an empty statusMessage");
        assert_eq!(says(refusal(json!(""))), empty);
        assert_eq!(says(refusal(json!(" "))), empty);
        let no_text = fails("a statusMessage that is no text");
        assert_eq!(says(refusal(Value::Null)), no_text);
        assert_eq!(says(refusal(json!(6))), no_text);
        let more = with(refusal(json!("not found")), "call", json!({}));
        assert_eq!(says(more), fails("a refusal with members besides"));
        assert_eq!(says(json!({"statusCode": 0, "call": {}})), None, "it is none");
    }

    #[test]
    fn pages_of_a_container_are_no_refusals_of_the_api() {
        for class in [Class::BadInput, Class::Unknown, Class::Foreign, Class::NoConference] {
            for status in [401, 403, 404, 405, 413, 415] {
                assert_eq!(says(class, page(status)), None, "{status}");
            }
            for status in [400, 409, 422] {
                let without = fails("a refusal without a return value");
                assert_eq!(says(class, page(status)), without, "{status}");
            }
            assert_eq!(says(class, page(200)), None, "another check says so");
            assert_eq!(says(class, page(502)), None, "another check says so");
        }
        assert_eq!(says(Class::Unauthenticated, page(400)), None);
        assert_eq!(says(Class::Unusual, page(400)), None);
    }

    #[test]
    fn what_nobody_could_read_may_be_refused_by_anybody() {
        let says = |constraint: &str, name: &str| {
            let (location, keyword) = ("body".to_owned(), Keyword::Must);
            let (name, constraint) = (name.to_owned(), constraint.to_owned());
            let breaks = Some(Broken { location, name, constraint, keyword });
            let negative = step(Class::BadInput, "", operation("Hold"));
            let steps = vec![(Step { breaks, ..negative }, page(400))];
            says_of(&RULE, steps, Told::default())
        };
        assert_eq!(says("json", ""), None);
        assert_eq!(says("type", ""), None);
        assert_eq!(says("type", "participant"), fails("a refusal without a return value"));
        let head = Call { method: Some("HEAD".to_owned()), ..about(words().retrieve) };
        assert_eq!(genesys::says(&RULE, Class::Unknown, head, Ok(page(400))), None);
    }
}
