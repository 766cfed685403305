//! Rule: files and functions stay short enough to be read at once; exceptions only shrink.

use super::exceptions::{EXCEPTIONS, Exception};
use super::problem::Problem;
use super::table::{FILE_LINES, FUNCTION_LINES};
use super::tree::{Tree, is_machine_written};

/// Rule: see the limits in the table.
pub(super) fn files_and_functions(tree: &Tree, problems: &mut Vec<Problem>) {
    judge(tree, EXCEPTIONS, problems);
}

/// Something that has a length.
struct Thing<'a> {
    path: &'a str,
    function: Option<&'a str>,
    line: usize,
    lines: usize,
    limit: usize,
}

fn judge(tree: &Tree, exceptions: &[Exception], problems: &mut Vec<Problem>) {
    let things = things(tree);
    for thing in things.iter().filter(|thing| thing.lines > thing.limit) {
        if !exceptions.iter().any(|exception| is_about(exception, thing)) {
            let Thing { path, line, lines, limit, .. } = thing;
            let what = format!("{} has {lines} lines, the limit is {limit}", called(thing));
            problems.push(Problem::new(path, *line, what, "split it by concept"));
        }
    }
    for exception in exceptions {
        // Of two functions with one name the longest is meant.
        let about = things.iter().filter(|thing| is_about(exception, thing));
        let longest = about.max_by_key(|thing| thing.lines);
        problems.extend(ratchet(exception, longest));
    }
}

/// Tells an exception that is not needed, too small, or could shrink.
fn ratchet(exception: &Exception, thing: Option<&Thing>) -> Option<Problem> {
    let Exception { path, lines, why, .. } = exception;
    let Some(thing) = thing.filter(|thing| thing.lines > thing.limit) else {
        let name = exception.function.unwrap_or("the file");
        let what = format!("the exception for `{name}` is not needed any more");
        return Some(Problem::new(path, 1, what, "take it off the list in tidy/exceptions.rs"));
    };
    if thing.lines == *lines {
        return None;
    }
    let what = format!("{} has {} lines, its exception says {lines}", called(thing), thing.lines);
    let help = if thing.lines > *lines {
        format!("exceptions may only shrink ({why}): split it")
    } else {
        format!("write {} into tidy/exceptions.rs", thing.lines)
    };
    Some(Problem::new(path, thing.line, what, help))
}

fn things(tree: &Tree) -> Vec<Thing<'_>> {
    let mut things = Vec::new();
    for (path, text) in tree.rust().filter(|(path, _)| !is_machine_written(path)) {
        let lines = text.lines().count();
        things.push(Thing { path, function: None, line: 1, lines, limit: FILE_LINES });
    }
    for (path, source) in tree.sources().filter(|(path, _)| !is_machine_written(path)) {
        for function in &source.functions {
            things.push(Thing {
                path,
                function: Some(&function.name),
                line: function.line,
                lines: function.code_lines,
                limit: FUNCTION_LINES,
            });
        }
    }
    things
}

fn is_about(exception: &Exception, thing: &Thing) -> bool {
    exception.path == thing.path && exception.function == thing.function
}

fn called(thing: &Thing) -> String {
    thing.function.map_or_else(|| "the file".to_owned(), |name| format!("`{name}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "spec/src/a.rs";

    fn problems(text: &str, exceptions: &[Exception]) -> Vec<String> {
        let mut problems = Vec::new();
        judge(&Tree::of(&[(PATH, text)]), exceptions, &mut problems);
        problems.iter().map(ToString::to_string).collect()
    }

    fn function_of(lines: usize) -> String {
        format!("//! a\n\nfn long() {{\n{}}}\n", "    g();\n".repeat(lines - 2))
    }

    fn exception(lines: usize) -> Exception {
        Exception { path: PATH, function: Some("long"), lines, why: "a table" }
    }

    #[test]
    fn the_last_allowed_line_is_allowed() {
        assert_eq!(problems(&function_of(70), &[]), Vec::<String>::new());
        assert_eq!(problems(&"//! a\n".repeat(400), &[]), Vec::<String>::new());
    }

    #[test]
    fn one_line_more_is_told() {
        let function = problems(&function_of(71), &[]);
        assert_eq!(function.len(), 1, "{function:#?}");
        assert!(function[0].starts_with("spec/src/a.rs:3: `long` has 71 lines"), "{function:#?}");
        let file = problems(&"//! a\n".repeat(401), &[]);
        assert!(file[0].starts_with("spec/src/a.rs:1: the file has 401 lines"), "{file:#?}");
    }

    #[test]
    fn a_machine_may_write_long_files() {
        let mut problems = Vec::new();
        let text = "//! a\n".repeat(401);
        judge(&Tree::of(&[("generated/src/a/types.rs", &text)]), &[], &mut problems);
        assert!(problems.is_empty());
    }

    #[test]
    fn an_exception_holds_at_its_very_number() {
        assert_eq!(problems(&function_of(80), &[exception(80)]), Vec::<String>::new());
        assert!(problems(&function_of(81), &[exception(80)])[0].contains("may only shrink"));
        assert!(problems(&function_of(79), &[exception(80)])[0].contains("write 79"));
    }

    #[test]
    fn an_exception_that_is_not_needed_is_told() {
        for text in [function_of(70), "//! a\n".to_owned()] {
            assert!(problems(&text, &[exception(80)])[0].contains("not needed"));
        }
    }
}
