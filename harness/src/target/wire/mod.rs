//! Raw bytes on a connection that nobody else uses meanwhile, over TCP and TLS.
//!
//! An HTTP client cannot see what follows an answer: its reader takes the message to end where its framing says, and whatever
//! comes behind poisons the next answer on that connection. So the bytes are read here, and a second request follows on the
//! same connection: what comes before the second answer did not belong to the first. No clock is needed for that.

mod behind;
mod head;
mod read;

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Address;
use super::prepare::Prepared;
use crate::record::exchange::Framing;
use crate::record::{Answer, Failure, FailureKind, WireFacts};

pub use behind::{Hangs, LookBehind};
use read::Then;
pub use read::closed_without_a_byte;

/// TCP, or TLS over it.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Opens a stream to the target.
pub(super) async fn stream(
    address: &Address,
    tls: &Arc<rustls::ClientConfig>,
) -> Result<Box<dyn Stream>, Failure> {
    let error = |detail: String| Failure { kind: FailureKind::Connect, detail };
    let tcp = TcpStream::connect((address.host(), address.port()))
        .await
        .map_err(|source| error(source.to_string()))?;
    tcp.set_nodelay(true).map_err(|source| error(source.to_string()))?;
    if !address.is_tls() {
        return Ok(Box::new(tcp));
    }
    let name = ServerName::try_from(address.host().to_owned())
        .map_err(|source| error(source.to_string()))?;
    let connector = tokio_rustls::TlsConnector::from(Arc::clone(tls));
    Ok(Box::new(connector.connect(name, tcp).await.map_err(|source| error(source.to_string()))?))
}

/// Opens a connection.
///
/// # Errors
///
/// Where none can be made within the time limit.
pub async fn open(
    address: &Address,
    tls: &Arc<rustls::ClientConfig>,
    limit: Duration,
) -> Result<Connection, Failure> {
    let opened = tokio::time::timeout(limit, Connection::open(address, tls)).await;
    opened.unwrap_or_else(|_| Err(late(&format!("no connection within {limit:?}"))))
}

/// Sends a request on a connection that nobody else uses meanwhile, and reads the bytes that come back.
///
/// # Errors
///
/// Where no well-formed answer comes within the time limit.
pub async fn ask(
    mut connection: Connection,
    address: &Address,
    prepared: &Prepared,
    limit: Duration,
) -> Result<Asked, Failure> {
    let start = Instant::now();
    let first = connection.ask(address, prepared);
    let received = match tokio::time::timeout(limit, first).await {
        Ok(received) => received?,
        Err(_) => return Err(connection.too_late(limit)),
    };
    let read::Received { answer, mut facts, then } = received;
    facts.took = start.elapsed();
    Ok(Asked { connection, answer, facts, then })
}

/// An answer, and the connection that it came on.
pub struct Asked {
    connection: Connection,
    answer: Answer,
    facts: WireFacts,
    then: Then,
}

impl Asked {
    /// Whether the framing says that there is no content, so that bytes could hide behind the answer.
    pub fn is_without_content(&self) -> bool {
        self.facts.framing == Framing::Nothing
    }

    /// Looks at what follows the answer: the second request of `look` goes out on the same connection, and any answer to it
    /// will do, as long as it is one. Where the server announces that it closes, the connection is read to its end instead.
    pub async fn look_behind(&mut self, look: LookBehind<'_>) {
        self.then = self.connection.look_behind(look, self.then, &mut self.facts).await;
    }

    /// The answer, and the connection where it can take another request: it stays open, and nothing unread is on it.
    pub fn into_parts(mut self) -> (Answer, Option<Connection>) {
        if matches!(self.then, Then::Open | Then::Closes) {
            self.facts.stray.append(&mut self.connection.buffer);
        }
        let in_step = self.then == Then::Open && self.facts.stray.is_empty();
        self.answer.wire = Some(self.facts);
        self.connection.is_used = true;
        (self.answer, in_step.then_some(self.connection))
    }
}

/// A connection that takes one request after the other.
pub struct Connection {
    stream: Box<dyn Stream>,
    /// Bytes that were read and not used yet.
    buffer: Vec<u8>,
    /// How many bytes Content-Length has announced, while they are being read.
    announced: Option<u64>,
    /// Whether a request went out on it before.
    is_used: bool,
    /// Whether a byte has come since the last request went out.
    was_heard: bool,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Connection").field("is_used", &self.is_used).finish_non_exhaustive()
    }
}

impl Connection {
    /// Whether it can take another request, as far as is known without waiting: it was not closed, and nobody has sent
    /// anything on it.
    pub fn is_quiet(&mut self) -> bool {
        self.stream.read_buf(&mut self.buffer).now_or_never().is_none()
    }

    async fn open(address: &Address, tls: &Arc<rustls::ClientConfig>) -> Result<Self, Failure> {
        let stream = stream(address, tls).await?;
        Ok(Self { stream, buffer: Vec::new(), announced: None, is_used: false, was_heard: false })
    }

    async fn write(&mut self, address: &Address, prepared: &Prepared) -> Result<(), Failure> {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: rollcall/{}\r\nAccept-Encoding: identity\r\n",
            prepared.method,
            prepared.target,
            address.host_field(),
            env!("CARGO_PKG_VERSION"),
        );
        for (name, value) in &prepared.headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        let body = prepared.body.as_deref().unwrap_or_default();
        if prepared.body.is_some() || !matches!(prepared.method.as_str(), "GET" | "HEAD") {
            let _ = write!(text, "Content-Length: {}\r\n", body.len());
        }
        text.push_str("\r\n");
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes).await.map_err(|source| closed(&source.to_string()))?;
        self.stream.flush().await.map_err(|source| closed(&source.to_string()))
    }

    /// Reads more bytes; false at the end of the stream.
    async fn more(&mut self) -> Result<bool, Failure> {
        self.buffer.reserve(16 * 1024);
        match self.stream.read_buf(&mut self.buffer).await {
            Ok(count) => {
                self.was_heard |= count > 0;
                Ok(count > 0)
            }
            // A peer that ends TLS without saying so has still ended.
            Err(source) if source.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
            Err(source) => Err(closed(&source.to_string())),
        }
    }

    /// Sends a request and reads its answer.
    async fn ask(
        &mut self,
        address: &Address,
        prepared: &Prepared,
    ) -> Result<read::Received, Failure> {
        self.was_heard = false;
        let written = self.write(address, prepared).await;
        let answered = self.read_answer(&prepared.method).await;
        // A server may answer before it has read everything, and close (RFC 9112, 9.3).
        answered.map_err(|failure| match written.err().unwrap_or(failure) {
            // It may close an idle connection at any time (RFC 9112, 9.5), and says so in more ways than one.
            gone if self.is_used && gone.kind == FailureKind::Closed && !self.was_heard => {
                read::nothing_came()
            }
            failure => failure,
        })
    }

    /// Why no whole answer has come in time.
    fn too_late(&self, limit: Duration) -> Failure {
        let Some(length) = self.announced else {
            return late(&format!("no whole answer within {limit:?}"));
        };
        let came = self.buffer.len();
        let detail = format!("{came} bytes came of a Content-Length of {length} within {limit:?}");
        Failure { kind: FailureKind::Stalled, detail }
    }
}

fn closed(detail: &str) -> Failure {
    Failure { kind: FailureKind::Closed, detail: detail.to_owned() }
}

fn late(detail: &str) -> Failure {
    Failure { kind: FailureKind::Timeout, detail: detail.to_owned() }
}

fn malformed(detail: &str) -> Failure {
    Failure { kind: FailureKind::Malformed, detail: detail.to_owned() }
}
