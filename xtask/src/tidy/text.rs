//! Rule: hand-written text has no trailing white space and ends with one line break.

use super::problem::Problem;
use super::tree::{Tree, has_extension, is_machine_written};

/// Rule: see above.
pub(super) fn white_space(tree: &Tree, problems: &mut Vec<Problem>) {
    for (path, text) in tree.files().filter(|(path, _)| is_ours_to_shape(path)) {
        for (index, line) in text.lines().enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                let what = "white space at the end of the line";
                problems.push(Problem::new(path, index + 1, what, "delete it"));
            }
        }
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            let line = text.lines().count();
            let what = "the file does not end with exactly one line break";
            problems.push(Problem::new(path, line, what, "end it with one"));
        }
    }
}

/// Snapshots, fixtures and goldens are kept byte for byte.
fn is_ours_to_shape(path: &str) -> bool {
    let is_data = path.contains("/tests/") && !has_extension(path, "rs");
    !is_data && !is_machine_written(path) && !has_extension(path, "snap") && path != "Cargo.lock"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let mut problems = Vec::new();
        white_space(&Tree::of(&[(path, text)]), &mut problems);
        problems.iter().map(|problem| problem.line).collect()
    }

    #[test]
    fn white_space_at_an_end_is_told_at_its_line() {
        assert_eq!(lines("spec/src/a.rs", "a\nb \nc\t\n"), [2, 3]);
        assert_eq!(lines("README.md", "a"), [1]);
        assert_eq!(lines("README.md", "a\n\n"), [2]);
    }

    #[test]
    fn clean_text_passes() {
        assert_eq!(lines("spec/src/a.rs", "a\n\n b\n"), Vec::<usize>::new());
        assert_eq!(lines("spec/src/empty", ""), Vec::<usize>::new());
    }

    #[test]
    fn fixtures_are_kept_byte_for_byte() {
        assert_eq!(lines("codegen/tests/documents/a.yaml", "a: b "), Vec::<usize>::new());
        assert_eq!(lines("harness/src/report/snapshots/a.snap", "a "), Vec::<usize>::new());
    }
}
