//! An answer on its way out, still in parts, so that a fault can lay hands on it.

use std::fmt;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

use super::wire::Edits;

/// What an answer speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A retrieved participant.
    Retrieved,
    /// An updated participant.
    Updated,
    /// A participant that has just been made.
    Created,
    /// A conference.
    Conference,
    /// A page of participants.
    Page,
    /// A removal, without content.
    Removed,
    /// A refusal in the api's own error form.
    Refused,
    /// Anything of an api that knows by itself what its answers speak of.
    Own,
    /// Something outside of the api, such as a fixture.
    Aside,
}

/// An answer in parts.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) subject: Subject,
    pub(super) status: StatusCode,
    /// The media type of the content; none without content.
    pub(super) media_type: Option<HeaderValue>,
    /// Further header fields.
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Vec<u8>,
    /// What happens to it on the wire.
    pub(super) edits: Option<Box<Edits>>,
    /// It is sent only after so long.
    pub(super) delay: Option<Duration>,
    /// It is never sent: the client waits in vain.
    pub(super) withheld: bool,
    /// What is done once it has gone out.
    pub(super) afterwards: Option<Afterwards>,
}

/// Something that is done when an answer has gone out, or can't any more: when this is dropped.
pub(super) struct Afterwards(Option<Box<dyn FnOnce() + Send>>);

impl Afterwards {
    /// Has this done.
    pub(super) fn new(what: impl FnOnce() + Send + 'static) -> Self {
        Self(Some(Box::new(what)))
    }
}

impl Drop for Afterwards {
    fn drop(&mut self) {
        if let Some(what) = self.0.take() {
            what();
        }
    }
}

impl fmt::Debug for Afterwards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Afterwards").finish_non_exhaustive()
    }
}

impl Reply {
    /// An answer with JSON content.
    pub(super) fn json(subject: Subject, status: StatusCode, body: Vec<u8>) -> Self {
        Self {
            subject,
            status,
            media_type: Some(HeaderValue::from_static("application/json")),
            headers: Vec::new(),
            body,
            edits: None,
            delay: None,
            withheld: false,
            afterwards: None,
        }
    }

    /// An answer without content (RFC 9110, 15.3.5).
    pub(super) fn no_content(subject: Subject) -> Self {
        Self { media_type: None, ..Self::json(subject, StatusCode::NO_CONTENT, Vec::new()) }
    }

    /// With one header field more.
    #[must_use]
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// With the methods that the path has (RFC 9110, 10.2.1).
    #[must_use]
    pub(super) fn allowing(self, methods: &str) -> Self {
        let value = HeaderValue::from_str(methods);
        self.with(header::ALLOW, value.unwrap_or(HeaderValue::from_static("")))
    }

    /// The value of the last field of that name.
    pub(super) fn drop_header(&mut self, name: &HeaderName) {
        self.headers.retain(|(own, _)| own != name);
    }
}

/// A generated type as JSON.
pub(super) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    // Nothing in these types can fail to be written: no map with odd keys, no foreign serializer.
    serde_json::to_vec(value).unwrap_or_default()
}
