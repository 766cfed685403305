//! # What it checks
//!
//! A participant in an answer names the account, the conference and the call that the path named, and its `uri` leads to the same.
//! Every participant of a list names the list's account and conference.
//!
//! # Why
//!
//! An answer about somebody else is well-formed, obeys its schema, and misleads.
//!
//! # Requirement
//!
//! The descriptions of `account_sid`, `conference_sid`, `call_sid` and `uri`.
//!
//! # Example
//!
//! `GET …/Participants/A` is answered with the participant B.

use rollcall_spec::Keyword;
use serde_json::Value;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::Dialect;
use crate::record::card::Occasion;
use crate::record::{Card, Family};

/// An answer is about what was asked for.
pub const RULE: Rule = Rule {
    card: Card {
        id: "answer-names-target",
        family: Family::Content,
        title: "an answer is about what was asked for",
        keyword: Keyword::Must,
        occasion: Occasion::Always,
        manual: include_str!("answer_names_target.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let dialect = context.dialect;
    let call = &at.step.call;
    if !at.is_operation() || at.class().must_be_refused() {
        return None;
    }
    let value = at.answer().filter(|answer| answer.is_success())?.json()?;
    let asked = |parameter: &str| {
        call.path.get(parameter).and_then(|place| at.judged.trace.world.value(place))
    };
    if call.operation != dialect.roles.list {
        return Some(names(dialect, value, &asked));
    }
    let items = value.get(dialect.items)?.as_array()?;
    Some(items.iter().try_for_each(|item| names(dialect, item, &asked)))
}

fn names<'a>(
    dialect: &Dialect,
    item: &Value,
    asked: &dyn Fn(&str) -> Option<&'a str>,
) -> Result<(), Complaint> {
    for (member, parameter) in dialect.names {
        let (Some(expected), Some(actual)) =
            (asked(parameter), item.get(member).and_then(Value::as_str))
        else {
            continue;
        };
        if !actual.eq_ignore_ascii_case(expected) {
            let message = format!("`{member}` does not name what the path named");
            return Err(Complaint::new(message, expected, actual));
        }
    }
    leads_to(dialect, item, asked)
}

/// Whether the participant's own `uri` leads to what its members name, in the order of the path.
fn leads_to<'a>(
    dialect: &Dialect,
    item: &Value,
    asked: &dyn Fn(&str) -> Option<&'a str>,
) -> Result<(), Complaint> {
    let Some(uri) = item.get("uri").and_then(Value::as_str) else { return Ok(()) };
    let path = uri.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_suffix(".json").unwrap_or(path).to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').collect();
    let mut from = 0;
    for (member, parameter) in dialect.names {
        let own = item.get(member).and_then(Value::as_str);
        let Some(expected) = asked(parameter).or(own) else { continue };
        if let Some(place) =
            segments[from..].iter().position(|segment| expected.eq_ignore_ascii_case(segment))
        {
            from += place + 1;
        } else {
            let message = format!("`uri` does not lead to the `{member}` that was asked for");
            return Err(Complaint::new(message, format!("a path with {expected}"), uri));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::page;
    use crate::check::testing::{answer, call, participant, says};
    use crate::record::Class;

    #[test]
    fn another_call_another_account_or_another_uri_does_not_hold() {
        let says = |body: &Value| {
            says(&RULE, Class::Valid, call("retrieve_participant"), Ok(answer(200, body)))
        };
        assert_eq!(says(&participant(0, 0)), Some(Ok(())));
        assert!(matches!(says(&participant(0, 1)), Some(Err(_))));
        let mut other = participant(0, 0);
        other["uri"] = participant(0, 1)["uri"].clone();
        assert!(matches!(says(&other), Some(Err(_))));
        let mut absolute = participant(0, 0);
        absolute["uri"] = format!("https://a.example{}", absolute["uri"].as_str().unwrap()).into();
        assert_eq!(says(&absolute), Some(Ok(())));
    }

    #[test]
    fn a_list_with_somebody_of_another_conference_does_not_hold() {
        let says = |items: &[Value]| {
            let body = page(items);
            says(&RULE, Class::Valid, call("list_all_participants"), Ok(answer(200, &body)))
        };
        assert_eq!(says(&[participant(0, 0), participant(0, 2)]), Some(Ok(())));
        assert!(matches!(says(&[participant(0, 0), participant(1, 0)]), Some(Err(_))));
    }
}
