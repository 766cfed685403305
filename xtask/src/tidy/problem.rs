//! One thing to mend: where, what, and how.

use std::fmt;

/// A broken rule at one place. Sorts by path, then line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Problem {
    /// Path from the repository's root, with `/`.
    pub(super) path: String,
    /// Line, from 1; a whole file is told at its line 1.
    pub(super) line: usize,
    /// What is wrong.
    pub(super) what: String,
    /// How to mend it.
    pub(super) help: String,
}

impl Problem {
    pub(super) fn new(
        path: &str,
        line: usize,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), help: help.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, what, help } = self;
        write!(f, "{path}:{line}: {what}; help: {help}")
    }
}
