//! A server of notifications for one test: HTTP sessions before the server's end of Bayeux, on sockets that can be cut.

use std::collections::{BTreeMap, VecDeque};
use std::future::pending;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::handler::Handler as _;
use axum::http::{HeaderMap, Request, Response};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, broadcast};
use tokio_tungstenite::accept_hdr_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::server as upgrade;

use crate::bayeux::message::{parse, write};
use crate::bayeux::server::{Config, Held};
use crate::bayeux::{Message, Origin, Server};
use crate::record::Credentials;
use crate::target::events::{Carrier, Line};
use crate::target::limit::Limit;
use crate::target::{Account, Address, tls};

/// The users, by their passwords.
const USERS: [(&str, &str); 2] = [("me", "password-of-mine"), ("you", "password-of-yours")];

/// Everything that a test may want to know or to spoil.
pub(super) struct Gws {
    pub(super) bayeux: Mutex<Server>,
    news: Notify,
    began: Instant,
    /// HTTP sessions: cookie, user and token.
    sessions: Mutex<BTreeMap<String, (String, String)>>,
    count: AtomicUsize,
    port: u16,
    cut: broadcast::Sender<()>,
    /// So many answers to connects are lost on their way.
    pub(super) answers_to_lose: AtomicUsize,
    /// What GET of me is answered with instead.
    pub(super) instead: Mutex<Option<(u16, &'static str)>>,
    /// What answers to POSTs are, one after the other, instead of what they should be.
    pub(super) bodies: Mutex<VecDeque<Vec<u8>>>,
    /// Whether connects are held though their clients ask not to.
    pub(super) holds_always: AtomicBool,
    /// Where redirects led somebody.
    pub(super) strayed: AtomicUsize,
}

impl Gws {
    pub(super) async fn start(config: Config) -> Arc<Self> {
        let inner = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let front = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut ids = 0;
        let gws = Arc::new(Self {
            bayeux: Mutex::new(Server::new(config, move || {
                ids += 1;
                format!("secret-id-{ids}")
            })),
            news: Notify::new(),
            began: Instant::now(),
            sessions: Mutex::default(),
            count: AtomicUsize::new(0),
            port: front.local_addr().unwrap().port(),
            cut: broadcast::channel(16).0,
            answers_to_lose: AtomicUsize::new(0),
            instead: Mutex::default(),
            bodies: Mutex::default(),
            holds_always: AtomicBool::new(false),
            strayed: AtomicUsize::new(0),
        });
        let behind = inner.local_addr().unwrap();
        let service = handle.with_state(Arc::clone(&gws));
        tokio::spawn(async move { axum::serve(inner, service).await });
        let own = Arc::clone(&gws);
        tokio::spawn(async move {
            while let Ok((stream, _)) = front.accept().await {
                let (own, mut cut) = (Arc::clone(&own), own.cut.subscribe());
                tokio::spawn(async move {
                    tokio::select! {
                        () = own.connection(stream, behind) => {}
                        _ = cut.recv() => {}
                    }
                });
            }
        });
        gws
    }

    pub(super) fn line(&self, carrier: Carrier, user: usize) -> Line {
        let (name, password) = USERS[user];
        Line {
            address: Address::parse(&format!("http://127.0.0.1:{}", self.port)).unwrap(),
            account: Account::new(name, password),
            tls: tls::client_config(None).unwrap(),
            path: "/api/v2/notifications".to_owned(),
            begin: Some("/api/v2/me".to_owned()),
            carrier,
            time_limit: Duration::from_secs(5),
            limit: Arc::new(Limit::new(None)),
        }
    }

    /// Cuts every connection.
    pub(super) fn cut(&self) {
        let _ = self.cut.send(());
    }

    /// Tells a user; gives how many sessions have it.
    pub(super) fn tell(&self, user: &str, channel: &str, data: &Value) -> usize {
        let channel = channel.parse().unwrap();
        let reached = self.bayeux.lock().unwrap().publish(&channel, data, |own| own == Some(user));
        self.news.notify_waiters();
        reached.len()
    }

    pub(super) fn tell_number(&self, user: &str, number: usize) -> usize {
        self.tell(user, "/v2/me/calls", &json!({"call": {"id": "A"}, "number": number}))
    }

    /// Forgets every HTTP session.
    pub(super) fn log_everybody_out(&self) {
        self.sessions.lock().unwrap().clear();
    }

    /// Gives every HTTP session another token.
    pub(super) fn change_tokens(&self) {
        for (_, token) in self.sessions.lock().unwrap().values_mut() {
            token.push('x');
        }
    }

