//! What counts as worse, and what as no comparison at all.

use super::*;
use crate::record::finding::Reproduced;
use crate::record::{CheckLine, Counts, Latency, OperationLine, Timing};
use rollcall_spec::Keyword;
use std::time::Duration;

const USUAL: Limit = Limit { ratio: USUAL_RATIO, counts: false };

fn run(checks: &[(&str, CheckWord)], findings: &[(&str, &str)]) -> Summary {
    let line = |(id, verdict): &(&str, CheckWord)| CheckLine {
        id: (*id).to_owned(),
        family: "wire".to_owned(),
        title: String::new(),
        verdict: *verdict,
        requirements: vec![],
        exchanges: 1,
        operations: BTreeMap::new(),
    };
    let finding = |(check, message): &(&str, &str)| Finding {
        check: (*check).to_owned(),
        operation: "list".to_owned(),
        severity: Keyword::Must,
        requirements: vec![],
        message: (*message).to_owned(),
        expected: String::new(),
        actual: String::new(),
        breaks: vec![],
        case: String::new(),
        place: 0,
        occurrences: 1,
        reproduced: Reproduced { times: 1, of: 1 },
        steps: vec![],
        curl: String::new(),
        known: None,
        replay: String::new(),
    };
    Summary {
        api: "signalwire".to_owned(),
        target: "http://a".to_owned(),
        built_in: false,
        seed: 1,
        digest: "sha256:0".to_owned(),
        strict: false,
        shard: None,
        verdict: VerdictWord::Conforms,
        operations: vec![OperationLine {
            operation: "list".to_owned(),
            method: "GET".to_owned(),
            path: "/".to_owned(),
            answers: BTreeMap::new(),
            accepted: 1,
        }],
        counts: Counts::default(),
        checks: checks.iter().map(line).collect(),
        findings: findings.iter().map(finding).collect(),
        requirements: &[],
        document_findings: vec![],
        own_document: None,
        floor: vec![],
        cut_short: None,
        notes: vec![],
        samples: vec![],
        baseline: None,
        timing: Timing::default(),
    }
}

fn between(first: &Summary, second: &Summary, latency: Limit) -> Difference {
    let own = |report, summary| Run { report, rollcall: "0.1.0", summary };
    compare(own("a", first), own("b", second), latency)
}

#[test]
fn a_finding_that_is_gone_is_mended_only_where_its_check_still_judges() {
    use CheckWord::{Fail, NotApplicable, Pass, Untestable};
    let broken = run(&[("x", Fail)], &[("x", "wrong")]);
    let mended = between(&broken, &run(&[("x", Pass)], &[]), USUAL);
    assert_eq!((mended.newly_mended.len(), mended.worse), (1, false));
    for silent in [&[("x", Untestable)][..], &[("x", NotApplicable)], &[]] {
        let unknown = between(&broken, &run(silent, &[]), USUAL);
        assert!(unknown.newly_mended.is_empty() && unknown.worse, "{silent:?}");
        assert_eq!(unknown.no_longer_judged.len(), 1, "{silent:?}");
    }
    let mut elsewhere = run(&[("x", Pass)], &[]);
    elsewhere.operations.clear();
    let unknown = between(&broken, &elsewhere, USUAL);
    assert!(unknown.newly_mended.is_empty() && unknown.worse);
}

#[test]
fn worse_is_what_is_new_and_what_is_no_longer_known() {
    use CheckWord::{Fail, Pass, Untestable};
    let clean = run(&[("x", Pass)], &[]);
    let broken = run(&[("x", Fail)], &[("x", "wrong")]);
    let worse = between(&clean, &broken, USUAL);
    assert_eq!((worse.newly_broken.len(), worse.worse), (1, true));
    let same = between(&broken, &broken, USUAL);
    assert_eq!((same.still_broken.len(), same.worse), (1, false));
    let otherwise = between(&broken, &run(&[("x", Fail)], &[("x", "wrong otherwise")]), USUAL);
    assert_eq!((otherwise.newly_broken.len(), otherwise.newly_mended.len()), (1, 1));
    assert!(otherwise.worse);
    let silent = run(&[("x", Untestable)], &[]);
    assert!(between(&clean, &silent, USUAL).worse);
    let better = between(&silent, &clean, USUAL);
    assert_eq!((better.newly_judged.len(), better.worse), (1, false));
}

#[test]
fn what_was_seen_and_is_not_any_more_is_worse() {
    let seen = |seen: usize| {
        let mut own = run(&[], &[]);
        let (operation, what) = ("list".to_owned(), "success".to_owned());
        own.floor = vec![FloorLine { operation, what, statuses: vec![200], seen, met: seen > 0 }];
        own
    };
    let lost = between(&seen(9), &seen(0), USUAL);
    assert_eq!((lost.no_longer_seen.len(), lost.worse), (1, true));
    let found = between(&seen(0), &seen(1), USUAL);
    assert_eq!((found.newly_seen.len(), found.worse), (1, false));
    assert!(!between(&seen(9), &seen(8), USUAL).worse, "less is still enough");
}

#[test]
fn latency_counts_beyond_noise_and_only_where_it_was_asked_for() {
    let took = |answers: usize, micros: u64| {
        let mut own = run(&[], &[]);
        let mut latency = Latency::default();
        (0..answers).for_each(|_| latency.add(Duration::from_micros(micros)));
        own.timing.operations = vec![latency.timing("list")];
        own
    };
    let slow = |one: &Summary, other: &Summary, ratio| {
        let own = between(one, other, Limit { ratio, counts: true });
        assert_eq!(own.worse, !own.slower.is_empty());
        own.slower.len()
    };
    assert_eq!(slow(&took(50, 20_000), &took(50, 40_000), 1.5), 1);
    assert_eq!(slow(&took(50, 20_000), &took(50, 40_000), 3.0), 0, "within the ratio");
    assert_eq!(slow(&took(50, 500), &took(50, 2_000), 1.5), 0, "a few milliseconds");
    assert_eq!(slow(&took(5, 20_000), &took(50, 40_000), 1.5), 0, "too few answers");
    let quiet = between(&took(50, 20_000), &took(50, 40_000), USUAL);
    assert_eq!((quiet.slower.len(), quiet.worse), (1, false));
    let faster = between(&took(50, 40_000), &took(50, 20_000), USUAL);
    assert_eq!((faster.faster.len(), faster.slower.len()), (1, 0));
    assert!(faster.faster[0].p50.ratio < 0.6, "{:?}", faster.faster);
}

#[test]
fn what_is_not_quite_comparable_is_told() {
    let one = run(&[("x", CheckWord::Pass)], &[]);
    assert!(between(&one, &one, USUAL).unlike.is_empty());
    let mut other = run(&[("y", CheckWord::Pass)], &[]);
    other.seed = 2;
    other.digest = "sha256:1".to_owned();
    other.strict = true;
    other.counts.cases = 3;
    other.cut_short = Some("interrupted".to_owned());
    other.shard = crate::record::Shard::parse("1/2").ok();
    let told = between(&one, &other, USUAL).unlike.join("\n");
    for words in
        ["the seed: 1, then 2", "the document", "strict", "cases sent: 0, then 3", "shard 1/2"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(told.contains("checks: the second run left out x, the first one y"), "{told}");
    assert!(told.contains("the second run was cut short: interrupted"), "{told}");
}
