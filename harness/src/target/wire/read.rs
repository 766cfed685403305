//! One answer, read as far as its framing says.

use super::{Connection, closed, head, head::Head, malformed};
use crate::record::exchange::{Framing, Length};
use crate::record::{Answer, Failure, FailureKind, WireFacts};
use crate::target::client::{BODY_LIMIT, KEPT_OF_LONGER};

/// What is said of a connection that was closed under a request.
const NOTHING_CAME: &str = "the connection ended before anything came";
const HEAD_BROKEN_OFF: &str = "the connection ended before the head was whole";

/// Whether the connection was closed without a byte: a server may close one that is idle at any time (RFC 9112, 9.5), and
/// it may have done so before it read the request.
pub fn closed_without_a_byte(failure: &Failure) -> bool {
    failure.kind == FailureKind::Closed && failure.detail == NOTHING_CAME
}
/// The failure that is told in that case.
pub(super) fn nothing_came() -> Failure {
    closed(NOTHING_CAME)
}

/// The head of an answer may be this long, in bytes.
const HEAD_LIMIT: usize = 256 * 1024;

/// So many interim answers may come before the final one; nobody asked for any.
const INTERIM_LIMIT: usize = 64;

/// What stands between chunks may be this long, in bytes: a size with its extensions, or the trailers.
const LINE_LIMIT: usize = 64 * 1024;

/// An answer, and what becomes of the connection behind it.
pub(super) struct Received {
    pub(super) answer: Answer,
    pub(super) facts: WireFacts,
    pub(super) then: Then,
}

/// What becomes of a connection behind an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// It stays open.
    Open,
    /// The server has announced that it closes.
    Closes,
    /// It was read to its end already.
    Ended,
    /// Content is still to come that nobody reads: it is longer than the size limit.
    Unread,
}

impl Connection {
    /// Reads one final answer.
    pub(super) async fn read_answer(&mut self, method: &str) -> Result<Received, Failure> {
        let head = self.read_final_head().await?;
        self.read_content(head, method).await
    }

    /// Reads what follows a head, as far as its framing says.
    pub(super) async fn read_content(
        &mut self,
        head: Head,
        method: &str,
    ) -> Result<Received, Failure> {
        let framing = framing(&head, method)?;
        let (body, truncated) = match framing {
            Framing::Nothing => (vec![], false),
            Framing::Length => self.read_counted(&head).await?,
            Framing::Chunks => self.read_chunks().await?,
            Framing::Close => self.read_to_the_end().await,
        };
        let then = match framing {
            _ if truncated => Then::Unread,
            Framing::Close => Then::Ended,
            _ if closes(&head) => Then::Closes,
            _ => Then::Open,
        };
        let mut body = body;
        if truncated {
            body.truncate(KEPT_OF_LONGER);
            body.shrink_to_fit();
        }
        let Head { status, headers, bytes, .. } = head;
        let facts = WireFacts { head: bytes, framing, ..WireFacts::default() };
        let answer = Answer::new(status, headers, body, truncated);
        Ok(Received { answer, facts, then })
    }

    /// Reads the head of a final answer; interim ones come before it.
    pub(super) async fn read_final_head(&mut self) -> Result<Head, Failure> {
        for _ in 0..=INTERIM_LIMIT {
            let head = self.read_head().await?;
            if !(100..200).contains(&head.status) {
                return Ok(head);
            }
        }
        Err(malformed(&format!("more than {INTERIM_LIMIT} interim answers before the final one")))
    }

    async fn read_head(&mut self) -> Result<Head, Failure> {
        loop {
            if let Some(end) = head::end(&self.buffer)? {
                let rest = self.buffer.split_off(end);
                let bytes = std::mem::replace(&mut self.buffer, rest);
                return head::parse(bytes).ok_or_else(|| malformed("no status line"));
            }
            if self.buffer.len() > HEAD_LIMIT {
                return Err(malformed(&format!("a head of more than {HEAD_LIMIT} bytes")));
            }
            if !self.more().await? {
                let nothing = self.buffer.is_empty();
                let detail = if nothing { NOTHING_CAME } else { HEAD_BROKEN_OFF };
                return Err(closed(detail));
            }
        }
    }

    async fn read_counted(&mut self, head: &Head) -> Result<(Vec<u8>, bool), Failure> {
        let Length::Of(length) = Length::of(&head.headers) else { return Ok((vec![], false)) };
        let wanted = usize::try_from(length).unwrap_or(usize::MAX).min(BODY_LIMIT);
        // Should the time run out from here on, it is the length that does not hold.
        self.announced = Some(length);
        while self.buffer.len() < wanted {
            if !self.more().await? {
                let came = self.buffer.len();
                let detail = format!("{came} bytes came of a Content-Length of {length}");
                return Err(Failure { kind: FailureKind::Incomplete, detail });
            }
        }
        self.announced = None;
        let rest = self.buffer.split_off(wanted);
        Ok((std::mem::replace(&mut self.buffer, rest), length > wanted as u64))
    }

    /// Reads until the server closes; the second value says whether that was cut at the size limit.
    pub(super) async fn read_to_the_end(&mut self) -> (Vec<u8>, bool) {
        while self.buffer.len() <= BODY_LIMIT && self.more().await.unwrap_or(false) {}
        let mut bytes = std::mem::take(&mut self.buffer);
        let truncated = bytes.len() > BODY_LIMIT;
        bytes.truncate(BODY_LIMIT);
        (bytes, truncated)
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
                    if self.buffer.len() > LINE_LIMIT {
                        return Err(too_long("a chunk size with its extensions"));
                    }
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
        let mut length = 0;
        loop {
            if length + self.buffer.len() > LINE_LIMIT && !self.buffer.starts_with(b"\r\n") {
                return Err(too_long("trailers"));
            }
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") {
                self.buffer.drain(..end + 2);
                length += end + 2;
                if end == 0 {
                    return Ok((body, false));
                }
            } else if !self.more().await? {
                return Err(closed("the connection ended before the end of the trailers"));
            }
        }
    }
}

fn too_long(what: &str) -> Failure {
    malformed(&format!("{what} of more than {LINE_LIMIT} bytes"))
}

/// What says where the content ends (RFC 9112, 6.3).
fn framing(head: &Head, method: &str) -> Result<Framing, Failure> {
    if method == "HEAD" || matches!(head.status, 204 | 304) {
        return Ok(Framing::Nothing);
    }
    let codings = fields(&head.headers, "transfer-encoding").to_ascii_lowercase();
    if !codings.is_empty() {
        let last = codings.rsplit(',').next().unwrap_or_default().trim();
        return Ok(if last == "chunked" { Framing::Chunks } else { Framing::Close });
    }
    match Length::of(&head.headers) {
        Length::Absent => Ok(Framing::Close),
        Length::Of(_) => Ok(Framing::Length),
        Length::Unclear(text) => {
            let detail = format!("Content-Length: {text}");
            Err(Failure { kind: FailureKind::LengthUnclear, detail })
        }
    }
}

/// Whether the server has announced that it closes (RFC 9112, 9.3).
fn closes(head: &Head) -> bool {
    let options = fields(&head.headers, "connection").to_ascii_lowercase();
    let has = |wanted: &str| options.split(',').any(|option| option.trim() == wanted);
    has("close") || head.http_1_0 && !has("keep-alive")
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
