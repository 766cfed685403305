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
        let mut places = case.steps.iter().flat_map(|step| step.call.places());
        places.all(|place| matches!(place, Place::Answered { .. }) || self.value(place).is_some())
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
            Place::Shortened { name, conference, participant } => {
                let own = self.handed(name, *conference, *participant)?;
                let short = &own[..own.char_indices().next_back()?.0];
                (!self.belongs(name, *conference, short)).then_some(Cow::Borrowed(short))
            }
            // Only whoever has the answers knows that.
            Place::Answered { .. } => None,
            Place::Text(text) | Place::Encoded(text) => Some(Cow::Borrowed(text)),
        }
    }

    /// Whether a text is somebody's after all, or means something else in a path.
    fn belongs(&self, name: &str, conference: usize, text: &str) -> bool {
        let participants = self.conferences.get(conference).map(|own| &own.participants);
        let own = participants.into_iter().flatten().filter_map(|own| own.get(name));
        ["", ".", ".."].contains(&text) || own.into_iter().any(|own| own == text)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn world(labels: &[&str]) -> World {
        let labelled = |label: &&str| BTreeMap::from([("Label".to_owned(), (*label).to_owned())]);
        let participants = labels.iter().map(labelled).collect();
        World { conferences: vec![Conference { participants, ..Conference::default() }] }
    }

    #[test]
    fn what_is_shortened_is_nobodys() {
        let place =
            Place::Shortened { name: "Label".to_owned(), conference: 0, participant: Some(0) };
        let short = |labels: &[&str]| world(labels).value(&place).map(Cow::into_owned);
        assert_eq!(short(&["olé", "x"]).as_deref(), Some("ol"));
        assert_eq!(short(&["x1", "x"]), None, "another one is called so");
        assert_eq!(short(&["x"]), None, "nothing is left");
        assert_eq!(short(&["..x"]), None, "a path would lead elsewhere");
    }
}
