//! How a whole is judged by its parts: the rules of a verdict, for a run that ends and for reports that are put together.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rollcall_spec::Keyword;

use super::card::Occasion;
use super::{Card, CheckLine, CheckWord, Counts, Finding, FloorLine, Shard, VerdictWord};

/// What breaks the most real clients comes first, then a broken MUST, then a broken SHOULD. What one check found stays
/// together, ranked by the worst of it.
pub fn rank(findings: &mut [Finding]) {
    let mut worst: BTreeMap<String, usize> = BTreeMap::new();
    for own in findings.iter() {
        let most = worst.entry(own.check.clone()).or_default();
        *most = own.breaks.len().max(*most);
    }
    findings.sort_by_cached_key(|own| {
        let most = worst.get(&own.check).copied().unwrap_or_default();
        let names = (own.check.clone(), Reverse(own.breaks.len()), own.operation.clone());
        (Reverse(most), own.severity, names)
    });
}

/// What a check's word depends on, besides its card.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Whether a finding is its.
    pub failed: bool,
    /// How often it judged.
    pub judged: usize,
    /// Whether a lawful server of this api may give no occasion.
    pub offered: bool,
    /// Whether every operation was selected.
    pub every_operation: bool,
    /// The part of the plan that was sent, where it was not the whole.
    pub shard: Option<Shard>,
}

/// What became of a check.
pub fn check_word(card: &Card, seen: Seen) -> CheckWord {
    match card.keyword {
        Keyword::Must if seen.failed => CheckWord::Fail,
        Keyword::Should if seen.failed => CheckWord::Warn,
        _ if seen.judged > 0 => CheckWord::Pass,
        _ if card.occasion == Occasion::WhereOffered || seen.offered => CheckWord::NotApplicable,
        _ if !seen.every_operation => CheckWord::NotApplicable,
        // The occasion is another shard's; whether there was any, the whole tells.
        _ if seen.shard.is_some_and(|own| own.is_part()) => CheckWord::NotApplicable,
        _ => CheckWord::Untestable,
    }
}

/// What a verdict depends on.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// What does not hold.
    pub findings: &'a [Finding],
    /// What became of the checks.
    pub checks: &'a [CheckLine],
    /// What had to be seen.
    pub floor: &'a [FloorLine],
    /// Whether the plan was not done to its end.
    pub cut_short: bool,
    /// Whether a broken SHOULD is a violation.
    pub strict: bool,
    /// The part of the plan that was sent, where it was not the whole.
    pub shard: Option<Shard>,
}

/// The verdict. A part of a plan never conforms: it cannot say the whole.
pub fn verdict(own: Grounds<'_>) -> VerdictWord {
    let violates = |finding: &Finding| finding.severity == Keyword::Must || own.strict;
    if own.findings.iter().any(violates) {
        return VerdictWord::Violates;
    }
    let untestable = own.checks.iter().any(|check| check.verdict == CheckWord::Untestable);
    let unmet = own.floor.iter().any(|line| !line.met);
    let part = own.shard.is_some_and(|own| own.is_part());
    if own.cut_short || untestable || unmet || part {
        return VerdictWord::Inconclusive;
    }
    VerdictWord::Conforms
}

impl Counts {
    /// The same with how many checks each word became of.
    #[must_use]
    pub fn with_words(self, checks: &[CheckLine]) -> Self {
        let of = |word| checks.iter().filter(|own| own.verdict == word).count();
        Self {
            passed: of(CheckWord::Pass),
            failed: of(CheckWord::Fail),
            warned: of(CheckWord::Warn),
            untestable: of(CheckWord::Untestable),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Breakage, finding::Reproduced};

    fn finding(check: &str, operation: &str, severity: Keyword, breaks: usize) -> Finding {
        let breakage =
            |number| Breakage { client: format!("client {number}"), effect: String::new() };
        Finding {
            check: check.to_owned(),
            operation: operation.to_owned(),
            severity,
            requirements: vec![],
            message: String::new(),
            expected: String::new(),
            actual: String::new(),
            breaks: (0..breaks).map(breakage).collect(),
            case: String::new(),
            place: 0,
            occurrences: 1,
            reproduced: Reproduced { times: 1, of: 1 },
            steps: vec![],
            curl: String::new(),
            known: None,
            replay: String::new(),
        }
    }

    #[test]
    fn what_breaks_clients_comes_first_and_what_one_check_found_stays_together() {
        let mut findings = vec![
            finding("a", "list", Keyword::Must, 0),
            finding("b", "fetch", Keyword::Should, 0),
            finding("b", "list", Keyword::Should, 1),
            finding("c", "list", Keyword::Should, 0),
            finding("d", "list", Keyword::Must, 2),
        ];
        rank(&mut findings);
        let words = |own: &Finding| format!("{} {}", own.check, own.operation);
        let order: Vec<String> = findings.iter().map(words).collect();
        assert_eq!(order.join(", "), "d list, b list, b fetch, a list, c list");
    }

    #[test]
    fn a_part_never_conforms_but_may_violate() {
        let all = Grounds {
            findings: &[],
            checks: &[],
            floor: &[],
            cut_short: false,
            strict: false,
            shard: None,
        };
        let part = Grounds { shard: Shard::parse("1/2").ok(), ..all };
        let one = Grounds { shard: Shard::parse("1/1").ok(), ..all };
        let words = [all, one, part].map(verdict);
        let wanted = [VerdictWord::Conforms, VerdictWord::Conforms, VerdictWord::Inconclusive];
        assert_eq!(words, wanted);
        let findings = [finding("a", "list", Keyword::Should, 0)];
        let warned = Grounds { findings: &findings, ..part };
        assert_eq!(verdict(warned), VerdictWord::Inconclusive);
        assert_eq!(verdict(Grounds { strict: true, ..warned }), VerdictWord::Violates);
    }
}
