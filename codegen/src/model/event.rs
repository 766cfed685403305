//! Events: what a server sends unasked.

use super::{Doc, Type};

/// One webhook, as a variant of the type of all events.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) ident: String,
    /// Its key in the document.
    pub(crate) name: String,
    pub(crate) channel: Option<String>,
    pub(crate) doc: Doc,
    /// What its JSON holds; none where it has none.
    pub(crate) payload: Option<Type>,
}
