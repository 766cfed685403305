//! What the LaML dialects share: who asks, for what, and with which method; then the four operations on participants.
//!
//! A dialect is a table (`dialect`) and a folder of its own beside this one: how its answers are written, and what only it does.

pub(super) mod dialect;
pub(super) mod form;
pub(super) mod list;
mod misframe;
mod pages;
mod past;
mod path;
pub(super) mod provider;
mod race;
pub(super) mod refusal;
pub(super) mod server;
mod spoil;
pub(super) mod store;
pub(super) mod update;
pub(super) mod vary;
mod window;

use axum::http::{Method, StatusCode, Version, header};
use uuid::Uuid;

use self::dialect::{Kind, Operation};
use self::path::Found;
use self::race::Glimpse;
use self::refusal::Refusal;
use self::server::Server;
use self::store::{Conference, Participant, Store};
use super::auth::{self, Login, Unauthenticated};
use super::clock::Clock;
use super::fault::Defect;
use super::reply::{Reply, Subject};
use super::serve::Call;

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
        if server.faults.has(Defect::RefusedEndEndsAnyway) {
            end_anyway(server, call);
        }
        let missing = why == Unauthenticated::Missing;
        if missing && server.faults.has(Defect::AuthMissingIs403) {
            return Refusal::forbidden();
        }
        if !missing && server.faults.has(Defect::WrongCredentialsAre403) {
            return Refusal::forbidden();
        }
        Refusal::unauthenticated()
    })?;
    if server.faults.has(Defect::LongValueIs500) && has_long_value(call) {
        return Err(Refusal::internal());
    }
    let found = path::find(server, &call.path).ok_or_else(Refusal::not_found)?;
    let operation = operation(server, &call.method, &found)?;
    let scope = Scope::resolve(server, login, &found, operation)?;
    if !server.faults.is_empty() {
        past::forget(server, &scope);
        (server.dialect.hooks.before)(server, call, &scope, operation)?;
    }
    let seen = race::look(server, &scope, operation).await;
    match (operation, scope.call) {
        (Operation::List, _) => list::list(server, call, &scope),
        (Operation::Retrieve, Some(id)) => retrieve(server, &scope, id),
        (Operation::Update, Some(id)) => {
            let updated = update::update(server, call, &scope, id, seen.as_ref());
            race::acted(server, &scope);
            updated
        }
        (Operation::Delete, Some(id)) => {
            let deleted = delete(server, &scope, id, seen.as_ref());
            race::acted(server, &scope);
            deleted
        }
        _ => (server.dialect.hooks.more)(server, call, &scope, operation),
    }
}

