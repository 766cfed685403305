//! The fixtures that one case meets.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Case, Place};

/// Conferences that a provider handed over. Nothing else may ever be changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct World {
    /// In the order of the provider's answer.
    pub conferences: Vec<Conference>,
}

/// One handed-over conference.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Conference {
    /// The path parameters that name it, by the document's own names.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Its participants, each by the document's own names.
    #[serde(default)]
    pub participants: Vec<BTreeMap<String, String>>,
}

impl World {
    /// Whether each conference has the participants that a case needs.
    pub fn satisfies(&self, needs: &[usize]) -> bool {
        needs.len() <= self.conferences.len()
            && needs.iter().zip(&self.conferences).all(|(n, own)| own.participants.len() >= *n)
    }

    /// Whether it has all that the steps of a case name.
    pub fn has_all_of(&self, case: &Case) -> bool {
        let calls = case.steps.iter().map(|step| &step.call);
        let mut places = calls.flat_map(|call| {
            let pairs = call.query.iter().chain(call.form()).map(|(_, place)| place);
            call.path.values().chain(pairs)
        });
        places.all(|place| self.value(place).is_some())
    }

    /// The value behind a place; none where the world does not have it.
    pub fn value<'a>(&'a self, place: &'a Place) -> Option<Cow<'a, str>> {
        match place {
            Place::Handed { name, conference, participant } => {
                self.handed(name, *conference, *participant).map(Cow::Borrowed)
            }
            Place::SmallPrefix { name, conference, participant } => {
                let own = self.handed(name, *conference, *participant)?;
                let rest = own.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
                let prefix = own[..own.len() - rest.len()].to_ascii_lowercase();
                Some(Cow::Owned(prefix + rest))
            }
            Place::Text(text) | Place::Encoded(text) => Some(Cow::Borrowed(text)),
        }
    }

    fn handed(&self, name: &str, conference: usize, participant: Option<usize>) -> Option<&str> {
        let conference = self.conferences.get(conference)?;
        match participant {
            Some(ordinal) => conference.participants.get(ordinal)?.get(name),
            None => conference.parameters.get(name),
        }
        .map(String::as_str)
    }
}
