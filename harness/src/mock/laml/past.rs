//! Faults of time: what a server forgets, shows again, or can no longer do.

use std::time::Duration;

use uuid::Uuid;

use super::Scope;
use super::refusal::Refusal;
use crate::mock::fault::Defect;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::{Conference, Participant, Past};

/// Requests after which retrieving fails.
const FAILING: u64 = 1000;
/// Requests after which wrong passwords are let in.
const CARELESS: u64 = 1000;
/// Requests after which answers slow down, and how many make them a millisecond slower, up to a limit.
const SLOWING: u64 = 800;
const SLOWER_BY_ONE: u64 = 20;
const SLOWEST: u64 = 25;
/// Requests after which a change is forgotten.
const FORGETTING: u64 = 600;
/// One in so many reads comes from an old copy.
const STALE: u64 = 5;

/// Whether passwords are no longer compared.
pub(super) fn is_careless(server: &Server) -> bool {
    server.faults.has(Defect::AuthenticationStopsLater) && server.counts.requests() > CARELESS
}

/// How long an answer is kept back.
pub(super) fn delay(server: &Server) -> Option<Duration> {
    if !server.faults.has(Defect::SlowsDown) {
        return None;
    }
    let beyond = server.counts.requests().saturating_sub(SLOWING);
    Some(Duration::from_millis((beyond / SLOWER_BY_ONE).min(SLOWEST)))
}

/// Forgets the changes of a conference that are too long ago.
pub(super) fn forget(server: &Server, scope: &Scope) {
    let now = server.counts.requests();
    let is_over = |at: u64| now > at + FORGETTING;
    let mut store = server.store();
    let Some(conference) = store.conference_mut(scope.conference) else { return };
    if server.faults.has(Defect::ForgetsRemovalsLater) {
        for gone in conference.removed.extract_if(.., |gone| is_over(gone.at)) {
            let position = gone.position.min(conference.participants.len());
            conference.participants.insert(position, gone.participant);
        }
    }
    if server.faults.has(Defect::ForgetsUpdatesLater) {
        for own in &mut conference.participants {
            if own.past.take_if(|past| is_over(past.at)).is_some() {
                // Only the flags are forgotten: the dates go on.
                let Participant { updated, revision, starts, .. } = *own;
                let label = own.label.take();
                let first = Participant::new(own.call, own.created);
                *own = Participant { label, starts, updated, revision, ..first };
            }
        }
    }
}

/// Remembers how a participant was before an update; nothing on a plain server.
pub(super) fn remember(
    server: &Server,
    before: &Participant,
    updated: &mut Participant,
    held: bool,
) {
    if server.faults.is_empty() {
        return;
    }
    let before = Participant { past: None, ..before.clone() };
    let at = server.counts.requests();
    updated.past = Some(Box::new(Past { before, held, at, retrieved: 0, seen: false }));
}

/// The old state that a retrieval shows, or why it shows nothing; the present state where there is neither.
pub(super) fn retrieved(
    server: &Server,
    own: &mut Participant,
) -> Result<Option<Participant>, Refusal> {
    if server.faults.has(Defect::FailsAfterMany) && server.counts.requests() > FAILING {
        return Err(Refusal::internal());
    }
    let Some(past) = own.past.as_mut() else { return Ok(None) };
    past.retrieved += 1;
    past.seen = true;
    if server.faults.has(Defect::RetrieveAfterUpdateIs500) && past.held && past.retrieved == 2 {
        return Err(Refusal::internal());
    }
    let stale = server.faults.has(Defect::ReadFromStaleCopy) && server.counts.is_every(STALE);
    Ok(stale.then(|| past.before.clone()))
}

/// The participants as an old list has them: each as it was before its last update, once that has been seen; or those who
/// were there before the conference ended.
pub(super) fn listed(server: &Server, conference: &Conference) -> Option<Vec<Participant>> {
    let old = |own: &Participant| match &own.past {
        Some(past) if past.seen => past.before.clone(),
        _ => own.clone(),
    };
    if conference.ended.is_some() && server.faults.has(Defect::EndedListsEverybody) {
        return Some(conference.removed.iter().map(|gone| gone.participant.clone()).collect());
    }
    let stale = server.faults.has(Defect::ListFromStaleCopy);
    stale.then(|| conference.participants.iter().map(old).collect())
}

/// Notes that a list has shown some participants.
pub(super) fn saw(server: &Server, scope: &Scope, shown: &[Uuid]) {
    let mut store = server.store();
    let Some(conference) = store.conference_mut(scope.conference) else { return };
    for own in conference.participants.iter_mut().filter(|own| shown.contains(&own.call)) {
        if let Some(past) = own.past.as_mut() {
            past.seen = true;
        }
    }
}
