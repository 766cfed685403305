//! Faults of what is done at the same moment: a look, a window in which others act, and an act that trusts the look.
//!
//! Who is alone never notices: what was seen is still true when the window closes.

use uuid::Uuid;

use super::Scope;
use super::dialect::Operation;
use crate::mock::fault::Defect;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::{Conference, Participant, Store};

/// One in so many windows opens where a fault shows rarely.
const RARE: u128 = 20;

/// Who was in a conference when an operation looked, before it waited.
#[derive(Debug)]
pub(super) struct Glimpse(Vec<Participant>);

impl Glimpse {
    fn of(&self, call: Uuid) -> Option<&Participant> {
        self.0.iter().find(|own| own.call == call)
    }
}

/// Looks and waits, where a fault leaves a window between looking and acting; nothing otherwise.
pub(super) async fn look(server: &Server, scope: &Scope, operation: Operation) -> Option<Glimpse> {
    if server.faults.is_empty() || !opens(server, operation) {
        return None;
    }
    let seen = server.store().conference(scope.conference).map(|own| own.participants.clone())?;
    server.window.pause(scope.conference).await;
    Some(Glimpse(seen))
}

/// Whether the window opens this time.
fn opens(server: &Server, operation: Operation) -> bool {
    let has = |defect| server.faults.has(defect);
    let (always, rarely) = match operation {
        Operation::Delete => (
            has(Defect::TwoDeletesBothSucceed) || has(Defect::RemovalLostInRace),
            has(Defect::TwoDeletesBothSucceedRarely),
        ),
        Operation::Update => (
            has(Defect::UpdateLostInRace) || has(Defect::UpdateRevivesRemoved),
            has(Defect::UpdateLostInRaceRarely),
        ),
        _ => return false,
    };
    always || rarely && server.counts.is_rare(server.seed, RARE)
}

/// Tells those who wait that something was done; a plain server has nobody to tell.
pub(super) fn acted(server: &Server, scope: &Scope) {
    if !server.faults.is_empty() {
        server.window.tell(scope.conference);
    }
}

/// Whether a removal may say that it removed whom another one has removed in the meantime.
pub(super) fn removes_again(server: &Server, seen: Option<&Glimpse>, call: Uuid) -> bool {
    let fault = server.faults.has(Defect::TwoDeletesBothSucceed)
        || server.faults.has(Defect::TwoDeletesBothSucceedRarely);
    fault && seen.is_some_and(|seen| seen.of(call).is_some())
}

/// Writes the list that a removal saw back, before it takes its own participant out.
pub(super) fn write_list_back(
    server: &Server,
    conference: &mut Conference,
    seen: Option<&Glimpse>,
) {
    if let Some(Glimpse(seen)) = seen
        && server.faults.has(Defect::RemovalLostInRace)
    {
        conference.participants.clone_from(seen);
    }
}

/// The participant that an update writes back, with what it saw of every member that it does not carry.
pub(super) fn as_seen(server: &Server, seen: Option<&Glimpse>, call: Uuid) -> Option<Participant> {
    let fault = server.faults.has(Defect::UpdateLostInRace)
        || server.faults.has(Defect::UpdateLostInRaceRarely);
    seen.filter(|_| fault)?.of(call).cloned()
}

/// Puts a participant back that was removed while its update waited.
pub(super) fn revive(
    server: &Server,
    store: &mut Store,
    scope: &Scope,
    seen: Option<&Glimpse>,
    call: Uuid,
) {
    if let Some(seen) = seen.and_then(|seen| seen.of(call))
        && server.faults.has(Defect::UpdateRevivesRemoved)
        && let Some(conference) = store.conference_mut(scope.conference)
        && conference.position(call).is_none()
    {
        conference.participants.push(seen.clone());
    }
}
