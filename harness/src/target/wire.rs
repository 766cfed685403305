//! Raw bytes on a connection of its own, over TCP and TLS.
//!
//! An HTTP client cannot see the body of a 204: its reader takes the message to end with its head, and whatever follows
//! poisons the next answer on that connection. So the bytes are read here, and a second request follows on the same
//! connection: what comes before the second answer did not belong to the first. No clock is needed for that.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Address;
use super::client::BODY_LIMIT;
use super::prepare::Prepared;
use crate::record::exchange::{FollowUp, Parsed};
use crate::record::{Answer, Failure, FailureKind, WireFacts};

/// The head of an answer may be this long, in bytes.
const HEAD_LIMIT: usize = 256 * 1024;

/// Bytes of an answer that a failure quotes. Secrets are taken out of it before it is cut to a size for reading, so that none
/// is cut in half and missed.
const EXCERPT: usize = 4096;

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
/// After a 204 the `follow_up` goes out on the same connection: any answer to it will do, as long as it is one.
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
) -> Result<Answer, Failure> {
    let first = async {
        connection.write(address, prepared).await?;
        connection.read_answer(&prepared.method).await
    };
    let (mut answer, closes) = tokio::time::timeout(limit, first)
        .await
        .unwrap_or_else(|_| Err(late(&format!("no whole answer within {limit:?}"))))?;
    let mut facts = answer.wire.take().unwrap_or_default();
    if answer.status == 204 {
        let after = connection.after_no_content(address, follow_up, closes, &mut facts);
        // The 204 itself has come: what hangs now is what follows it.
        if tokio::time::timeout(limit, after).await.is_err() {
            if status_line(&connection.buffer).is_none() {
                facts.stray.append(&mut connection.buffer);
            }
            let detail = format!("no answer to a second request within {limit:?}");
            facts.follow_up = (!closes).then_some(FollowUp::OutOfStep(detail));
        }
    } else {
        facts.stray = std::mem::take(&mut connection.buffer);
    }
    answer.wire = Some(facts);
    Ok(answer)
}

/// A connection that is used for one request, and one more behind it.
pub struct Connection {
    stream: Box<dyn Stream>,
    /// Bytes that were read and not used yet.
    buffer: Vec<u8>,
}

