//! Runs a history through the model and collects what cannot be.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Action, Contradiction, Id, Kind, Moment, Sighting};

/// What cannot all be true in this history, in the order in which it shows.
///
/// Each contradiction is told once: afterwards the model believes what it saw.
pub fn contradictions(moments: &[Moment]) -> Vec<Contradiction> {
    let mut model = Model::default();
    for moment in moments {
        model.act(&moment.action);
        for sighting in &moment.sightings {
            model.see(moment.step, sighting);
        }
        for who in &moment.missing {
            model.miss(moment.step, *who);
        }
    }
    model.found
}

/// What the model believes of one participant.
#[derive(Debug, Default)]
struct Belief {
    presence: Presence,
    members: BTreeMap<String, Value>,
    /// Members that an accepted update asked for since the last sighting.
    asked: Vec<String>,
    /// The last change, of whatever participant, since the last sighting.
    suspect: Option<Kind>,
    ends_conference: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq)]
enum Presence {
    #[default]
    Unknown,
    Present,
    Removed,
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
                    belief.asked.push(name.clone());
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
        belief.presence = Presence::Removed;
        belief.members.clear();
        belief.asked.clear();
    }

    fn suspect(&mut self, kind: Kind) {
        for belief in self.beliefs.values_mut() {
            belief.suspect = Some(kind);
        }
    }

    fn see(&mut self, step: usize, sighting: &Sighting) {
        let belief = self.beliefs.entry(sighting.who).or_default();
        let mut found = Vec::new();
        if belief.presence == Presence::Removed {
            found.push((Kind::RemovalIsFinal, "presence", "removed".into(), "still there".into()));
        }
        for (name, now) in &sighting.members {
            let Some(was) = belief.members.get(name) else { continue };
            if was == now {
                continue;
            }
            let kind = if belief.asked.contains(name) {
                Kind::UpdateShows
            } else if let Some(kind) = belief.suspect {
                kind
            } else {
                continue;
            };
            found.push((kind, name.as_str(), was.to_string(), now.to_string()));
        }
        let who = sighting.who;
        self.found.extend(found.into_iter().map(|(kind, member, expected, actual)| {
            Contradiction { kind, step, who, member: member.to_owned(), expected, actual }
        }));
        if belief.presence != Presence::Removed {
            belief.presence = Presence::Present;
        }
        belief.members.clone_from(&sighting.members);
        belief.ends_conference = sighting.ends_conference;
        belief.suspect = None;
        // What was asked for stays asked for: a later answer may still forget it.
    }

    fn miss(&mut self, step: usize, who: Id) {
        let Some(belief) = self.beliefs.get_mut(&who) else { return };
        let Some(kind) = belief.suspect else { return };
        if belief.presence != Presence::Present {
            return;
        }
        belief.presence = Presence::Unknown;
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
        Moment { step, action, sightings, missing }
    }

    fn mute(who: Id) -> Action {
        let members = BTreeMap::from([("muted".to_owned(), json!(true))]);
        Action::Update { who, members, unsure: vec![] }
    }

    fn kinds(moments: &[Moment]) -> Vec<(Kind, usize)> {
        contradictions(moments).into_iter().map(|found| (found.kind, found.step)).collect()
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
