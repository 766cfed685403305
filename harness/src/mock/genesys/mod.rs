//! Genesys: operations on calls, whose answers say little, and notifications over Bayeux, which say the rest.
//!
//! - `door` lets somebody in; `session` keeps who was.
//! - `switch` holds calls, `wish` reads what is asked for, `capability` says whether it is open, `operate` does it, and `told`
//!   says what users hear of it.
//! - `line` has what happened wait until it may be told; `notify` is where it is listened to, by long-polling, and `socket` over
//!   WebSocket.
//! - `vary` is right in another way, `spoil`, `hearsay` and `mishear` are wrong: in answers, in what is told, in how it is asked for.
//! - `provider` hands calls out by the fixture protocol, version 1.

mod answer;
mod capability;
mod door;
mod hearsay;
mod line;
mod mishear;
mod notify;
mod operate;
pub(super) mod provider;
mod refusal;
mod session;
pub(super) mod socket;
mod spoil;
mod switch;
mod told;
mod vary;
mod ways;
mod wish;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{Method, StatusCode, Version, header};
use serde_json::{Value, json};
use tokio::sync::watch;

use self::answer::{About, Answer};
use self::door::Entry;
use self::line::Line;
use self::refusal::{Refusal, code};
use self::session::Sessions;
use self::switch::Switch;
use self::wish::Wish;
use super::auth::Login;
use super::clock::Clock;
use super::fault::{Active, Defect};
use super::ids::Ids;
use super::pairs::{read_pairs, read_segment};
use super::reply::{Afterwards, Reply};
use super::serve::Call;
use super::{Options, Variations};
use crate::bayeux::server::Config;
use crate::bayeux::{LONG_POLLING, WEBSOCKET};

pub use ways::Ways;

/// As the api is called.
pub(super) const ID: &str = "genesys";

/// How far what is told is ahead of its answer, where it comes first.
const HEAD_START: Duration = Duration::from_millis(20);
/// For how long what has happened waits for something to be told before it, where the order is turned.
const TURNING: Duration = Duration::from_millis(300);
/// How late is too late.
const LATE: Duration = Duration::from_secs(20);

/// Somebody who can log in.
#[derive(Debug)]
pub(super) struct User {
    login: Login,
    /// The address of the telephone.
    device: String,
}

/// All that the handlers share.
#[derive(Debug)]
pub(super) struct Server {
    /// The one whose calls are handed over, and one who takes part in them.
    users: [User; 2],
    origin: String,
    clock: Clock,
    faults: Active,
    variations: Variations,
    switch: Mutex<Switch>,
    sessions: Mutex<Sessions>,
    line: Line,
}

impl Server {
    /// A server with two users and no call, found at an origin.
    pub(super) fn new(options: &Options, origin: &str, stopped: watch::Receiver<bool>) -> Self {
        let mut ids = Ids::new(options.seed);
        let mut user = |name: &str| {
            let id = ids.uuid();
            let device = format!("{origin}/api/v2/devices/{}", ids.uuid());
            User { login: Login::new(id, name.to_owned(), ids.token()), device }
        };
        let users = [user("agent.first"), user("agent.second")];
        let names = users.iter().map(|user| user.login.username.clone()).collect();
        let ways = &options.variations.genesys;
        let spell = if ways.other_ids { switch::marked_id } else { switch::call_id };
        let prefix = if ways.plus_numbers { "+4930" } else { "" };
        // Each sequence is its own, so that what one kind of request draws changes nothing for the others.
        let sequence = |salt: u64| Ids::new(options.seed ^ salt << 32);
        Self {
            users,
            origin: origin.to_owned(),
            clock: if options.fixed_clock { Clock::Fixed } else { Clock::Real },
            faults: Active::new(&options.faults),
            variations: options.variations.clone(),
            switch: Mutex::new(Switch::new(sequence(1), spell, prefix)),
            sessions: Mutex::new(Sessions::new(sequence(2))),
            line: Line::new(config(ways), sequence(3), names, stopped),
        }
    }

    /// How the two users log in.
    pub(super) fn logins(&self) -> [Login; 2] {
        self.users.each_ref().map(|user| user.login.clone())
    }

