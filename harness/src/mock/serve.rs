//! From HTTP to a call, and from a reply back to HTTP; which api answers it, the call does not show.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::handler::Handler as _;
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Version, header};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::sync::watch;

use super::listen::Listener;
use super::reply::{Afterwards, Reply, Subject};
use super::wire::{Board, Dress, MARK};
use super::{FIXTURES, Variations, genesys, laml};

/// The longest body that is read, in bytes; no request of a client comes near it.
const BODY_LIMIT: usize = 256 * 1024;

/// Who answers.
#[derive(Debug)]
pub(super) enum Speaker {
    /// A dialect of LaML.
    Laml(Box<laml::server::Server>),
    /// Genesys.
    Genesys(Arc<genesys::Server>),
}

/// What stands between the sockets and whoever answers.
#[derive(Debug)]
pub(super) struct Front {
    pub(super) speaker: Speaker,
    pub(super) variations: Variations,
    /// Where notes for the wire are left; none where nothing needs it.
    pub(super) wire: Option<Board>,
    pub(super) stopped: watch::Receiver<bool>,
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
pub(super) async fn run(listener: Listener, front: Arc<Front>) {
    let mut stopped = front.stopped.clone();
    let service = handle.with_state(front);
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        // An error means that the sender is gone, which is a reason to stop as well.
        let _ = stopped.wait_for(|stopped| *stopped).await;
    });
    let ended: Result<(), Infallible> = serving.await.or(Ok(()));
    let Ok(()) = ended;
}

async fn handle(State(front): State<Arc<Front>>, mut request: Request<Body>) -> Response<Body> {
    if let Speaker::Genesys(server) = &front.speaker
        && let Some(response) = genesys::socket::open(server, &mut request)
    {
        return response;
    }
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
    let reply = match &front.speaker {
        Speaker::Laml(server) if call.path == FIXTURES => laml::provider::answer(server, &call),
        Speaker::Laml(server) => laml::answer(server, &call).await,
        Speaker::Genesys(server) if call.path == FIXTURES => {
            genesys::provider::answer(server, &call)
        }
        Speaker::Genesys(server) => genesys::answer(server, &call).await,
    };
    if let Some(delay) = reply.delay {
        tokio::time::sleep(delay).await;
    }
    if reply.withheld {
        let mut stopped = front.stopped.clone();
        let _ = stopped.wait_for(|stopped| *stopped).await;
    }
    send(&front, &call, reply)
}

fn send(front: &Front, call: &Call, reply: Reply) -> Response<Body> {
    let mut headers = HeaderMap::with_capacity(reply.headers.len() + 4);
    for (name, value) in reply.headers {
        headers.append(name, value);
    }
    if let Some(media_type) = reply.media_type {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    // Faults and variations are the api's; the provider stays plain.
    let aside = reply.subject == Subject::Aside;
    let old = front.variations.http_1_0 && !aside;
    if (front.variations.close && !aside) || old {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if let Some(board) = &front.wire {
        let sent = call.method != Method::HEAD;
        let content = if sent { reply.body.len() } else { 0 };
        let mut edits = reply.edits.map(|edits| *edits).unwrap_or_default();
        if front.variations.header_case && !aside {
            edits.dress = Dress::OddCase;
        }
        let number = board.post(edits, content);
        headers.insert(MARK, HeaderValue::from(number));
    }
    // The rewriter must know where a message ends, so chunks and faults of the wire do not go together.
    let chunked = front.variations.chunked && front.wire.is_none() && !aside;
    let body = if reply.status == StatusCode::NO_CONTENT || reply.body.is_empty() {
        Body::empty()
    } else if chunked {
        let only = std::future::ready(Ok::<_, Infallible>(Bytes::from(reply.body)));
        Body::from_stream(futures_util::stream::once(only))
    } else {
        Body::from(reply.body)
    };
    let body = match reply.afterwards {
        Some(afterwards) => Body::new(Tailed { body, _afterwards: afterwards }),
        None => body,
    };
    let mut response = Response::new(body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = headers;
    if old {
        *response.version_mut() = Version::HTTP_10;
    }
    response
}

/// Content with something behind it: hyper drops it as soon as it has taken all of it.
struct Tailed {
    body: Body,
    _afterwards: Afterwards,
}

impl hyper::body::Body for Tailed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
