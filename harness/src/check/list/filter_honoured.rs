//! # What it checks
//!
//! A list that was asked for the muted, or for those on hold, shows those alone; and leaves nobody out who is known to be so.
//!
//! # Why
//!
//! A filter that is ignored makes a client unmute whoever comes first.
//!
//! # Requirement
//!
//! The descriptions of the list's filters.
//!
//! # Example
//!
//! `GET …/Participants?Muted=true` shows somebody with `"muted": false`.

use rollcall_spec::Keyword;
use serde_json::Value;
use std::collections::BTreeMap;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::lifecycle::{Action, Id};
use crate::record::Place;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A filter filters.
pub const RULE: Rule = Rule {
    card: Card {
        id: "filter-honoured",
        family: Family::List,
        title: "a filter filters",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("filter_honoured.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let dialect = context.resources()?;
    let call = &at.step.call;
    let body = super::listed(context, at)?;
    let items = body.get(dialect.items)?.as_array()?;
    let mut judged = false;
    for (parameter, member) in dialect.filters {
        let Some((_, Place::Text(value))) = call.query.iter().find(|(own, _)| own == parameter)
        else {
            continue;
        };
        let wanted = Value::Bool(value == "true");
        judged = true;
        // Nothing said means not: a server may know a flag that the document does not require.
        let is_other = |item: &&Value| match item.get(member) {
            None | Some(Value::Null) => wanted == Value::Bool(true),
            Some(own) => *own != wanted,
        };
        if let Some(other) = items.iter().find(is_other) {
            let message = format!("the filter `{parameter}` is not honoured");
            let actual = other.get(member).map_or("absent".to_owned(), ToString::to_string);
            let expected = format!("`{member}` = {wanted} in every entry");
            return Some(Err(Complaint::new(message, expected, format!("`{member}` = {actual}"))));
        }
        let sure = is_whole(dialect, body) && !at.presence_is_in_doubt();
        if call.query.len() == 1 && sure && items.iter().all(|item| is_known(dialect, at, item)) {
            let known = known_to_be(at, member, &wanted);
            if let Some(lost) = known.iter().find(|id| !shows(dialect, items, at, **id)) {
                let message = format!("the filter `{parameter}` leaves somebody out");
                let expected =
                    format!("participant {} with `{member}` = {wanted}", lost.participant);
                return Some(Err(Complaint::new(message, expected, "no such entry")));
            }
        }
    }
    judged.then_some(Ok(()))
}

fn is_whole(dialect: &crate::api::Resources, body: &Value) -> bool {
    body.get(dialect.next_page).is_none_or(Value::is_null)
}

/// Whether an entry is somebody who was handed over: where an id is none that anybody has, other checks say so.
fn is_known(dialect: &crate::api::Resources, at: &At<'_>, item: &Value) -> bool {
    let member = dialect.names.iter().find(|(_, own)| *own == dialect.ids.participant);
    let Some(id) = member.and_then(|(member, _)| item.get(member)?.as_str()) else { return false };
    let handed = at.judged.trace.world.conferences.iter().flat_map(|own| &own.participants);
    let mut ids = handed.filter_map(|own| own.get(dialect.ids.participant));
    dialect.ids_ignore_case || ids.any(|own| own == id)
}

/// Whom the steps before this one show with that value last, in the list's conference.
fn known_to_be(at: &At<'_>, member: &str, wanted: &Value) -> Vec<Id> {
    let conference = at.step.call.conference();
    let mut known = BTreeMap::new();
    for moment in &at.judged.moments[..at.index] {
        for sighting in &moment.sightings {
            if let Some(value) = sighting.members.get(member) {
                known.insert(sighting.who, value.clone());
            }
        }
        match &moment.action {
            Action::Remove { who } | Action::Unclear { who } => {
                known.remove(who);
            }
            Action::End { conference } => known.retain(|who, _| who.conference != *conference),
            Action::Look | Action::Update { .. } | Action::Refused => {}
        }
    }
    known
        .into_iter()
        .filter(|(who, value)| Some(who.conference) == conference && value == wanted)
        .map(|(who, _)| who)
        .collect()
}

fn shows(dialect: &crate::api::Resources, items: &[Value], at: &At<'_>, id: Id) -> bool {
    let place = Place::Handed {
        name: dialect.ids.participant.to_owned(),
        conference: id.conference,
        participant: Some(id.participant),
    };
    let wanted = at.judged.trace.world.value(&place);
    let member = dialect.names.iter().find(|(_, own)| *own == dialect.ids.participant);
    items.iter().any(|item| {
        let own = member.and_then(|(member, _)| item.get(member)).and_then(Value::as_str);
        own.zip(wanted.as_deref()).is_some_and(|(own, wanted)| dialect.same_id(own, wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, participant, says};
    use crate::check::testing::{page, says_of};
    use crate::generate::build;
    use crate::record::{Call, Class};

    #[test]
    fn those_alone_who_were_asked_for() {
        let query = vec![("Muted".to_owned(), Place::text("true"))];
        let call = Call { query, ..call("list_all_participants") };
        let says = |muted: bool| {
            let mut item = participant(0, 0);
            item["muted"] = muted.into();
            let body = page(&[item]);
            says(&RULE, Class::Valid, call.clone(), Ok(answer(200, &body)))
        };
        assert_eq!(says(true), Some(Ok(())));
        assert!(matches!(says(false), Some(Err(_))));
    }

    #[test]
    fn whoever_is_known_to_be_muted_is_not_left_out() {
        let query = vec![("Muted".to_owned(), Place::text("true"))];
        let list = Call { query, ..call("list_all_participants") };
        let mut muted = participant(0, 0);
        muted["muted"] = true.into();
        let says = |items: &[Value]| {
            let look = build::look(crate::check::testing::dialect(), 0, 0);
            let list = build::valid("", list.clone());
            let steps =
                vec![(look, Ok(answer(200, &muted))), (list, Ok(answer(200, &page(items))))];
            says_of(&RULE, steps)
        };
        assert_eq!(says(std::slice::from_ref(&muted)), Some(Ok(())));
        assert!(matches!(says(&[]), Some(Err(_))));
    }
}