    /// The calls, for one caller at a time.
    fn switch(&self) -> MutexGuard<'_, Switch> {
        self.switch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sessions of HTTP, for one caller at a time.
    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the protocol of notifications is spoken.
fn config(ways: &Ways) -> Config {
    let mut config = Config {
        connection_types: vec![WEBSOCKET, LONG_POLLING],
        needs_owner: true,
        max_sessions_per_browser: if ways.one_session_a_browser { 1 } else { 64 },
        binds_cookie: !ways.cookie_unbound,
        answers_first_connect: !ways.first_connect_held,
        events_first: ways.events_first,
        acknowledges: !ways.no_acknowledgements,
        ..Config::default()
    };
    if ways.short_timeouts {
        config.timeout = Duration::from_secs(2);
        config.max_interval = Duration::from_secs(4);
    }
    config
}

/// Answers a request to the api; what has happened is told once the answer has gone out.
pub(super) async fn answer(server: &Arc<Server>, call: &Call) -> Reply {
    let entry = admit(server, call);
    let answered = match &entry {
        Ok(entry) => route(server, call, entry).await,
        Err(refusal) => stay_out(server, call, refusal).await,
    };
    let mut answer = answered.unwrap_or_else(|refusal| refusal.into_answer(server));
    if let Ok(entry) = &entry {
        door::stamp(server, call, entry, &mut answer);
    }
    vary::answer(server, &mut answer);
    spoil::answer(server, call, &mut answer);
    let (about, ticket) = (answer.about, answer.ticket);
    let mut reply = answer.into_reply();
    vary::reply(server, about, &mut reply);
    spoil::reply(server, call, about, &mut reply);
    if let Some(ticket) = ticket {
        if server.variations.genesys.told_first {
            server.line.tell(ticket);
            reply.delay = Some(HEAD_START);
        } else {
            let server = Arc::clone(server);
            reply.afterwards = Some(Afterwards::new(move || tell(&server, ticket)));
        }
    }
    reply
}

/// Tells what was done. Hook of the faults that tell late, or in another order.
fn tell(server: &Arc<Server>, ticket: u64) {
    let has = |defect| server.faults.has(defect);
    if !has(Defect::RemovalToldLate) && !has(Defect::ToldBackwards) {
        server.line.tell(ticket);
        return;
    }
    // Without a runtime the server is gone, and nobody listens.
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let own = Arc::clone(server);
    if has(Defect::ToldBackwards) {
        runtime.spawn(async move {
            tokio::time::sleep(TURNING).await;
            own.line.tell_backwards();
        });
        return;
    }
    let told = server.line.take_back(ticket);
    let (late, rest): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|own| own.data["notificationType"] == "ParticipantsUpdated");
    server.line.tell(server.line.put(rest));
    runtime.spawn(async move {
        tokio::time::sleep(LATE).await;
        own.line.tell(own.line.put(late));
    });
}

/// Refuses somebody who was not let in; where Bayeux does it, by a message.
async fn stay_out(server: &Server, call: &Call, refusal: &Refusal) -> Result<Answer, Refusal> {
    let messages = matches!(Resource::find(&call.path), Some(Resource::Notifications));
    let unknown = refusal.status == Some(StatusCode::UNAUTHORIZED) && call.method == Method::POST;
    if messages && unknown && server.variations.genesys.handshake_denied {
        return notify::exchange(server, call, None).await;
    }
    Err(refusal.clone())
}

/// Looks at the message itself, then at who sends it.
fn admit(server: &Server, call: &Call) -> Result<Entry, Refusal> {
    let hosts = call.headers.get_all(header::HOST).iter().count();
    if hosts > 1 || hosts == 0 && call.version == Version::HTTP_11 {
        let message = "The request must carry one Host field";
        return Err(Refusal::with_status(StatusCode::BAD_REQUEST, code::INVALID_INPUT, message));
    }
    door::enter(server, call)
}

/// What a path means.
enum Resource {
    Me,
    Calls,
    Call(String),
    Notifications,
}

impl Resource {
    fn find(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("/api/v2/")?;
        match rest.split('/').collect::<Vec<_>>()[..] {
            ["me"] => Some(Self::Me),
            ["me", "calls"] => Some(Self::Calls),
            ["me", "calls", id] if !id.is_empty() => read_segment(id).ok().map(Self::Call),
            ["notifications"] | ["notifications", "" | "handshake" | "connect" | "disconnect"] => {
                Some(Self::Notifications)
            }
            _ => None,
        }
    }

