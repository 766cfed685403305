//! Rule: every Rust file opens with a `//!` that says what lives there.

use super::problem::Problem;
use super::tree::Tree;

/// Rule: the first line is a `//!` with words in it, or at most a plain comment stands above it.
pub(super) fn every_file_says_what_lives_there(tree: &Tree, problems: &mut Vec<Problem>) {
    for (path, text) in tree.rust() {
        // An emitted file may say in plain comments that it is generated before it says what it holds.
        let is_plain = |line: &&str| {
            line.trim().is_empty() || line.starts_with("//") && !line.starts_with("//!")
        };
        let first = text.lines().find(|line| !is_plain(line)).unwrap_or_default();
        let says = first.strip_prefix("//!").is_some_and(|words| !words.trim().is_empty());
        if !says {
            let what = "the file does not open with a `//!` line";
            problems.push(Problem::new(path, 1, what, "say in one sentence what lives there"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        let mut problems = Vec::new();
        every_file_says_what_lives_there(&Tree::of(&[("a/src/b.rs", text)]), &mut problems);
        problems.len()
    }

    #[test]
    fn a_silent_file_is_told() {
        assert_eq!(count("use a;\n//! late\n"), 1);
        assert_eq!(count("//!\nuse a;\n"), 1);
        assert_eq!(count(""), 1);
    }

    #[test]
    fn a_file_that_says_what_it_is_passes() {
        assert_eq!(count("//! Words.\n"), 0);
        assert_eq!(count("// Written by a machine.\n\n//! Words.\n"), 0);
    }
}
