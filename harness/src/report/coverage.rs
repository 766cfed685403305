//! What became of each sentence of an api in a run.

use std::collections::BTreeSet;

use rollcall_spec::{Link, Requirement};

use super::sentence::sentence;
use crate::record::{CheckLine, CheckWord, Summary};

/// What became of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// A finding speaks of it.
    Broken,
    /// A check that judges it fails, but over another sentence.
    InDoubt,
    /// Every check that judged it holds.
    Holds,
    /// No check judged it in this run.
    NotJudged,
    /// No check judges it, for a reason.
    Excluded,
}

impl Fate {
    /// All of them, the worst first.
    pub(super) const ALL: [Self; 5] =
        [Self::Broken, Self::InDoubt, Self::Holds, Self::NotJudged, Self::Excluded];

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::InDoubt => "in doubt",
            Self::Holds => "holds",
            Self::NotJudged => "not judged",
            Self::Excluded => "excluded",
        }
    }

    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::Broken => "a finding speaks of it",
            Self::InDoubt => "a check that judges it fails, over another sentence",
            Self::Holds => "every check that judged it holds",
            Self::NotJudged => "no check had occasion to judge it in this run",
            Self::Excluded => "no check judges it, for the reason given",
        }
    }
}

/// A sentence and what became of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Covered {
    pub(super) requirement: &'static Requirement,
    pub(super) fate: Fate,
}

impl Covered {
    /// The checks that judge it; none for an excluded one.
    pub(super) fn checks(&self) -> Vec<&'static str> {
        match &self.requirement.link {
            Link::Checks(ids) => ids.iter().map(AsRef::as_ref).collect(),
            Link::Excluded(_) => vec![],
        }
    }

    /// Why no check judges it; none where one does.
    pub(super) fn reason(&self) -> Option<&'static str> {
        match &self.requirement.link {
            Link::Checks(_) => None,
            Link::Excluded(reason) => Some(reason),
        }
    }
}

/// What became of each sentence, by id.
pub(super) fn coverage(summary: &Summary) -> Vec<Covered> {
    let spoken = summary.findings.iter().filter_map(|own| sentence(summary.requirements, own));
    let broken: BTreeSet<&str> = spoken.map(|own| own.id.as_ref()).collect();
    let of = |requirement: &'static Requirement| {
        let Link::Checks(ids) = &requirement.link else { return Fate::Excluded };
        let is_judge = |line: &&CheckLine| ids.iter().any(|id| *id == line.id);
        let words: Vec<CheckWord> =
            summary.checks.iter().filter(is_judge).map(|line| line.verdict).collect();
        if broken.contains(requirement.id.as_ref()) {
            Fate::Broken
        } else if words.iter().any(|own| matches!(own, CheckWord::Fail | CheckWord::Warn)) {
            Fate::InDoubt
        } else if words.contains(&CheckWord::Pass) {
            Fate::Holds
        } else {
            Fate::NotJudged
        }
    };
    let all = summary.requirements.iter().copied();
    all.map(|requirement| Covered { requirement, fate: of(requirement) }).collect()
}

/// How many sentences have each fate, the worst first.
pub(super) fn counted(covered: &[Covered]) -> [(Fate, usize); 5] {
    Fate::ALL.map(|fate| (fate, covered.iter().filter(|own| own.fate == fate).count()))
}
