//! The notifications over WebSocket (RFC 6455): the same messages in frames, and what is told comes without being asked for.

use std::collections::BTreeSet;
use std::future::pending;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use futures_util::{SinkExt as _, StreamExt as _};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::time::sleep_until;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::notify::{receive, written};
use super::{Resource, Server, admit, door, notify};
use crate::bayeux::server::Held;
use crate::bayeux::{Message, Origin, message};
use crate::mock::serve::Call;

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Whether a field lists a word.
fn lists(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    let fields = headers.get_all(name).iter().filter_map(|field| field.to_str().ok());
    fields.flat_map(|field| field.split(',')).any(|own| own.trim().eq_ignore_ascii_case(word))
}

/// Opens a WebSocket, where a request asks for one and somebody who is known sends it; else it is answered like any other.
pub(in crate::mock) fn open(
    server: &Arc<Server>,
    request: &mut Request<Body>,
) -> Option<Response<Body>> {
    let headers = request.headers();
    let asks = request.method() == Method::GET
        && lists(headers, header::UPGRADE, "websocket")
        && lists(headers, header::CONNECTION, "upgrade")
        && matches!(Resource::find(request.uri().path()), Some(Resource::Notifications));
    let key = headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| asks)?.clone();
    let call = Call {
        method: request.method().clone(),
        version: request.version(),
        path: request.uri().path().to_owned(),
        query: None,
        headers: headers.clone(),
        body: None,
    };
    let entry = admit(server, &call).ok()?;
    let from = notify::origin(server, &call.headers, Some(&entry));
    let upgrade = hyper::upgrade::on(request);
    let own = Arc::clone(server);
    tokio::spawn(async move {
        // A connection that is gone before it was handed over has nothing to say.
        if let Ok(upgraded) = upgrade.await {
            let stream = TokioIo::new(upgraded);
            let socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
            Talk { server: own, from, socket, clients: BTreeSet::new(), held: Vec::new() }
                .run()
                .await;
        }
    });
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let fields = response.headers_mut();
    fields.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    fields.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    let accept = HeaderValue::try_from(derive_accept_key(key.as_bytes())).ok()?;
    fields.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    for (name, value) in door::fields(server, &call, &entry) {
        fields.append(name, value);
    }
    Some(response)
}

/// A WebSocket, with the sessions that were begun on it and the connects that wait.
struct Talk {
    server: Arc<Server>,
    from: Origin,
    socket: Socket,
    clients: BTreeSet<String>,
    held: Vec<Held>,
}

impl Talk {
    /// Talks until either side is gone.
    async fn run(mut self) {
        let server = Arc::clone(&self.server);
        let mut stopped = server.line.stopped();
        loop {
            let changed = server.line.changed();
            tokio::pin!(changed);
            // From here on no change is missed, so looking and waiting can't fall apart.
            changed.as_mut().enable();
            if self.tell().await.is_none() {
                break;
            }
            let due = self.held.iter().map(|held| server.line.instant(held.until)).min();
            let over = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => pending().await,
                }
            };
            let stop = async {
                let _ = stopped.wait_for(|stopped| *stopped).await;
            };
            let frame = tokio::select! {
                () = changed => None,
                () = over => None,
                () = stop => break,
                frame = self.socket.next() => Some(frame),
            };
            match frame {
                None => {}
                Some(Some(Ok(frame))) if self.hear(&frame).await.is_some() => {}
                Some(_) => break,
            }
        }
        for held in &self.held {
            let now = server.line.now();
            server.line.bayeux().abandon(held, now);
        }
    }

    /// Takes a frame; none where the other side is gone.
    async fn hear(&mut self, frame: &Frame) -> Option<()> {
        let text = match frame {
            Frame::Text(text) => text.as_bytes(),
            Frame::Binary(bytes) => bytes,
            Frame::Close(_) => return None,
            Frame::Ping(_) | Frame::Pong(_) | Frame::Frame(_) => return Some(()),
        };
        // A text that is no batch can't be answered message by message.
        let batch = message::parse(text).ok()?;
        let received = receive(&self.server, batch, &self.from);
        // The connection itself is what a session without a cookie is bound to.
        self.from.browser = received.browser.or(self.from.browser.take());
        let began = received.messages.iter().filter_map(|own| own["clientId"].as_str());
        self.clients.extend(began.map(str::to_owned));
        self.held.extend(received.held);
        self.send(received.messages).await
    }

    /// Tells what there is, by itself and in answer to connects.
    async fn tell(&mut self) -> Option<()> {
        let mut messages: Vec<Message> = Vec::new();
        {
            let now = self.server.line.now();
            let mut bayeux = self.server.line.bayeux();
            for client_id in &self.clients {
                messages.extend(bayeux.push(client_id));
            }
            self.held.retain(|held| match bayeux.release(held, now) {
                Some(released) => {
                    messages.extend(released);
                    false
                }
                None => true,
            });
        }
        let messages = written(&self.server, messages, &mut Vec::new());
        self.send(messages).await
    }

    async fn send(&mut self, messages: Vec<Value>) -> Option<()> {
        if messages.is_empty() {
            return Some(());
        }
        let text = Value::Array(messages).to_string();
        self.socket.send(Frame::text(text)).await.ok()
    }
}
