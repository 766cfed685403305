//! The LaML dialect: who asks, for what, and with which method; then the four operations.

mod answer;
mod list;
mod misframe;
mod pages;
mod past;
mod path;
mod race;
mod refusal;
mod spoil;
mod update;
mod vary;

use axum::http::{Method, StatusCode, Version, header};
use uuid::Uuid;

use self::path::Found;
use self::race::Glimpse;
use self::refusal::Refusal;
use super::auth::{self, Unauthenticated};
use super::fault::Defect;
use super::ids::read_uuid;
use super::reply::{Reply, Subject};
use super::serve::{Call, Server};
use super::store::{Login, Store};

/// The path that every answer of this server counts from; older clients leave its first two segments out.
pub(super) const BASE: &str = "/api/laml/2010-04-01";

/// Answers a request to the api.
pub(super) async fn answer(server: &Server, call: &Call) -> Reply {
    let faulty = !server.faults.is_empty();
    if faulty {
        server.counts.request();
    }
    let decided = decide(server, call).await;
    let mut reply = decided.unwrap_or_else(|refusal| refusal.into_reply(server));
    vary::vary(server, call, &mut reply);
    if faulty {
        spoil::spoil(server, call, &mut reply);
    }
    reply
}

/// Refuses at the first thing that is wrong: the message itself, who asks, what the path names, the method, then the rest.
async fn decide(server: &Server, call: &Call) -> Result<Reply, Refusal> {
    let hosts = call.headers.get_all(header::HOST).iter().count();
    if hosts > 1 || hosts == 0 && call.version == Version::HTTP_11 {
        return Err(Refusal::host());
    }
    let logins = [&server.primary, &server.other];
    let careless = past::is_careless(server);
    let login = auth::authenticate(&call.headers, logins, &server.faults, careless);
    let login = login.map_err(|why| {
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
    if !server.faults.is_empty() {
        past::forget(server, &scope);
    }
    let seen = race::look(server, &scope, operation).await;
    match (operation, scope.call) {
        (operation::LIST, None) => list::list(server, call, &scope),
        (operation::RETRIEVE, Some(id)) => retrieve(server, &scope, id),
        (operation::UPDATE, Some(id)) => {
            let updated = update::update(server, call, &scope, id, seen.as_ref());
            race::acted(server, &scope);
            updated
        }
        (operation::DELETE, Some(id)) => {
            let deleted = delete(server, &scope, id, seen.as_ref());
            race::acted(server, &scope);
            deleted
        }
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
    let head = !server.variations.head_not_allowed;
    let wanted = if method == Method::HEAD && head { "GET" } else { method.as_str() };
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
        "GET" if head => vec!["GET", "HEAD"],
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
    let mut store = server.store();
    let conference = match scope.conference_of(server, &store, call) {
        Err(_) if server.faults.has(Defect::UnknownParticipantIs200) => {
            let body = answer::nobody(scope, call, store.clock())?;
            return Ok(Reply::json(Subject::Retrieved, StatusCode::OK, body));
        }
        found => store.conference_mut(found?).ok_or_else(Refusal::not_found)?,
    };
    let position = conference.position(call).ok_or_else(Refusal::not_found)?;
    let old = past::retrieved(server, &mut conference.participants[position])?;
    let shown = old.as_ref().unwrap_or(&conference.participants[position]);
    let body = answer::participant(scope.base, conference, shown)?;
    Ok(Reply::json(Subject::Retrieved, StatusCode::OK, body))
}

fn delete(
    server: &Server,
    scope: &Scope,
    call: Uuid,
    seen: Option<&Glimpse>,
) -> Result<Reply, Refusal> {
    let mut store = server.store();
    let found = scope.conference_of(server, &store, call);
    if found.is_err() && is_removed_again(server, &store, scope, call, seen) {
        return Ok(Reply::no_content(Subject::Removed));
    }
    let found = found?;
    if let Some(conference) = store.conference_mut(found) {
        race::write_list_back(server, conference, seen);
        remove(server, &mut store, found, call);
    }
    Ok(Reply::no_content(Subject::Removed))
}

/// Hook of the faults that remove twice.
fn is_removed_again(
    server: &Server,
    store: &Store,
    scope: &Scope,
    call: Uuid,
    seen: Option<&Glimpse>,
) -> bool {
    let conference = store.conference(scope.conference);
    server.faults.has(Defect::DeleteAgainSucceeds)
        && conference
            .is_some_and(|own| own.removed.iter().any(|gone| gone.participant.call == call))
        || race::removes_again(server, seen, call)
}

/// Hook of the faults that remove too little or too much.
fn remove(server: &Server, store: &mut Store, conference: Uuid, call: Uuid) {
    let has = |defect| server.faults.has(defect);
    let at = server.counts.requests();
    let Some(own) = store.conference_mut(conference) else { return };
    let Some(position) = own.position(call) else { return };
    if has(Defect::DeleteRemovesNothing)
        || has(Defect::OneInFiveDeletesDoesNothing) && server.counts.is_every(5)
    {
        return;
    }
    if has(Defect::DeleteRemovesEverybody) {
        while !own.participants.is_empty() {
            own.remove(0, at);
        }
        return;
    }
    own.remove(position, at);
    if has(Defect::DeleteRemovesNeighbourToo) && !own.participants.is_empty() {
        own.remove(position % own.participants.len(), at);
    }
    if has(Defect::DeleteCrossesConferences)
        && let Some(other) = store.companion(conference)
        && position < other.participants.len()
    {
        other.remove(position, at);
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
        conference.remove(position, server.counts.requests());
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
