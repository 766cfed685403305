//! A case as readable YAML, which survives new versions.

use serde::{Deserialize, Serialize};

use crate::record::{Case, Phase, Step};

/// The version of the replay format.
pub const VERSION: u32 = 1;

/// A case that failed, as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replay {
    /// The version of this format: 1.
    pub replay: u32,
    /// The api.
    pub api: String,
    /// The check that failed.
    pub check: String,
    /// What was wrong, for a person.
    #[serde(default)]
    pub message: String,
    /// Why the case was made, for a person.
    #[serde(default)]
    pub case: String,
    /// The operation that it is about.
    pub operation: String,
    /// How many participants each conference must have.
    pub conferences: Vec<usize>,
    /// What is sent.
    pub steps: Vec<Step>,
}

impl Replay {
    /// The file for a case.
    pub fn of(api: &str, check: &str, message: &str, case: &Case) -> Self {
        Self {
            replay: VERSION,
            api: api.to_owned(),
            check: check.to_owned(),
            message: message.to_owned(),
            case: case.title.clone(),
            operation: case.operation.clone(),
            conferences: case.needs.clone(),
            steps: case.steps.clone(),
        }
    }

    /// The case in a file.
    pub fn into_case(self) -> Case {
        Case {
            index: 0,
            title: self.case,
            operation: self.operation,
            phase: Phase::Consuming,
            needs: self.conferences,
            steps: self.steps,
        }
    }

    /// The file's text.
    ///
    /// # Errors
    ///
    /// Where YAML cannot hold it, which no case of ours brings about.
    pub fn to_yaml(&self) -> Result<String, serde_yaml::Error> {
        serde_yaml::to_string(self)
    }

    /// Reads a file's text.
    ///
    /// # Errors
    ///
    /// Where it is not YAML, or not of this form; the message names line and column.
    pub fn from_yaml(text: &str) -> Result<Self, serde_yaml::Error> {
        serde_yaml::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{fixed_cases, random_case};

    #[test]
    fn every_case_survives_its_file() {
        let dialect = crate::api::dialect("signalwire").unwrap();
        let random = (0..200).map(|ordinal| random_case(dialect, 5, ordinal, 0));
        for case in fixed_cases(dialect, 5).into_iter().chain(random) {
            let replay = Replay::of(dialect.id, "some-check", "a message", &case);
            let text = replay.to_yaml().unwrap();
            assert_eq!(Replay::from_yaml(&text).unwrap(), replay, "{text}");
        }
    }
}
