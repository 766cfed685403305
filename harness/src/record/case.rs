//! What to send, and why.

use rollcall_spec::Keyword;
use serde::{Deserialize, Serialize};

use super::{Awaited, Call};

/// Steps to send in order on one world, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its place in the plan, from 0: the order of reports.
    pub index: usize,
    /// Which class of request it is made for, in words for a person.
    pub title: String,
    /// The operation that it is about, by `operationId`.
    pub operation: String,
    /// Whether it may share a world.
    pub phase: Phase,
    /// How many participants each conference must have; empty where no fixture is needed.
    pub needs: Vec<usize>,
    /// What is sent.
    pub steps: Vec<Step>,
}

impl Case {
    /// The steps that are sent at the same moment as others, by their places: each group in order.
    pub fn groups(&self) -> Vec<std::ops::Range<usize>> {
        let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            match groups.last_mut().filter(|group| group.end == index) {
                Some(group) if step.when == When::Together => group.end += 1,
                _ => groups.push(index..index + 1),
            }
        }
        groups
    }

    /// Whether any of its steps are sent at the same moment.
    pub fn is_contended(&self) -> bool {
        self.steps.iter().any(|step| step.when == When::Together)
    }

    /// The place of the first step that waits for the end of the run.
    pub fn late(&self) -> Option<usize> {
        self.steps.iter().position(|step| step.when == When::Late)
    }
}

/// When a case may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Leaves its participants in place, so that the next case can use them.
    Shared,
    /// Removes participants, so that it needs a world of its own.
    Consuming,
}

/// One request of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What class of request it is, which decides what is lawful.
    pub class: Class,
    /// What it is there for, for a person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The one constraint that it breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breaks: Option<Broken>,
    /// When it is sent.
    #[serde(default, skip_serializing_if = "When::is_after")]
    pub when: When,
    /// Whether it goes out as raw bytes on a connection that nobody else uses meanwhile, with a second request behind it,
    /// whatever its method.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub alone: bool,
    /// Whether its answer is read byte by byte as well, but on a connection that goes on being used, and with nothing sent
    /// behind it. Where the target does not take as many connections, it goes by the HTTP client.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bytes: bool,
    /// What is waited for when it was accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits: Option<Awaited>,
    /// The request.
    #[serde(with = "serde_yaml::with::singleton_map_recursive")]
    pub call: Call,
}

/// When a step is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// When the step before it has been answered.
    #[default]
    After,
    /// At the same moment as the step before it.
    Together,
    /// When everything else of the run has been sent.
    Late,
}

impl When {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
    const fn is_after(&self) -> bool {
        matches!(self, Self::After)
    }
}

/// The classes of requests; each has its own lawful answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Valid, its fixture alive, right credentials.
    Valid,
    /// No or wrong credentials, otherwise valid.
    Unauthenticated,
    /// A well-formed id of nothing.
    Unknown,
    /// The id of a participant that was removed before.
    Removed,
    /// About a conference that has ended, or about somebody who was in it.
    Ended,
    /// A malformed id in the path.
    MalformedId,
    /// A query or a body that breaks one constraint without doubt.
    BadInput,
    /// A query or a body that breaks one constraint which a lawful server may let pass.
    LooseInput,
    /// Another account's resource, or a call under the wrong conference.
    Foreign,
    /// A method that the path does not have.
    WrongMethod,
    /// Unusual input, about which only the general rules speak.
    Unusual,
    /// About a call that is no conference.
    NoConference,
    /// Without what shows that a page of the server's own sent it: its token, or the cookie that belongs to it.
    Forged,
    /// One of several at the same moment, or a look behind them: whoever came first decides between success and 404.
    Contended,
}

impl Class {
    /// Whether a lawful server must refuse it.
    pub const fn must_be_refused(self) -> bool {
        matches!(
            self,
            Self::Unauthenticated
                | Self::Unknown
                | Self::Removed
                | Self::MalformedId
                | Self::BadInput
                | Self::Foreign
                | Self::WrongMethod
        )
    }

    /// The class, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Valid => "a valid request",
            Self::Unauthenticated => "a request without right credentials",
            Self::Unknown => "a well-formed id of nothing",
            Self::Removed => "the id of a removed participant",
            Self::Ended => "after the end of the conference",
            Self::MalformedId => "a malformed id in the path",
            Self::BadInput => "input that breaks one constraint",
            Self::LooseInput => "input that breaks a loosely stated constraint",
            Self::Foreign => "somebody else's resource",
            Self::WrongMethod => "a method that the path does not have",
            Self::Unusual => "unusual input",
            Self::NoConference => "an operation on conferences for a call that is none",
            Self::Forged => "a request without the token of its session",
            Self::Contended => "one of several requests at the same moment",
        }
    }
}

/// The one constraint that a negative request breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Broken {
    /// `path`, `query`, `header` or `body`.
    pub location: String,
    /// The parameter's or field's name.
    pub name: String,
    /// The keyword of JSON Schema, or a word for what prose demands.
    pub constraint: String,
    /// How surely a lawful server refuses it.
    pub keyword: Keyword,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` of {} `{}`", self.constraint, self.location, self.name)
    }
}
