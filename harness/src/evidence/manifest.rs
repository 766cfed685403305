//! The manifest of a pack: which files it has, and their digests.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{MANIFEST, PackError};
use crate::record::{Summary, VerdictWord};

/// The version of this format.
pub(super) const VERSION: u32 = 1;

/// What a pack holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this format: 1.
    pub manifest: u32,
    /// The version of rollcall that made it.
    pub rollcall: String,
    /// The api.
    pub api: String,
    /// The digest of the api's document.
    pub document: String,
    /// The target's base URL.
    pub target: String,
    /// The seed.
    pub seed: u64,
    /// The verdict.
    pub verdict: VerdictWord,
    /// When the run began: RFC 3339, in UTC.
    pub started: String,
    /// Every other file, sorted by path.
    pub files: Vec<FileLine>,
}

/// One file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileLine {
    /// Its path below the folder, with `/`.
    pub path: String,
    /// How many bytes it has.
    pub bytes: usize,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    pub(super) fn of(summary: &Summary, files: Vec<FileLine>) -> Self {
        Self {
            manifest: VERSION,
            rollcall: env!("CARGO_PKG_VERSION").to_owned(),
            api: summary.api.clone(),
            document: summary.digest.clone(),
            target: summary.target.clone(),
            seed: summary.seed,
            verdict: summary.verdict,
            started: summary.timing.started.clone(),
            files,
        }
    }

    pub(super) fn read(folder: &Path) -> Result<(Self, Vec<u8>), PackError> {
        let no_pack = |reason: String| {
            let path = folder.display().to_string();
            PackError::NoPack { path, reason }
        };
        let bytes = fs::read(folder.join(MANIFEST))
            .map_err(|error| no_pack(format!("{MANIFEST} can't be read: {error}")))?;
        let manifest: Self = serde_json::from_slice(&bytes)
            .map_err(|error| no_pack(format!("{MANIFEST} is none: {error}")))?;
        if manifest.manifest != VERSION {
            let own = manifest.manifest;
            return Err(no_pack(format!("{MANIFEST} has version {own}, this is {VERSION}")));
        }
        Ok((manifest, bytes))
    }
}

impl FileLine {
    pub(super) fn of(path: &str, content: &[u8]) -> Self {
        Self { path: path.to_owned(), bytes: content.len(), sha256: digest(content) }
    }
}

pub(super) fn digest(content: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
