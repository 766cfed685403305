//! `cargo xtask tidy`: the walls and the ratchets of the house, as rules over the tree's text.
//!
//! A rule is a function from the tree to its problems; all rules run, and all problems are told at once.
//! The same rules run as a test of this crate, so that `cargo test` refuses what CI would refuse.

mod banned;
mod checks;
mod crates;
mod exceptions;
mod headers;
mod layers;
mod layout;
mod problem;
mod registry;
mod sizes;
mod source;
mod table;
mod text;
mod tree;
mod walls;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;

use problem::Problem;
use tree::Tree;
pub(crate) use tree::repository_root;

/// Arguments of `cargo xtask tidy`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// Another checkout than the one this tool was built from
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
}

/// Looks at a whole checkout; success means that no rule found anything.
pub(crate) fn run(args: Args) -> anyhow::Result<ExitCode> {
    let root = args.root.map_or_else(repository_root, Ok)?;
    let tree = Tree::read(&root)?;
    let problems = problems_of(&tree);
    for problem in &problems {
        say(&problem.to_string());
    }
    if problems.is_empty() {
        say(&format!("tidy: {} files, {} rules, nothing to mend", tree.len(), RULES.len()));
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("tidy: {} to mend", problems.len()));
    Ok(ExitCode::from(1))
}

/// What a rule is: it reads the tree and tells what it dislikes.
type Rule = fn(&Tree, &mut Vec<Problem>);

/// Every rule. Their order is of no matter: problems are sorted by place.
const RULES: &[Rule] = &[
    banned::no_words_for_later,
    checks::documented,
    crates::arrows,
    crates::dependencies_have_reasons,
    headers::every_file_says_what_lives_there,
    layers::rooms_keep_their_walls,
    layout::no_drawers_at_a_root,
    layout::only_known_names_at_the_top,
    registry::complete,
    sizes::files_and_functions,
    source::parses,
    text::white_space,
    walls::async_stays_in_its_rooms,
    walls::libraries_stay_in_their_rooms,
];

/// What tidy dislikes of a checkout, for tests of other tasks.
#[cfg(test)]
pub(crate) fn told_of(root: &std::path::Path) -> anyhow::Result<Vec<String>> {
    Ok(problems_of(&Tree::read(root)?).iter().map(ToString::to_string).collect())
}

fn problems_of(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in RULES {
        rule(tree, &mut problems);
    }
    problems.sort();
    problems.dedup();
    problems
}

#[expect(clippy::print_stdout, reason = "the problems are this command's output")]
fn say(line: &str) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_repository_is_tidy() {
        let lines = told_of(&repository_root().unwrap()).unwrap();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }

    #[test]
    fn all_rules_speak_in_one_run_in_order_of_place() {
        let tree = Tree::of(&[
            ("spec/src/lib.rs", "fn f() {} \n"),
            ("harness/src/target.rs", "//! t\n"),
            ("harness/src/check/a.rs", "//! a\nuse crate::target::X;\n"),
        ]);
        let lines: Vec<String> = problems_of(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), 3, "{lines:#?}");
        assert!(lines[0].starts_with("harness/src/check/a.rs:2: "), "{lines:#?}");
        assert!(lines[1].starts_with("spec/src/lib.rs:1: "), "{lines:#?}");
        assert!(lines[2].starts_with("spec/src/lib.rs:1: "), "{lines:#?}");
    }
}
