//! Faults before anything is done: what is refused that should not be, or refused in a wrong way.

use axum::http::StatusCode;

use crate::mock::fault::Defect;
use crate::mock::laml::Scope;
use crate::mock::laml::dialect::{Operation, Reason};
use crate::mock::laml::refusal::Refusal;
use crate::mock::laml::server::Server;
use crate::mock::pairs::read_pairs;
use crate::mock::serve::Call;

/// Refuses what a faulty server refuses.
pub(super) fn before(
    server: &Server,
    call: &Call,
    scope: &Scope,
    operation: Operation,
) -> Result<(), Refusal> {
    match operation {
        Operation::Update => before_update(server, call, scope),
        Operation::RetrieveConference if server.faults.has(Defect::SuffixRefusedOnConference) => {
            Err(Refusal::not_found())
        }
        Operation::Delete if server.faults.has(Defect::DeleteIsNoMethod) => {
            Err(Refusal::method_not_allowed("GET, HEAD, POST".to_owned()))
        }
        _ => Ok(()),
    }
}

fn before_update(server: &Server, call: &Call, scope: &Scope) -> Result<(), Refusal> {
    let has = |defect| server.faults.has(defect);
    let store = server.store();
    let here = store.conference(scope.conference).zip(scope.call);
    let here = here.is_some_and(|(own, call)| own.position(call).is_some());
    if !here && has(Defect::UnknownOnUpdateIs406) {
        let message = "There is no such call";
        return Err(Refusal::odd(StatusCode::NOT_ACCEPTABLE, Reason::NotFound, message));
    }
    if here && has(Defect::UpdateNeedsMutedOrHold) {
        let form = read_pairs(call.body.as_deref().unwrap_or_default()).unwrap_or_default();
        if !form.iter().any(|(name, _)| name == "Muted" || name == "Hold") {
            let message = "Muted or Hold must be given";
            return Err(Refusal::bad_input(server, Reason::InvalidArgument, message));
        }
    }
    Ok(())
}