    /// The methods that it has.
    const fn allow(&self, head: bool) -> &'static str {
        match self {
            Self::Me | Self::Call(_) if head => "GET, HEAD, POST",
            Self::Me | Self::Call(_) => "GET, POST",
            Self::Calls if head => "GET, HEAD",
            Self::Calls => "GET",
            Self::Notifications => "POST",
        }
    }
}

async fn route(server: &Server, call: &Call, entry: &Entry) -> Result<Answer, Refusal> {
    let resource = Resource::find(&call.path).ok_or_else(Refusal::no_path)?;
    // HEAD is GET without content (RFC 9110, 9.3.2); the connection leaves the content out.
    let head = !server.variations.head_not_allowed;
    let put = call.method == Method::PUT && server.faults.has(Defect::PutIsAccepted);
    let reads = call.method == Method::GET || head && call.method == Method::HEAD || put;
    let posts = call.method == Method::POST;
    match &resource {
        Resource::Me if reads => Ok(me(server, entry)),
        Resource::Me if posts => operate::on_me(server, &Wish::read(server, call)?),
        Resource::Calls if reads => calls(server, call, entry),
        Resource::Call(id) if reads => one(server, entry, id),
        Resource::Call(id) if posts => {
            operate::on_call(server, entry.user, id, &Wish::read(server, call)?)
        }
        Resource::Notifications if posts => notify::exchange(server, call, Some(entry)).await,
        _ => Err(Refusal::method(server, resource.allow(head))),
    }
}

fn me(server: &Server, entry: &Entry) -> Answer {
    let user = &server.users[entry.user];
    let id = user.login.id;
    let shown = json!({
        "id": id,
        "userName": user.login.username,
        "uri": format!("{}/api/v2/users/{id}", server.origin),
        "path": format!("/users/{id}"),
    });
    Answer::new(About::Me, json!({ "statusCode": 0, "user": shown }))
}

fn calls(server: &Server, call: &Call, entry: &Entry) -> Result<Answer, Refusal> {
    let query = read_pairs(call.query.as_deref().unwrap_or_default().as_bytes())
        .map_err(|why| Refusal::invalid(why.as_str()))?;
    let fields = query.into_iter().find(|(name, _)| name == "fields").map(|(_, value)| value);
    let switch = server.switch();
    let own = switch.rooms().flat_map(|room| room.legs().into_iter().map(move |at| (room, at)));
    let own = own.filter(|(room, at)| room.leg(*at).is_some_and(|leg| leg.user == entry.user));
    let shown = own.filter_map(|(room, at)| told::show(server, room, at)).collect::<Vec<_>>();
    let body = match fields.as_deref() {
        Some("*") => json!({ "statusCode": 0, "calls": shown }),
        None => {
            let uris = shown.iter().map(|call| call["uri"].clone()).collect::<Vec<Value>>();
            json!({ "statusCode": 0, "uris": uris })
        }
        Some(other) => {
            return Err(Refusal::invalid(format!("`fields` is `{other}`, which means nothing")));
        }
    };
    Ok(Answer::new(About::Calls, body))
}

/// One call. Hook of the faults that show what is not there, or somebody else's.
fn one(server: &Server, entry: &Entry, id: &str) -> Result<Answer, Refusal> {
    let switch = server.switch();
    let found = match operate::find(server, &switch, entry.user, id) {
        None if server.faults.has(Defect::ForeignCallShown) => {
            operate::find(server, &switch, 1 - entry.user, id)
        }
        found => found,
    };
    if found.is_none() && server.faults.has(Defect::UnknownCallShown) {
        let shown = json!({ "id": id, "state": "Established", "participants": [] });
        return Ok(Answer::new(About::Call, json!({ "statusCode": 0, "call": shown })));
    }
    let (key, place) = found.ok_or_else(|| Refusal::no_call(server))?;
    let room = switch.room(key).ok_or_else(|| Refusal::no_call(server))?;
    let shown = told::retrieved(server, room, place).ok_or_else(|| Refusal::no_call(server))?;
    Ok(Answer::new(About::Call, json!({ "statusCode": 0, "call": shown })))
}
