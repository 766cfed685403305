//! Operations: what a request takes and what may come back.

use rollcall_spec::{Location, Method};

use super::{Doc, Type};

/// One method on one path.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The request's type.
    pub(crate) ident: String,
    /// The response's type.
    pub(crate) response_ident: String,
    pub(crate) id: String,
    pub(crate) method: Method,
    pub(crate) template: String,
    pub(crate) doc: Doc,
    /// Path parameters in the template's order, then query, then header parameters.
    pub(crate) arguments: Vec<Field>,
    pub(crate) body: Option<Body>,
    pub(crate) answers: Vec<Answer>,
}

/// How a list travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spread {
    /// One pair for each element.
    Repeated,
    /// One text, elements parted by a character.
    Joined(char),
}

/// A parameter, as a field of the request.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) ident: String,
    pub(crate) wire: String,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) ty: Type,
    pub(crate) spread: Spread,
    pub(crate) doc: Doc,
}

/// What a request carries.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) required: bool,
    pub(crate) contents: Vec<Content>,
    /// The field's name.
    pub(crate) ident: String,
    /// The type that lists the alternatives, where there are several media types.
    pub(crate) choice: Option<String>,
    pub(crate) doc: Doc,
}

/// One media type with what it carries.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    /// The variant's name where there are several.
    pub(crate) ident: String,
    pub(crate) media_type: String,
    pub(crate) payload: Payload,
}

/// How a payload is written.
#[derive(Debug, Clone)]
pub(crate) enum Payload {
    Json(Type),
    Form(Type),
    Text,
    Bytes,
}

/// The key of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusKey {
    Code(u16),
    Class(u8),
    Default,
}

/// One variant of a response type: a status, and at most one media type under it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) ident: String,
    pub(crate) status: StatusKey,
    pub(crate) content: Option<(String, Payload)>,
    pub(crate) doc: Doc,
}
