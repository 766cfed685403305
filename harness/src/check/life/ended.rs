//! Whether a conference had ended before a step, and how, for all that a trace shows.

use super::super::{Context, Judged};
use crate::lifecycle::{Action, Contradiction, Id, Kind};
use crate::record::Class;

/// Whether a conference goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// It does.
    GoesOn,
    /// It has ended, in this way.
    Ended(How),
    /// Nobody can say.
    Unsure,
}

/// How a conference ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// It was updated to an end.
    Update,
    /// Somebody was removed who ends it by leaving.
    Flag(Id),
    /// The last one was removed.
    Last(Id),
}

/// What had become of a conference before the step at that place.
pub(super) fn course(
    context: &Context,
    judged: &Judged<'_>,
    conference: usize,
    index: usize,
) -> Course {
    // Where somebody vanished, or is still there after a removal, other checks have said so: what follows from it is not told
    // twice.
    let doubt = |own: &Contradiction| own.member == "presence" && own.kind != Kind::EndSpares;
    if judged.contradictions.iter().any(doubt) {
        return Course::Unsure;
    }
    let mut removed = Vec::new();
    for (place, moment) in judged.moments[..index].iter().enumerate() {
        match &moment.action {
            Action::End { conference: own } if *own == conference => {
                let step = &judged.trace.case.steps[place];
                let asked = step.class == Class::Valid
                    && context.resources().is_some_and(|own| own.asks_to_end(&step.call));
                let answer = judged.trace.exchanges[place].answer();
                let done = answer.is_some_and(crate::record::Answer::is_success);
                return if asked && done { Course::Ended(How::Update) } else { Course::Unsure };
            }
            Action::Remove { who } if who.conference == conference => {
                let mut before = judged.moments[..place].iter().flat_map(|own| &own.sightings);
                match before.rfind(|own| own.who == *who) {
                    Some(last) if last.ends_conference => return Course::Ended(How::Flag(*who)),
                    Some(_) if moment.group.is_none() => removed.push(*who),
                    _ => return Course::Unsure,
                }
                removed.sort_unstable();
                removed.dedup();
                if everybody(context, judged, conference, place) == Some(removed.len()) {
                    return Course::Ended(How::Last(*who));
                }
            }
            Action::Unclear { who } if who.conference == conference => return Course::Unsure,
            _ => {}
        }
    }
    let all = judged.trace.world.conferences.get(conference);
    let left = all.is_some_and(|own| own.participants.len() > removed.len());
    if left { Course::GoesOn } else { Course::Unsure }
}

/// How many are in a conference, where a list before that place has shown those who were handed over and nobody else.
fn everybody(
    context: &Context,
    judged: &Judged<'_>,
    conference: usize,
    place: usize,
) -> Option<usize> {
    let all = judged.trace.world.conferences.get(conference)?.participants.len();
    let dialect = context.resources()?;
    let complete = judged.moments[..place].iter().any(|moment| {
        let step = &judged.trace.case.steps[moment.step];
        let own = dialect.conference_of(&step.call) == Some(conference);
        let answer = judged.trace.exchanges[moment.step].answer();
        let items = answer.and_then(|answer| answer.json()?.get(dialect.items)?.as_array());
        let known = moment.sightings.len();
        let whole = step.call.query.is_empty() && !step.call.next_page;
        moment.is_list && own && whole && known == all && items.is_some_and(|own| own.len() == all)
    });
    complete.then_some(all)
}
