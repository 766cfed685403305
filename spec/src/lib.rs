//! The vocabulary of what is promised.
//!
//! Every type here can be built in a `const` (the generated tables) and at run time (a user's own document), because each
//! text and each list is a [`Cow`](std::borrow::Cow). The crate knows no document reader, no HTTP client and no check.
//!
//! - [`route`]: operations as a table: method, path template, parameters, bodies, responses, security; and the schemas that
//!   they share.
//! - [`event`]: what a server sends unasked.
//! - [`requirement`]: normative sentences with a stable id, a keyword and a source.
//! - [`finding`]: what is wrong with a document itself.
//! - [`value`]: the types that generated code speaks in: absent versus null, open enums, dates, forms, path segments.

mod definitions;
pub mod event;
pub mod finding;
pub mod requirement;
pub mod route;
pub mod value;

pub use event::Event;
pub use finding::DocumentFinding;
pub use requirement::{Keyword, Link, Requirement, Source, SourceKind};
pub use route::{
    Api, Header, Location, MediaType, Method, Parameter, RequestBody, Response, Route, Schema,
    SecurityRequirement, SecurityScheme, Server, Status,
};

/// A text that is either baked in or read at run time.
pub type Text = std::borrow::Cow<'static, str>;

/// A list that is either baked in or read at run time.
pub type List<T> = std::borrow::Cow<'static, [T]>;
