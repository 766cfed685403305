//! The LaML dialect: who asks, for what, and with which method; then the four operations.

mod answer;
mod list;
mod path;
mod refusal;
mod spoil;
mod update;

use axum::http::{Method, StatusCode, Version, header};
use uuid::Uuid;

use self::path::Found;
use self::refusal::Refusal;
use super::auth::{self, Unauthenticated};
use super::fault::Defect;
use super::ids::read_uuid;
use super::reply::{Reply, Subject};
use super::serve::{Call, Server};
use super::store::{Conference, Login, Store};

/// The path that every answer of this server counts from; older clients leave its first two segments out.
pub(super) const BASE: &str = "/api/laml/2010-04-01";

/// Answers a request to the api.
pub(super) fn answer(server: &Server, call: &Call) -> Reply {
    let mut reply = decide(server, call).unwrap_or_else(|refusal| refusal.into_reply(server));
    if server.variations.charset && reply.media_type.is_some() {
        reply.media_type = Some(answer::JSON_UTF8);
    }
    if !server.faults.is_empty() {
        spoil::spoil(server, call, &mut reply);
    }
    reply
}

/// Refuses at the first thing that is wrong: the message itself, who asks, what the path names, the method, then the rest.
fn decide(server: &Server, call: &Call) -> Result<Reply, Refusal> {
    let hosts = call.headers.get_all(header::HOST).iter().count();
    if hosts > 1 || hosts == 0 && call.version == Version::HTTP_11 {
        return Err(Refusal::host());
    }
    let logins = [&server.primary, &server.other];
    let login = auth::authenticate(&call.headers, logins, &server.faults).map_err(|why| {
        if server.faults.has(Defect::RefusedDeleteDeletesAnyway) {
            delete_anyway(server, call);
        }
        let missing = why == Unauthenticated::Missing;
        if missing && server.faults.has(Defect::AuthMissingIs403) {
            return Refusal::forbidden();
        }
        Refusal::unauthenticated()
    })?;
    if server.faults.has(Defect::LongValueIs500) && has_long_value(call) {
        return Err(Refusal::internal());
    }
    let found = path::find(&call.path).ok_or_else(Refusal::not_found)?;
    let operation = operation(server, &call.method, &found)?;
    let scope = Scope::resolve(server, login, &found)?;
    match (operation, scope.call) {
        (operation::LIST, None) => list::list(server, call, &scope),
        (operation::RETRIEVE, Some(id)) => retrieve(server, &scope, id),
        (operation::UPDATE, Some(id)) => update::update(server, call, &scope, id),
        (operation::DELETE, Some(id)) => delete(server, &scope, id),
        _ => Err(Refusal::not_found()),
    }
}

/// What the document calls the operations.
mod operation {
    pub(super) const LIST: &str = "list_all_participants";
    pub(super) const RETRIEVE: &str = "retrieve_participant";
    pub(super) const UPDATE: &str = "update_participant";
    pub(super) const DELETE: &str = "delete_participant";
}

/// The operation that a method means on a path, by the document's table.
fn operation(server: &Server, method: &Method, found: &Found) -> Result<&'static str, Refusal> {
    // HEAD is GET without content (RFC 9110, 9.3.2); the connection leaves the content out.
    let wanted = if method == Method::HEAD { "GET" } else { method.as_str() };
    let own = found.routes().find(|route| route.method.as_str() == wanted);
    if let Some(route) = own {
        return Ok(&route.operation_id);
    }
    if method == Method::PUT && found.has("CallSid") && server.faults.has(Defect::PutIsAccepted) {
        return Ok(operation::UPDATE);
    }
    if server.variations.unknown_method == 404 {
        return Err(Refusal::not_found());
    }
    let methods = found.routes().map(|route| route.method.as_str());
    let methods = methods.flat_map(|method| match method {
        "GET" => vec!["GET", "HEAD"],
        other => vec![other],
    });
    Err(Refusal::method_not_allowed(methods.collect::<Vec<_>>().join(", ")))
}

/// Whose conference, and which participant of it, a request means.
#[derive(Debug)]
struct Scope {
    /// Under which prefix the request came, so that links in the answer lead back to it.
    base: &'static str,
    account: Uuid,
    conference: Uuid,
    call: Option<Uuid>,
}

