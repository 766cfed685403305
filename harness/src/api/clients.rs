//! What breaks real clients, as somebody measured it with the clients themselves.

use serde::Deserialize;

use super::Dialect;
use crate::record::Breakage;

/// One entry of `spec/API/clients.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The check that finds it.
    check: String,
    /// The operation at which the client breaks, by its role (`list`, `fetch`, …) or by `operationId`.
    operation: String,
    /// Words of the finding's message or of what came, where the check finds other things as well.
    #[serde(default)]
    message: Option<String>,
    /// The client and its version.
    client: String,
    /// What becomes of it.
    effect: String,
}

/// What is known of the real clients of an api.
#[derive(Debug)]
pub struct Clients<'a> {
    dialect: &'a Dialect,
    entries: Vec<Entry>,
}

impl<'a> Clients<'a> {
    /// Reads what was measured.
    pub fn of(dialect: &'a Dialect) -> Self {
        Self { dialect, entries: read(dialect).unwrap_or_default() }
    }

    /// The real clients that a finding breaks, each once, sorted; empty where none is known. `words` are what the finding says
    /// is wrong, and what came.
    pub fn broken_by(&self, check: &str, operation: &str, words: &str) -> Vec<Breakage> {
        let fits = |own: &&Entry| {
            let own_words = own.message.as_deref().unwrap_or_default();
            let here = operation_id(self.dialect, &own.operation) == Some(operation);
            own.check == check && here && words.contains(own_words)
        };
        let entries = self.entries.iter().filter(fits);
        let mut all: Vec<Breakage> = entries
            .map(|own| Breakage { client: own.client.clone(), effect: own.effect.clone() })
            .collect();
        all.sort();
        all.dedup_by(|one, other| one.client == other.client);
        all
    }
}

/// The operation of a role, or the one of that id.
fn operation_id(dialect: &Dialect, word: &str) -> Option<&'static str> {
    let own = || dialect.operations().into_iter().find(|own| *own == word);
    let Some(words) = dialect.resources() else { return own() };
    let roles = &words.roles;
    let conference = words.conference.as_ref();
    match word {
        "list" => Some(roles.list),
        "fetch" => Some(roles.retrieve),
        "update" => Some(roles.update),
        "delete" => Some(roles.remove),
        "fetch-conference" => conference.map(|own| own.fetch),
        "update-conference" => conference.map(|own| own.update),
        _ => own(),
    }
}

/// The entries of an api; a test holds that each file can be read.
fn read(dialect: &Dialect) -> Result<Vec<Entry>, serde_yaml::Error> {
    if dialect.clients.is_empty() { Ok(vec![]) } else { serde_yaml::from_str(dialect.clients) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{DIALECTS, dialect};

    #[test]
    fn every_entry_names_a_check_that_judges_and_an_operation_that_there_is() {
        for dialect in DIALECTS {
            for entry in read(dialect).unwrap() {
                let judges = !dialect.requirements_of(&entry.check).is_empty();
                assert!(judges, "{}: {}", dialect.id, entry.check);
                assert!(operation_id(dialect, &entry.operation).is_some(), "{entry:?}");
                assert!(!entry.effect.is_empty(), "{entry:?}");
            }
        }
    }

    #[test]
    fn a_finding_breaks_those_clients_alone_whose_entry_fits_it() {
        let clients = "\
- {check: page-envelope, operation: list, client: b 1, effect: fails}
- {check: page-envelope, operation: ListParticipant, client: a 2, message: a link, effect: hangs}
- {check: page-envelope, operation: ListParticipant, client: a 2, message: links, effect: hangs}
";
        let dialect = Dialect { clients, ..dialect("twilio").unwrap().clone() };
        let breaks = |operation: &str, message: &str| {
            let all = Clients::of(&dialect).broken_by("page-envelope", operation, message);
            all.into_iter().map(|own| own.client).collect::<Vec<_>>()
        };
        assert_eq!(breaks("ListParticipant", "a member too many"), ["b 1"]);
        assert_eq!(breaks("ListParticipant", "a link of links"), ["a 2", "b 1"]);
        assert_eq!(breaks("FetchParticipant", "a link"), Vec::<String>::new());
    }
}
