//! What really went over the wire, with secrets taken out.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::json::Json;
use super::{Case, Told, World, encoded};

/// A request as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The method token.
    pub method: String,
    /// The absolute URL, as reports show it.
    pub url: String,
    /// Scheme, host and port where it was really sent, against which links in the answer are held.
    pub origin: String,
    /// Header fields in order; credentials are shown by name, never by value.
    pub headers: Vec<(String, String)>,
    /// The content; none where none was sent.
    pub body: Option<String>,
}

/// A final answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Header fields in order.
    pub headers: Vec<(String, String)>,
    /// The content, secrets taken out.
    #[serde(with = "encoded::bytes")]
    pub body: Vec<u8>,
    /// Whether the answer held the password, or the user name and password in base64.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub echoed_secret: bool,
    /// Whether the content was cut at the size limit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
    /// What only raw bytes tell; none on a pooled connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wire: Option<WireFacts>,
    /// The content as JSON, once somebody has asked for it.
    #[serde(skip)]
    pub parsed: Parsed,
}

/// A content as JSON, kept so that a dozen readers parse it once. It says nothing of its own.
#[derive(Debug, Clone, Default)]
pub struct Parsed(OnceLock<Arc<Json>>);

impl PartialEq for Parsed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Parsed {}

impl Answer {
    /// An answer as an HTTP client sees it: nothing is known of its bytes or of secrets in it.
    pub fn new(
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
        truncated: bool,
    ) -> Self {
        let (echoed_secret, wire, parsed) = (false, None, Parsed::default());
        Self { status, headers, body, echoed_secret, truncated, wire, parsed }
    }

    /// The first field of that name, without regard to case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Every field of that name, without regard to case.
    pub fn headers_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The media type without its parameters, in small letters.
    pub fn essence(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// The content as JSON, where it is JSON. Whoever changes the content does so before anybody asks.
    pub fn json(&self) -> Option<&Value> {
        self.read().value.as_ref()
    }

    /// Why the content is not strict JSON; none where it is.
    pub fn json_complaint(&self) -> Option<&str> {
        self.read().complaint.as_deref()
    }

    fn read(&self) -> &Json {
        self.read_by(|body| Arc::new(Json::read(body)))
    }

    /// Reads the content in a way of the caller's, who may know an equal one, where nobody has read it yet.
    pub fn read_by(&self, read: impl FnOnce(&[u8]) -> Arc<Json>) -> &Json {
        self.parsed.0.get_or_init(|| read(&self.body))
    }

    /// Forgets what is behind the first kilobytes of its content, if it is longer.
    pub fn shorten(&mut self) {
        const KEPT: usize = 16 * 1024;
        if self.body.len() > KEPT {
            self.body.truncate(KEPT);
            self.body.shrink_to_fit();
            self.truncated = true;
            self.parsed = Parsed::default();
        }
    }

    /// Whether the status is a 2xx.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// Whether a second request went out behind it on the same connection.
    pub fn was_followed(&self) -> bool {
        let follow_up = self.wire.as_ref().and_then(|facts| facts.follow_up.as_ref());
        follow_up.is_some_and(|own| *own != FollowUp::Ended)
    }

    /// What its Content-Length says.
    pub fn length(&self) -> Length {
        Length::of(&self.headers)
    }
}

/// What the Content-Length of a message says (RFC 9110, 8.6; RFC 9112, 6.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Length {
    /// There is none.
    Absent,
    /// One number of bytes. A reader may take several that are the same for one.
    Of(u64),
    /// No number, or several that differ; the words are the field's value.
    Unclear(String),
}

impl Length {
    /// Reads it from header fields.
    pub fn of(headers: &[(String, String)]) -> Self {
        let named = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        let values: Vec<&str> = named.map(|(_, value)| value.as_str()).collect();
        if values.is_empty() {
            return Self::Absent;
        }
        let text = values.join(", ");
        let mut numbers = text.split(',').map(|own| {
            let digits = own.trim_matches([' ', '\t']);
            let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u64>().ok().filter(|_| all)
        });
        match numbers.next().flatten() {
            Some(first) if numbers.all(|other| other == Some(first)) => Self::Of(first),
            _ => Self::Unclear(text),
        }
    }
}

