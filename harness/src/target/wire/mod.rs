//! Raw bytes on a connection of its own, over TCP and TLS.
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

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Address;
use super::prepare::Prepared;
use crate::record::{Answer, Failure, FailureKind};

pub use behind::Hangs;
pub use read::closed_without_a_byte;

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

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

/// Sends a request on a connection of its own and reads the bytes that come back.
///
/// Behind the answer the `follow_up` goes out on the same connection: any answer to it will do, as long as it is one. Where the
/// server announces that it closes, the connection is read to its end instead.
///
/// # Errors
///
/// Where no well-formed answer comes within the time limit.
pub async fn send(
    mut connection: Connection,
    address: &Address,
    prepared: &Prepared,
    follow_up: &Prepared,
    limit: Duration,
    hangs: &Hangs,
) -> Result<Answer, Failure> {
    let start = Instant::now();
    let first = connection.ask(address, prepared);
    let received = match tokio::time::timeout(limit, first).await {
        Ok(received) => received?,
        Err(_) => return Err(connection.too_late(limit)),
    };
    let took = start.elapsed();
    let read::Received { mut answer, mut facts, then } = received;
    facts.took = took;
    connection.look_behind(address, follow_up, then, (limit, hangs), &mut facts).await;
    answer.wire = Some(facts);
    Ok(answer)
}

/// A connection that is used for one request, and one more behind it.
pub struct Connection {
    stream: Box<dyn Stream>,
    /// Bytes that were read and not used yet.
    buffer: Vec<u8>,
    /// How many bytes Content-Length has announced, while they are being read.
    announced: Option<u64>,
}

impl Connection {
    async fn open(address: &Address, tls: &Arc<rustls::ClientConfig>) -> Result<Self, Failure> {
        let error = |detail: String| Failure { kind: FailureKind::Connect, detail };
        let tcp = TcpStream::connect((address.host(), address.port()))
            .await
            .map_err(|source| error(source.to_string()))?;
        tcp.set_nodelay(true).map_err(|source| error(source.to_string()))?;
        let stream: Box<dyn Stream> = if address.is_tls() {
            let name = ServerName::try_from(address.host().to_owned())
                .map_err(|source| error(source.to_string()))?;
            let connector = tokio_rustls::TlsConnector::from(Arc::clone(tls));
            Box::new(
                connector.connect(name, tcp).await.map_err(|source| error(source.to_string()))?,
            )
        } else {
            Box::new(tcp)
        };
        Ok(Self { stream, buffer: Vec::new(), announced: None })
    }

    async fn write(&mut self, address: &Address, prepared: &Prepared) -> Result<(), Failure> {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: rollcall/{}\r\n",
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
            Ok(count) => Ok(count > 0),
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
        let written = self.write(address, prepared).await;
        let answered = self.read_answer(&prepared.method).await;
        // A server may answer before it has read everything, and close (RFC 9112, 9.3).
        answered.map_err(|failure| written.err().unwrap_or(failure))
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
