//! # What it checks
//!
//! JSON under a documented status obeys the schema that the document has for it: every required member, its type and its format,
//! nothing besides in a closed object.
//!
//! # Why
//!
//! A member that is missing or of another type breaks the client that counted on it, often far from here.
//!
//! # Requirement
//!
//! The schema of each documented response.
//!
//! # Example
//!
//! A participant without `muted`.

use jsonschema::ValidationError;
use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::calls;
use crate::record::card::{About, Occasion};
use crate::record::{Answer, Card, Class, Family};

/// An answer's content obeys its schema.
pub const RULE: Rule = Rule {
    card: Card {
        id: "body-matches-schema",
        family: Family::Content,
        title: "an answer's content obeys its schema",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("body_matches_schema.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if !at.is_operation() || at.class() == Class::Unusual && !at.answer()?.is_success() {
        return None;
    }
    let answer = at.answer()?;
    let schema = context.schema(&at.step.call.operation, answer.status, &answer.essence()?)?;
    let value = answer.json()?;
    if context.is_good(RULE.card.id, at, answer, || schema.is_valid(value)) {
        return Some(Ok(()));
    }
    let mut errors = schema.iter_errors(value);
    let Some(error) = errors.find(|error| {
        !is_around_a_page(context, at, error) && !is_of_refusal(context, answer, error)
    }) else {
        return Some(Ok(()));
    };
    let place = error.instance_path().to_string();
    let place = if place.is_empty() { "the whole".to_owned() } else { format!("`{place}`") };
    let keyword = error.schema_path().to_string();
    let message = format!("{place} breaks its schema under {}", without_numbers(answer.status));
    let actual: String = error.to_string().chars().take(300).collect();
    Some(Err(Complaint::new(message, format!("what the schema says at `{keyword}`"), actual)))
}

/// Whether an error is about what is around the participants of a page, where that has a check of its own.
fn is_around_a_page(context: &Context, at: &At<'_>, error: &ValidationError<'_>) -> bool {
    let Some(dialect) = context.resources() else { return false };
    let is_page =
        at.step.call.operation == dialect.roles.list && at.answer().is_some_and(Answer::is_success);
    if dialect.envelope.is_none() || !is_page {
        return false;
    }
    let (place, keyword) = (error.instance_path().to_string(), error.schema_path().to_string());
    let is_link = place.strip_prefix('/').is_some_and(|own| dialect.page_links.contains(&own));
    place.is_empty() && keyword.ends_with("/additionalProperties")
        || is_link && (keyword.ends_with("/pattern") || keyword.ends_with("/format"))
}

/// Whether an error is about what a refusal has, or about content that a container gave by itself, where that has a check of
/// its own.
fn is_of_refusal(context: &Context, answer: &Answer, error: &ValidationError<'_>) -> bool {
    if context.calls().is_none() {
        return false;
    }
    // What a message of Bayeux must have is for the check of messages.
    let place = error.instance_path().to_string();
    let is_message = answer.json().is_some_and(serde_json::Value::is_array);
    if is_message && error.schema_path().to_string().ends_with("/Message/required") {
        return true;
    }
    if !place.is_empty() {
        return false;
    }
    match calls::code(answer) {
        None => (400..500).contains(&answer.status),
        Some(code) => *code != 0,
    }
}

/// Refusals of all statuses share a schema, so that one defect of theirs is one finding.
fn without_numbers(status: u16) -> String {
    if status >= 400 { "4xx".to_owned() } else { status.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, participant, refusal, says};

    #[test]
    fn a_member_missing_added_or_of_another_type_does_not_hold() {
        let says = |change: fn(&mut serde_json::Value)| {
            let mut body = participant(0, 0);
            change(&mut body);
            says(&RULE, Class::Valid, call("retrieve_participant"), Ok(answer(200, &body)))
        };
        assert_eq!(says(|_| ()), Some(Ok(())));
        let missing = says(|body| drop(body.as_object_mut().unwrap().remove("muted")));
        assert!(matches!(missing, Some(Err(_))));
        assert!(matches!(says(|body| body["queue_time"] = "0".into()), Some(Err(_))));
        assert!(matches!(says(|body| body["muted"] = "false".into()), Some(Err(_))));
        assert!(matches!(says(|body| body["call_sid"] = "CA123".into()), Some(Err(_))));
        let sept = "Mon, 24 Sept 2018 21:00:00 +0000";
        assert!(matches!(says(|body| body["date_created"] = sept_of()), Some(Err(_))), "{sept}");
    }

    fn sept_of() -> serde_json::Value {
        "Mon, 24 Sept 2018 21:00:00 +0000".into()
    }

    #[test]
    fn a_refusal_with_a_member_too_many_does_not_hold() {
        let mut body = refusal(404);
        body["detail"] = "x".into();
        let says =
            says(&RULE, Class::Unknown, call("retrieve_participant"), Ok(answer(404, &body)));
        assert!(matches!(says, Some(Err(_))));
    }
}
