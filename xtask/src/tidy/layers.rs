//! Rule: the rooms of the harness keep their walls, directly and by way of other rooms.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::problem::Problem;
use super::source::{Source, module_of};
use super::table::{ROOMS, Reach};
use super::tree::Tree;

const HOUSE: &str = "harness/src/";

/// Rule: see the layer table.
pub(super) fn rooms_keep_their_walls(tree: &Tree, problems: &mut Vec<Problem>) {
    let (arrows, in_tests): (Vec<_>, Vec<_>) =
        arrows(tree).into_iter().partition(|arrow| !arrow.in_test);
    for room in ROOMS {
        match room.reach {
            Reach::Only(allowed) => {
                let all = arrows.iter().chain(&in_tests);
                for arrow in all.filter(|arrow| arrow.from == room.name) {
                    if !allowed.contains(&arrow.to.as_str()) {
                        problems.push(arrow.problem(&arrow.to, room.why));
                    }
                }
            }
            Reach::Never(forbidden) => {
                for target in forbidden {
                    never_reaches(&arrows, room.name, target, room.why, problems);
                }
            }
        }
    }
}

/// One mention of another room or crate of ours.
struct Arrow {
    path: String,
    line: usize,
    from: String,
    to: String,
    /// Tests may build what they judge with whatever builds it best; a room that is shut is shut to them, too.
    in_test: bool,
}

impl Arrow {
    fn problem(&self, chain: &str, why: &str) -> Problem {
        let what = format!("`{}` reaches `{chain}`", self.from);
        let help = format!("turn the arrow around or hand the value in: {why}");
        Problem::new(&self.path, self.line, what, help)
    }
}

fn arrows(tree: &Tree) -> Vec<Arrow> {
    let sources: Vec<(&str, &str, &Source)> =
        tree.sources().filter_map(|(path, source)| Some((path, room_of(path)?, source))).collect();
    let rooms: BTreeSet<&str> = sources.iter().map(|(_, room, _)| *room).collect();
    let test_modules: Vec<&Vec<String>> =
        sources.iter().flat_map(|(_, _, source)| &source.test_modules).collect();
    let mut arrows = Vec::new();
    for (path, from, source) in &sources {
        let module = module_of(path);
        let is_test_file = test_modules.iter().any(|test| module.starts_with(test));
        let at_root = matches!(*from, "lib" | "main");
        for name in &source.names {
            let Some(to) = target_of(&name.segments, at_root, &rooms) else { continue };
            if to != *from {
                let (path, from) = ((*path).to_owned(), (*from).to_owned());
                let in_test = is_test_file || name.in_test;
                arrows.push(Arrow { path, line: name.line, from, to, in_test });
            }
        }
    }
    arrows
}

/// The name directly below the harness's `src/`.
fn room_of(path: &str) -> Option<&str> {
    let inside = path.strip_prefix(HOUSE)?;
    Some(inside.split('/').next()?.trim_end_matches(".rs"))
}

/// The room or crate of ours that a path leads to.
fn target_of(segments: &[String], at_root: bool, rooms: &BTreeSet<&str>) -> Option<String> {
    let first = segments.first()?;
    if first.starts_with("rollcall_") {
        return Some(first.clone());
    }
    // The binary names the library by the crate's name; at the root a module needs no `crate::`.
    let room = match first.as_str() {
        "crate" | "rollcall" => segments.get(1)?,
        _ if at_root => first,
        _ => return None,
    };
    if rooms.contains(room.as_str()) {
        return Some(room.clone());
    }
    // Something that the root re-exports: whoever names it reaches what the root reaches.
    (!at_root).then(|| "lib".to_owned())
}

/// Tells the shortest way from a room to a forbidden one, at the line where it starts.
fn never_reaches(
    arrows: &[Arrow],
    from: &str,
    target: &str,
    why: &str,
    problems: &mut Vec<Problem>,
) {
    let mut first_steps: BTreeMap<&str, &Arrow> = BTreeMap::new();
    for arrow in arrows.iter().filter(|arrow| arrow.from == from) {
        if arrow.to == target {
            problems.push(arrow.problem(target, why));
        } else {
            first_steps.entry(&arrow.to).or_insert(arrow);
        }
    }
    for (room, arrow) in first_steps {
        if let Some(chain) = way(arrows, room, from, target) {
            problems.push(arrow.problem(&chain.join("` -> `"), why));
        }
    }
}

