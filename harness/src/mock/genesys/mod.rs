//! Genesys: operations on calls, whose answers say little, and notifications over Bayeux, which say the rest.
//!
//! - `door` lets somebody in; `session` keeps who was.
//! - `switch` holds calls, `capability` says what is open to each, `operate` does it, `told` says what users hear of it.
//! - `line` has what happened wait until it may be told; `notify` is where it is listened to.
//! - `provider` hands calls out by the fixture protocol, version 1.

mod answer;
mod capability;
mod door;
mod line;
mod notify;
mod operate;
pub(super) mod provider;
mod refusal;
mod session;
mod switch;
mod told;
mod ways;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::{Method, StatusCode, Version, header};
use serde_json::{Value, json};
use tokio::sync::watch;

use self::answer::{About, Answer};
use self::door::Entry;
use self::line::Line;
use self::operate::Wish;
use self::refusal::{Refusal, code};
use self::session::Sessions;
use self::switch::Switch;
use super::auth::Login;
use super::clock::Clock;
use super::fault::Active;
use super::ids::Ids;
use super::pairs::{read_pairs, read_segment};
use super::reply::{Afterwards, Reply};
use super::serve::Call;
use super::{Options, Variations};
use crate::bayeux::server::Config;

pub use ways::Ways;

/// As the api is called.
pub(super) const ID: &str = "genesys";

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
        let config =
            Config { needs_owner: true, max_sessions_per_browser: 64, ..Config::default() };
        // Each sequence is its own, so that what one kind of request draws changes nothing for the others.
        let sequence = |salt: u64| Ids::new(options.seed ^ salt << 32);
        Self {
            users,
            origin: origin.to_owned(),
            clock: if options.fixed_clock { Clock::Fixed } else { Clock::Real },
            faults: Active::new(&options.faults),
            variations: options.variations.clone(),
            switch: Mutex::new(Switch::new(sequence(1), switch::call_id)),
            sessions: Mutex::new(Sessions::new(sequence(2))),
            line: Line::new(config, sequence(3), names, stopped),
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

/// Answers a request to the api; what has happened is told once the answer has gone out.
pub(super) async fn answer(server: &Arc<Server>, call: &Call) -> Reply {
    let entry = admit(server, call);
    let answered = match &entry {
        Ok(entry) => route(server, call, entry).await,
        Err(refusal) => Err(refusal.clone()),
    };
    let mut answer = answered.unwrap_or_else(|refusal| refusal.into_answer(server));
    if let Ok(entry) = &entry {
        door::stamp(server, call, entry, &mut answer);
    }
    let ticket = answer.ticket;
    let mut reply = answer.into_reply();
    if let Some(ticket) = ticket {
        let server = Arc::clone(server);
        reply.afterwards = Some(Afterwards::new(move || server.line.tell(ticket)));
    }
    reply
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
    const fn allow(&self) -> &'static str {
        match self {
            Self::Me | Self::Call(_) => "GET, HEAD, POST",
            Self::Calls => "GET, HEAD",
            Self::Notifications => "POST",
        }
    }
}

async fn route(server: &Server, call: &Call, entry: &Entry) -> Result<Answer, Refusal> {
    let resource = Resource::find(&call.path).ok_or_else(Refusal::no_path)?;
    // HEAD is GET without content (RFC 9110, 9.3.2); the connection leaves the content out.
    let reads = matches!(call.method, Method::GET | Method::HEAD);
    match (&resource, &call.method) {
        (Resource::Me, _) if reads => Ok(me(server, entry)),
        (Resource::Me, &Method::POST) => operate::on_me(&Wish::read(call)?),
        (Resource::Calls, _) if reads => calls(server, call, entry),
        (Resource::Call(id), _) if reads => one(server, entry, id),
        (Resource::Call(id), &Method::POST) => {
            operate::on_call(server, entry.user, id, &Wish::read(call)?)
        }
        (Resource::Notifications, &Method::POST) => notify::exchange(server, call, entry).await,
        _ => Err(Refusal::method(resource.allow())),
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

fn one(server: &Server, entry: &Entry, id: &str) -> Result<Answer, Refusal> {
    let switch = server.switch();
    let (key, place) = operate::find(&switch, entry.user, id).ok_or_else(Refusal::no_call)?;
    let room = switch.room(key).ok_or_else(Refusal::no_call)?;
    let shown = told::show(server, room, place).ok_or_else(Refusal::no_call)?;
    Ok(Answer::new(About::Call, json!({ "statusCode": 0, "call": shown })))
}