/// The operation that a method means on a path, by the document's table.
fn operation(server: &Server, method: &Method, found: &Found) -> Result<Operation, Refusal> {
    // HEAD is GET without content (RFC 9110, 9.3.2); the connection leaves the content out.
    let head = !server.variations.head_not_allowed;
    let wanted = if method == Method::HEAD && head { "GET" } else { method.as_str() };
    let own = found.routes().find(|route| route.method.as_str() == wanted);
    if let Some(route) = own {
        let mut known = server.dialect.paths.operations.iter();
        let operation = known.find(|(name, _)| *name == route.operation_id);
        return operation.map(|(_, operation)| *operation).ok_or_else(Refusal::not_found);
    }
    if method == Method::PUT && found.has("CallSid") && server.faults.has(Defect::PutIsAccepted) {
        return Ok(Operation::Update);
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
pub(super) struct Scope {
    /// Under which prefix the request came, so that links in the answer lead back to it.
    pub(super) base: &'static str,
    pub(super) account: Uuid,
    pub(super) conference: Uuid,
    pub(super) call: Option<Uuid>,
    /// Whether a label stood in place of the call's id.
    pub(super) labelled: bool,
    /// What stood in place of the conference's id, where that is lawful.
    pub(super) name: Option<String>,
}

/// Reads an id. Hook of the fault that minds no capital letters in its prefix.
fn read_id(server: &Server, kind: Kind, text: &str) -> Option<Uuid> {
    let read = server.dialect.ids.read;
    if server.faults.has(Defect::SidPrefixCaseIgnored)
        && let Some((prefix, digits)) = text.split_at_checked(2)
    {
        return read(kind, &format!("{}{digits}", prefix.to_uppercase()));
    }
    read(kind, text)
}

impl Scope {
    fn resolve(
        server: &Server,
        login: &Login,
        found: &Found,
        operation: Operation,
    ) -> Result<Self, Refusal> {
        let malformed = || Refusal::malformed_id(server);
        let id = |kind, name| {
            let id = found.parameter(name).and_then(|text| read_id(server, kind, text));
            id.ok_or_else(malformed)
        };
        let account = id(Kind::Account, "AccountSid")?;
        let conference = ["ConferenceSid", "Sid"].into_iter().find(|name| found.has(name));
        let conference = conference.ok_or_else(Refusal::not_found)?;
        let mut scope = Self {
            base: found.base,
            account,
            conference: Uuid::nil(),
            call: None,
            labelled: false,
            name: None,
        };
        match id(Kind::Conference, conference) {
            Ok(id) => scope.conference = id,
            Err(_) if operation == Operation::Create => {
                let name = found.parameter(conference).ok_or_else(malformed)?;
                scope.name = Some(name.to_owned());
            }
            Err(refusal) => return Err(refusal),
        }
        if found.has("CallSid") {
            scope.call = match (id(Kind::Call, "CallSid"), server.dialect.ids.labelled) {
                (Err(_), Some(find)) => {
                    let label = found.parameter("CallSid").ok_or_else(malformed)?;
                    scope.labelled = true;
                    let store = server.store();
                    let own = store.conference(scope.conference);
                    let mut call = own.and_then(|own| find(server, own, label));
                    if server.faults.has(Defect::LabelFoundElsewhere) {
                        // Other runs at the same moment keep their labels to themselves.
                        let batch = own.map(|own| own.batch);
                        let all = store.conferences_of(account);
                        call = call.or_else(|| {
                            all.filter(|own| Some(own.batch) == batch)
                                .find_map(|own| find(server, own, label))
                        });
                    }
                    // Nobody's id stands for nobody's label.
                    Some(call.unwrap_or_default())
                }
                (id, _) => Some(id?),
            };
        }
        scope.within(server, login)
    }

    /// The scope, if its account and its conference are the caller's own.
    fn within(self, server: &Server, login: &Login) -> Result<Self, Refusal> {
        if server.faults.has(Defect::OtherAccountVisible) {
            return Ok(self);
        }
        if self.account != login.id {
            return Err(Refusal::foreign(&server.variations));
        }
        match server.store().conference(self.conference) {
            Some(found) if found.account != self.account => {
                Err(Refusal::foreign(&server.variations))
            }
            _ => Ok(self),
        }
    }

    /// The conference in which the participant is, if it is the one in the path.
    fn conference_of(&self, server: &Server, store: &Store, call: Uuid) -> Result<Uuid, Refusal> {
        let own = store.conference(self.conference).ok_or_else(Refusal::not_found)?;
        if own.position(call).is_some() {
            return Ok(own.id);
        }
        let elsewhere = server.faults.has(Defect::WrongConferenceAccepted)
            || self.labelled && server.faults.has(Defect::LabelFoundElsewhere);
        let found = elsewhere.then(|| store.conference_of_call(own.account, call)).flatten();
        found.ok_or_else(|| Refusal::participant_not_found(&server.faults))
    }
}

/// A participant, as the dialect writes it.
pub(super) fn show(
    server: &Server,
    base: &str,
    conference: &Conference,
    own: &Participant,
) -> Result<Vec<u8>, Refusal> {
    Ok((server.dialect.words.participant)(base, conference, own)?)
}

/// A participant that is not there, for the fault that shows it all the same.
fn nobody(server: &Server, scope: &Scope, call: Uuid, clock: Clock) -> Result<Vec<u8>, Refusal> {
    let now = clock.instant(0);
    let conference = Conference::new(scope.conference, scope.account, now);
    show(server, scope.base, &conference, &Participant::new(call, now))
}

fn retrieve(server: &Server, scope: &Scope, call: Uuid) -> Result<Reply, Refusal> {
    let mut store = server.store();
    let conference = match scope.conference_of(server, &store, call) {
        Err(_) if !scope.labelled && server.faults.has(Defect::UnknownParticipantIs200) => {
            let body = nobody(server, scope, call, store.clock())?;
            return Ok(Reply::json(Subject::Retrieved, StatusCode::OK, body));
        }
        found => store.conference_mut(found?).ok_or_else(Refusal::not_found)?,
    };
    let position = conference.position(call).ok_or_else(Refusal::not_found)?;
    let old = past::retrieved(server, &mut conference.participants[position])?;
    let shown = old.as_ref().unwrap_or(&conference.participants[position]);
    let body = show(server, scope.base, conference, shown)?;
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
    if scope.labelled && server.faults.has(Defect::LabelOnDeleteDoesNothing) {
        return Ok(Reply::no_content(Subject::Removed));
    }
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
    let clock = store.clock();
    let Some(own) = store.conference_mut(conference) else { return };
    let Some(position) = own.position(call) else { return };
    if has(Defect::DeleteRemovesNothing)
        || has(Defect::OneInFiveDeletesDoesNothing) && server.counts.is_every(5)
    {
        return;
    }
    if has(Defect::DeleteRemovesEverybody) {
        while !own.participants.is_empty() {
            take_out(server, own, 0, clock);
        }
        return;
    }
    take_out(server, own, position, clock);
    if has(Defect::DeleteRemovesNeighbourToo) && !own.participants.is_empty() {
        take_out(server, own, position % own.participants.len(), clock);
    }
    if has(Defect::DeleteCrossesConferences)
        && let Some(other) = store.companion(conference)
        && position < other.participants.len()
    {
        take_out(server, other, position, clock);
    }
}

/// Takes a participant out, with all that follows from it in this dialect.
fn take_out(server: &Server, conference: &mut Conference, position: usize, clock: Clock) {
    let gone = conference.participants[position].clone();
    conference.remove(position, server.counts.requests());
    (server.dialect.hooks.removed)(server, conference, &gone, clock.instant(gone.revision + 1));
}

/// Hook of the fault that refuses a removal and does it all the same.
fn delete_anyway(server: &Server, call: &Call) {
    let Some(found) = path::find(server, &call.path).filter(|_| call.method == Method::DELETE)
    else {
        return;
    };
    let id =
        |kind, name| found.parameter(name).and_then(|text| (server.dialect.ids.read)(kind, text));
    let ids = [id(Kind::Conference, "ConferenceSid"), id(Kind::Call, "CallSid")];
    let mut store = server.store();
    let clock = store.clock();
    if let [Some(conference), Some(call)] = ids
        && let Some(conference) = store.conference_mut(conference)
        && let Some(position) = conference.position(call)
    {
        take_out(server, conference, position, clock);
    }
}

/// Hook of the fault that refuses the end of a conference and does it all the same.
fn end_anyway(server: &Server, call: &Call) {
    let found = path::find(server, &call.path).filter(|_| call.method == Method::POST);
    let id = found.as_ref().and_then(|found| found.parameter("Sid"));
    let mut store = server.store();
    let clock = store.clock();
    if let Some(id) = id.and_then(|text| (server.dialect.ids.read)(Kind::Conference, text))
        && let Some(conference) = store.conference_mut(id)
    {
        while !conference.participants.is_empty() {
            take_out(server, conference, 0, clock);
        }
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
