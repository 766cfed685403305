//! Sorted lists in source text: the registry's entries and a family's modules.

use anyhow::bail;

use super::name::Name;

/// The registry with `family::stem::RULE` in its place.
pub(super) fn with_entry(text: &str, name: &Name) -> anyhow::Result<String> {
    let key = format!("{}::{}", name.family, name.stem);
    let entry_of = |line: &str| {
        let entry = line.trim().trim_start_matches('&').strip_suffix("::RULE,")?;
        Some(entry.trim_start_matches("super::").to_owned())
    };
    // A neighbour shows how an entry is written.
    let Some(model) = text.lines().find(|line| entry_of(line).is_some()) else {
        bail!(
            "the registry has no line like `status::no_server_error::RULE,`; help: add one by hand"
        );
    };
    let entry = model.replace(&entry_of(model).unwrap_or_default(), &key);
    Ok(inserted(text, &entry, |line| entry_of(line).map(|own| own < key)))
}

/// A family's `mod.rs` with `mod stem;` in its place.
pub(super) fn with_module(text: &str, stem: &str) -> String {
    let module_of = |line: &str| {
        let (before, rest) = line.split_once("mod ")?;
        let is_visibility = before.is_empty() || before.starts_with("pub");
        let name = rest.strip_suffix(';').filter(|_| is_visibility)?;
        Some((before.to_owned(), name.to_owned()))
    };
    let first = text.lines().find_map(module_of);
    // Checks are as visible as their neighbours; a private module among them is a helper.
    let visibility = first.map_or_else(|| "pub ".to_owned(), |(before, _)| before);
    let line = format!("{visibility}mod {stem};");
    inserted(text, &line, |line| {
        let (before, own) = module_of(line)?;
        (before == visibility).then(|| own.as_str() < stem)
    })
}

/// Puts a line behind the last one that is known to come before it, or before the first one that does not,
/// or at the end where no line is of its kind.
fn inserted(text: &str, new: &str, comes_before: impl Fn(&str) -> Option<bool>) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let behind = lines.iter().rposition(|line| comes_before(line) == Some(true));
    let before = lines.iter().position(|line| comes_before(line) == Some(false));
    let at = behind.map(|index| index + 1).or(before).unwrap_or(lines.len());
    lines.insert(at, new);
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTRY: &str =
        "const ALL: &[Rule] = &[\n    auth::b::RULE,\n    status::d::RULE,\n];\n";

    fn registry_with(family: &str, id: &str) -> String {
        with_entry(REGISTRY, &Name::parse(family, id).unwrap()).unwrap()
    }

    #[test]
    fn an_entry_finds_its_place() {
        assert!(registry_with("auth", "a").contains("[\n    auth::a::RULE,\n    auth::b::RULE,"));
        assert!(
            registry_with("auth", "c").contains("auth::b::RULE,\n    auth::c::RULE,\n    status")
        );
        assert!(registry_with("wire", "a").contains("status::d::RULE,\n    wire::a::RULE,\n];"));
    }

    #[test]
    fn an_entry_is_written_like_its_neighbours() {
        let text = "[\n    &super::auth::b::RULE,\n]\n";
        let name = Name::parse("auth", "c").unwrap();
        let expected = "[\n    &super::auth::b::RULE,\n    &super::auth::c::RULE,\n]\n";
        assert_eq!(with_entry(text, &name).unwrap(), expected);
    }

    #[test]
    fn a_registry_of_another_shape_is_refused() {
        assert!(with_entry("register!(all)\n", &Name::parse("auth", "c").unwrap()).is_err());
    }

    #[test]
    fn a_module_finds_its_place_and_its_visibility() {
        let text = "//! F.\n\npub(super) mod a;\npub(super) mod c;\n\nuse x;\n";
        assert!(with_module(text, "b").contains("mod a;\npub(super) mod b;\npub(super) mod c;\n"));
        assert!(with_module(text, "d").contains("mod c;\npub(super) mod d;\n\nuse x;\n"));
        let with_helper = "pub mod a;\npub mod c;\nmod helper;\n";
        assert!(with_module(with_helper, "z").contains("mod c;\npub mod z;\nmod helper;"));
        assert_eq!(with_module("//! F.\n", "a"), "//! F.\npub mod a;\n");
    }
}
