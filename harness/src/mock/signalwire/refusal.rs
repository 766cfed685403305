//! Refusals: one error form, and the vendor's codes in it.

use axum::http::{HeaderValue, StatusCode, header};
use rollcall_spec::value::ValueError;

use super::answer;
use crate::mock::fault::{Active, Defect};
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Server;
use crate::mock::variation::Variations;

/// The vendor's error codes that this resource needs.
pub(super) mod code {
    /// An argument that is invalid, or missing.
    pub(in crate::mock::signalwire) const INVALID_ARGUMENT: i32 = 10_000;
    /// The method of a callback is neither GET nor POST.
    pub(in crate::mock::signalwire) const CALLBACK_METHOD: i32 = 13_221;
    /// An attribute of a conference is invalid; also: nobody of that id to coach.
    pub(in crate::mock::signalwire) const CONFERENCE_ATTRIBUTE: i32 = 16_002;
    /// Authentication failed.
    pub(super) const AUTHENTICATION: i32 = 20_003;
    /// Nothing is there.
    pub(super) const NOT_FOUND: i32 = 20_404;
    /// The method is not one of the path's; the vendor documents none, this follows its pattern.
    pub(super) const METHOD_NOT_ALLOWED: i32 = 20_405;
    /// The server failed.
    pub(super) const INTERNAL: i32 = 20_504;
    /// A URL that is not absolute.
    pub(in crate::mock::signalwire) const URL: i32 = 21_402;
    /// A page token that was not given out for this page.
    pub(in crate::mock::signalwire) const PAGE_TOKEN: i32 = 21_481;
    /// A page token that is missing or has not the form of one.
    pub(in crate::mock::signalwire) const PAGE_TOKEN_FORM: i32 = 54_453;
    /// A page size outside of its bounds.
    pub(in crate::mock::signalwire) const PAGE_SIZE: i32 = 54_454;
    /// A value in a wrong format.
    pub(in crate::mock::signalwire) const FORMAT: i32 = 90_000;
}

/// Why a request is not answered with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    code: i32,
    message: String,
    challenge: bool,
    allow: Option<String>,
}

impl Refusal {
    fn new(status: StatusCode, code: i32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), challenge: false, allow: None }
    }

    /// A message that does not say, or says twice, which host it is for (RFC 9112, 3.2).
    pub(super) fn host() -> Self {
        let message = "The request must carry one Host field";
        Self::new(StatusCode::BAD_REQUEST, code::INVALID_ARGUMENT, message)
    }

    /// No credentials, or wrong ones.
    pub(super) fn unauthenticated() -> Self {
        Self {
            challenge: true,
            ..Self::new(StatusCode::UNAUTHORIZED, code::AUTHENTICATION, "Authentication failed")
        }
    }

    /// Credentials that do not reach this far.
    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, code::AUTHENTICATION, "Access denied")
    }

    /// Nothing of that name.
    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, code::NOT_FOUND, "The requested resource was not found")
    }

    /// Nobody of that id in the conference. Hook of the fault that falls over it.
    pub(super) fn participant_not_found(faults: &Active) -> Self {
        if faults.has(Defect::UnknownParticipantIs500) {
            return Self::internal();
        }
        Self::not_found()
    }

    /// An id in the path that is none. Hook of the faults that fall over it.
    pub(super) fn malformed_id(variations: &Variations, faults: &Active) -> Self {
        if faults.has(Defect::MalformedIdIs500) {
            return Self::internal();
        }
        if faults.has(Defect::MalformedIdIs403) {
            return Self::forbidden();
        }
        match variations.malformed_id {
            404 => Self::not_found(),
            other => Self::new(status(other), code::FORMAT, "An id in the path is not a UUID"),
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
    pub(super) fn method_not_allowed(allow: String) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                code::METHOD_NOT_ALLOWED,
                "The requested resource does not have this method",
            )
        }
    }

    /// Input that breaks a constraint.
    pub(super) fn bad_input(
        variations: &Variations,
        code: i32,
        message: impl Into<String>,
    ) -> Self {
        Self::new(status(variations.bad_input), code, message)
    }

    /// A body in a media type that the operation does not take.
    pub(super) fn wrong_media_type(variations: &Variations) -> Self {
        Self::new(
            status(variations.wrong_media_type),
            code::INVALID_ARGUMENT,
            "The body must be application/x-www-form-urlencoded",
        )
    }

    /// What only a faulty server says.
    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code::INTERNAL, "Internal server error")
    }

    /// As an answer, in the api's own error form.
    pub(super) fn into_reply(self, server: &Server) -> Reply {
        // Every text of an error is ours, so it can be written.
        let body =
            answer::error(self.code, &self.message, self.status.as_u16()).unwrap_or_default();
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
