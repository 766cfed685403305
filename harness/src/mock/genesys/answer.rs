//! An answer on its way out, whose content is still JSON that hands can be laid on.

use axum::http::{HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use crate::mock::reply::{Reply, Subject};

/// What an answer speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The user who is logged in.
    Me,
    /// The calls of the user.
    Calls,
    /// One call.
    Call,
    /// An operation that was passed on.
    Operated,
    /// A refusal.
    Refused,
    /// Messages of Bayeux.
    Messages,
}

/// An answer in parts.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) about: About,
    pub(super) status: StatusCode,
    pub(super) body: Value,
    pub(super) fields: Vec<(HeaderName, HeaderValue)>,
    /// Under which ticket what has happened waits to be told.
    pub(super) ticket: Option<u64>,
}

impl Answer {
    /// An answer with 200.
    pub(super) const fn new(about: About, body: Value) -> Self {
        Self { about, status: StatusCode::OK, body, fields: Vec::new(), ticket: None }
    }

    /// As it is sent.
    pub(super) fn into_reply(self) -> Reply {
        let body = self.body.to_string().into_bytes();
        let mut reply = Reply::json(Subject::Own, self.status, body);
        reply.headers = self.fields;
        reply
    }
}
