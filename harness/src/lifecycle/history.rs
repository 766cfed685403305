//! Runs a history through the model and collects what cannot be.

use std::collections::BTreeMap;

use super::model::Model;
use super::simultaneous::{Contest, Outcome};
use super::{Action, Contradiction, Id, Kind, Moment};

/// What cannot all be true in this history, in the order in which it shows.
///
/// Those who are `present` at its beginning are believed to be there until somebody says otherwise. Each contradiction is
/// told once: afterwards the model believes what it saw.
pub fn contradictions(present: &[Id], moments: &[Moment]) -> Vec<Contradiction> {
    let mut model = Model::new(present);
    let mut contests: BTreeMap<Id, Contest> = BTreeMap::new();
    for group in moments.chunk_by(|one, next| one.group.is_some() && one.group == next.group) {
        if group.len() > 1 {
            for (who, contest) in contest(&model, group) {
                settle(&mut model, &mut contests, who, None);
                contests.insert(who, contest);
            }
            for moment in group {
                model.blur(moment);
            }
            continue;
        }
        for moment in group {
            // Without a contest there is nothing to settle, and most lives have none.
            let looks = if contests.is_empty() { vec![] } else { looks(moment) };
            for (who, outcome) in looks {
                settle(&mut model, &mut contests, who, Some(&(moment.step, outcome)));
            }
            if let Some(who) = moment.action.changes() {
                settle(&mut model, &mut contests, who, None);
            }
            model.live(moment);
        }
    }
    while let Some(who) = contests.keys().next().copied() {
        settle(&mut model, &mut contests, who, None);
    }
    model.found
}

/// What each participant went through in steps that were sent at the same moment.
fn contest(model: &Model, group: &[Moment]) -> BTreeMap<Id, Contest> {
    let mut contests: BTreeMap<Id, Contest> = BTreeMap::new();
    for moment in group {
        let changed = moment.action.changes();
        for who in changed.into_iter().chain(looks(moment).into_iter().map(|(who, _)| who)) {
            contests.entry(who).or_insert_with(|| Contest::new(model.belief(who)));
        }
        for (who, contest) in &mut contests {
            contest.add(*who, moment);
        }
    }
    // Whoever takes the others along leaves nothing to be judged about them.
    let ends = |who: &Id| {
        group.iter().any(|own| match &own.action {
            Action::Remove { who: gone } => {
                gone != who && gone.conference == who.conference && model.may_end_conference(*gone)
            }
            _ => false,
        })
    };
    contests.retain(|who, _| !ends(who));
    contests
}

/// Whom a step saw or missed, where it only looked.
fn looks(moment: &Moment) -> Vec<(Id, Outcome)> {
    if moment.action != Action::Look {
        return vec![];
    }
    let seen = moment.sightings.iter().map(|own| (own.who, Outcome::Seen(own.members.clone())));
    let missed = moment.missing.iter().map(|who| (*who, Outcome::Missed));
    seen.chain(missed).collect()
}