/// The shortest way between two rooms that does not lead through `avoid`.
fn way<'a>(arrows: &'a [Arrow], from: &'a str, avoid: &str, target: &str) -> Option<Vec<&'a str>> {
    let mut seen = BTreeSet::from([from]);
    let mut open = VecDeque::from([vec![from]]);
    while let Some(chain) = open.pop_front() {
        let last = *chain.last()?;
        if last == target {
            return Some(chain);
        }
        for arrow in arrows.iter().filter(|arrow| arrow.from == last && arrow.to != avoid) {
            if seen.insert(&arrow.to) {
                open.push_back([chain.as_slice(), &[arrow.to.as_str()]].concat());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(files: &[(&str, &str)]) -> Vec<String> {
        let mut problems = Vec::new();
        rooms_keep_their_walls(&Tree::of(files), &mut problems);
        problems.sort();
        problems.iter().map(ToString::to_string).collect()
    }

    const TARGET: (&str, &str) = ("harness/src/target/mod.rs", "pub struct Client;\n");

    #[test]
    fn a_check_that_sends_is_told_at_its_line() {
        let found = problems(&[
            TARGET,
            ("harness/src/check/status/a.rs", "//! a\nuse crate::target::Client;\n"),
        ]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].starts_with("harness/src/check/status/a.rs:2: `check` reaches `target`"),
            "{found:#?}"
        );
    }

    #[test]
    fn a_check_may_read_the_record() {
        let record = ("harness/src/record/mod.rs", "pub use rollcall_spec::Route;\n");
        let check = ("harness/src/check/a.rs", "use crate::record::Exchange;\n");
        assert_eq!(problems(&[TARGET, record, check]), Vec::<String>::new());
    }

    #[test]
    fn a_way_round_a_wall_is_told_with_its_chain() {
        let found = problems(&[
            TARGET,
            ("harness/src/api/mod.rs", "use crate::target::Client;\n"),
            ("harness/src/generate/a.rs", "use crate::api::Call;\n"),
        ]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains("`generate` reaches `api` -> `target`"), "{found:#?}");
    }

    #[test]
    fn a_way_through_a_re_export_of_the_root_is_seen() {
        let found = problems(&[
            TARGET,
            ("harness/src/lib.rs", "pub mod target;\npub use target::Client;\n"),
            ("harness/src/report/a.rs", "fn f(_: crate::Client) {}\n"),
        ]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains("`report` reaches `lib` -> `target`"), "{found:#?}");
    }

    #[test]
    fn the_model_names_nothing_of_ours_not_even_in_its_tests() {
        let model = "mod tests { use crate::record::Case; use rollcall_spec::Route; }\n";
        let record = ("harness/src/record/mod.rs", "");
        let found = problems(&[record, ("harness/src/lifecycle/apply.rs", model)]);
        assert_eq!(found.len(), 2, "{found:#?}");
    }

    #[test]
    fn a_test_may_build_what_it_judges_in_any_room() {
        let found = problems(&[
            ("harness/src/generate/build.rs", ""),
            ("harness/src/check/mod.rs", "#[cfg(test)]\nmod testing;\n"),
            ("harness/src/check/testing.rs", "use crate::generate::build;\n"),
            ("harness/src/check/a.rs", "#[cfg(test)]\nmod tests { use crate::generate::build; }\n"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn the_reference_server_reads_types_and_routes_alone() {
        let good = ("harness/src/mock/mod.rs", "use rollcall_generated::signalwire;\n");
        assert_eq!(problems(&[good]), Vec::<String>::new());
        let bad = ("harness/src/mock/store.rs", "use rollcall_codegen::read;\n");
        assert_eq!(problems(&[good, bad]).len(), 1);
    }
}
