//! `cargo xtask new-check FAMILY ID`: the file of a check, registered, with a test that fails until it judges.

mod lists;
mod name;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args as ClapArgs;

use crate::tidy::repository_root;
use name::Name;

/// What a new check looks like; `@ID@` and its like are filled in.
const TEMPLATE: &str = include_str!("new_check/template.txt");

/// Arguments of `cargo xtask new-check`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// A folder of harness/src/check/, such as `status`
    family: String,
    /// The check's id in kebab-case, such as `no-server-error`: it says what holds
    id: String,
}

/// Writes the scaffold; nothing is written where anything is wrong.
pub(crate) fn run(args: Args) -> anyhow::Result<ExitCode> {
    let Args { family, id } = args;
    let name = Name::parse(&family, &id)?;
    for path in scaffold(&repository_root()?, &name)? {
        say(&format!("wrote {path}"));
    }
    say(&next_steps(&name));
    Ok(ExitCode::SUCCESS)
}

fn next_steps(name: &Name) -> String {
    let Name { id, family, stem } = name;
    format!(
        "now:
  1. spec/API/requirements.yaml: write the sentence with `check: [{id}]`, then `cargo xtask gen`
  2. harness/src/check/{family}/{stem}.rs: write its manual page, its judgement and its two tests
  3. harness/src/mock/fault: add a fault that breaks it and names `{id}`
  4. cargo test -p rollcall {stem} fails until 2 is done; `cargo xtask tidy` and `rollcall selftest` say what is left"
    )
}

/// Computes every change before it writes any, and tells what it wrote.
fn scaffold(root: &Path, name: &Name) -> anyhow::Result<Vec<String>> {
    let checks = root.join("harness/src/check");
    let families = families(&checks)?;
    let Name { family, stem, id } = name;
    if !families.contains(family) {
        bail!("there is no family `{family}`; help: choose one of {}", families.join(", "));
    }
    for other in &families {
        if checks.join(other).join(format!("{stem}.rs")).exists() {
            bail!(
                "`{id}` is taken by the family `{other}`; help: an id is used once, in one family"
            );
        }
    }
    let folder_module = checks.join(family).join("mod.rs");
    let module =
        if folder_module.exists() { folder_module } else { checks.join(format!("{family}.rs")) };
    let registry = checks.join("registry.rs");
    let changes = [
        (checks.join(family).join(format!("{stem}.rs")), name.fill(TEMPLATE)),
        (module.clone(), lists::with_module(&read(&module)?, stem)),
        (registry.clone(), lists::with_entry(&read(&registry)?, name)?),
    ];
    let mut written = Vec::new();
    for (path, text) in changes {
        std::fs::write(&path, text)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        written.push(shown(root, &path));
    }
    Ok(written)
}

fn families(checks: &Path) -> anyhow::Result<Vec<String>> {
    let entries =
        std::fs::read_dir(checks).with_context(|| format!("cannot list `{}`", checks.display()))?;
    let mut families = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            families.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    families.sort();
    Ok(families)
}

fn read(path: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

#[expect(clippy::print_stdout, reason = "what was written is this command's output")]
fn say(line: &str) {
    println!("{line}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy;

    /// A house with one family and one registered check.
    fn house() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let checks = root.path().join("harness/src/check");
        std::fs::create_dir_all(checks.join("status")).unwrap();
        let registry =
            "//! List.\n\npub const RULES: &[&Rule] = &[\n    &status::allow_on_405::RULE,\n];\n";
        std::fs::write(checks.join("registry.rs"), registry).unwrap();
        let module = "//! Status codes.\n\npub mod allow_on_405;\n";
        std::fs::write(checks.join("status/mod.rs"), module).unwrap();
        let check = "//! A.\n//!\n//! # What it checks\n//! a\n//! # Why\n//! b\n//! # Requirement\n//! c\n//! # Example\n//! d\n\npub const RULE: Rule = Rule { id: \"allow-on-405\" };\n";
        std::fs::write(checks.join("status/allow_on_405.rs"), check).unwrap();
        root
    }

    #[test]
    fn a_scaffold_is_registered_documented_and_tidy() {
        let root = house();
        let name = Name::parse("status", "zebra-crossing").unwrap();
        let written = scaffold(root.path(), &name).unwrap();
        assert_eq!(written.len(), 3, "{written:#?}");
        assert_eq!(tidy::told_of(root.path()).unwrap(), Vec::<String>::new());
        let check = std::fs::read_to_string(root.path().join(&written[0])).unwrap();
        assert!(check.contains("Family::Status") && !check.contains('@'), "{check}");
    }

    #[test]
    fn an_unknown_family_or_a_taken_id_writes_nothing() {
        let root = house();
        let before = tidy::told_of(root.path()).unwrap();
        let unknown = scaffold(root.path(), &Name::parse("stat", "a").unwrap()).unwrap_err();
        assert!(unknown.to_string().ends_with("help: choose one of status"), "{unknown}");
        let taken =
            scaffold(root.path(), &Name::parse("status", "allow-on-405").unwrap()).unwrap_err();
        assert!(taken.to_string().contains("is taken by"), "{taken}");
        assert_eq!(tidy::told_of(root.path()).unwrap(), before);
    }

    #[test]
    fn the_template_is_shaped_like_the_checks_that_are_there() {
        let check = "harness/src/check/wire/no_content_unframed.rs";
        let check = std::fs::read_to_string(repository_root().unwrap().join(check)).unwrap();
        let shape = |text: &str| -> Vec<String> {
            let names = text.lines().skip_while(|line| !line.starts_with("use "));
            let card = names.take_while(|line| !line.starts_with("fn "));
            let words = card.map(|line| line.split(": ").next().unwrap_or_default().to_owned());
            words.filter(|word| !word.starts_with("///")).collect()
        };
        assert_eq!(shape(TEMPLATE), shape(&check));
    }
}