impl Scope {
    fn resolve(server: &Server, login: &Login, found: &Found) -> Result<Self, Refusal> {
        let id = |name| {
            let id = found.parameter(name).and_then(read_uuid);
            id.ok_or_else(|| Refusal::malformed_id(&server.variations, &server.faults))
        };
        let account = id("AccountSid")?;
        let conference = id("ConferenceSid")?;
        let call = found.has("CallSid").then(|| id("CallSid")).transpose()?;
        let scope = Self { base: found.base, account, conference, call };
        if server.faults.has(Defect::OtherAccountVisible) {
            return Ok(scope);
        }
        if account.to_string() != login.account {
            return Err(Refusal::foreign(&server.variations));
        }
        match server.store().conference(conference) {
            Some(found) if found.account != account => Err(Refusal::foreign(&server.variations)),
            _ => Ok(scope),
        }
    }

    /// The conference in which the participant is, if it is the one in the path.
    fn conference_of(&self, server: &Server, store: &Store, call: Uuid) -> Result<Uuid, Refusal> {
        let own = store.conference(self.conference).ok_or_else(Refusal::not_found)?;
        if own.position(call).is_some() {
            return Ok(own.id);
        }
        let elsewhere = server.faults.has(Defect::WrongConferenceAccepted);
        let found = elsewhere.then(|| store.conference_of_call(own.account, call)).flatten();
        found.ok_or_else(|| Refusal::participant_not_found(&server.faults))
    }
}

fn retrieve(server: &Server, scope: &Scope, call: Uuid) -> Result<Reply, Refusal> {
    let store = server.store();
    let found = scope.conference_of(server, &store, call);
    let shown = found.ok().and_then(|id| {
        let conference = store.conference(id)?;
        let position = conference.position(call)?;
        Some(answer::participant(scope.base, conference, &conference.participants[position]))
    });
    match shown.transpose()? {
        Some(body) => Ok(Reply::json(Subject::Retrieved, StatusCode::OK, body)),
        None if server.faults.has(Defect::UnknownParticipantIs200) => {
            let body = answer::nobody(scope, call, store.clock())?;
            Ok(Reply::json(Subject::Retrieved, StatusCode::OK, body))
        }
        None => Err(Refusal::participant_not_found(&server.faults)),
    }
}

fn delete(server: &Server, scope: &Scope, call: Uuid) -> Result<Reply, Refusal> {
    let mut store = server.store();
    let found = scope.conference_of(server, &store, call);
    if found.is_err()
        && server.faults.has(Defect::DeleteAgainSucceeds)
        && store.conference(scope.conference).is_some_and(|own| own.removed.contains(&call))
    {
        return Ok(Reply::no_content(Subject::Removed));
    }
    if let Some(conference) = store.conference_mut(found?) {
        remove(server, conference, call);
    }
    Ok(Reply::no_content(Subject::Removed))
}

/// Hook of the faults that remove too little or too much.
fn remove(server: &Server, conference: &mut Conference, call: Uuid) {
    let Some(position) = conference.position(call) else { return };
    if server.faults.has(Defect::DeleteRemovesNothing) {
        return;
    }
    if server.faults.has(Defect::DeleteRemovesEverybody) {
        while !conference.participants.is_empty() {
            conference.remove(0);
        }
        return;
    }
    conference.remove(position);
    if server.faults.has(Defect::DeleteRemovesNeighbourToo) && !conference.participants.is_empty() {
        conference.remove(position % conference.participants.len());
    }
}

/// Hook of the fault that refuses a removal and does it all the same.
fn delete_anyway(server: &Server, call: &Call) {
    let Some(found) = path::find(&call.path).filter(|_| call.method == Method::DELETE) else {
        return;
    };
    let ids = ["ConferenceSid", "CallSid"].map(|name| found.parameter(name).and_then(read_uuid));
    if let [Some(conference), Some(call)] = ids
        && let Some(conference) = server.store().conference_mut(conference)
        && let Some(position) = conference.position(call)
    {
        conference.remove(position);
    }
}

/// Hook of the fault that cannot hold a long value.
fn has_long_value(call: &Call) -> bool {
    const LONG: usize = 255;
    let body = call.body.as_deref().unwrap_or_default();
    let query = call.query.as_deref().unwrap_or_default();
    call.path.split('/').any(|segment| segment.len() > LONG)
        || query.split(['&', '=']).any(|value| value.len() > LONG)
        || body.split(|byte| matches!(byte, b'&' | b'=')).any(|value| value.len() > LONG)
}
