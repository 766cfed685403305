//! Writing a pack.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{FileLine, Manifest};
use super::{JOURNAL, MANIFEST, PackError, REPLAYS};
use crate::conclude::Outcome;
use crate::report::sink;

/// A folder in which a pack is begun; its journal is written there while the run goes on.
#[derive(Debug)]
pub struct Pack {
    folder: PathBuf,
}

impl Pack {
    /// Begins a pack in a folder that is new or empty.
    ///
    /// # Errors
    ///
    /// Where it holds something, or cannot be made.
    pub fn begin(folder: &Path) -> Result<Self, PackError> {
        fs::create_dir_all(folder).map_err(|source| PackError::writing(folder, source))?;
        let mut inside =
            fs::read_dir(folder).map_err(|source| PackError::reading(folder, source))?;
        if inside.next().is_some() {
            return Err(PackError::NotEmpty { path: folder.display().to_string() });
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// Where its journal is to be written.
    pub fn journal(&self) -> PathBuf {
        self.folder.join(JOURNAL)
    }

    /// The folder that its replays are in.
    pub fn replays(&self) -> PathBuf {
        self.folder.join(REPLAYS)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Writes all that a pack has besides its journal, the manifest last.
///
/// # Errors
///
/// Where a file cannot be written, or the journal cannot be read.
pub fn write(
    folder: &Path,
    outcome: &Outcome,
    more: BTreeMap<String, Vec<u8>>,
) -> Result<Manifest, PackError> {
    let journal = folder.join(JOURNAL);
    let journal = fs::read(&journal).map_err(|source| PackError::reading(&journal, source))?;
    let mut lines = vec![FileLine::of(JOURNAL, &journal)];
    drop(journal);
    for (name, content) in made_of(outcome).into_iter().chain(more) {
        let path = folder.join(&name);
        let parent = path.parent().map_or(Ok(()), fs::create_dir_all);
        parent
            .and_then(|()| fs::write(&path, &content))
            .map_err(|source| PackError::writing(&path, source))?;
        lines.push(FileLine::of(&name, &content));
    }
    lines.sort_by(|one, other| one.path.cmp(&other.path));
    let manifest = Manifest::of(&outcome.summary, lines);
    let path = folder.join(MANIFEST);
    let text = serde_json::to_string_pretty(&manifest).map_err(std::io::Error::other);
    text.and_then(|text| fs::write(&path, text + "\n"))
        .map_err(|source| PackError::writing(&path, source))?;
    Ok(manifest)
}

/// All that is made of an outcome: the reports and the replays, by their paths in a pack.
pub(super) fn made_of(outcome: &Outcome) -> BTreeMap<String, Vec<u8>> {
    let reports = sink::pack(&outcome.summary).map(|(name, text)| (name.to_owned(), text));
    let replays = outcome.replays.iter().filter_map(|(path, text)| {
        let name = Path::new(path).file_name()?.to_string_lossy();
        Some((format!("{REPLAYS}/{name}"), text.clone()))
    });
    reports.chain(replays).map(|(name, text)| (name, text.into_bytes())).collect()
}
