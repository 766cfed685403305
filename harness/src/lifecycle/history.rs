//! Runs a history through the model and collects what cannot be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Action, Contradiction, Id, Kind, Moment, Sighting};

/// What cannot all be true in this history, in the order in which it shows.
///
/// Those who are `present` at its beginning are believed to be there until somebody says otherwise. Each contradiction is
/// told once: afterwards the model believes what it saw.
pub fn contradictions(present: &[Id], moments: &[Moment]) -> Vec<Contradiction> {
    let mut model = Model::default();
    for who in present {
        model.beliefs.entry(*who).or_default().presence = Presence::Present;
    }
    for moment in moments {
        model.act(&moment.action);
        // The answer to an update only repeats what was asked for: a look has to confirm it.
        let confirms = moment.action == Action::Look;
        for sighting in &moment.sightings {
            model.see(moment.step, sighting, confirms);
            if moment.is_list {
                model.beliefs.entry(sighting.who).or_default().listed = true;
            }
        }
        for who in &moment.missing {
            // A list that never showed somebody has lost nobody.
            let listed = model.beliefs.get(who).is_some_and(|belief| belief.listed);
            if listed || !moment.is_list {
                model.miss(moment.step, *who);
            }
        }
    }
    model.found
}

/// What the model believes of one participant.
#[derive(Debug, Default)]
struct Belief {
    presence: Presence,
    members: BTreeMap<String, Value>,
    /// Members that an accepted update asked for, and no look has confirmed yet.
    unconfirmed: BTreeSet<String>,
    /// Members that any accepted update asked for.
    asked: BTreeSet<String>,
    /// The changes, of whatever participant, since the last sighting.
    suspects: BTreeSet<Kind>,
    ends_conference: bool,
    /// Whether a list has shown it.
    listed: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Presence {
    #[default]
    Unknown,
    Present,
    Removed,
}

impl Belief {
    /// Which promise is broken where a member has changed.
    fn blame(&self, member: &str) -> Option<Kind> {
        if self.unconfirmed.contains(member) {
            return Some(Kind::UpdateShows);
        }
        // Where several changes lie between two looks, an update is the likeliest to have touched a member.
        [Kind::UpdateSpares, Kind::RefusalChangesNothing, Kind::RemovalSpares]
            .into_iter()
            .find(|kind| self.suspects.contains(kind))
            .or_else(|| self.asked.contains(member).then_some(Kind::UpdateShows))
    }
}

#[derive(Debug, Default)]
struct Model {
    beliefs: BTreeMap<Id, Belief>,
    found: Vec<Contradiction>,
}

impl Model {
    fn act(&mut self, action: &Action) {
        match action {
            Action::Look => {}
            Action::Update { who, members, unsure } => {
                self.suspect(Kind::UpdateSpares);
                let belief = self.beliefs.entry(*who).or_default();
                for name in unsure {
                    belief.members.remove(name);
                }
                for (name, value) in members {
                    belief.members.insert(name.clone(), value.clone());
                    belief.unconfirmed.insert(name.clone());
                    belief.asked.insert(name.clone());
                }
            }
            Action::Remove { who } => self.remove(*who),
            Action::Refused => self.suspect(Kind::RefusalChangesNothing),
            Action::Unclear { who } => {
                self.beliefs.remove(who);
            }
        }
    }

    fn remove(&mut self, who: Id) {
        self.suspect(Kind::RemovalSpares);
        let ends = self.beliefs.get(&who).is_some_and(|belief| belief.ends_conference);
        for (other, belief) in &mut self.beliefs {
            if other.conference != who.conference || *other == who {
                continue;
            }
            // Whoever coached the one that left stops coaching, so nothing is sure about that.
            belief.members.retain(|name, _| !name.contains("coach"));
            if ends {
                *belief = Belief::default();
            }
        }
        let belief = self.beliefs.entry(who).or_default();
        *belief = Belief { presence: Presence::Removed, ..Belief::default() };
    }

    fn suspect(&mut self, kind: Kind) {
        for belief in self.beliefs.values_mut() {
            belief.suspects.insert(kind);
        }
    }

    fn see(&mut self, step: usize, sighting: &Sighting, confirms: bool) {
        let who = sighting.who;
        let belief = self.beliefs.entry(who).or_default();
        let mut found = Vec::new();
        if belief.presence == Presence::Removed {
            found.push((Kind::RemovalIsFinal, "presence", "removed".into(), "still there".into()));
        }
        for (name, now) in &sighting.members {
            let Some(was) = belief.members.get(name).filter(|was| *was != now) else { continue };
            if let Some(kind) = belief.blame(name) {
                found.push((kind, name.as_str(), was.to_string(), now.to_string()));
            }
        }
        self.found.extend(found.into_iter().map(|(kind, member, expected, actual)| {
            Contradiction { kind, step, who, member: member.to_owned(), expected, actual }
        }));
        if belief.presence != Presence::Removed {
            belief.presence = Presence::Present;
        }
        belief.members.clone_from(&sighting.members);
        belief.ends_conference = sighting.ends_conference;
        belief.suspects.clear();
        if confirms {
            belief.unconfirmed.clear();
        }
    }

    fn miss(&mut self, step: usize, who: Id) {
        let Some(belief) = self.beliefs.get_mut(&who) else { return };
        if belief.presence != Presence::Present {
            return;
        }
        belief.presence = Presence::Unknown;
        // Where several changes lie between two looks, a removal is the likeliest to have removed.
        let kind = [Kind::RemovalSpares, Kind::RefusalChangesNothing, Kind::UpdateSpares]
            .into_iter()
            .find(|kind| belief.suspects.contains(kind));
        // Without a change of ours nobody knows why: a call may end at any time.
        let Some(kind) = kind else { return };
        self.found.push(Contradiction {
            kind,
            step,
            who,
            member: "presence".to_owned(),
            expected: "still there".to_owned(),
            actual: "gone".to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn id(conference: usize, participant: usize) -> Id {
        Id { conference, participant }
    }

    fn seen(who: Id, muted: bool) -> Sighting {
        let members = BTreeMap::from([("muted".to_owned(), json!(muted))]);
        Sighting { who, members, ends_conference: false }
    }

    fn moment(step: usize, action: Action, sightings: Vec<Sighting>, missing: Vec<Id>) -> Moment {
        Moment { step, action, sightings, is_list: false, missing }
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
            moment(0, Action::Look, vec![seen(other, false)], vec![]),
            moment(1, Action::Remove { who: me }, vec![], vec![]),
            moment(2, Action::Look, vec![], vec![other]),
        ];
        assert_eq!(kinds(&everybody), [(Kind::RemovalSpares, 2)]);
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
            moment(0, Action::Remove { who: me }, vec![], vec![]),
            moment(1, Action::Look, vec![], vec![other]),
        ];
        let found = contradictions(&[me, other], &history);
        assert_eq!(found[0].kind, Kind::RemovalSpares);
        // Whoever is missing before anything was done has left by itself.
        let early =
            [moment(0, Action::Look, vec![], vec![other]), history[0].clone(), history[1].clone()];
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
        let once =
            [list(0, vec![seen(other, false)], vec![]), remove, list(2, vec![], vec![other])];
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
