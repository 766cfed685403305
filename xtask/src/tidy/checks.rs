//! Rule: every check is its own manual page: four headings in its `//!` doc, and its id in its card.

use super::problem::Problem;
use super::registry::check_files;
use super::tree::Tree;

/// The headings of a check's manual page, in order.
const HEADINGS: &[&str] = &["What it checks", "Why", "Requirement", "Example"];

/// Rule: see above.
pub(super) fn documented(tree: &Tree, problems: &mut Vec<Problem>) {
    for check in check_files(tree) {
        let text = tree.get(&check.path).unwrap_or_default();
        let doc: Vec<&str> =
            text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
        let mut from = 0;
        for heading in HEADINGS {
            let wanted = format!("# {heading}");
            let found = doc[from..].iter().position(|line| *line == wanted);
            let body = found.map(|at| &doc[from + at + 1..]);
            if let (Some(at), true) = (found, body.is_some_and(has_words)) {
                from += at + 1;
            } else {
                let what = format!("the doc has no `{wanted}` with text below it, or not in order");
                let help = format!("write the headings {}", HEADINGS.join(", "));
                problems.push(Problem::new(&check.path, 1, what, help));
            }
        }
        let id = check.id();
        if !text.contains(&format!("\"{id}\"")) {
            let what = format!("the card does not say `\"{id}\"`");
            let help = "a check's id is its file's name with `-` for `_`";
            problems.push(Problem::new(&check.path, 1, what, help));
        }
    }
}

/// Whether there is text before the next heading.
fn has_words(lines: &[&str]) -> bool {
    lines.iter().take_while(|line| !line.starts_with("# ")).any(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "harness/src/check/status/no_server_error.rs";
    const GOOD: &str = "//! Short.\n//!\n//! # What it checks\n//! a\n//! # Why\n//! b\n//! # Requirement\n//! c\n//! # Example\n//! d\n\npub const RULE: Rule = Rule { id: \"no-server-error\" };\n";

    fn count(text: &str) -> usize {
        let mut problems = Vec::new();
        documented(&Tree::of(&[(PATH, text)]), &mut problems);
        problems.len()
    }

    #[test]
    fn a_whole_manual_page_passes() {
        assert_eq!(count(GOOD), 0);
    }

    #[test]
    fn a_missing_or_empty_heading_is_told() {
        assert_eq!(count(&GOOD.replace("# Why", "# How")), 1);
        assert_eq!(count(&GOOD.replace("//! d\n", "")), 1);
    }

    #[test]
    fn a_card_with_another_id_is_told() {
        assert_eq!(count(&GOOD.replace("no-server-error", "no-error")), 1);
    }
}