    /// Forgets every session of Bayeux.
    pub(super) fn forget_everybody(&self) {
        let mut server = self.bayeux.lock().unwrap();
        let all: Vec<String> = server.sessions().map(str::to_owned).collect();
        assert!(all.iter().all(|id| server.forget(id)));
        drop(server);
        self.news.notify_waiters();
    }

    pub(super) fn count(&self) -> usize {
        self.bayeux.lock().unwrap().sessions().count()
    }

    /// Waits until something holds; whatever is done here tells so.
    pub(super) async fn until(&self, holds: impl Fn(&Self) -> bool) {
        loop {
            let news = self.news.notified();
            if holds(self) {
                return;
            }
            news.await;
        }
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// A session's user by cookie, or a user by credentials.
    fn user(&self, headers: &HeaderMap) -> Option<(String, Option<String>)> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let session = cookie(headers, "JSESSIONID");
        let sessions = self.sessions.lock().unwrap();
        if let Some((id, (user, _))) = session.and_then(|id| sessions.get_key_value(&id)) {
            return Some((user.clone(), Some(id.clone())));
        }
        let given = text("authorization")?;
        let is_right = |(name, password): &&(&str, &str)| {
            Account::new(*name, *password).authorization(Credentials::Right).as_deref()
                == Some(given)
        };
        USERS.iter().find(is_right).map(|(name, _)| ((*name).to_owned(), None))
    }

    /// Takes a batch from somebody and gives the answer, once it is there.
    async fn answer(&self, mut batch: Vec<Message>, origin: &mut Origin) -> Vec<Message> {
        if self.holds_always.load(Ordering::SeqCst) {
            for message in &mut batch {
                message.advice = None;
            }
        }
        let answer = {
            let mut server = self.bayeux.lock().unwrap();
            server.expire(self.now());
            server.receive(batch, origin, self.now())
        };
        origin.browser = answer.browser.or(origin.browser.take());
        self.news.notify_waiters();
        let mut messages = answer.messages;
        if let Some(held) = answer.held {
            let gone = Gone { gws: self, held };
            messages.extend(gone.gws.rest(&gone.held).await);
        }
        messages
    }

    async fn rest(&self, held: &Held) -> Vec<Message> {
        loop {
            let news = self.news.notified();
            let rest = self.bayeux.lock().unwrap().release(held, self.now());
            if let Some(rest) = rest {
                return rest;
            }
            tokio::select! {
                () = news => {}
                () = tokio::time::sleep(held.until.saturating_sub(self.now())) => {}
            }
        }
    }

    fn loses(&self, bytes: &[u8]) -> bool {
        let is_connect = String::from_utf8_lossy(bytes).contains("/meta/connect");
        let less = |left: usize| left.checked_sub(1);
        is_connect
            && self.answers_to_lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok()
    }

    /// A connection: a WebSocket, or HTTP that is handed on.
    async fn connection(&self, mut stream: TcpStream, behind: std::net::SocketAddr) {
        let mut head = vec![0; 8192];
        let read = loop {
            let read = stream.peek(&mut head).await.unwrap_or(0);
            if read == 0 || head[..read].windows(4).any(|four| four == b"\r\n\r\n") {
                break read;
            }
            tokio::task::yield_now().await;
        };
        if String::from_utf8_lossy(&head[..read]).to_lowercase().contains("upgrade: websocket") {
            return self.websocket(stream).await;
        }
        let Ok(mut server) = TcpStream::connect(behind).await else { return };
        let (mut from_client, mut to_client) = stream.split();
        let (mut from_server, mut to_server) = server.split();
        let back = async {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
                if self.loses(&buffer[..read])
                    || to_client.write_all(&buffer[..read]).await.is_err()
                {
                    break;
                }
            }
        };
        tokio::select! {
            _ = tokio::io::copy(&mut from_client, &mut to_server) => {}
            () = back => {}
        }
    }

