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
use crate::api::Resources;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Place};

/// An answer is about what was asked for.
pub const RULE: Rule = Rule {
    card: Card {
        id: "answer-names-target",
        family: Family::Content,
        title: "an answer is about what was asked for",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("answer_names_target.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let dialect = context.resources()?;
    let call = &at.step.call;
    if !at.is_operation() || at.class().must_be_refused() {
        return None;
    }
    let value = at.answer().filter(|answer| answer.is_success())?.json()?;
    let asked = Asked { dialect, at };
    if let Some(own) = dialect.of_conference(&call.operation) {
        return Some(asked.names(value, own.names).and_then(|()| asked.leads_to(value, own.names)));
    }
    if call.operation != dialect.roles.list {
        return Some(asked.participant(value));
    }
    let items = value.get(dialect.items)?.as_array()?;
    Some(items.iter().try_for_each(|item| asked.participant(item)))
}

/// What a request asked for.
struct Asked<'a> {
    dialect: &'a Resources,
    at: &'a At<'a>,
}

impl Asked<'_> {
    /// The id that the path named; where it named a participant in another way, that one's id.
    fn id(&self, parameter: &str) -> Option<String> {
        let world = &self.at.judged.trace.world;
        match self.at.step.call.path.get(parameter)? {
            Place::Handed { conference, participant: Some(ordinal), .. } => {
                let own = world.conferences.get(*conference)?.participants.get(*ordinal)?;
                own.get(self.dialect.ids.participant).cloned()
            }
            place => world.value(place).map(Into::into),
        }
    }

    fn participant(&self, item: &Value) -> Result<(), Complaint> {
        self.names(item, self.dialect.names)?;
        self.has_its_label(item)?;
        self.leads_to(item, self.dialect.names)
    }

    fn names(&self, item: &Value, names: &[(&str, &str)]) -> Result<(), Complaint> {
        for (member, parameter) in names {
            let (Some(expected), Some(actual)) =
                (self.id(parameter), item.get(member).and_then(Value::as_str))
            else {
                continue;
            };
            if !self.dialect.same_id(actual, &expected) {
                let message = format!("`{member}` does not name what the path named");
                return Err(Complaint::new(message, expected, actual));
            }
        }
        Ok(())
    }

    /// Whether a participant shows the label with which it was handed over. Some servers know no labels: they leave them out.
    fn has_its_label(&self, item: &Value) -> Result<(), Complaint> {
        let Some(own) = &self.dialect.label else { return Ok(()) };
        let member = self.dialect.names.iter().find(|(_, id)| *id == self.dialect.ids.participant);
        let id = member.and_then(|(member, _)| item.get(member)).and_then(Value::as_str);
        let world = &self.at.judged.trace.world;
        let everybody = world.conferences.iter().flat_map(|own| &own.participants);
        let mut one = everybody.filter(|one| {
            let handed = one.get(self.dialect.ids.participant);
            handed.zip(id).is_some_and(|(handed, id)| self.dialect.same_id(handed, id))
        });
        let label = one.next().and_then(|one| one.get(own.handed));
        match (label, item.get(own.member)) {
            (Some(expected), Some(actual)) if actual != expected => {
                let message = format!("`{}` is not the one that the participant has", own.member);
                Err(Complaint::new(message, expected, actual.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// Whether the thing's own `uri` leads to what its members name, in the order of the path.
    fn leads_to(&self, item: &Value, names: &[(&str, &str)]) -> Result<(), Complaint> {
        let Some(uri) = item.get("uri").and_then(Value::as_str) else { return Ok(()) };
        let path = uri.split(['?', '#']).next().unwrap_or_default();
        let path = path.strip_suffix(".json").unwrap_or(path);
        let segments: Vec<&str> = path.split('/').collect();
        let mut from = 0;
        for (member, parameter) in names {
            let own = item.get(member).and_then(Value::as_str).map(str::to_owned);
            let Some(expected) = self.id(parameter).or(own) else { continue };
            let mut rest = segments[from..].iter();
            if let Some(place) = rest.position(|own| self.dialect.same_id(&expected, own)) {
                from += place + 1;
            } else {
                let message = format!("`uri` does not lead to the `{member}` that was asked for");
                return Err(Complaint::new(message, format!("a path with {expected}"), uri));
            }
        }
        Ok(())
    }
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
