//! The endpoint of the notifications: Bayeux by long-polling.

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

use super::Server;
use super::answer::{About, Answer};
use super::door::{self, Entry};
use super::mishear::{self, Heard};
use super::refusal::{Refusal, code};
use crate::bayeux::server::Held;
use crate::bayeux::{Message, Origin, channel, message};
use crate::mock::fault::Defect;
use crate::mock::pairs::read_pairs;
use crate::mock::serve::Call;

/// The cookie that sessions of Bayeux are bound to.
const BROWSER: &str = "BAYEUX_BROWSER";

/// Where the client stands, as the protocol knows it.
pub(super) fn origin(server: &Server, headers: &HeaderMap, entry: Option<&Entry>) -> Origin {
    let owner = entry.map(|entry| server.users[entry.user].login.username.clone());
    Origin { browser: door::cookie(headers, BROWSER), owner }
}

/// Answers a batch of messages; where it holds a connect, only when there is news.
pub(super) async fn exchange(
    server: &Server,
    call: &Call,
    entry: Option<&Entry>,
) -> Result<Answer, Refusal> {
    let is_there = match call.path.rsplit('/').next() {
        Some("") => !server.faults.has(Defect::SlashNotServed),
        Some("handshake" | "connect" | "disconnect") => {
            !server.faults.has(Defect::TypedUrlsNotServed)
        }
        _ => true,
    };
    if !is_there {
        return Err(Refusal::no_path());
    }
    let batch = read(server, call)?;
    let from = origin(server, &call.headers, entry);
    let mut received = receive(server, batch, &from);
    if let Some(held) = received.held.take() {
        let released = server.line.wait(held).await;
        received.messages.extend(written(server, released, &mut Vec::new()));
    }
    let mut answer = Answer::new(About::Messages, Value::Array(received.messages));
    if let Some(browser) = received.browser {
        door::set_cookie(&mut answer, BROWSER, &browser);
    }
    Ok(answer)
}

/// What a batch came to, as it is written.
pub(super) struct Received {
    pub(super) messages: Vec<Value>,
    pub(super) held: Option<Held>,
    pub(super) browser: Option<String>,
}

/// Takes a batch. Hooks of the faults that hear wrongly, answer wrongly, or lose what was told too early.
pub(super) fn receive(server: &Server, batch: Vec<Message>, from: &Origin) -> Received {
    let is_subscription = |own: &&Message| own.channel == channel::SUBSCRIBE;
    let mut asked = Vec::new();
    if !server.faults.is_empty() {
        let said = batch.iter().filter(is_subscription).map(|own| json!(own.subscription));
        asked = said.collect();
    }
    let deaf = server.faults.has(Defect::LostBeforeFirstConnect)
        && batch.iter().all(|own| server.line.is_first(own));
    let (mut taken, mut waved) = (Vec::new(), Vec::new());
    for message in batch {
        match mishear::hear(server, message) {
            Heard::Taken(message) => taken.push(message),
            Heard::Waved(message) => waved.push(mishear::wave(message)),
        }
    }
    let mut received = {
        let mut bayeux = server.line.bayeux();
        let now = server.line.now();
        bayeux.expire(now);
        bayeux.receive(taken, from, now)
    };
    mishear::subscribe_unasked(server, &received, from);
    // A session may have ended, or a connect been replaced: whoever waits for it must know.
    server.line.stir();
    received.messages.extend(waved);
    if deaf {
        received.messages.retain(|own| !own.is_event());
    }
    let messages = written(server, received.messages, &mut asked);
    Received { messages, held: received.held, browser: received.browser }
}

pub(super) fn written(
    server: &Server,
    messages: Vec<Message>,
    asked: &mut Vec<Value>,
) -> Vec<Value> {
    // Every member is a text, a number, a flag or JSON already, so none is lost.
    let values = messages.into_iter().filter_map(|own| serde_json::to_value(own).ok());
    let mut values = values.collect::<Vec<_>>();
    if !server.faults.is_empty() {
        for own in &mut values {
            mishear::spoil(server, own, asked);
        }
    }
    values
}

/// The messages of a request: an array or a single one, as JSON or in the field `message` of a form.
fn read(server: &Server, call: &Call) -> Result<Vec<Message>, Refusal> {
    let malformed = || {
        let message = "The content is no batch of messages";
        Refusal::with_status(StatusCode::BAD_REQUEST, code::INVALID_INPUT, message)
    };
    let body = call.body.as_deref().ok_or_else(malformed)?;
    let field = call.headers.get(header::CONTENT_TYPE).and_then(|field| field.to_str().ok());
    let essence = field.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let texts = match essence.to_ascii_lowercase().as_str() {
        "application/json" => vec![body.to_vec()],
        "application/x-www-form-urlencoded" => {
            let pairs = read_pairs(body).map_err(|_| malformed())?;
            let own = pairs.into_iter().filter(|(name, _)| name == "message");
            own.map(|(_, value)| value.into_bytes()).collect()
        }
        _ => return Err(Refusal::media_type(server)),
    };
    let mut batch = Vec::new();
    for text in texts {
        batch.extend(message::parse(&text).map_err(|_| malformed())?);
    }
    Ok(batch)
}