/// What only raw bytes tell of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WireFacts {
    /// The status line and the header section, byte by byte, with the empty line that ends them.
    #[serde(with = "encoded::bytes")]
    pub head: Vec<u8>,
    /// What says where the content ends.
    pub framing: Framing,
    /// Bytes that came after the end of the message and before the next answer.
    #[serde(default, with = "encoded::bytes", skip_serializing_if = "Vec::is_empty")]
    pub stray: Vec<u8>,
    /// What came of a second request on the same connection; none where nobody looked: the content was cut at the size limit,
    /// or the target has kept too many such looks waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// From the first byte of the request to the last byte of the answer.
    #[serde(with = "encoded::nanoseconds")]
    pub took: Duration,
}

/// What says where the content of an answer ends (RFC 9112, 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// There is none: a 204, a 304, or an answer to HEAD.
    #[default]
    Nothing,
    /// Its Content-Length.
    Length,
    /// Its last chunk.
    Chunks,
    /// The end of the connection.
    Close,
}

/// What came of a second request on the same connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FollowUp {
    /// An answer of its own with this status.
    Answered(u16),
    /// None was sent: the server had announced that it closes, and did.
    Ended,
    /// The connection was closed before an answer came.
    Closed,
    /// Something else came; the words say what.
    OutOfStep(String),
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure.
    pub kind: FailureKind,
    /// What the client saw, in its words.
    pub detail: String,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// No connection could be made.
    Connect,
    /// No answer within the time limit.
    Timeout,
    /// The connection ended before the answer was whole.
    Closed,
    /// What came is not HTTP/1.1.
    Malformed,
    /// The connection ended before as many bytes had come as Content-Length announced.
    Incomplete,
    /// Content-Length announced more bytes than came within the time limit.
    Stalled,
    /// Content-Length is no number, or several that differ, so that nobody knows where the answer ends.
    LengthUnclear,
}

impl FailureKind {
    /// Whether the whole time limit went by.
    pub const fn is_a_hang(self) -> bool {
        matches!(self, Self::Timeout | Self::Stalled)
    }
}

/// One request and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came.
    pub outcome: Result<Answer, Failure>,
    /// When it was sent; none where nobody looked at the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Timestamp>,
    /// From the first byte sent to the last byte received.
    #[serde(with = "encoded::nanoseconds")]
    pub took: Duration,
}

impl Exchange {
    /// The answer, where one came.
    pub fn answer(&self) -> Option<&Answer> {
        self.outcome.as_ref().ok()
    }

    /// The status code, where an answer came.
    pub fn status(&self) -> Option<u16> {
        self.answer().map(|answer| answer.status)
    }

    /// `status 404`, or what happened in its place.
    pub fn outcome_words(&self) -> String {
        match &self.outcome {
            Ok(answer) => format!("status {}", answer.status),
            Err(failure) => failure.detail.clone(),
        }
    }
}

/// A case and what came of each of its steps.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Trace {
    /// What was to be sent.
    pub case: Case,
    /// The fixtures that it met.
    pub world: Arc<World>,
    /// One an executed step, in order; fewer than steps where the run was cut short.
    pub exchanges: Vec<Exchange>,
    /// What was told meanwhile, where an api tells anything unasked.
    #[serde(default, skip_serializing_if = "Told::is_nothing")]
    pub told: Told,
}

impl Trace {
    /// Each executed step beside its exchange, with its place.
    pub fn steps(&self) -> impl Iterator<Item = (usize, &super::Step, &Exchange)> {
        self.case
            .steps
            .iter()
            .zip(&self.exchanges)
            .enumerate()
            .map(|(index, (step, exchange))| (index, step, exchange))
    }
}
