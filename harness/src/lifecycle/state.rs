//! What a caller must believe of everybody, from what it has done alone.

use super::Id;

/// Everybody in the conferences of a world, by ordinal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    conferences: Vec<Vec<Being>>,
}

/// One participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Being {
    present: bool,
    /// Whom of its conference it coaches.
    coaches: Option<usize>,
}

impl State {
    /// Conferences with so many participants each, nobody coaching.
    pub fn new(sizes: &[usize]) -> Self {
        let being = Being { present: true, coaches: None };
        Self { conferences: sizes.iter().map(|size| vec![being; *size]).collect() }
    }

    /// Whether a participant is there.
    pub fn is_present(&self, who: Id) -> bool {
        self.being(who).is_some_and(|being| being.present)
    }

    /// Those who are there in a conference, by ordinal.
    pub fn present(&self, conference: usize) -> Vec<usize> {
        let beings = self.conferences.get(conference).map(Vec::as_slice).unwrap_or_default();
        (0..beings.len()).filter(|place| beings[*place].present).collect()
    }

    /// Whom a participant coaches.
    pub fn coaches(&self, who: Id) -> Option<usize> {
        self.being(who)?.coaches
    }

    /// Whether a participant is coached by anybody.
    pub fn is_coached(&self, who: Id) -> bool {
        let beings = self.conferences.get(who.conference).map(Vec::as_slice).unwrap_or_default();
        beings.iter().any(|being| being.coaches == Some(who.participant))
    }

    /// It left, and whoever coached it coaches nobody.
    pub(super) fn remove(&mut self, who: Id) {
        let Some(beings) = self.conferences.get_mut(who.conference) else { return };
        for being in beings.iter_mut().filter(|being| being.coaches == Some(who.participant)) {
            being.coaches = None;
        }
        if let Some(being) = beings.get_mut(who.participant) {
            *being = Being { present: false, coaches: None };
        }
    }

    /// It coaches somebody, or nobody any more.
    pub(super) fn coach(&mut self, who: Id, whom: Option<usize>) {
        let being = self.conferences.get_mut(who.conference);
        if let Some(being) = being.and_then(|beings| beings.get_mut(who.participant)) {
            being.coaches = whom;
        }
    }

    fn being(&self, who: Id) -> Option<&Being> {
        self.conferences.get(who.conference)?.get(who.participant)
    }
}
