//! Writing a journal, line by line, as things happen.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::line::{Alike, Line, Run};
use crate::api::Dialect;
use crate::conclude::{Confirmed, Ending, Key, Terms};
use crate::record::Trace;

/// A journal that is being written.
///
/// Each line goes to the file as a whole and at once, so that a program that is killed loses at most the line that it is
/// at. Nothing waits for the disk. What goes wrong while writing does not end a run; [`Journal::trouble`] tells it.
#[derive(Debug)]
pub struct Journal(Mutex<Out>);

#[derive(Debug)]
struct Out {
    file: File,
    trouble: Option<io::Error>,
}

impl Journal {
    /// Begins a file; one that is there already is written over.
    ///
    /// # Errors
    ///
    /// Where it cannot be made.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = File::create(path)?;
        Ok(Self(Mutex::new(Out { file, trouble: None })))
    }

    /// What a run was asked for.
    pub fn begin(&self, dialect: &Dialect, terms: &Terms) {
        self.line(&Line::Run(Run::of(dialect.id, &dialect.api.digest, terms).into()));
    }

    /// A case that was judged so long after the run began.
    pub fn case(&self, trace: &Trace, at: Duration) {
        self.line(&Line::Case { at, trace });
    }

    /// The place of a case that could not be sent.
    pub fn not_sent(&self, place: usize) {
        self.line(&Line::NotSent(place));
    }

    /// A failure that was sent again and shrunk.
    pub fn confirmed(&self, own: &Confirmed) {
        let alike = Alike::of(&own.key);
        self.line(&Line::Finding { alike, reproduced: own.reproduced, trace: &own.trace });
    }

    /// A failure that is none of its own, and the same requests one after the other, which show that.
    pub fn dismissed(&self, key: &Key, in_turn: &Trace) {
        self.line(&Line::Dismissed { alike: Alike::of(key), in_turn });
    }

    /// How the run ended.
    pub fn end(&self, ending: &Ending) {
        self.line(&Line::End(ending.clone()));
    }

    /// What went wrong first while it was written.
    pub fn trouble(&self) -> Option<io::Error> {
        self.out().trouble.take()
    }

    fn line(&self, line: &Line<&Trace>) {
        let bytes = serde_json::to_vec(line).map_err(io::Error::other);
        let mut out = self.out();
        if out.trouble.is_some() {
            return;
        }
        let written = bytes.and_then(|mut bytes| {
            bytes.push(b'\n');
            out.file.write_all(&bytes)
        });
        out.trouble = written.err();
    }

    fn out(&self) -> MutexGuard<'_, Out> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
