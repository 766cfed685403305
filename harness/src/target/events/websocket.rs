//! Messages as frames of a WebSocket, both ways at any time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message as Frame};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::access::Access;
use crate::bayeux::client::Kind;
use crate::bayeux::message::{Message, parse, write};
use crate::bayeux::{Transport, WEBSOCKET, Waiting};
use crate::record::Answer;
use crate::target::client::BODY_LIMIT;
use crate::target::wire::{self, Stream};

/// So many frames wait to be looked at; then the server has to wait. Each may be as large as an answer.
const BACKLOG: usize = 16;

/// A server that does not answer the end of a WebSocket is left after so long.
const FAREWELL: Duration = Duration::from_secs(1);

/// Whom to tell of an answer.
type Whom = oneshot::Sender<Result<Vec<Message>, String>>;

/// A WebSocket, opened when something is to be sent and none is open.
pub(super) struct WebSocket {
    access: Arc<Access>,
    socket: AsyncMutex<Option<Arc<Socket>>>,
    push: mpsc::Sender<Vec<Message>>,
    pushed: AsyncMutex<mpsc::Receiver<Vec<Message>>>,
}

/// What is shared with the task that reads and writes one WebSocket.
struct Socket {
    out: mpsc::Sender<String>,
    waiting: Mutex<Waiting<Whom>>,
    /// Whether it is of no use any more.
    is_over: AtomicBool,
    /// Counts frames that came.
    frames: AtomicU64,
}

impl Socket {
    fn waiting(&self) -> MutexGuard<'_, Waiting<Whom>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It is of no use any more; whoever waits is told so.
    fn end(&self, reason: &str) {
        self.is_over.store(true, Ordering::SeqCst);
        let all: Vec<Whom> = self.waiting().clear().collect();
        for whom in all {
            let _ = whom.send(Err(format!("the WebSocket has ended: {reason}")));
        }
    }
}

/// A batch that waits for its answer. Where nobody waits any more and nothing has come meanwhile, the WebSocket is dead.
struct Wait {
    socket: Arc<Socket>,
    number: u64,
    frames: u64,
}

impl Drop for Wait {
    fn drop(&mut self) {
        let is_open = self.socket.waiting().forget(self.number);
        if is_open && self.socket.frames.load(Ordering::SeqCst) == self.frames {
            self.socket.is_over.store(true, Ordering::SeqCst);
        }
    }
}

impl WebSocket {
    /// How the protocol calls it.
    pub(super) const TYPE: &str = WEBSOCKET;

    pub(super) fn new(access: Arc<Access>) -> Self {
        let (push, pushed) = mpsc::channel(BACKLOG);
        Self { access, socket: AsyncMutex::new(None), push, pushed: AsyncMutex::new(pushed) }
    }

    /// The WebSocket that is open, or a new one.
    async fn socket(&self) -> Result<Arc<Socket>, String> {
        let mut current = self.socket.lock().await;
        if let Some(socket) = current.as_ref().filter(|one| !one.is_over.load(Ordering::SeqCst)) {
            return Ok(Arc::clone(socket));
        }
        *current = None;
        let stream = self.open().await?;
        let (out, to_send) = mpsc::channel(BACKLOG);
        let socket = Arc::new(Socket {
            out,
            waiting: Mutex::default(),
            is_over: AtomicBool::new(false),
            frames: AtomicU64::new(0),
        });
        tokio::spawn(run(stream, Arc::downgrade(&socket), to_send, self.push.clone()));
        *current = Some(Arc::clone(&socket));
        Ok(socket)
    }