    #[expect(clippy::result_large_err, reason = "the library has its refusals so")]
    async fn websocket(&self, stream: TcpStream) {
        let mut who = None;
        let accept = |request: &upgrade::Request, response: upgrade::Response| {
            who = self.user(request.headers());
            match &who {
                Some(_) => Ok(response),
                None => Err(upgrade::ErrorResponse::new(Some("who are you".to_owned()))),
            }
        };
        let Ok(mut socket) = accept_hdr_async(stream, accept).await else { return };
        let mut origin = Origin { browser: None, owner: who.map(|(user, _)| user) };
        let mut client_id = String::new();
        let mut held: Option<Held> = None;
        loop {
            let news = self.news.notified();
            let mut out = self.bayeux.lock().unwrap().push(&client_id);
            if let Some(waiting) = &held {
                let rest = self.bayeux.lock().unwrap().release(waiting, self.now());
                if let Some(rest) = rest {
                    held = None;
                    out.extend(rest);
                }
            }
            if !out.is_empty() {
                let text = write(&out);
                if self.loses(text.as_bytes()) || socket.send(Frame::text(text)).await.is_err() {
                    break;
                }
                continue;
            }
            let patience = async {
                match &held {
                    Some(held) => {
                        tokio::time::sleep(held.until.saturating_sub(self.now())).await;
                    }
                    None => pending().await,
                }
            };
            let frame = tokio::select! {
                frame = socket.next() => frame,
                () = news => continue,
                () = patience => continue,
            };
            let Some(Ok(Frame::Text(text))) = frame else { break };
            let batch = parse(text.as_bytes()).unwrap();
            let answer = self.bayeux.lock().unwrap().receive(batch, &origin, self.now());
            self.news.notify_waiters();
            origin.browser = answer.browser.or(origin.browser.take());
            let shaken = answer.messages.iter().find_map(|one| one.client_id.clone());
            client_id = shaken.unwrap_or(client_id);
            held = answer.held.or(held);
            let text = write(&answer.messages);
            if !answer.messages.is_empty()
                && (self.loses(text.as_bytes()) || socket.send(Frame::text(text)).await.is_err())
            {
                break;
            }
        }
        if let Some(held) = held {
            self.bayeux.lock().unwrap().abandon(&held, self.now());
        }
    }
}

/// A connect that is held; where its connection goes, it is given up.
struct Gone<'a> {
    gws: &'a Gws,
    held: Held,
}

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        let mut server = self.gws.bayeux.lock().unwrap_or_else(PoisonError::into_inner);
        server.abandon(&self.held, self.gws.now());
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let text = headers.get("cookie")?.to_str().ok()?;
    let mut pairs = text.split("; ").filter_map(|pair| pair.split_once('='));
    pairs.find(|(own, _)| *own == name).map(|(_, value)| value.to_owned())
}

fn plain(status: u16, body: impl Into<Body>) -> Response<Body> {
    Response::builder().status(status).body(body.into()).unwrap()
}

async fn handle(State(gws): State<Arc<Gws>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let Some((user, session)) = gws.user(&parts.headers) else {
        return plain(401, "who are you");
    };
    match parts.uri.path() {
        "/api/v2/me" => {
            if let Some((status, location)) = *gws.instead.lock().unwrap() {
                let mut response = plain(status, "not here");
                response.headers_mut().insert("location", location.parse().unwrap());
                return response;
            }
            let mut sessions = gws.sessions.lock().unwrap();
            let number = gws.count.fetch_add(1, Ordering::SeqCst);
            let id = session.unwrap_or_else(|| format!("session-{number}"));
            let (_, token) =
                sessions.entry(id.clone()).or_insert((user, format!("token-{number}")));
            let response = Response::builder()
                .header("set-cookie", format!("JSESSIONID={id}; Path=/api"))
                .header("x-csrf-header", "X-CSRF-TOKEN")
                .header("x-csrf-token", token.as_str());
            response.body(Body::from("{\"statusCode\":0}")).unwrap()
        }
        "/api/v2/notifications" => {
            let token = parts.headers.get("x-csrf-token").and_then(|value| value.to_str().ok());
            let sessions = gws.sessions.lock().unwrap().clone();
            if session.and_then(|id| sessions.get(&id)).map(|(_, own)| own.as_str()) != token
                || token.is_none()
            {
                return plain(403, "Missing or invalid Csrf token");
            }
            if let Some(instead) = gws.bodies.lock().unwrap().pop_front() {
                return plain(200, instead);
            }
            let browser = cookie(&parts.headers, "BAYEUX_BROWSER");
            let mut origin = Origin { browser: browser.clone(), owner: Some(user) };
            let Ok(batch) = parse(&body) else { return plain(400, "no batch") };
            let messages = gws.answer(batch, &mut origin).await;
            let mut response = plain(200, write(&messages));
            if origin.browser != browser {
                let cookie = format!("BAYEUX_BROWSER={}; Path=/", origin.browser.unwrap());
                response.headers_mut().insert("set-cookie", cookie.parse().unwrap());
            }
            response
        }
        _ => {
            gws.strayed.fetch_add(1, Ordering::SeqCst);
            plain(200, "[]")
        }
    }
}
