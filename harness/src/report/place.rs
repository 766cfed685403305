//! Where a sentence stands in the lists under `spec/`: line and column, for whoever wants to read it there.

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The file, from the root of the repository.
    pub(super) file: &'static str,
    /// The line of its id, from 1.
    pub(super) line: u32,
    /// The column in which its id begins, from 1.
    pub(super) column: u32,
    /// The column behind the last character of its id.
    pub(super) end: u32,
    /// The last line of its entry.
    pub(super) last: u32,
    /// The lines of its entry.
    pub(super) entry: &'static str,
}

/// A list of sentences: whose it is, its file, its text.
type List = (&'static str, &'static str, &'static str);

/// The list of an api, or one that several apis share.
macro_rules! list {
    ($name:literal) => {
        (
            $name,
            concat!("spec/", $name, "/requirements.yaml"),
            include_str!(concat!("../../../spec/", $name, "/requirements.yaml")),
        )
    };
}

const LISTS: &[List] = &[list!("genesys"), list!("signalwire"), list!("twilio")];
const SHARED: &[List] = &[list!("rfc")];

/// Where a sentence of an api stands: in its own list, or in one that it shares with others.
pub(super) fn of(api: &str, id: &str) -> Option<Place> {
    let own = LISTS.iter().filter(|(name, ..)| *name == api);
    own.chain(SHARED).find_map(|(_, file, text)| find(file, text, id))
}

/// The document of an api, from the root of the repository.
pub(super) fn document(api: &str) -> String {
    format!("spec/{api}/openapi.yaml")
}

fn find(file: &'static str, text: &'static str, id: &str) -> Option<Place> {
    let mut start = 0;
    let mut number = 0;
    for line in text.split_inclusive('\n') {
        number += 1;
        if let Some(column) = names(line, id) {
            let (lines, length) = entry(&text[start..]);
            return Some(Place {
                file,
                line: number,
                column: count(&line[..column]) + 1,
                end: count(&line[..column]) + count(id) + 1,
                last: number + lines - 1,
                entry: &text[start..start + length],
            });
        }
        start += line.len();
    }
    None
}

/// The byte at which an id stands in a line that begins its entry.
fn names(line: &str, id: &str) -> Option<usize> {
    let value = line.trim_start().strip_prefix("- id:")?.trim();
    (value == id).then(|| line.find(id)).flatten()
}

/// How many lines, and how many bytes, belong to the entry that a text begins with: what is indented deeper than it.
fn entry(text: &str) -> (u32, usize) {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(text);
    let (mut lines, mut length) = (0, 0);
    for line in text.split_inclusive('\n') {
        let ends = line.trim().is_empty() || indent(line) <= own;
        if lines > 0 && ends {
            break;
        }
        lines += 1;
        length += line.len();
    }
    (lines, length)
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_sentence_of_every_api_is_found_where_it_stands() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for dialect in crate::api::DIALECTS {
            for requirement in dialect.requirements {
                let place = of(dialect.id, &requirement.id);
                let place = place.unwrap_or_else(|| panic!("{} is nowhere", requirement.id));
                let text = std::fs::read_to_string(root.join(place.file)).unwrap();
                let line = text.lines().nth(place.line as usize - 1).unwrap();
                let span = place.column as usize - 1..place.end as usize - 1;
                assert_eq!(&line[span], requirement.id.as_ref(), "{place:?}");
                let entry = text.lines().skip(place.line as usize - 1);
                let entry: Vec<&str> = entry.take((place.last + 1 - place.line) as usize).collect();
                assert_eq!(entry.join("\n") + "\n", place.entry);
                let fates = ["check:", "excluded:", "same:"];
                assert!(fates.iter().any(|key| place.entry.contains(key)), "{place:?}");
                assert_eq!(place.entry.matches("- id:").count(), 1, "{place:?}");
            }
        }
    }

    #[test]
    fn an_id_that_nobody_has_is_nowhere() {
        assert_eq!(of("signalwire", "SW-9999"), None);
        assert_eq!(of("signalwire", "TW-0001"), None, "another api's");
        assert_eq!(
            of("twilio", "RFC-0001").map(|own| own.file),
            Some("spec/rfc/requirements.yaml")
        );
    }
}
