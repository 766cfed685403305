//! A file that somebody named to be written: looked at before anything is sent, so that no run is made in vain, and written
//! whole or not at all where that can be had.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Where something goes.
#[derive(Debug, Clone)]
pub struct Output {
    /// What it is, such as `report`.
    what: &'static str,
    path: PathBuf,
}

/// Why something cannot be written.
#[derive(Debug, Error)]
pub enum OutputError {
    /// It cannot be written there.
    #[error(
        "the {what} `{path}` can't be written: {source}\n  help: name a file in a folder that exists and may be written to"
    )]
    Write {
        /// What it is.
        what: &'static str,
        /// Where.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// What is written first would be lost.
    #[error(
        "`{path}` would be written twice, as a {first} and as a {second}\n  help: give each of them a file of its own"
    )]
    Twice {
        /// Where, as it was named the second time.
        path: String,
        /// What the first one is.
        first: &'static str,
        /// What the second one is.
        second: &'static str,
    },
}

impl Output {
    /// What it is, such as `report`, and where it goes: the path `-` is stdout.
    pub fn new(what: &'static str, path: impl Into<PathBuf>) -> Self {
        Self { what, path: path.into() }
    }

    /// Whether it goes to stdout.
    pub fn is_stdout(&self) -> bool {
        self.path == Path::new("-") || self.path == Path::new("/dev/stdout")
    }

    /// Where it goes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Finds out whether it can be written, and leaves everything as it is.
    ///
    /// # Errors
    ///
    /// Where it cannot.
    pub fn probe(&self) -> Result<(), OutputError> {
        if self.is_stdout() || self.takes_a_stream() {
            // Whoever reads it would take an end for the end.
            return Ok(());
        }
        let was_there = self.path.exists();
        let opened = OpenOptions::new().append(true).create(true).open(&self.path);
        let done =
            opened.and_then(|_| if was_there { Ok(()) } else { fs::remove_file(&self.path) });
        done.map_err(|source| self.error(source))
    }

    /// Writes it. A pipe or a device takes it as it comes; a file has the old text or the new one, and a link goes on leading
    /// where it led.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn write(&self, text: &str) -> Result<(), OutputError> {
        if self.is_stdout() {
            let mut out = io::stdout().lock();
            // A reader that has gone away is no error.
            let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            return Ok(());
        }
        let written = if self.takes_a_stream() {
            let opened = OpenOptions::new().append(true).open(&self.path);
            opened.and_then(|mut stream| stream.write_all(text.as_bytes()))
        } else {
            replace(&self.path.canonicalize().unwrap_or_else(|_| self.path.clone()), text)
        };
        written.map_err(|source| self.error(source))
    }

    /// Appends to it.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn append(&self, text: &str) -> Result<(), OutputError> {
        let file = OpenOptions::new().append(true).create(true).open(&self.path);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|source| self.error(source))
    }

    /// Whether what is there is no file that could be replaced: a pipe, a terminal, or a name of what is open already.
    fn takes_a_stream(&self) -> bool {
        let there = fs::metadata(&self.path);
        there.is_ok_and(|own| !own.is_dir() && (!own.is_file() || self.path.starts_with("/dev")))
    }

    /// What is the same for two names of one file; none where several may be written one behind the other.
    fn identity(&self) -> Option<PathBuf> {
        if self.is_stdout() || self.takes_a_stream() {
            return None;
        }
        self.path.canonicalize().ok().or_else(|| {
            let path = std::path::absolute(&self.path).ok()?;
            Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?))
        })
    }

    fn error(&self, source: io::Error) -> OutputError {
        OutputError::Write { what: self.what, path: self.path.display().to_string(), source }
    }
}

/// Finds out whether two of them would be written to one file.
///
/// # Errors
///
/// Where they would.
pub fn apart<'a>(all: impl IntoIterator<Item = &'a Output>) -> Result<(), OutputError> {
    let mut seen: Vec<(PathBuf, &Output)> = Vec::new();
    for output in all {
        let Some(identity) = output.identity() else { continue };
        if let Some((_, first)) = seen.iter().find(|(own, _)| *own == identity) {
            let path = output.path.display().to_string();
            return Err(OutputError::Twice { path, first: first.what, second: output.what });
        }
        seen.push((identity, output));
    }
    Ok(())
}

/// Puts a new file in the place of an old one. Where that can't be had, as in a folder of somebody else, writes over it; but
/// not on a full disk, where both would be lost.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    fs::write(&part, text).and_then(|()| fs::rename(&part, path)).or_else(|error| {
        let _ = fs::remove_file(&part);
        let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded, ErrorKind::FileTooLarge];
        if full.contains(&error.kind()) || !path.is_file() {
            return Err(error);
        }
        fs::write(path, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(path: impl Into<PathBuf>) -> Output {
        Output::new("report", path)
    }

    #[test]
    fn a_probe_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        report(&path).probe().unwrap();
        assert!(!path.exists());
        fs::write(&path, "old").unwrap();
        report(&path).probe().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert!(report(folder.path().join("no/x.json")).probe().is_err());
        let error = report(folder.path()).probe().unwrap_err().to_string();
        assert!(error.contains("directory"), "{error}");
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        for text in ["old", "new"] {
            report(&path).write(text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        // Nothing can be written beside it, as in a folder of somebody else.
        fs::create_dir(folder.path().join("report.json.part")).unwrap();
        report(&path).write("newer").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "newer");
        assert!(report(folder.path().join("no/x.json")).write("text").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_goes_on_leading_where_it_led() {
        let folder = tempfile::tempdir().unwrap();
        let [there, link] = ["there", "link"].map(|name| folder.path().join(name));
        fs::write(&there, "old").unwrap();
        std::os::unix::fs::symlink("there", &link).unwrap();
        report(&link).write("new").unwrap();
        assert_eq!(fs::read_to_string(&there).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn no_two_are_written_to_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let named = |name: &str| report(folder.path().join(name));
        assert!(apart(&[named("one"), named("two"), report("-")]).is_ok());
        let journal = Output::new("journal", folder.path().join("x/../one"));
        assert!(apart(&[named("one"), journal.clone()]).is_ok(), "there is no such folder");
        fs::create_dir(folder.path().join("x")).unwrap();
        let error = apart(&[named("one"), journal]).unwrap_err().to_string();
        assert!(error.contains("written twice, as a report and as a journal"), "{error}");
        fs::write(folder.path().join("one"), "there").unwrap();
        assert!(apart(&[named("one"), named("x/../one")]).is_err());
        assert!(apart(&[report("-"), report("-")]).is_ok(), "one comes behind the other");
    }
}
