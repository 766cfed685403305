//! Where the journal of a check goes: to a file that was named, into a pack of evidence, or beside the replays for as long
//! as the run goes on.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::CliError;
use super::args::CheckArgs;
use crate::evidence::Pack;
use crate::journal::Journal;
use crate::report::OutputError;

/// The journal of a check, and what becomes of it.
pub(super) struct Notebook {
    pub(super) journal: Option<Arc<Journal>>,
    path: PathBuf,
    /// The pack that it is a part of.
    pub(super) pack: Option<Pack>,
    /// Whether it stays when the reports are written.
    stays: bool,
}

impl Notebook {
    /// Begins what was asked for. Of a server that is not the built-in one there is always a journal: where the program is
    /// killed, it is all that is left.
    pub(super) fn begin(
        args: &CheckArgs,
        evidence: Option<&Path>,
        replays: &Path,
        built_in: bool,
    ) -> Result<Self, CliError> {
        let pack = evidence.map(Pack::begin).transpose().map_err(CliError::usage)?;
        let asked = pack.as_ref().map(Pack::journal).or_else(|| args.journal.clone());
        if let Some(path) = asked {
            let journal = Journal::create(&path).map_err(|source| {
                let path = path.display().to_string();
                CliError::usage(OutputError::Write { what: "journal", path, source })
            })?;
            return Ok(Self { journal: Some(Arc::new(journal)), path, pack, stays: true });
        }
        let path = replays.join(format!("run-{}.jsonl", std::process::id()));
        // Nobody asked for this one, so that a folder that can't be written to is no error.
        let journal = (!built_in)
            .then(|| std::fs::create_dir_all(replays).and_then(|()| Journal::create(&path)).ok());
        let journal = journal.flatten().map(Arc::new);
        Ok(Self { journal, path, pack: None, stays: false })
    }

    /// Where it is.
    pub(super) fn path(&self) -> Option<&Path> {
        self.journal.as_ref().map(|_| self.path.as_path())
    }

    /// The run could not be made: there is nothing to keep.
    pub(super) fn forget(&self) {
        if self.journal.is_some() {
            let _ = std::fs::remove_file(&self.path);
            // Only where it is empty now, and nobody else's.
            let own = self.pack.is_some() || !self.stays;
            let _ = self.path.parent().filter(|_| own).map(std::fs::remove_dir);
        }
    }

    /// The run has ended, and its reports are written.
    ///
    /// # Errors
    ///
    /// Where a journal that was asked for could not be written to its end.
    pub(super) fn close(&self) -> Result<(), CliError> {
        let Some(journal) = &self.journal else { return Ok(()) };
        if !self.stays {
            self.forget();
            return Ok(());
        }
        match journal.trouble() {
            Some(error) => Err(CliError::usage(format!(
                "the journal `{}` can't be written to its end: {error}\n  help: make room on the disk, or write it elsewhere",
                self.path.display()
            ))),
            None => Ok(()),
        }
    }
}