    /// Opens a WebSocket. No redirect is followed.
    async fn open(&self) -> Result<WebSocketStream<Box<dyn Stream>>, String> {
        let (access, line) = (&self.access, &self.access.line);
        let words = |source: &dyn std::fmt::Display| access.clean(&source.to_string());
        let scheme = if line.address.is_tls() { "wss" } else { "ws" };
        let mut place = access.url.clone();
        place.set_scheme(scheme).map_err(|()| format!("`{place}` takes no WebSocket"))?;
        let mut request = place.as_str().into_client_request().map_err(|error| words(&error))?;
        for (name, value) in access.fields(&access.url) {
            let name = HeaderName::try_from(name).map_err(|error| words(&error))?;
            let value = HeaderValue::try_from(value).map_err(|error| words(&error))?;
            request.headers_mut().insert(name, value);
        }
        line.limit.go_first().await;
        let stream = wire::stream(&line.address, &line.tls).await;
        let stream = stream.map_err(|failure| access.clean(&failure.detail))?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(BODY_LIMIT))
            .max_frame_size(Some(BODY_LIMIT));
        match client_async_with_config(request, stream, Some(config)).await {
            Ok((stream, response)) => {
                let answer = answer(response.map(|_| None));
                access.session.learn(&access.url, &answer.headers);
                Ok(stream)
            }
            Err(tungstenite::Error::Http(response)) => {
                let answer = answer(*response);
                access.session.learn(&access.url, &answer.headers);
                if matches!(answer.status, 401 | 403) {
                    access.begin_again(answer.status).await;
                }
                Err(format!("it becomes no WebSocket: {}", access.refusal(&answer)))
            }
            Err(error) => Err(format!("it becomes no WebSocket: {}", words(&error))),
        }
    }
}

impl Transport for WebSocket {
    async fn exchange(&self, _: Kind, messages: Vec<Message>) -> Result<Vec<Message>, String> {
        let socket = self.socket().await?;
        let (whom, answer) = oneshot::channel();
        let number = socket.waiting().sent(&messages, whom);
        let frames = socket.frames.load(Ordering::SeqCst);
        let wait = Wait { socket, number, frames };
        let over = || "the WebSocket has ended".to_owned();
        // It may have ended while this one was put into the list, which nobody looks at any more.
        if wait.socket.is_over.load(Ordering::SeqCst) {
            return Err(over());
        }
        wait.socket.out.send(write(&messages)).await.map_err(|_| over())?;
        answer.await.unwrap_or_else(|_| Err(over()))
    }

    async fn pushed(&self) -> Vec<Message> {
        let mut pushed = self.pushed.lock().await;
        match pushed.recv().await {
            Some(messages) => messages,
            // The sender lives beside the receiver.
            None => std::future::pending().await,
        }
    }
}

/// Reads and writes a WebSocket until it ends, or nobody sends on it any more.
async fn run(
    mut stream: WebSocketStream<Box<dyn Stream>>,
    socket: std::sync::Weak<Socket>,
    mut to_send: mpsc::Receiver<String>,
    push: mpsc::Sender<Vec<Message>>,
) {
    let reason = loop {
        let frame = tokio::select! {
            text = to_send.recv() => match text {
                None => break "nobody needs it".to_owned(),
                Some(text) => match stream.send(Frame::text(text)).await {
                    Ok(()) => continue,
                    Err(error) => break error.to_string(),
                },
            },
            frame = stream.next() => frame,
        };
        let Some(socket) = socket.upgrade() else { break "nobody needs it".to_owned() };
        socket.frames.fetch_add(1, Ordering::SeqCst);
        let text = match frame {
            Some(Ok(Frame::Text(text))) => text,
            Some(Ok(Frame::Ping(_) | Frame::Pong(_) | Frame::Frame(_))) => continue,
            Some(Ok(Frame::Binary(_))) => break "a frame is no text".to_owned(),
            Some(Ok(Frame::Close(_))) => break "the server has closed it".to_owned(),
            Some(Err(error)) => break error.to_string(),
            None => break "the connection is closed".to_owned(),
        };
        let frame = match parse(text.as_bytes()) {
            Ok(frame) => frame,
            Err(error) => break format!("a frame is no batch of messages: {error}"),
        };
        let brought = socket.waiting().received(frame);
        // Events before answers, so that whoever is told of an answer has heard what came with it.
        if !brought.pushed.is_empty() && push.send(brought.pushed).await.is_err() {
            break "nobody needs it".to_owned();
        }
        for (whom, messages) in brought.answered {
            let _ = whom.send(Ok(messages));
        }
    };
    if let Some(socket) = socket.upgrade() {
        socket.end(&reason);
    }
    let _ = tokio::time::timeout(FAREWELL, stream.close(None)).await;
}

/// What the server answered instead of, or before, frames.
fn answer(response: Response<Option<Vec<u8>>>) -> Answer {
    let (parts, body) = response.into_parts();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let fields = parts.headers.iter().map(|(name, value)| (name.to_string(), text(value)));
    Answer::new(parts.status.as_u16(), fields.collect(), body.unwrap_or_default(), false)
}
