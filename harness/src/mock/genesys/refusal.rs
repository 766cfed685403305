//! Refusals: a code, why in words, and the status where HTTP has something to say as well.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::json;

use super::Server;
use super::answer::{About, Answer};
use crate::mock::fault::Defect;

/// Why a request is not answered with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The return value's code; see [`code`].
    pub(super) code: i64,
    /// The status, where it is not the code alone that says so.
    pub(super) status: Option<StatusCode>,
    pub(super) message: String,
    fields: Vec<(HeaderName, String)>,
}

/// The codes of return values that are needed here.
pub(super) mod code {
    pub(in super::super) const MISSING_PARAMETER: i64 = 1;
    pub(in super::super) const INVALID_IN_STATE: i64 = 2;
    pub(in super::super) const FORBIDDEN: i64 = 3;
    pub(in super::super) const INTERNAL: i64 = 4;
    pub(in super::super) const NO_PERMISSION: i64 = 5;
    pub(in super::super) const NOT_FOUND: i64 = 6;
    pub(in super::super) const INVALID_INPUT: i64 = 10;
    pub(in super::super) const EXISTS: i64 = 18;
    pub(in super::super) const NOT_AUTHENTICATED: i64 = 20;
}

impl Refusal {
    /// A refusal by its code, which has a status of its own only where the server gives it one.
    pub(super) fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, status: None, message: message.into(), fields: Vec::new() }
    }

    /// A refusal that HTTP has a status for.
    pub(super) fn with_status(status: StatusCode, code: i64, message: impl Into<String>) -> Self {
        Self { status: Some(status), ..Self::new(code, message) }
    }

    fn field(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// What only a faulty server says.
    pub(super) fn internal() -> Self {
        let message = "Internal server error";
        Self::with_status(StatusCode::INTERNAL_SERVER_ERROR, code::INTERNAL, message)
    }

    /// Neither credentials nor a session.
    pub(super) fn unauthenticated(server: &Server) -> Self {
        let realm = server.variations.realm.replace('\\', "\\\\").replace('"', "\\\"");
        let message = "The user is not authenticated";
        Self::with_status(StatusCode::UNAUTHORIZED, code::NOT_AUTHENTICATED, message)
            .field(header::WWW_AUTHENTICATE, format!("Basic realm=\"{realm}\""))
    }

    /// The token of the session is missing, or its cookie.
    pub(super) fn token() -> Self {
        let message = "Missing or invalid Csrf token";
        Self::with_status(StatusCode::FORBIDDEN, code::FORBIDDEN, message)
    }

    /// Nothing at that path.
    pub(super) fn no_path() -> Self {
        Self::with_status(StatusCode::NOT_FOUND, code::NOT_FOUND, "There is no such resource")
    }

    /// A method that the path does not have.
    pub(super) fn method(server: &Server, allow: &str) -> Self {
        if server.variations.unknown_method == 404 {
            return Self::no_path();
        }
        let message = "The resource does not have this method";
        Self::with_status(StatusCode::METHOD_NOT_ALLOWED, code::FORBIDDEN, message)
            .field(header::ALLOW, allow)
    }

    /// Content in a media type that is not read.
    pub(super) fn media_type(server: &Server) -> Self {
        let message = "The content must be application/json";
        if server.variations.genesys.media_type_by_code {
            return Self::invalid(message);
        }
        Self::with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, code::INVALID_INPUT, message)
    }

    /// A call that the user does not have.
    pub(super) fn no_call(server: &Server) -> Self {
        if server.faults.has(Defect::UnknownCallIs500) {
            return Self::internal();
        }
        Self::new(code::NOT_FOUND, "There is no such call")
    }

    /// Something that is missing from the content.
    pub(super) fn missing(name: &str) -> Self {
        let message = format!("The required parameter `{name}` is missing");
        Self::new(code::MISSING_PARAMETER, message)
    }

    /// A value that can't be.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(code::INVALID_INPUT, message)
    }

    /// The status that goes with the code, where refusals have one.
    const fn own_status(&self) -> StatusCode {
        match self.code {
            code::FORBIDDEN | code::NO_PERMISSION => StatusCode::FORBIDDEN,
            code::NOT_FOUND => StatusCode::NOT_FOUND,
            code::INTERNAL => StatusCode::INTERNAL_SERVER_ERROR,
            code::NOT_AUTHENTICATED => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// As an answer.
    pub(super) fn into_answer(self, server: &Server) -> Answer {
        let plain = if server.variations.genesys.refusals_by_status {
            self.own_status()
        } else {
            StatusCode::OK
        };
        let status = self.status.unwrap_or(plain);
        let body = json!({ "statusCode": self.code, "statusMessage": self.message });
        let mut answer = Answer { status, ..Answer::new(About::Refused, body) };
        for (name, value) in self.fields {
            let value = HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static(""));
            answer.fields.push((name, value));
        }
        answer
    }
}
