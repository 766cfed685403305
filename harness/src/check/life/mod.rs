//! Behaviour over time.

pub mod conference_end_told;
pub mod conference_ends;
pub mod date_updated_forward;
pub mod delete_is_final;
pub mod delete_spares_others;
mod ended;
pub mod late_as_quick;
pub mod reads_never_older;
pub mod refusal_changes_nothing;
pub mod simultaneous_in_some_order;
pub mod update_shows;
pub mod update_spares_others;

use super::{Complaint, Judged};
use crate::api::Resources;
use crate::lifecycle::{Action, Kind, Moment};
use crate::record::verdict::Failing;
use crate::record::{Answer, Verdict};

/// The first contradiction of a kind; or how often there could have been one.
fn contradicted(judged: &Judged<'_>, kind: Kind, message: &str) -> Verdict {
    if let Some(found) = judged.contradictions.iter().find(|own| own.kind == kind) {
        let whom =
            format!("participant {} of conference {}", found.who.participant, found.who.conference);
        if kind == Kind::SomeOrder {
            return Verdict::Fail(Failing {
                step: found.step,
                message: format!("{message}: {}", found.member),
                expected: format!("{whom}: {}", found.expected),
                actual: found.actual.clone(),
            });
        }
        return Verdict::Fail(Failing {
            step: found.step,
            message: format!("{message}: `{}`", found.member),
            expected: format!("{whom}: `{}` {}", found.member, found.expected),
            actual: format!("`{}` {}", found.member, found.actual),
        });
    }
    let occasions = judged.moments.iter().enumerate().filter(|(index, moment)| {
        let counts = moment.group.is_none() || kind == Kind::SomeOrder;
        counts && fits(kind, moment) && judged.moments[*index..].iter().any(shows_something)
    });
    match occasions.count() {
        0 => Verdict::NotApplicable,
        times => Verdict::Pass(times),
    }
}

fn fits(kind: Kind, moment: &Moment) -> bool {
    match kind {
        Kind::UpdateShows | Kind::UpdateSpares | Kind::ReadsGoForward => {
            matches!(moment.action, Action::Update { .. })
        }
        Kind::RemovalIsFinal | Kind::RemovalSpares => {
            matches!(moment.action, Action::Remove { .. })
        }
        Kind::EndSpares => matches!(moment.action, Action::End { .. }),
        Kind::RefusalChangesNothing => moment.action == Action::Refused,
        // Whom a list shows depends on what was done in its world before.
        Kind::DatesGoForward => {
            !moment.is_list && moment.sightings.iter().any(|own| own.changed.is_some())
        }
        Kind::SomeOrder => moment.group.is_some(),
    }
}

/// Whether the list of a conference that has ended is empty, or not found.
fn lists_nobody(dialect: &Resources, answer: &Answer) -> Result<(), Complaint> {
    let items = answer.json().and_then(|json| json.get(dialect.items)?.as_array());
    let message = "a conference that has ended lists somebody, or cannot be listed";
    let expected = "status 404, or a list of nobody";
    match (answer.status, items.map(Vec::len)) {
        // A list without participants breaks its schema.
        (404, _) | (200, Some(0) | None) => Ok(()),
        (200, Some(all)) => {
            Err(Complaint::new(message, expected, format!("a list of {all} participants")))
        }
        (status, _) => Err(Complaint::new(message, expected, format!("status {status}"))),
    }
}

fn shows_something(moment: &Moment) -> bool {
    !moment.sightings.is_empty() || !moment.missing.is_empty()
}
