//! What is emitted, as plain data: no openapiv3 and no tokens inside.

mod event;
mod operation;
mod types;

pub(crate) use event::Event;
pub(crate) use operation::{
    Answer, Body, Content, Field as Argument, Operation, Payload, Spread, StatusKey,
};
pub(crate) use types::{
    Additional, Doc, Field, IntegerVariant, Presence, Shape, Tagged, Type, TypeDef, TypeId,
    UnionVariant, Variant,
};

/// Everything that is emitted for one document.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) api: rollcall_spec::Api,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) events: Vec<Event>,
    pub(crate) requirements: Vec<rollcall_spec::Requirement>,
}

impl Package {
    /// The definition behind an id.
    pub(crate) fn definition(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }
}
