//! Behaviour over time.

pub mod date_updated_forward;
pub mod delete_is_final;
pub mod delete_spares_others;
pub mod late_as_quick;
pub mod reads_never_older;
pub mod refusal_changes_nothing;
pub mod simultaneous_in_some_order;
pub mod update_shows;
pub mod update_spares_others;

use super::Judged;
use crate::lifecycle::{Action, Kind, Moment};
use crate::record::Verdict;
use crate::record::verdict::Failing;

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
        Kind::RefusalChangesNothing => moment.action == Action::Refused,
        Kind::DatesGoForward => moment.sightings.iter().any(|own| own.changed.is_some()),
        Kind::SomeOrder => moment.group.is_some(),
    }
}

fn shows_something(moment: &Moment) -> bool {
    !moment.sightings.is_empty() || !moment.missing.is_empty()
}