/// Asks whether any order explains what a participant went through, with the look behind it where there is one.
fn settle(
    model: &mut Model,
    contests: &mut BTreeMap<Id, Contest>,
    who: Id,
    after: Option<&(usize, Outcome)>,
) {
    let Some(contest) = contests.remove(&who) else { return };
    let step = after.map_or(contest.last_step(), |(step, _)| *step);
    let Some(why) = contest.unexplained(after.map(|(_, outcome)| outcome)) else { return };
    model.found.push(Contradiction {
        kind: Kind::SomeOrder,
        step,
        who,
        member: why.what.to_owned(),
        expected: "an order of these requests that explains every answer".to_owned(),
        actual: why.history,
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Sighting;
    use super::*;

    fn id(conference: usize, participant: usize) -> Id {
        Id { conference, participant }
    }

    fn seen(who: Id, muted: bool) -> Sighting {
        let members = BTreeMap::from([("muted".to_owned(), json!(muted))]);
        Sighting { who, members, changed: None, ends_conference: false }
    }

    fn moment(step: usize, action: Action, sightings: Vec<Sighting>, missing: Vec<Id>) -> Moment {
        Moment { step, group: None, action, sightings, is_list: false, missing }
    }

    fn mute(who: Id) -> Action {
        let members = BTreeMap::from([("muted".to_owned(), json!(true))]);
        Action::Update { who, members, unsure: vec![] }
    }

    fn kinds(moments: &[Moment]) -> Vec<(Kind, usize)> {
        contradictions(&[], moments).into_iter().map(|found| (found.kind, found.step)).collect()
    }

    #[test]
    fn a_lawful_life_has_no_contradiction() {
        let (me, other) = (id(0, 0), id(0, 1));
        let history = [
            moment(0, Action::Look, vec![seen(me, false), seen(other, false)], vec![]),
            moment(1, mute(me), vec![seen(me, true)], vec![]),
            moment(2, Action::Look, vec![seen(me, true), seen(other, false)], vec![]),
            moment(3, Action::Remove { who: me }, vec![], vec![]),
            moment(4, Action::Look, vec![seen(other, false)], vec![me]),
        ];
        assert_eq!(kinds(&history), []);
    }

    #[test]
    fn an_update_that_is_answered_and_forgotten_shows_at_the_next_look() {
        let me = id(0, 0);
        let history = [
            moment(0, mute(me), vec![seen(me, true)], vec![]),
            moment(1, Action::Look, vec![seen(me, false)], vec![]),
        ];
        assert_eq!(kinds(&history), [(Kind::UpdateShows, 1)]);
    }

    #[test]
    fn an_update_that_touches_a_sibling_is_told_apart() {
        let (me, other) = (id(0, 0), id(0, 1));
        let history = [
            moment(0, Action::Look, vec![seen(me, false), seen(other, false)], vec![]),
            moment(1, mute(me), vec![seen(me, true)], vec![]),
            moment(2, Action::Look, vec![seen(other, true)], vec![]),
        ];
        assert_eq!(kinds(&history), [(Kind::UpdateSpares, 2)]);
    }

    #[test]
    fn a_removal_that_removes_nothing_or_everybody_is_told_apart() {
        let (me, other) = (id(0, 0), id(0, 1));
        let nothing = [
            moment(0, Action::Remove { who: me }, vec![], vec![]),
            moment(1, Action::Look, vec![seen(me, false)], vec![]),
        ];
        assert_eq!(kinds(&nothing), [(Kind::RemovalIsFinal, 1)]);
        let everybody = [
            moment(0, Action::Look, vec![seen(me, false), seen(other, false)], vec![]),
            moment(1, Action::Remove { who: me }, vec![], vec![]),
            moment(2, Action::Look, vec![], vec![other]),
        ];
        assert_eq!(kinds(&everybody), [(Kind::RemovalSpares, 2)]);
        // Whoever was never seen may have been the one with whom the conference ends.
        assert_eq!(kinds(&everybody[1..]), []);
    }

    #[test]
    fn a_refusal_that_changes_something_is_seen() {
        let me = id(0, 0);
        let history = [
            moment(0, Action::Look, vec![seen(me, false)], vec![]),
            moment(1, Action::Refused, vec![], vec![]),
            moment(2, Action::Look, vec![], vec![me]),
        ];
        assert_eq!(kinds(&history), [(Kind::RefusalChangesNothing, 2)]);
    }

    #[test]
    fn what_a_look_has_confirmed_is_held_against_the_change_that_came_after() {
        let me = id(0, 0);
        let confirmed = [
            moment(0, mute(me), vec![seen(me, true)], vec![]),
            moment(1, Action::Look, vec![seen(me, true)], vec![]),
            moment(2, Action::Refused, vec![], vec![]),
            moment(3, Action::Look, vec![seen(me, false)], vec![]),
        ];
        assert_eq!(kinds(&confirmed), [(Kind::RefusalChangesNothing, 3)]);
        let unconfirmed = [confirmed[0].clone(), confirmed[2].clone(), confirmed[3].clone()];
        assert_eq!(kinds(&unconfirmed), [(Kind::UpdateShows, 3)]);
    }

    #[test]
    fn whoever_was_handed_over_is_missed_without_having_been_seen() {
        let (me, other) = (id(0, 0), id(0, 1));
        let history = [
            moment(0, Action::Look, vec![seen(me, false)], vec![]),
            moment(1, Action::Remove { who: me }, vec![], vec![]),
            moment(2, Action::Look, vec![], vec![other]),
        ];
        let found = contradictions(&[me, other], &history);
        assert_eq!(found[0].kind, Kind::RemovalSpares);
        // Whoever is missing before anything was done has left by itself.
        let mut early = history.to_vec();
        early.insert(0, moment(0, Action::Look, vec![], vec![other]));
        assert_eq!(contradictions(&[me, other], &early), []);
    }

    #[test]
    fn a_list_that_never_showed_somebody_has_lost_nobody() {
        let (me, other) = (id(0, 0), id(0, 1));
        let list = |step, sightings, missing| Moment {
            is_list: true,
            ..moment(step, Action::Look, sightings, missing)
        };
        let remove = moment(1, Action::Remove { who: me }, vec![], vec![]);
        let never = [list(0, vec![], vec![other]), remove.clone(), list(2, vec![], vec![other])];
        assert_eq!(contradictions(&[me, other], &never), []);
        let both = vec![seen(me, false), seen(other, false)];
        let once = [list(0, both, vec![]), remove, list(2, vec![], vec![other])];
        assert_eq!(contradictions(&[me, other], &once).len(), 1);
    }

    #[test]
    fn whoever_ends_the_conference_takes_the_others_along() {
        let (me, other) = (id(0, 0), id(0, 1));
        let last = Sighting { ends_conference: true, ..seen(me, false) };
        let history = [
            moment(0, Action::Look, vec![last, seen(other, false)], vec![]),
            moment(1, Action::Remove { who: me }, vec![], vec![]),
            moment(2, Action::Look, vec![], vec![other]),
        ];
        assert_eq!(kinds(&history), []);
    }

    #[test]
    fn a_change_without_a_cause_of_ours_is_not_held_against_the_server() {
        let me = id(0, 0);
        let history = [
            moment(0, Action::Look, vec![seen(me, false)], vec![]),
            moment(1, Action::Look, vec![seen(me, true)], vec![]),
        ];
        assert_eq!(kinds(&history), []);
    }
}
