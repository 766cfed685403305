//! Operations by families: what was judged of each, and what was found.

use super::words::plural;
use crate::record::{CheckLine, CheckWord, Finding, Summary};

/// A family of checks on one operation.
#[derive(Debug)]
pub(super) struct Cell<'a> {
    pub(super) operation: &'a str,
    pub(super) family: &'a str,
    /// What there is in it: each check, how often it judged, and its findings, by their places in the summary.
    pub(super) judged: Vec<Judged<'a>>,
}

/// A check in a cell.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) check: &'a CheckLine,
    pub(super) times: usize,
    pub(super) findings: Vec<(usize, &'a Finding)>,
}

/// What a cell comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// So many checks fail here.
    Fails(usize),
    /// None fails, and so many warn.
    Warns(usize),
    /// So many checks judged, and all of them hold.
    Holds(usize),
    /// None judged.
    Nothing,
}

impl Cell<'_> {
    pub(super) fn mark(&self) -> Mark {
        let found = |word: CheckWord| {
            let of = |own: &&Judged<'_>| !own.findings.is_empty() && own.check.verdict == word;
            self.judged.iter().filter(of).count()
        };
        match (found(CheckWord::Fail), found(CheckWord::Warn), self.judged.len()) {
            (0, 0, 0) => Mark::Nothing,
            (0, 0, all) => Mark::Holds(all),
            (0, warns, _) => Mark::Warns(warns),
            (fails, ..) => Mark::Fails(fails),
        }
    }

    /// How often its checks judged, all together.
    pub(super) fn times(&self) -> usize {
        self.judged.iter().map(|own| own.times).sum()
    }
}

impl Mark {
    pub(super) const fn glyph(self) -> &'static str {
        match self {
            Self::Fails(_) => "✗",
            Self::Warns(_) => "!",
            Self::Holds(_) => "✓",
            Self::Nothing => "–",
        }
    }

    pub(super) fn words(self) -> String {
        match self {
            Self::Fails(count) => format!("{} not hold", does(count)),
            Self::Warns(count) => format!("{} not hold, as it should", does(count)),
            Self::Holds(1) => "1 check holds".to_owned(),
            Self::Holds(count) => format!("{} hold", plural(count, "check")),
            Self::Nothing => "nothing was judged".to_owned(),
        }
    }
}

fn does(count: usize) -> String {
    if count == 1 { "1 check does".to_owned() } else { format!("{count} checks do") }
}

/// The families that have a check, in the order of the summary.
pub(super) fn families(summary: &Summary) -> Vec<&str> {
    let mut families: Vec<&str> = summary.checks.iter().map(|own| own.family.as_str()).collect();
    families.dedup();
    families
}

/// What was judged of an operation in a family, and what was found.
pub(super) fn cell<'a>(summary: &'a Summary, operation: &'a str, family: &'a str) -> Cell<'a> {
    let judged = |check: &'a CheckLine| {
        let times = check.operations.get(operation).copied().unwrap_or_default();
        let all = summary.findings.iter().enumerate();
        let findings: Vec<_> =
            all.filter(|(_, own)| own.check == check.id && own.operation == operation).collect();
        (times > 0 || !findings.is_empty()).then_some(Judged { check, times, findings })
    };
    let own = summary.checks.iter().filter(|own| own.family == family);
    Cell { operation, family, judged: own.filter_map(judged).collect() }
}
