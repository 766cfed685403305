//! What is believed of each participant, and what must have gone wrong where something else is seen.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Action, Contradiction, Id, Kind, Moment, Sighting};

/// Two dates of one change may lie so many seconds apart, where one answer rounds up and another one down.
const ROUNDING: i64 = 1;

/// What the model believes of one participant.
#[derive(Debug, Clone, Default)]
pub(super) struct Belief {
    pub(super) presence: Presence,
    pub(super) members: BTreeMap<String, Value>,
    /// Members that an accepted update asked for, and no look has confirmed yet.
    unconfirmed: BTreeSet<String>,
    /// Members that any accepted update asked for.
    asked: BTreeSet<String>,
    /// The changes, of whatever participant, since the last sighting.
    suspects: BTreeSet<Kind>,
    /// Whether its leaving ends the conference; nobody knows before it was seen.
    ends_conference: Option<bool>,
    /// The latest date of a change that was seen.
    changed: Option<i64>,
    /// Whether a list has shown it.
    listed: bool,
}

/// Whether somebody is there.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Nobody can say.
    #[default]
    Unknown,
    /// There, until somebody says otherwise.
    Present,
    /// Removed, and so not there any more.
    Removed,
}

impl Belief {
    /// Which promise is broken where a member has changed.
    fn blame(&self, member: &str) -> Option<Kind> {
        if self.unconfirmed.contains(member) {
            return Some(Kind::UpdateShows);
        }
        // Where several changes lie between two looks, an update is the likeliest to have touched a member.
        [Kind::UpdateSpares, Kind::RefusalChangesNothing, Kind::RemovalSpares, Kind::EndSpares]
            .into_iter()
            .find(|kind| self.suspects.contains(kind))
            .or_else(|| self.asked.contains(member).then_some(Kind::ReadsGoForward))
    }
}

/// What is believed of everybody, and what cannot be.
#[derive(Debug, Default)]
pub(super) struct Model {
    beliefs: BTreeMap<Id, Belief>,
    pub(super) found: Vec<Contradiction>,
}

impl Model {
    /// Those who are there at the beginning.
    pub(super) fn new(present: &[Id]) -> Self {
        let mut model = Self::default();
        for who in present {
            model.beliefs.entry(*who).or_default().presence = Presence::Present;
        }
        model
    }

    /// What is believed of one participant.
    pub(super) fn belief(&self, who: Id) -> Option<&Belief> {
        self.beliefs.get(&who)
    }

    /// A step that was sent alone.
    pub(super) fn live(&mut self, moment: &Moment) {
        if let Action::Remove { who } = &moment.action {
            self.remove_again(moment.step, *who);
        }
        self.act(&moment.action);
        // The answer to an update only repeats what was asked for: a look has to confirm it.
        let confirms = moment.action == Action::Look;
        for sighting in &moment.sightings {
            self.see(moment.step, sighting, confirms);
            if moment.is_list {
                self.beliefs.entry(sighting.who).or_default().listed = true;
            }
        }
        for who in &moment.missing {
            // A list that never showed somebody has lost nobody.
            let listed = self.beliefs.get(who).is_some_and(|belief| belief.listed);
            if listed || !moment.is_list {
                self.miss(moment.step, *who);
            }
        }
    }

    /// A step of several at the same moment: what it touches is in doubt until the next look.
    pub(super) fn blur(&mut self, moment: &Moment) {
        match &moment.action {
            Action::Update { who, members, unsure } => {
                self.suspect(Kind::UpdateSpares);
                let belief = self.beliefs.entry(*who).or_default();
                belief
                    .members
                    .retain(|name, _| !members.contains_key(name) && !unsure.contains(name));
                belief.asked.extend(members.keys().cloned());
            }
            Action::Remove { who } => {
                self.remove(*who);
                self.beliefs.entry(*who).or_default().presence = Presence::Unknown;
            }
            action => self.act(action),
        }
    }

    /// Whether a conference may end when this participant leaves it, for all that was seen.
    pub(super) fn may_end_conference(&self, who: Id) -> bool {
        self.beliefs.get(&who).is_none_or(|belief| belief.ends_conference != Some(false))
    }

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
            Action::End { conference } => self.end(*conference),
            Action::Refused => self.suspect(Kind::RefusalChangesNothing),
            Action::Unclear { who } => {
                self.beliefs.remove(who);
            }
        }
    }

    /// Whoever is removed with success was there.
    fn remove_again(&mut self, step: usize, who: Id) {
        if self.belief(who).is_some_and(|belief| belief.presence == Presence::Removed) {
            self.found.push(Contradiction {
                kind: Kind::RemovalIsFinal,
                step,
                who,
                member: "presence".to_owned(),
                expected: "removed".to_owned(),
                actual: "removed once more".to_owned(),
            });
        }
    }

    fn remove(&mut self, who: Id) {
        self.suspect(Kind::RemovalSpares);
        let ends = self.may_end_conference(who);
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

    /// Nobody can say who is in a conference that has ended: other checks do.
    fn end(&mut self, conference: usize) {
        self.suspect(Kind::EndSpares);
        for (who, belief) in &mut self.beliefs {
            if who.conference == conference {
                *belief = Belief::default();
            }
        }
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
        if confirms {
            // What was asked for and is not there at all does not show either; nothing said means not.
            let lacking =
                belief.unconfirmed.iter().filter(|name| !sighting.members.contains_key(*name));
            for name in lacking {
                let was = belief.members.get(name).filter(|was| !was.is_null() && **was != false);
                found.extend(was.map(|was| {
                    (Kind::UpdateShows, name.as_str(), was.to_string(), "absent".to_owned())
                }));
            }
            let dates =
                belief.changed.zip(sighting.changed).filter(|(was, now)| now + ROUNDING < *was);
            if let Some((was, now)) = dates {
                let (was, now) = (format!("{was} s or later"), format!("{now} s since 1970"));
                found.push((Kind::DatesGoForward, "date", was, now));
            }
            belief.changed = belief.changed.max(sighting.changed);
        }
        self.found.extend(found.into_iter().map(|(kind, member, expected, actual)| {
            Contradiction { kind, step, who, member: member.to_owned(), expected, actual }
        }));
        if belief.presence != Presence::Removed {
            belief.presence = Presence::Present;
        }
        belief.members.clone_from(&sighting.members);
        belief.ends_conference = Some(sighting.ends_conference);
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
        let kind =
            [Kind::EndSpares, Kind::RemovalSpares, Kind::RefusalChangesNothing, Kind::UpdateSpares]
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
