//! Files in memory, then on disk: written only where they differ, all or none.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Paths, with `/` between their parts, to texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

/// How a file on disk differs from what would be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// It is not there.
    Missing,
    /// Its text differs.
    Stale,
    /// It is there, and nothing generates it.
    Orphan,
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Orphan => "orphan",
        })
    }
}

/// A file or folder that could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("can't {verb} `{}`: {source}; help: check that it exists and that you may {verb} it", path.display())]
pub struct DiskError {
    verb: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl DiskError {
    fn new(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self { verb, path: path.to_owned(), source }
    }
}

impl Tree {
    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), text.into());
    }

    /// Adds another tree's files below a folder.
    pub fn graft(&mut self, folder: &str, other: Self) {
        for (path, text) in other.files {
            self.files.insert(format!("{folder}/{path}"), text);
        }
    }

    /// Every file, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// What on disk under `root` differs, by path. Every file there counts as generated.
    pub fn compare(&self, root: &Path) -> Result<Vec<(String, Drift)>, DiskError> {
        let mut drift = Vec::new();
        for (path, text) in &self.files {
            let full = root.join(path);
            match fs::read(&full) {
                Ok(found) if found == text.as_bytes() => {}
                Ok(_) => drift.push((path.clone(), Drift::Stale)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    drift.push((path.clone(), Drift::Missing));
                }
                Err(error) => return Err(DiskError::new("read", &full)(error)),
            }
        }
        for path in files_below(root, "")? {
            if !self.files.contains_key(&path) {
                drift.push((path, Drift::Orphan));
            }
        }
        drift.sort();
        Ok(drift)
    }

    /// Writes what differs and removes orphans; gives what it changed. Every new text is on the disk before the first file is
    /// replaced, so a full disk leaves the old files as they were.
    pub fn write(&self, root: &Path) -> Result<Vec<(String, Drift)>, DiskError> {
        let drift = self.compare(root)?;
        let mut staged = Vec::new();
        let outcome = self.stage(root, &drift, &mut staged);
        if let Err(error) = outcome {
            for (temporary, _) in staged {
                let _ = fs::remove_file(temporary);
            }
            return Err(error);
        }
        for (temporary, full) in staged {
            fs::rename(&temporary, &full).map_err(DiskError::new("replace", &full))?;
        }
        for (path, kind) in &drift {
            if *kind == Drift::Orphan {
                let full = root.join(path);
                fs::remove_file(&full).map_err(DiskError::new("remove", &full))?;
                if let Some(folder) = full.parent() {
                    // Only an empty folder goes.
                    let _ = fs::remove_dir(folder);
                }
            }
        }
        Ok(drift)
    }

    fn stage(
        &self,
        root: &Path,
        drift: &[(String, Drift)],
        staged: &mut Vec<(PathBuf, PathBuf)>,
    ) -> Result<(), DiskError> {
        for (path, kind) in drift {
            if *kind == Drift::Orphan {
                continue;
            }
            let full = root.join(path);
            if let Some(folder) = full.parent() {
                fs::create_dir_all(folder).map_err(DiskError::new("create", folder))?;
            }
            let temporary = full.with_extension("rs.new");
            staged.push((temporary.clone(), full));
            fs::write(&temporary, &self.files[path])
                .map_err(DiskError::new("write", &temporary))?;
        }
        Ok(())
    }
}

/// Every file below a folder, sorted; none where there is no folder.
fn files_below(root: &Path, prefix: &str) -> Result<Vec<String>, DiskError> {
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(DiskError::new("read", root)(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(DiskError::new("read", root))?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(DiskError::new("read", root))?.is_dir() {
            files.extend(files_below(&entry.path(), &format!("{path}/"))?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
