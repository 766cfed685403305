//! The name of a check in its spellings.

use anyhow::bail;

/// A check's family and id.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) family: String,
    /// Kebab-case.
    pub(super) id: String,
    /// The id as a module's name.
    pub(super) stem: String,
}

impl Name {
    /// Refuses what could not be a module or would not read as an id.
    pub(super) fn parse(family: &str, id: &str) -> anyhow::Result<Self> {
        let is_word = |word: &str| {
            !word.is_empty()
                && word.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
        };
        if !id.split('-').all(is_word) || !id.starts_with(|it: char| it.is_ascii_lowercase()) {
            bail!(
                "`{id}` is no id of a check; help: write it in kebab-case, like `no-server-error`"
            );
        }
        Ok(Self { family: family.to_owned(), id: id.to_owned(), stem: id.replace('-', "_") })
    }

    /// A template with this name filled in.
    pub(super) fn fill(&self, template: &str) -> String {
        let Self { family, id, stem } = self;
        let mut letters = family.chars();
        let variant: String = letters
            .next()
            .map(|first| first.to_ascii_uppercase())
            .into_iter()
            .chain(letters)
            .collect();
        template.replace("@FAMILY@", &variant).replace("@ID@", id).replace("@STEM@", stem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_kebab_case_is_an_id() {
        for id in ["", "-a", "a-", "a--b", "A", "a_b", "4xx", "a b", "../a"] {
            assert!(Name::parse("status", id).is_err(), "{id}");
        }
        assert_eq!(Name::parse("status", "allow-on-405").unwrap().stem, "allow_on_405");
    }

    #[test]
    fn a_template_is_filled_in_each_spelling() {
        let name = Name::parse("wire", "no-hang").unwrap();
        assert_eq!(name.fill("@FAMILY@ @ID@ @STEM@ @ID@"), "Wire no-hang no_hang no-hang");
    }
}
