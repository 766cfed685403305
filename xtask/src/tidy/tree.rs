//! The repository as path -> text, read once; rules never touch the disk.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use super::source::{Source, Unreadable};

/// Folders that no rule looks into when git cannot tell what belongs to the repository.
const NOT_OURS: &[&str] = &[".git", "target", "node_modules", "__pycache__"];

/// Every text file of the repository that git tracks or would track.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<String, String>,
    /// Files that are no UTF-8; only their names matter.
    binaries: Vec<String>,
    /// The Rust files, parsed when the first rule asks.
    sources: OnceCell<BTreeMap<String, Result<Source, Unreadable>>>,
}

impl Tree {
    /// Reads the files under a root.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut tree = Self::default();
        for path in listed_by_git(root).map_or_else(|| walked(root), Ok)? {
            // A file that was deleted but not yet staged is still listed by git.
            let Ok(bytes) = std::fs::read(root.join(&path)) else { continue };
            match String::from_utf8(bytes) {
                Ok(text) => {
                    tree.files.insert(path, text);
                }
                Err(_) => tree.binaries.push(path),
            }
        }
        Ok(tree)
    }

    /// A tree in memory, for the rules' own tests.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self { files, ..Self::default() }
    }

    /// How many text files there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// The text of one file.
    pub(super) fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Every text file, sorted by path.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Every Rust file, sorted by path.
    pub(super) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter(|(path, _)| has_extension(path, "rs"))
    }

    /// Every Rust file as it parses, sorted by path.
    pub(super) fn parsed(&self) -> impl Iterator<Item = (&str, &Result<Source, Unreadable>)> {
        let parse = || {
            self.rust().map(|(path, text)| (path.to_owned(), Source::read(path, text))).collect()
        };
        self.sources.get_or_init(parse).iter().map(|(path, source)| (path.as_str(), source))
    }

    /// Every Rust file that parses, sorted by path.
    pub(super) fn sources(&self) -> impl Iterator<Item = (&str, &Source)> {
        self.parsed().filter_map(|(path, source)| Some((path, source.as_ref().ok()?)))
    }

    /// Every name, of binaries too.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().chain(&self.binaries).map(String::as_str)
    }
}

/// Whether a path ends in `.extension`.
pub(super) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

/// Whether `path` is the module `room` itself or lies in its folder: `a/b` holds `a/b.rs` and `a/b/c.rs`.
pub(super) fn lies_in(path: &str, room: &str) -> bool {
    path.strip_prefix(room).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// Whether a machine wrote the file: the emitted crate, and the goldens that prove its emitter.
pub(super) fn is_machine_written(path: &str) -> bool {
    path.starts_with("generated/src/") || path.contains("/tests/") && path.contains("/expected/")
}

/// The folder above this crate's, which cargo names at run time, or the current one. Nothing is baked in, so that checkouts
/// which share what was built do not work on each other.
pub(crate) fn repository_root() -> anyhow::Result<PathBuf> {
    let from_cargo = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    match from_cargo.as_deref().and_then(Path::parent) {
        Some(root) => Ok(root.to_owned()),
        None => std::env::current_dir().context("there is no current folder"),
    }
}

/// Tracked and not yet tracked files, without the ignored ones; none outside of a git checkout.
fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()?;
    let list = String::from_utf8(output.stdout).ok()?;
    let paths: Vec<String> = list.split_terminator('\0').map(str::to_owned).collect();
    (output.status.success() && !paths.is_empty()).then_some(paths)
}

fn walked(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let full = root.join(&folder);
        let entries = std::fs::read_dir(&full)
            .with_context(|| format!("cannot list `{}`", full.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let path = folder.join(&name);
            if entry.file_type()?.is_dir() {
                if !NOT_OURS.iter().any(|not_ours| name == *not_ours) {
                    open.push(path);
                }
            } else if let Some(path) = path.to_str() {
                found.push(path.replace('\\', "/"));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_git_is_walked_past_build_output() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("spec/src")).unwrap();
        std::fs::create_dir_all(folder.path().join("target/debug")).unwrap();
        std::fs::write(folder.path().join("spec/src/lib.rs"), "//! x\n").unwrap();
        std::fs::write(folder.path().join("target/debug/x.rs"), "").unwrap();
        std::fs::write(folder.path().join("blob"), [0xff, 0xfe]).unwrap();
        let tree = Tree::read(folder.path()).unwrap();
        assert_eq!(tree.paths().collect::<Vec<_>>(), ["spec/src/lib.rs", "blob"]);
        assert_eq!(tree.get("spec/src/lib.rs"), Some("//! x\n"));
    }

    #[test]
    fn what_git_ignores_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let git = |args: &[&str]| {
            let done = Command::new("git").args(args).current_dir(folder.path()).output().unwrap();
            assert!(done.status.success(), "{done:?}");
        };
        git(&["init", "--quiet"]);
        for (name, text) in [(".gitignore", "/out\n"), ("out", "x"), ("new.rs", "//! x\n")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        git(&["add", ".gitignore"]);
        let tree = Tree::read(folder.path()).unwrap();
        assert_eq!(tree.paths().collect::<Vec<_>>(), [".gitignore", "new.rs"]);
    }

    #[test]
    fn a_room_is_a_file_or_a_folder() {
        assert!(lies_in("harness/src/run.rs", "harness/src/run"));
        assert!(lies_in("harness/src/run/loop.rs", "harness/src/run"));
        assert!(!lies_in("harness/src/runner.rs", "harness/src/run"));
    }
}
