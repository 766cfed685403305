//! What several requests did to one participant at the same moment: is there an order that explains every answer?
//!
//! Requests to different participants can be judged apart, because an order for each of them is an order for all
//! (Herlihy and Wing call it locality). Of an answer to an update only what was asked for counts, and it may show a later
//! state than the update's own: a server may read once more before it answers, or put the answer together before it acts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::model::{Belief, Presence};
use super::{Action, Id, Moment};

/// More events than this are not put in order: nobody sends so many.
const MOST: usize = 12;

/// Several requests about one participant at the same moment, and what was believed before them.
#[derive(Debug)]
pub(super) struct Contest {
    before: State,
    events: Vec<Event>,
    /// What was done and seen, in words, in the order of sending.
    told: Vec<String>,
    last_step: usize,
    /// Whether something came of which nobody knows what it did.
    unclear: bool,
}

/// What a look showed.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// The participant, with these members.
    Seen(BTreeMap<String, Value>),
    /// Nobody.
    Missed,
}

/// Why no order explains the answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unexplained {
    /// What is wrong.
    pub(super) what: &'static str,
    /// What was done and seen.
    pub(super) history: String,
}

/// One thing that happened at one instant.
#[derive(Debug, Clone)]
enum Deed {
    /// It was there, and is gone from now on.
    Removed,
    /// It was there, and these members have these values from now on; about the others named nothing is sure.
    Updated(BTreeMap<String, Value>, Vec<String>),
    /// It was seen.
    Saw(BTreeMap<String, Value>),
    /// It was not there.
    Missed,
}

#[derive(Debug, Clone)]
struct Event {
    deed: Deed,
    /// The event that must have happened before this one.
    behind: Option<usize>,
}

/// A participant at one instant, as far as it is known.
#[derive(Debug, Clone)]
struct State {
    present: Option<bool>,
    members: BTreeMap<String, Value>,
}

impl State {
    /// The state behind a deed; none where the deed is impossible here.
    fn after(&self, deed: &Deed) -> Option<Self> {
        let mut next = self.clone();
        next.present = Some(!matches!(deed, Deed::Removed | Deed::Missed));
        match deed {
            Deed::Missed => self.may_be(false).then_some(next),
            Deed::Removed => self.may_be(true).then_some(next),
            Deed::Updated(members, unsure) => {
                next.members.retain(|name, _| !unsure.contains(name));
                next.members.extend(members.clone());
                self.may_be(true).then_some(next)
            }
            Deed::Saw(members) => {
                let fits = |(name, own): (&String, &Value)| {
                    members.get(name).is_none_or(|seen| seen == own)
                };
                let possible = self.may_be(true) && self.members.iter().all(fits);
                next.members.extend(members.clone());
                possible.then_some(next)
            }
        }
    }

    fn may_be(&self, present: bool) -> bool {
        self.present.is_none_or(|own| own == present)
    }
}

impl Contest {
    /// Nothing yet, on top of what is believed.
    pub(super) fn new(belief: Option<&Belief>) -> Self {
        let present = match belief.map_or(Presence::Unknown, |belief| belief.presence) {
            Presence::Unknown => None,
            Presence::Present => Some(true),
            Presence::Removed => Some(false),
        };
        let members = belief.map(|belief| belief.members.clone()).unwrap_or_default();
        let before = State { present, members };
        Self { before, events: vec![], told: vec![], last_step: 0, unclear: false }
    }

    /// The last of its steps.
    pub(super) fn last_step(&self) -> usize {
        self.last_step
    }

    /// One more step of the same moment.
    pub(super) fn add(&mut self, who: Id, moment: &Moment) {
        self.last_step = self.last_step.max(moment.step);
        let seen = moment.sightings.iter().find(|own| own.who == who);
        let seen = seen.map(|own| own.members.clone());
        match &moment.action {
            Action::Remove { who: own } if *own == who => self.push(Deed::Removed, None),
            Action::Update { who: own, members, unsure } if *own == who => {
                let place = self.events.len();
                self.push(Deed::Updated(members.clone(), unsure.clone()), None);
                if let Some(mut seen) = seen {
                    seen.retain(|name, _| members.contains_key(name));
                    self.events.push(Event { deed: Deed::Saw(seen), behind: Some(place) });
                }
            }
            Action::Unclear { who: own } if *own == who => self.unclear = true,
            Action::Look => {
                if let Some(seen) = seen {
                    self.push(Deed::Saw(seen), None);
                } else if moment.missing.contains(&who) {
                    self.push(Deed::Missed, None);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, deed: Deed, behind: Option<usize>) {
        self.told.push(words(&deed));
        self.events.push(Event { deed, behind });
    }

    /// Why no order explains what came, and the look behind it where there is one; none where an order does.
    pub(super) fn unexplained(&self, after: Option<&Outcome>) -> Option<Unexplained> {
        if self.unclear || self.events.len() > MOST {
            return None;
        }
        let removals = self.count(|deed| matches!(deed, Deed::Removed));
        let gone = matches!(after, Some(Outcome::Missed));
        if removals == 0 && gone {
            // Whoever vanishes without being removed is another promise's affair.
            return None;
        }
        let after = after.map(|outcome| match outcome {
            Outcome::Seen(members) => Deed::Saw(members.clone()),
            Outcome::Missed => Deed::Missed,
        });
        let mut done = vec![false; self.events.len()];
        if self.explains(&self.before, &mut done, after.as_ref()) {
            return None;
        }
        let what = match &after {
            _ if removals > 1 => "two removals of one participant both succeed",
            Some(Deed::Saw(_)) if removals == 1 => "a removed participant is there again",
            Some(Deed::Saw(_)) if self.count(|deed| matches!(deed, Deed::Missed)) == 0 => {
                "an update is lost beside another one"
            }
            _ => "no order of them explains the answers",
        };
        let mut history = format!("at the same moment: {}", self.told.join("; "));
        if let Some(after) = &after {
            history.push_str("; then ");
            history.push_str(&words(after));
        }
        Some(Unexplained { what, history })
    }

    fn count(&self, is: fn(&Deed) -> bool) -> usize {
        self.events.iter().filter(|event| is(&event.deed)).count()
    }

    /// Whether the events that are left can follow one another from this state, with the last look behind them all.
    fn explains(&self, state: &State, done: &mut [bool], after: Option<&Deed>) -> bool {
        if done.iter().all(|own| *own) {
            return after.is_none_or(|deed| state.after(deed).is_some());
        }
        for (place, event) in self.events.iter().enumerate() {
            if done[place] || event.behind.is_some_and(|before| !done[before]) {
                continue;
            }
            let Some(next) = state.after(&event.deed) else { continue };
            done[place] = true;
            if self.explains(&next, done, after) {
                return true;
            }
            done[place] = false;
        }
        false
    }
}

fn words(deed: &Deed) -> String {
    let list = |members: &BTreeMap<String, Value>| {
        let all: Vec<String> = members.iter().map(|(name, own)| format!("{name}={own}")).collect();
        all.join(", ")
    };
    match deed {
        Deed::Removed => "removed with success".to_owned(),
        Deed::Updated(members, _) => format!("updated with success ({})", list(members)),
        Deed::Saw(members) => format!("seen with {}", list(members)),
        Deed::Missed => "not found".to_owned(),
    }
}
