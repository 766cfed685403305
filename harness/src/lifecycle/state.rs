//! What a caller must believe of everybody, from what it has done alone.

use super::Id;

/// Everybody in the conferences of a world, by ordinal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    conferences: Vec<Conference>,
    /// The flag that keeps a participant from being coached, by ordinal.
    hold: Option<usize>,
}

/// One conference.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Conference {
    beings: Vec<Being>,
    /// Whether it has ended, for all that a caller has done.
    over: bool,
}

/// One participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Being {
    present: bool,
    /// Whom of its conference it coaches.
    coaches: Option<usize>,
    /// Whether it is on hold.
    held: bool,
    /// Whether its leaving ends the conference.
    ends: bool,
}

const NEW: Being = Being { present: true, coaches: None, held: false, ends: false };

impl State {
    /// Conferences with so many participants each, nobody coaching.
    pub fn new(sizes: &[usize]) -> Self {
        let conference = |size: &usize| Conference { beings: vec![NEW; *size], over: false };
        Self { conferences: sizes.iter().map(conference).collect(), hold: None }
    }

    /// The same, where a flag keeps a participant from being coached.
    #[must_use]
    pub fn with_hold(self, flag: Option<usize>) -> Self {
        Self { hold: flag, ..self }
    }

    /// Whether a participant is there.
    pub fn is_present(&self, who: Id) -> bool {
        !self.is_over(who.conference) && self.being(who).is_some_and(|being| being.present)
    }

    /// Whether a participant was removed.
    pub(super) fn is_removed(&self, who: Id) -> bool {
        self.being(who).is_none_or(|being| !being.present)
    }

    /// Whether a conference has ended.
    pub fn is_over(&self, conference: usize) -> bool {
        self.conferences.get(conference).is_some_and(|own| own.over)
    }

    /// Those who are there in a conference, by ordinal.
    pub fn present(&self, conference: usize) -> Vec<usize> {
        let all = 0..self.beings(conference).len();
        all.filter(|place| self.is_present(Id { conference, participant: *place })).collect()
    }

    fn beings(&self, conference: usize) -> &[Being] {
        self.conferences.get(conference).map(|own| own.beings.as_slice()).unwrap_or_default()
    }

    /// Whether a participant is on hold, where that keeps it from being coached.
    pub(super) fn is_held(&self, who: Id) -> bool {
        self.being(who).is_some_and(|being| being.held)
    }

    /// The value that flags give to the one which keeps a participant from being coached.
    pub(super) fn hold_in(&self, flags: &[(usize, bool)]) -> Option<bool> {
        flags.iter().find(|(flag, _)| Some(*flag) == self.hold).map(|(_, on)| *on)
    }

    /// Whom a participant coaches.
    pub fn coaches(&self, who: Id) -> Option<usize> {
        self.being(who)?.coaches
    }

    /// Whether a participant is coached by anybody.
    pub fn is_coached(&self, who: Id) -> bool {
        self.beings(who.conference).iter().any(|being| being.coaches == Some(who.participant))
    }

    /// It left, and whoever coached it coaches nobody.
    pub(super) fn remove(&mut self, who: Id) {
        if !self.is_present(who) {
            return;
        }
        let Some(conference) = self.conferences.get_mut(who.conference) else { return };
        let coached = Some(who.participant);
        for being in conference.beings.iter_mut().filter(|being| being.coaches == coached) {
            being.coaches = None;
        }
        if let Some(being) = conference.beings.get_mut(who.participant) {
            conference.over |= being.ends;
            *being = Being { present: false, ..NEW };
        }
    }

    /// It coaches somebody, or nobody any more.
    pub(super) fn coach(&mut self, who: Id, whom: Option<usize>) {
        self.change(who, |being| being.coaches = whom);
    }

    /// It is on hold, or not.
    pub(super) fn hold(&mut self, who: Id, on: bool) {
        self.change(who, |being| being.held = on);
    }

    /// Its leaving ends the conference, or not.
    pub(super) fn ends(&mut self, who: Id, on: bool) {
        self.change(who, |being| being.ends = on);
    }

    /// A conference has ended.
    pub(super) fn end(&mut self, conference: usize) {
        if let Some(own) = self.conferences.get_mut(conference) {
            own.over = true;
        }
    }

    /// Changes somebody who is there.
    fn change(&mut self, who: Id, how: impl FnOnce(&mut Being)) {
        if self.is_present(who)
            && let Some(own) = self.conferences.get_mut(who.conference)
            && let Some(being) = own.beings.get_mut(who.participant)
        {
            how(being);
        }
    }

    fn being(&self, who: Id) -> Option<&Being> {
        self.beings(who.conference).get(who.participant)
    }
}
