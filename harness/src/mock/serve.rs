//! From HTTP to a call, and from a reply back to HTTP.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::handler::Handler as _;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version, header};
use bytes::Bytes;
use tokio::sync::watch;

use super::clock::Clock;
use super::counts::Counts;
use super::fault::Active;
use super::ids::Ids;
use super::laml::dialect::{Dialect, Kind};
use super::listen::Listener;
use super::reply::{Reply, Subject};
use super::store::{Login, Store};
use super::window::Window;
use super::wire::{Board, Dress, MARK};
use super::{FIXTURES, Options, Variations, laml, provider};

/// The longest body that is read, in bytes; no update comes near it.
const BODY_LIMIT: usize = 256 * 1024;

/// All that handlers share.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) dialect: &'static Dialect,
    pub(super) primary: Login,
    pub(super) other: Login,
    pub(super) faults: Active,
    pub(super) variations: Variations,
    pub(super) seed: u64,
    /// Whether it speaks TLS.
    pub(super) tls: bool,
    /// What a faulty server counts.
    pub(super) counts: Counts,
    /// Where those who lose races meet.
    pub(super) window: Window,
    /// Where notes for the wire are left; none where nothing needs it.
    pub(super) wire: Option<Board>,
    store: Mutex<Store>,
    stopped: watch::Receiver<bool>,
}

impl Server {
    /// A server with two accounts and no conference.
    pub(super) fn new(
        dialect: &'static Dialect,
        options: &Options,
        stopped: watch::Receiver<bool>,
    ) -> Self {
        let mut ids = Ids::new(options.seed);
        let forms = &dialect.ids;
        let mut login = || {
            let id = ids.uuid();
            Login::new(id, (forms.show)(Kind::Account, id), (forms.password)(&mut ids))
        };
        let (primary, other) = (login(), login());
        let faults = Active::new(&options.faults);
        let clock = if options.fixed_clock { Clock::Fixed } else { Clock::Real };
        Self {
            dialect,
            primary,
            other,
            tls: options.tls.is_some(),
            counts: Counts::default(),
            window: Window::default(),
            wire: (faults.reach_the_wire() || options.variations.header_case).then(Board::default),
            faults,
            variations: options.variations.clone(),
            seed: options.seed,
            store: Mutex::new(Store::new(ids, clock)),
            stopped,
        }
    }

    /// The status that answers input which breaks a constraint.
    pub(super) fn bad_input(&self) -> u16 {
        self.variations.bad_input.unwrap_or(self.dialect.rules.bad_input)
    }

    /// What lives, for one caller at a time.
    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request, read whole.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) version: Version,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) headers: HeaderMap,
    /// The body; none where it was longer than the limit or broke off.
    pub(super) body: Option<Bytes>,
}

/// Serves until it is told to stop.
pub(super) async fn run(
    listener: Listener,
    server: Arc<Server>,
    mut stopped: watch::Receiver<bool>,
) {
    let service = handle.with_state(server);
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        // An error means that the sender is gone, which is a reason to stop as well.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    });
    let ended: Result<(), Infallible> = serving.await.or(Ok(()));
    let Ok(()) = ended;
}

async fn handle(State(server): State<Arc<Server>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.ok();
    let call = Call {
        method: parts.method,
        version: parts.version,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        body,
    };
    let reply = if call.path == FIXTURES {
        provider::answer(&server, &call)
    } else {
        laml::answer(&server, &call).await
    };
    if let Some(delay) = reply.delay {
        tokio::time::sleep(delay).await;
    }
    if reply.withheld {
        let mut stopped = server.stopped.clone();
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }
    send(&server, &call, reply)
}

fn send(server: &Server, call: &Call, reply: Reply) -> Response<Body> {
    let mut headers = HeaderMap::with_capacity(reply.headers.len() + 4);
    for (name, value) in reply.headers {
        headers.append(name, value);
    }
    if let Some(media_type) = reply.media_type {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    // Faults and variations are the api's; the provider stays plain.
    let aside = reply.subject == Subject::Aside;
    let old = server.variations.http_1_0 && !aside;
    if (server.variations.close && !aside) || old {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if let Some(board) = &server.wire {
        let sent = call.method != Method::HEAD;
        let content = if sent { reply.body.len() } else { 0 };
        let mut edits = reply.edits.map(|edits| *edits).unwrap_or_default();
        if server.variations.header_case && !aside {
            edits.dress = Dress::OddCase;
        }
        let number = board.post(edits, content);
        headers.insert(MARK, HeaderValue::from(number));
    }
    // The rewriter must know where a message ends, so chunks and faults of the wire do not go together.
    let chunked = server.variations.chunked && server.wire.is_none() && !aside;
    let body = if reply.status == StatusCode::NO_CONTENT || reply.body.is_empty() {
        Body::empty()
    } else if chunked {
        let only = std::future::ready(Ok::<_, Infallible>(Bytes::from(reply.body)));
        Body::from_stream(futures_util::stream::once(only))
    } else {
        Body::from(reply.body)
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = headers;
    if old {
        *response.version_mut() = Version::HTTP_10;
    }
    response
}
