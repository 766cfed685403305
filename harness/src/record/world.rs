//! The fixtures that one case meets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Place;

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

    /// The value behind a place; none where the world does not have it.
    pub fn value<'a>(&'a self, place: &'a Place) -> Option<&'a str> {
        match place {
            Place::Handed { name, conference, participant } => {
                let conference = self.conferences.get(*conference)?;
                match participant {
                    Some(ordinal) => conference.participants.get(*ordinal)?.get(name),
                    None => conference.parameters.get(name),
                }
                .map(String::as_str)
            }
            Place::Text(text) | Place::Encoded(text) => Some(text),
        }
    }
}
