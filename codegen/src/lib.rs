//! Reads OpenAPI 3.0 and 3.1 documents, writes Rust types and route tables.
//!
//! Text to model to files; this crate knows no HTTP and no check.
//!
//! - [`read_api`] gives the route table of any document, at run time; [`read_places`] gives its places in the text as well.
//! - [`generate`] gives the emitted files of one api, in memory; [`Tree`] writes or compares them.
//!
//! In the order that a document flows through them: `load` (text to values with places), `normalise::overlay` (our
//! corrections), `verify` (errors), `findings` (defects of the published document), `loss` (what the output does not honour),
//! `normalise` (to what openapiv3 reads), `lower` (to the model), `emit` (to text), [`tree`](Tree) (to the disk).

use std::collections::BTreeMap;
use std::thread;

mod alternatives;
mod diagnostic;
mod emit;
mod findings;
mod load;
mod loss;
mod lower;
mod model;
mod normalise;
mod pipeline;
mod place;
mod pointer;
mod report;
mod requirements;
mod shape;
mod tree;
mod verify;

pub use diagnostic::{Diagnostic, Diagnostics, Excerpt, Severity};
pub use emit::NotRust;
pub use load::Source;
pub use loss::{Loss, LossEntry, LossPlace, Reach};
pub use tree::{DiskError, Drift, Tree};

use rollcall_spec::Api;

/// What was said about a document from which something came out all the same.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Document findings and warnings.
    pub diagnostics: Diagnostics,
    /// What the output does not honour.
    pub loss: Loss,
}

/// The texts of one api.
#[derive(Debug, Clone)]
pub struct Input {
    /// The folder under `spec/`, or the stem of a user's own document.
    pub id: String,
    /// The OpenAPI document.
    pub document: Source,
    /// Our corrections.
    pub overlay: Option<Source>,
    /// Normative sentences.
    pub requirements: Option<Sentences>,
}

/// The lists that the normative sentences of an api are read from.
#[derive(Debug, Clone)]
pub struct Sentences {
    /// The api's own list. It names the shared ones that it includes.
    pub own: Source,
    /// Lists that several apis may share, by the name that an own list includes them by.
    pub shared: BTreeMap<String, Source>,
}

impl From<Source> for Sentences {
    fn from(own: Source) -> Self {
        Self { own, shared: BTreeMap::new() }
    }
}

/// The emitted files of one api.
#[derive(Debug, Clone)]
pub struct Output {
    /// The module's name.
    pub module: String,
    /// The files, relative to the module's folder.
    pub files: Tree,
    /// The route table, as the emitted constant has it.
    pub api: Api,
    /// What was said.
    pub report: Report,
}

/// Why nothing came out.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The document is broken; the diagnostics say where.
    #[error(transparent)]
    Broken(#[from] Diagnostics),
    /// The generator is broken.
    #[error(transparent)]
    NotRust(#[from] NotRust),
}

/// Reads a document into a route table, by the same code path as the generated ones.
///
/// The api's id is the document's file stem, or its folder's name where the stem is `openapi`.
pub fn read_api(document: &Source, overlay: Option<&Source>) -> Result<(Api, Report), Diagnostics> {
    let input = Input {
        id: id_of(&document.name),
        document: document.clone(),
        overlay: overlay.cloned(),
        requirements: None,
    };
    let (api, report, _) = deep(|| pipeline::read(&input))?;
    Ok((api, report))
}

/// The route table of a document, and where everything in it stands.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The route table.
    pub api: Api,
    /// What was said.
    pub report: Report,
    places: place::Places,
}

impl Placed {
    /// Line and column, both from 1, of the key of the node at a JSON Pointer; of the nearest node above it that the text has
    /// where it has none there.
    pub fn place(&self, pointer: &str) -> (u32, u32) {
        let place = self.places.find(pointer);
        let span = place.key.unwrap_or(place.value);
        (span.line.max(1), span.column.max(1))
    }
}

/// Reads a document as [`read_api`] does, and keeps where its nodes stand.
///
/// # Errors
///
/// Where the document is broken; the diagnostics say where.
pub fn read_places(document: &Source) -> Result<Placed, Diagnostics> {
    let input = Input {
        id: id_of(&document.name),
        document: document.clone(),
        overlay: None,
        requirements: None,
    };
    let (api, report, places) = deep(|| pipeline::read(&input))?;
    Ok(Placed { api, report, places })
}

/// Generates the files of one api.
pub fn generate(input: &Input) -> Result<Output, Failure> {
    deep(|| pipeline::generate(input))
}

/// The text of `lib.rs` over the modules of these apis.
pub fn library(ids: &[String]) -> Result<String, NotRust> {
    emit::library(ids)
}

/// The name that a document's file gives its api.
pub fn id_of(name: &str) -> String {
    let mut parts = name.rsplit(['/', '\\']);
    let file = parts.next().unwrap_or(name);
    let stem = file.split('.').next().unwrap_or(file);
    let id = if stem == "openapi" { parts.next().unwrap_or(stem) } else { stem };
    if id.is_empty() { "api".to_owned() } else { id.to_owned() }
}

/// Runs on a stack that the deepest document allowed can't exhaust, whatever stack the caller has.
fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    const STACK: usize = 256 * 1024 * 1024;
    thread::scope(|scope| {
        let spawned = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match spawned.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(value)) => value,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => panic!("no thread for the generator: {error}"),
        }
    })
}
