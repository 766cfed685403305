//! A pack of evidence: a folder with all that a run has to show, which anybody can check without the server.
//!
//! `journal.jsonl` is what was sent and answered, the reports and `replays/` are what came of it, and `manifest.json` names
//! every file with its digest. [`verify()`] judges the journal again and makes everything else from it once more: what
//! differs by a byte was not made by this run.

mod manifest;
mod verify;
mod write;

use std::path::Path;

use thiserror::Error;

pub use manifest::{FileLine, Manifest};
pub use verify::{Verified, verify};
pub use write::{Pack, write};

/// The journal's name in a pack.
pub const JOURNAL: &str = "journal.jsonl";

/// The manifest's name in a pack.
pub const MANIFEST: &str = "manifest.json";

/// The folder of replays in a pack.
pub const REPLAYS: &str = "replays";

/// The name of the baseline that the run was held against, where there was one.
pub const BASELINE: &str = "baseline.toml";

/// Why a pack cannot be written or read.
#[derive(Debug, Error)]
pub enum PackError {
    /// The folder holds something.
    #[error(
        "the folder `{path}` is not empty\n  help: a pack of evidence holds nothing but one run; name a folder that is new or empty"
    )]
    NotEmpty {
        /// The folder.
        path: String,
    },
    /// A file cannot be read or written.
    #[error("`{path}` in the pack of evidence can't be {what}: {source}")]
    File {
        /// The file.
        path: String,
        /// `read` or `written`.
        what: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// There is no manifest, or it is none.
    #[error(
        "`{path}` is no pack of evidence: {reason}\n  help: give a folder that `rollcall check --evidence` has written to its end; of a run that was killed, `rollcall report {path}/{JOURNAL}` tells what there is"
    )]
    NoPack {
        /// The folder.
        path: String,
        /// What is missing or wrong.
        reason: String,
    },
    /// Another version made it.
    #[error(
        "the pack was made by rollcall {version}, and this is rollcall {}\n  help: verify it with that version, whose judgements and reports it holds",
        env!("CARGO_PKG_VERSION")
    )]
    Version {
        /// The version that made it.
        version: String,
    },
    /// Its journal cannot be read.
    #[error(transparent)]
    Journal(#[from] crate::journal::JournalError),
}

impl PackError {
    fn reading(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), what: "read", source }
    }

    fn writing(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.display().to_string(), what: "written", source }
    }
}
