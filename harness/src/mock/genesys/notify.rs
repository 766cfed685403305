//! The endpoint of the notifications: Bayeux by long-polling.

use axum::http::{StatusCode, header};
use serde_json::{Value, json};

use super::Server;
use super::answer::{About, Answer};
use super::door::{self, Entry};
use super::refusal::{Refusal, code};
use crate::bayeux::{Message, Origin};
use crate::mock::pairs::read_pairs;
use crate::mock::serve::Call;

/// The cookie that sessions of Bayeux are bound to.
const BROWSER: &str = "BAYEUX_BROWSER";

/// Where the client stands, as the protocol knows it.
fn origin(server: &Server, call: &Call, entry: &Entry) -> Origin {
    let owner = Some(server.users[entry.user].login.username.clone());
    Origin { browser: door::cookie(&call.headers, BROWSER), owner }
}

/// Answers a batch of messages; where it holds a connect, only when there is news.
pub(super) async fn exchange(
    server: &Server,
    call: &Call,
    entry: &Entry,
) -> Result<Answer, Refusal> {
    let batch = read(call)?;
    let from = origin(server, call, entry);
    let (messages, refused) = sort(batch);
    let received = {
        let mut bayeux = server.line.bayeux();
        let now = server.line.now();
        bayeux.expire(now);
        bayeux.receive(messages, &from, now)
    };
    // A session may have ended, or a connect been replaced: whoever waits for it must know.
    server.line.stir();
    let mut messages = written(received.messages);
    messages.extend(refused);
    if let Some(held) = received.held {
        messages.extend(written(server.line.wait(held).await));
    }
    let mut answer = Answer::new(About::Messages, Value::Array(messages));
    if let Some(browser) = received.browser {
        door::set_cookie(&mut answer, BROWSER, &browser);
    }
    Ok(answer)
}

fn written(messages: Vec<Message>) -> Vec<Value> {
    // Every member is a text, a number, a flag or JSON already, so none is lost.
    messages.into_iter().filter_map(|message| serde_json::to_value(message).ok()).collect()
}

/// The messages of a request: an array or a single one, as JSON or in the field `message` of a form.
fn read(call: &Call) -> Result<Vec<Value>, Refusal> {
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
        _ => return Err(Refusal::media_type()),
    };
    let mut batch = Vec::new();
    for text in texts {
        match serde_json::from_slice(&text).map_err(|_| malformed())? {
            Value::Array(several) => batch.extend(several),
            single @ Value::Object(_) => batch.push(single),
            _ => return Err(malformed()),
        }
    }
    Ok(batch)
}

/// Parts what can be read from what can't, which is refused by itself and spoils nothing else.
fn sort(batch: Vec<Value>) -> (Vec<Message>, Vec<Value>) {
    let (mut messages, mut refused) = (Vec::new(), Vec::new());
    for value in batch {
        match serde_json::from_value(value.clone()) {
            Ok(message) => messages.push(message),
            Err(_) => {
                let channel = value.get("channel").and_then(Value::as_str).unwrap_or_default();
                let mut refusal = json!({
                    "channel": channel,
                    "successful": false,
                    "error": "400::message_invalid",
                });
                if let Some(id) = value.get("id") {
                    refusal["id"] = id.clone();
                }
                refused.push(refusal);
            }
        }
    }
    (messages, refused)
}
