//! From the document to the model. Types come from openapiv3's reading, the judging schemas from the document itself.

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::model::Package;
use crate::normalise::Normalised;
use crate::report::Reporter;

mod events;
mod facets;
mod judged;
mod naming;
mod operations;
mod recursion;
mod routes;
mod types;

pub(crate) use operations::is_json;
pub(crate) use routes::WITHOUT_CONTENT;

/// A document after overlay and checks, as the stages of lowering see it.
pub(crate) struct Input<'a> {
    /// The document's values, corrected.
    pub(crate) document: &'a Value,
    /// openapiv3's reading of it.
    pub(crate) normalised: &'a Normalised,
    pub(crate) reporter: &'a Reporter<'a>,
    /// The api's id.
    pub(crate) id: &'a str,
    pub(crate) digest: &'a str,
}

/// The model of a document; a name that clashes is reported with both places.
pub(crate) fn lower(input: &Input<'_>, diagnostics: &mut Diagnostics) -> Package {
    let api = routes::api(input);
    let mut types = types::Types::new(input);
    let mut operations = operations::operations(input, &api, &mut types, diagnostics);
    let mut events = events::events(input, &api, &mut types);
    types.components();
    let mut types = types.finish(diagnostics);
    recursion::box_cycles(&mut types);
    naming::settle(&mut types, &mut operations, input, diagnostics);
    naming::events(&mut events, input, diagnostics);
    Package { api, types, operations, events, requirements: Vec::new() }
}

/// The route table alone.
pub(crate) fn route_table(input: &Input<'_>) -> rollcall_spec::Api {
    routes::api(input)
}