/// The head of an answer, parsed.
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
    text: String,
    http_1_0: bool,
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
        Ok(Self { stream, buffer: Vec::new() })
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

    /// Reads one final answer; the second value says whether the server announced that it closes.
    async fn read_answer(&mut self, method: &str) -> Result<(Answer, bool), Failure> {
        let head = loop {
            let head = self.read_head().await?;
            if head.status >= 200 {
                break head;
            }
        };
        let connection = fields(&head.headers, "connection").to_ascii_lowercase();
        let closes =
            connection.contains("close") || head.http_1_0 && !connection.contains("keep-alive");
        let (body, truncated) = if method == "HEAD" || matches!(head.status, 204 | 304) {
            (vec![], false)
        } else {
            self.read_body(&head).await?
        };
        let wire = Some(WireFacts { head: head.text, ..WireFacts::default() });
        let Head { status, headers, .. } = head;
        let answer = Answer { status, headers, body, echoed_secret: false, truncated, wire, parsed: Parsed::default() };
        Ok((answer, closes))
    }

    async fn read_head(&mut self) -> Result<Head, Failure> {
        loop {
            let mut fields = [httparse::EMPTY_HEADER; 128];
            let mut response = httparse::Response::new(&mut fields);
            match response.parse(&self.buffer) {
                Ok(httparse::Status::Complete(length)) => {
                    let text = String::from_utf8_lossy(&self.buffer[..length]).into_owned();
                    let headers = response
                        .headers
                        .iter()
                        .map(|field| {
                            let value = String::from_utf8_lossy(field.value).into_owned();
                            (field.name.to_owned(), value)
                        })
                        .collect();
                    let head = Head {
                        status: response.code.unwrap_or_default(),
                        headers,
                        text,
                        http_1_0: response.version == Some(0),
                    };
                    self.buffer.drain(..length);
                    return Ok(head);
                }
                Ok(httparse::Status::Partial) if self.buffer.len() > HEAD_LIMIT => {
                    return Err(malformed(&format!("a head of more than {HEAD_LIMIT} bytes")));
                }
                Ok(httparse::Status::Partial) => {
                    if !self.more().await? {
                        return Err(closed("the connection ended before the head was whole"));
                    }
                }
                Err(source) => {
                    let start =
                        String::from_utf8_lossy(&self.buffer[..self.buffer.len().min(EXCERPT)]);
                    return Err(malformed(&format!("{source}; the answer begins with {start:?}")));
                }
            }
        }
    }

    async fn read_body(&mut self, head: &Head) -> Result<(Vec<u8>, bool), Failure> {
        let coding = fields(&head.headers, "transfer-encoding");
        if coding.to_ascii_lowercase().contains("chunked") {
            return self.read_chunks().await;
        }
        let length = fields(&head.headers, "content-length");
        if length.is_empty() {
            while self.buffer.len() <= BODY_LIMIT && self.more().await? {}
            let truncated = self.buffer.len() > BODY_LIMIT;
            return Ok((std::mem::take(&mut self.buffer), truncated));
        }
        let length: usize =
            length.trim().parse().map_err(|_| malformed(&format!("Content-Length: {length}")))?;
        let wanted = length.min(BODY_LIMIT);
        while self.buffer.len() < wanted {
            if !self.more().await? {
                let came = self.buffer.len();
                return Err(closed(&format!("{came} bytes came of a Content-Length of {length}")));
            }
        }
        let rest = self.buffer.split_off(wanted);
        Ok((std::mem::replace(&mut self.buffer, rest), length > wanted))
    }

    async fn read_chunks(&mut self) -> Result<(Vec<u8>, bool), Failure> {
        let mut body = Vec::new();
        loop {
            match httparse::parse_chunk_size(&self.buffer) {
                Ok(httparse::Status::Complete((start, size))) => {
                    let size = usize::try_from(size).unwrap_or(usize::MAX);
                    if size == 0 {
                        return self.read_trailers(start, body).await;
                    }
                    if body.len().saturating_add(size) > BODY_LIMIT {
                        return Ok((body, true));
                    }
                    while self.buffer.len() < start + size + 2 {
                        if !self.more().await? {
                            return Err(closed("the connection ended inside a chunk"));
                        }
                    }
                    body.extend_from_slice(&self.buffer[start..start + size]);
                    if &self.buffer[start + size..start + size + 2] != b"\r\n" {
                        return Err(malformed("a chunk that does not end with CRLF"));
                    }
                    self.buffer.drain(..start + size + 2);
                }
                Ok(httparse::Status::Partial) => {
                    if !self.more().await? {
                        return Err(closed("the connection ended before the last chunk"));
                    }
                }
                Err(_) => return Err(malformed("a chunk size that is no hexadecimal number")),
            }
        }
    }

    async fn read_trailers(
        &mut self,
        start: usize,
        body: Vec<u8>,
    ) -> Result<(Vec<u8>, bool), Failure> {
        self.buffer.drain(..start);
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") {
                self.buffer.drain(..end + 2);
                if end == 0 {
                    return Ok((body, false));
                }
            } else if !self.more().await? {
                return Err(closed("the connection ended before the end of the trailers"));
            }
        }
    }

    /// What follows the head of a 204, told by a second request.
    async fn after_no_content(
        &mut self,
        address: &Address,
        follow_up: &Prepared,
        closes: bool,
        facts: &mut WireFacts,
    ) {
        if closes {
            while self.buffer.len() <= BODY_LIMIT && self.more().await.unwrap_or(false) {}
            facts.stray = std::mem::take(&mut self.buffer);
            return;
        }
        if self.write(address, follow_up).await.is_err() {
            facts.stray = std::mem::take(&mut self.buffer);
            facts.follow_up = Some(FollowUp::Closed);
            return;
        }
        // Everything before the next status line belongs to nobody.
        let start = loop {
            if let Some(start) = status_line(&self.buffer) {
                break Some(start);
            }
            if self.buffer.len() > BODY_LIMIT || !self.more().await.unwrap_or(false) {
                break None;
            }
        };
        let Some(start) = start else {
            facts.stray = std::mem::take(&mut self.buffer);
            facts.follow_up = Some(if facts.stray.is_empty() {
                FollowUp::Closed
            } else {
                FollowUp::OutOfStep("stray bytes, then the end of the connection".to_owned())
            });
            return;
        };
        facts.stray = self.buffer.drain(..start).collect();
        facts.follow_up = Some(match self.read_answer(&follow_up.method).await {
            Ok((answer, _)) if facts.stray.is_empty() => FollowUp::Answered(answer.status),
            Ok(_) => FollowUp::OutOfStep(format!(
                "{} stray bytes before the next answer",
                facts.stray.len()
            )),
            Err(failure) => FollowUp::OutOfStep(failure.detail),
        });
    }
}

/// Where the next status line begins.
fn status_line(bytes: &[u8]) -> Option<usize> {
    bytes.windows(7).position(|window| window == b"HTTP/1.")
}

/// The values of a field, joined as RFC 9110, 5.3 allows.
fn fields(headers: &[(String, String)], name: &str) -> String {
    let values: Vec<&str> = headers
        .iter()
        .filter(|(own, _)| own.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
        .collect();
    values.join(", ")
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
