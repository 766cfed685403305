//! Rules: the arrows between the crates, and a reason for each dependency.

use toml::{Table, Value};

use super::problem::Problem;
use super::table::CRATES;
use super::tree::Tree;

/// The tables of a manifest that hold dependencies. A test's arrow is an arrow, too.
const TABLES: &[&str] = &["build-dependencies", "dependencies", "dev-dependencies"];

/// Rule: each crate depends on the crates that the layer table gives it.
pub(super) fn arrows(tree: &Tree, problems: &mut Vec<Problem>) {
    let known: Vec<String> =
        CRATES.iter().map(|member| format!("{}/Cargo.toml", member.folder)).collect();
    for (path, text) in tree.files() {
        let is_manifest = path.ends_with("/Cargo.toml") && !path.contains("/tests/");
        if is_manifest && !known.iter().any(|manifest| manifest == path) {
            let what = "a crate that the layer table does not know";
            let help = "put it into CRATES in xtask/src/tidy/table.rs, with the arrows it may have";
            problems.push(Problem::new(path, 1, what, help));
        }
        if let (true, Err(error)) = (is_manifest || path == "Cargo.toml", text.parse::<Table>()) {
            let what = format!("tidy cannot read this manifest: {}", error.message());
            problems.push(Problem::new(path, 1, what, "make it TOML that parses"));
        }
    }
    for (member, path) in CRATES.iter().zip(&known) {
        let Some(text) = tree.get(path) else { continue };
        for name in ours(&text.parse().unwrap_or_default()) {
            if !member.needs.contains(&name.as_str()) {
                let what = format!("`{}` depends on `{name}`", member.folder);
                let help = format!("`{}` may need {}", member.folder, list(member.needs));
                problems.push(Problem::new(path, line_of(text, &name), what, help));
            }
        }
    }
}

/// The crates of ours that a manifest names, in any of its tables.
fn ours(manifest: &Table) -> Vec<String> {
    let tables = TABLES.iter().filter_map(|table| manifest.get(*table)?.as_table());
    let mut found = Vec::new();
    for (key, value) in tables.flatten() {
        // `x = { package = "rollcall" }` is an arrow under another name.
        let name = value.get("package").and_then(Value::as_str).unwrap_or(key);
        if name == "rollcall" || name == "xtask" || name.starts_with("rollcall-") {
            found.push(name.to_owned());
        }
    }
    found
}

/// Rule: each dependency of the workspace says in a comment what it is for, and versions stand there alone.
pub(super) fn dependencies_have_reasons(tree: &Tree, problems: &mut Vec<Problem>) {
    if let Some(text) = tree.get("Cargo.toml") {
        let mut inside = false;
        for (index, line) in text.lines().enumerate() {
            if line.starts_with('[') {
                inside = line.trim() == "[workspace.dependencies]";
                continue;
            }
            let is_entry = inside && line.starts_with(|letter: char| letter.is_ascii_lowercase());
            let is_own = line.starts_with("rollcall-");
            if is_entry && !is_own && !line.contains(" # ") {
                let name = line.split(['=', '.', ' ']).next().unwrap_or(line);
                let what = format!("`{name}` has no reason");
                let help = "say in a comment behind it what it is for";
                problems.push(Problem::new("Cargo.toml", index + 1, what, help));
            }
        }
    }
    for member in CRATES {
        let path = format!("{}/Cargo.toml", member.folder);
        let Some(text) = tree.get(&path) else { continue };
        let manifest: Table = text.parse().unwrap_or_default();
        let tables = TABLES.iter().filter_map(|table| manifest.get(*table)?.as_table());
        for (name, value) in tables.flatten() {
            if value.get("workspace").and_then(Value::as_bool) != Some(true) {
                let what = format!("`{name}` does not come from the workspace's list");
                let help = "write its version and its reason there, and `workspace = true` here";
                problems.push(Problem::new(&path, line_of(text, name), what, help));
            }
        }
    }
}

fn line_of(text: &str, name: &str) -> usize {
    let found = text.lines().position(|line| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '=', '.']))
            || line.contains(&format!("\"{name}\""))
    });
    found.map_or(1, |index| index + 1)
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "no crate of ours".to_owned() } else { names.join(", ") + " alone" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(rule: super::super::Rule, path: &str, text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        rule(&Tree::of(&[(path, text)]), &mut problems);
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_tool_that_repairs_may_not_need_what_it_repairs() {
        let text = "[dependencies]\nrollcall-codegen.workspace = true\n\n[dev-dependencies]\nrollcall-generated.workspace = true\n";
        let found = problems(arrows, "xtask/Cargo.toml", text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].starts_with("xtask/Cargo.toml:5: `xtask` depends on `rollcall-generated`")
        );
    }

    #[test]
    fn an_arrow_under_another_name_is_an_arrow() {
        let text = "[dependencies]\ntool = { path = \"../harness\", package = \"rollcall\" }\n";
        assert_eq!(problems(arrows, "codegen/Cargo.toml", text).len(), 1);
    }

    #[test]
    fn the_arrows_of_the_table_pass() {
        let text =
            "[dependencies]\nrollcall-generated.workspace = true\nrollcall-spec.workspace = true\n";
        assert_eq!(problems(arrows, "harness/Cargo.toml", text), Vec::<String>::new());
    }

    #[test]
    fn a_sixth_crate_and_a_broken_manifest_are_told() {
        assert_eq!(problems(arrows, "more/Cargo.toml", "[package]\n").len(), 1);
        assert_eq!(problems(arrows, "spec/Cargo.toml", "[package\n").len(), 1);
    }

    #[test]
    fn a_dependency_without_a_reason_is_told() {
        let bare = "[workspace.dependencies]\nrollcall-spec = { path = \"spec\" }\nurl = \"2\"\n";
        let found = problems(dependencies_have_reasons, "Cargo.toml", bare);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("Cargo.toml:3: `url` has no reason"), "{found:#?}");
        let good = "[workspace.dependencies]\nurl = \"2\"  # targets\n\n[profile.dev]\ndebug = 1\n";
        assert_eq!(problems(dependencies_have_reasons, "Cargo.toml", good), Vec::<String>::new());
    }

    #[test]
    fn a_version_stands_in_the_workspace_alone() {
        let bad = "[dependencies]\nurl = \"2\"\n";
        assert_eq!(problems(dependencies_have_reasons, "spec/Cargo.toml", bad).len(), 1);
        let good = "[dependencies]\nurl = { workspace = true, features = [\"serde\"] }\n";
        assert_eq!(
            problems(dependencies_have_reasons, "spec/Cargo.toml", good),
            Vec::<String>::new()
        );
    }
}
