//! Rule: the registry lists every check, each once, sorted, and nothing that is not there.

use std::collections::BTreeMap;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::problem::Problem;
use super::tree::Tree;

/// Where the list of checks stands.
pub(crate) const REGISTRY: &str = "harness/src/check/registry.rs";
const CHECKS: &str = "harness/src/check/";

/// The file of one check.
pub(super) struct CheckFile {
    pub(super) path: String,
    /// The family: a folder below `check/`.
    family: String,
    stem: String,
}

impl CheckFile {
    /// The id: the file's name with `-` for `_`.
    pub(super) fn id(&self) -> String {
        self.stem.replace('_', "-")
    }

    fn entry(&self) -> String {
        format!("{}::{}", self.family, self.stem)
    }
}

/// Every file of a check: `harness/src/check/FAMILY/ID.rs`; without a `RULE` it is a helper of its family.
pub(super) fn check_files(tree: &Tree) -> Vec<CheckFile> {
    let file = |path: &str, text: &str| {
        let inside = path.strip_prefix(CHECKS)?.strip_suffix(".rs")?;
        let (family, stem) = inside.split_once('/')?;
        let is_check = stem != "mod" && !stem.contains('/') && text.contains("const RULE:");
        is_check.then(|| CheckFile {
            path: path.to_owned(),
            family: family.to_owned(),
            stem: stem.to_owned(),
        })
    };
    tree.rust().filter_map(|(path, text)| file(path, text)).collect()
}

/// Rule: see above.
pub(super) fn complete(tree: &Tree, problems: &mut Vec<Problem>) {
    let files = check_files(tree);
    let entries = entries(tree.get(REGISTRY).unwrap_or_default());
    let mut by_id: BTreeMap<String, &CheckFile> = BTreeMap::new();
    for file in &files {
        if !entries.iter().any(|(_, entry)| *entry == file.entry()) {
            let what = format!("the check `{}` is not registered", file.id());
            let help = format!("add `{}::RULE,` to {REGISTRY}", file.entry());
            problems.push(Problem::new(&file.path, 1, what, help));
        }
        if let Some(first) = by_id.insert(file.id(), file) {
            let what = format!("the id `{}` is taken by {}", file.id(), first.path);
            problems.push(Problem::new(&file.path, 1, what, "choose another name"));
        }
    }
    for (index, (line, entry)) in entries.iter().enumerate() {
        if !files.iter().any(|file| file.entry() == *entry) {
            let what = format!("`{entry}::RULE` has no file of its own");
            let help = "a check lives in FAMILY/ID.rs beside this list";
            problems.push(Problem::new(REGISTRY, *line, what, help));
        }
        let before = index.checked_sub(1).and_then(|index| entries.get(index));
        if let Some((_, before)) = before.filter(|(_, before)| before >= entry) {
            let what = format!("`{entry}` stands behind `{before}`");
            problems.push(Problem::new(REGISTRY, *line, what, "sort the list, each check once"));
        }
    }
}

/// The lines and `family::stem` of every `family::stem::RULE` in the registry.
fn entries(text: &str) -> Vec<(usize, String)> {
    struct Entries(Vec<(usize, String)>);
    impl<'ast> Visit<'ast> for Entries {
        fn visit_path(&mut self, path: &'ast syn::Path) {
            let names: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
            if let [.., family, stem, rule] = names.as_slice()
                && rule == "RULE"
            {
                self.0.push((path.span().start().line, format!("{family}::{stem}")));
            }
            visit::visit_path(self, path);
        }
    }
    let mut found = Entries(Vec::new());
    if let Ok(file) = syn::parse_file(text) {
        found.visit_file(&file);
    }
    found.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECK: &str = "pub const RULE: Rule = Rule {};\n";
    const A: &str = "harness/src/check/auth/challenge_on_401.rs";
    const B: &str = "harness/src/check/status/no_server_error.rs";

    fn problems(registry: &str, checks: &[&str]) -> Vec<String> {
        let mut files: Vec<(&str, &str)> = checks.iter().map(|path| (*path, CHECK)).collect();
        files.push((REGISTRY, registry));
        let mut problems = Vec::new();
        complete(&Tree::of(&files), &mut problems);
        problems.iter().map(ToString::to_string).collect()
    }

    fn list(entries: &[&str]) -> String {
        format!("pub const CHECKS: &[Rule] = &[\n{},\n];\n", entries.join(",\n"))
    }

    const ENTRY_A: &str = "auth::challenge_on_401::RULE";
    const ENTRY_B: &str = "status::no_server_error::RULE";

    #[test]
    fn a_whole_sorted_list_passes() {
        let text = list(&[ENTRY_A, ENTRY_B]);
        assert_eq!(problems(&text, &[A, B, "harness/src/check/auth/mod.rs"]), Vec::<String>::new());
        let borrowed = text.replace("auth::", "&super::auth::");
        assert_eq!(problems(&borrowed, &[A, B]), Vec::<String>::new());
    }

    #[test]
    fn a_check_that_is_not_registered_is_told() {
        let found = problems(&list(&[ENTRY_A]), &[A, B]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with(&format!("{B}:1: the check `no-server-error`")), "{found:#?}");
    }

    #[test]
    fn a_helper_of_a_family_is_no_check() {
        let helper = ("harness/src/check/content/strict.rs", "pub(super) fn check() {}\n");
        let mut problems = Vec::new();
        complete(&Tree::of(&[helper]), &mut problems);
        assert!(problems.is_empty(), "{problems:#?}");
    }

    #[test]
    fn an_entry_without_a_file_is_told_at_its_line() {
        let found = problems(&list(&[ENTRY_A, ENTRY_B]), &[A]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with(&format!("{REGISTRY}:3: ")), "{found:#?}");
    }

    #[test]
    fn a_list_out_of_order_or_with_a_double_is_told() {
        assert_eq!(problems(&list(&[ENTRY_B, ENTRY_A]), &[A, B]).len(), 1);
        assert_eq!(problems(&list(&[ENTRY_A, ENTRY_A, ENTRY_B]), &[A, B]).len(), 1);
    }

    #[test]
    fn an_id_is_unique_across_families() {
        let twin = "harness/src/check/wire/no_server_error.rs";
        let text = list(&[ENTRY_A, ENTRY_B, "wire::no_server_error::RULE"]);
        let found = problems(&text, &[A, B, twin]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains("is taken by"), "{found:#?}");
    }
}
