//! Rules: what may stand at the top of the repository and at the root of a crate.

use std::collections::BTreeSet;

use super::problem::Problem;
use super::table::{CRATES, TOP};
use super::tree::Tree;

/// Names that say nothing about what lives there.
const DRAWERS: &[&str] = &["utils.rs", "common.rs", "types.rs"];

/// Rule: only the known names stand at the top.
pub(super) fn only_known_names_at_the_top(tree: &Tree, problems: &mut Vec<Problem>) {
    let mut told = BTreeSet::new();
    for path in tree.paths() {
        let top = path.split('/').next().unwrap_or(path);
        let known = top.starts_with('.') || top.starts_with("LICENSE-") || TOP.contains(&top);
        if !known && told.insert(top) {
            let what = format!("`{top}` stands at the top of the repository");
            let help = "move it into the crate that needs it, or ignore it if it is an output";
            problems.push(Problem::new(path, 1, what, help));
        }
    }
}

/// Rule: a crate's root has no drawer for everything.
pub(super) fn no_drawers_at_a_root(tree: &Tree, problems: &mut Vec<Problem>) {
    for member in CRATES {
        for drawer in DRAWERS {
            let path = format!("{}/src/{drawer}", member.folder);
            if tree.get(&path).is_some() {
                let what = format!("`{drawer}` at a crate's root says nothing about its content");
                problems.push(Problem::new(&path, 1, what, "name the file after its concept"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(rule: super::super::Rule, paths: &[&str]) -> usize {
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, "")).collect();
        let mut problems = Vec::new();
        rule(&Tree::of(&files), &mut problems);
        problems.len()
    }

    #[test]
    fn a_new_folder_at_the_top_is_told_once() {
        assert_eq!(count(only_known_names_at_the_top, &["docs/a.md", "docs/b.md"]), 1);
    }

    #[test]
    fn the_house_as_it_is_planned_passes() {
        let paths = [".ci/run", "Cargo.toml", "LICENSE-MIT", "README.md", "spec/src/lib.rs"];
        assert_eq!(count(only_known_names_at_the_top, &paths), 0);
    }

    #[test]
    fn drawers_are_told_at_a_root_alone() {
        assert_eq!(count(no_drawers_at_a_root, &["harness/src/utils.rs"]), 1);
        let inside = ["generated/src/signalwire/types.rs", "codegen/src/emit/types.rs"];
        assert_eq!(count(no_drawers_at_a_root, &inside), 0);
    }
}
