//! Refusals: why, with which status, and in what words; the dialect knows their form and their numbers.

use axum::http::{HeaderValue, StatusCode, header};
use rollcall_spec::value::ValueError;

use super::dialect::Reason;
use crate::mock::fault::{Active, Defect};
use crate::mock::laml::server::Server;
use crate::mock::reply::{Reply, Subject};
use crate::mock::variation::Variations;

/// Why a request is not answered with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mock) struct Refusal {
    status: StatusCode,
    reason: Reason,
    message: String,
    challenge: bool,
    allow: Option<String>,
}

impl Refusal {
    fn new(status: StatusCode, reason: Reason, message: impl Into<String>) -> Self {
        Self { status, reason, message: message.into(), challenge: false, allow: None }
    }

    /// A message that does not say, or says twice, which host it is for (RFC 9112, 3.2).
    pub(super) fn host() -> Self {
        let message = "The request must carry one Host field";
        Self::new(StatusCode::BAD_REQUEST, Reason::InvalidArgument, message)
    }

    /// No credentials, or wrong ones.
    pub(in crate::mock) fn unauthenticated() -> Self {
        Self {
            challenge: true,
            ..Self::new(StatusCode::UNAUTHORIZED, Reason::Authentication, "Authentication failed")
        }
    }

    /// Credentials that do not reach this far.
    pub(in crate::mock) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, Reason::Forbidden, "Access denied")
    }

    /// Nothing of that name.
    pub(in crate::mock) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, Reason::NotFound, "The requested resource was not found")
    }

    /// Nobody of that id in the conference. Hook of the fault that falls over it.
    pub(in crate::mock) fn participant_not_found(faults: &Active) -> Self {
        if faults.has(Defect::UnknownParticipantIs500) {
            return Self::internal();
        }
        Self::not_found()
    }

    /// An id in the path that is none. Hook of the faults that fall over it.
    pub(super) fn malformed_id(server: &Server) -> Self {
        if server.faults.has(Defect::MalformedIdIs500) {
            return Self::internal();
        }
        if server.faults.has(Defect::MalformedIdIs403) {
            return Self::forbidden();
        }
        match server.variations.malformed_id {
            404 => Self::not_found(),
            other => {
                let message = format!("An id in the path is not {}", server.dialect.ids.name);
                Self::new(status(other), Reason::Format, message)
            }
        }
    }

    /// Another account's resource.
    pub(super) fn foreign(variations: &Variations) -> Self {
        match variations.foreign {
            401 => Self::unauthenticated(),
            403 => Self::forbidden(),
            _ => Self::not_found(),
        }
    }

    /// A method that the path does not have.
    pub(in crate::mock) fn method_not_allowed(allow: String) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                Reason::MethodNotAllowed,
                "The requested resource does not have this method",
            )
        }
    }

    /// Input that breaks a constraint.
    pub(in crate::mock) fn bad_input(
        server: &Server,
        reason: Reason,
        message: impl Into<String>,
    ) -> Self {
        Self::new(status(server.bad_input()), reason, message)
    }

    /// A body in a media type that the operation does not take.
    pub(super) fn wrong_media_type(server: &Server) -> Self {
        let own = server.dialect.rules.wrong_media_type;
        Self::new(
            status(server.variations.wrong_media_type.unwrap_or(own)),
            Reason::InvalidArgument,
            "The body must be application/x-www-form-urlencoded",
        )
    }

    /// A status that only a faulty server gives.
    pub(in crate::mock) fn odd(status: StatusCode, reason: Reason, message: &str) -> Self {
        Self::new(status, reason, message)
    }

    /// What only a faulty server says.
    pub(in crate::mock) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, Reason::Internal, "Internal server error")
    }

    /// As an answer, in the api's own error form.
    pub(super) fn into_reply(self, server: &Server) -> Reply {
        // Every text of an error is ours, so it can be written.
        let code = (server.dialect.code)(self.reason);
        let body = (server.dialect.words.error)(server, code, &self.message, self.status.as_u16());
        let body = body.unwrap_or_default();
        let mut reply = Reply::json(Subject::Refused, self.status, body);
        if let Some(methods) = self.allow {
            reply = reply.allowing(&methods);
        }
        if self.challenge {
            reply = reply.with(header::WWW_AUTHENTICATE, challenge(&server.variations.realm));
        }
        reply
    }
}

/// What this server cannot write is its own failure.
impl From<ValueError> for Refusal {
    fn from(_: ValueError) -> Self {
        Self::internal()
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST)
}

/// `Basic realm="…"` (RFC 7617, 2), with the realm as a quoted string (RFC 9110, 5.6.4).
fn challenge(realm: &str) -> HeaderValue {
    let quoted = realm.replace('\\', "\\\\").replace('"', "\\\"");
    HeaderValue::try_from(format!("Basic realm=\"{quoted}\""))
        .unwrap_or(HeaderValue::from_static("Basic realm=\"rollcall\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_realm_is_quoted() {
        assert_eq!(challenge("rollcall"), "Basic realm=\"rollcall\"");
        assert_eq!(challenge("a \"b\" \\"), "Basic realm=\"a \\\"b\\\" \\\\\"");
        assert_eq!(challenge("line\nbreak"), "Basic realm=\"rollcall\"");
    }
}
