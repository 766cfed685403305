//! Rules: some libraries, and `async` itself, stay in their rooms.

use super::problem::Problem;
use super::table::{ASYNC_ROOMS, WALLS};
use super::tree::{Tree, is_machine_written, lies_in};

/// Rule: a library with a wall is named behind it alone.
pub(super) fn libraries_stay_in_their_rooms(tree: &Tree, problems: &mut Vec<Problem>) {
    for (path, source) in tree.sources() {
        for name in &source.names {
            let first = name.segments.first().map_or("", String::as_str);
            let Some(wall) = WALLS.iter().find(|wall| wall.library == first) else { continue };
            if !wall.only_in.iter().any(|room| lies_in(path, room)) {
                let what = format!("`{first}` is named outside of `{}`", wall.only_in.join("`, `"));
                let help = format!("move the code there: {}", wall.why);
                problems.push(Problem::new(path, name.line, what, help));
            }
        }
    }
}

/// Rule: only what touches the server, and what drives it, is async.
pub(super) fn async_stays_in_its_rooms(tree: &Tree, problems: &mut Vec<Problem>) {
    for (path, source) in tree.sources() {
        if is_machine_written(path) || ASYNC_ROOMS.iter().any(|room| lies_in(path, room)) {
            continue;
        }
        for line in &source.asyncs {
            let what = "`async` or `.await` in a room that is pure";
            let help = "hand in what was received, or move the code to `target`, `run` or `mock`";
            problems.push(Problem::new(path, *line, what, help));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(rule: super::super::Rule, path: &str, text: &str) -> usize {
        let mut problems = Vec::new();
        rule(&Tree::of(&[(path, text)]), &mut problems);
        problems.len()
    }

    #[test]
    fn one_place_sends() {
        let text = "use reqwest::Client;\n";
        assert_eq!(count(libraries_stay_in_their_rooms, "harness/src/run.rs", text), 1);
        assert_eq!(count(libraries_stay_in_their_rooms, "harness/src/target/client.rs", text), 0);
    }

    #[test]
    fn one_place_makes_tokens_even_through_a_path_in_a_macro() {
        let text = "fn f() { vec![quote::quote!(a)]; }\n";
        assert_eq!(count(libraries_stay_in_their_rooms, "codegen/src/lower/types.rs", text), 1);
        assert_eq!(count(libraries_stay_in_their_rooms, "codegen/src/emit/types.rs", text), 0);
    }

    #[test]
    fn the_document_model_ends_at_lowering() {
        let text = "use openapiv3::Schema;\n";
        assert_eq!(count(libraries_stay_in_their_rooms, "codegen/src/model/types.rs", text), 1);
        assert_eq!(count(libraries_stay_in_their_rooms, "codegen/src/load.rs", text), 0);
    }

    #[test]
    fn a_check_is_not_async() {
        let text = "async fn f() {}\n";
        assert_eq!(count(async_stays_in_its_rooms, "harness/src/check/a.rs", text), 1);
        assert_eq!(count(async_stays_in_its_rooms, "harness/src/run.rs", text), 0);
        assert_eq!(count(async_stays_in_its_rooms, "harness/src/mock/serve.rs", text), 0);
    }
}
