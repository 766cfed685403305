//! What makes two runs not quite comparable.

use std::collections::BTreeSet;

use super::Run;
use crate::record::{Shard, Summary};

/// What differs between two runs that a difference may come from, in words.
pub(super) fn unlike(first: Run<'_>, second: Run<'_>) -> Vec<String> {
    let (a, b) = (first.summary, second.summary);
    let mut all = Vec::new();
    let mut differ = |what: &str, one: &str, other: &str, so: &str| {
        if one != other {
            all.push(format!("{what}: {one}, then {other}{so}"));
        }
    };
    differ(
        "rollcall",
        first.rollcall,
        second.rollcall,
        "; another version may judge otherwise, and word a finding otherwise",
    );
    let digest = |own: &Summary| own.digest.chars().take("sha256:".len() + 12).collect::<String>();
    differ("the document", &digest(a), &digest(b), "; what is demanded may be something else");
    differ("the seed", &a.seed.to_string(), &b.seed.to_string(), "; random cases are other ones");
    let [one, other] = [a, b].map(|own| own.counts.cases.to_string());
    differ("cases sent", &one, &other, "");
    let strict = |own: &Summary| if own.strict { "strict" } else { "not strict" }.to_owned();
    differ("warnings", &strict(a), &strict(b), "; the verdicts follow other rules");
    let shard = |own: &Summary| {
        let part = own.shard.filter(Shard::is_part);
        part.map_or("the whole plan".to_owned(), |own| format!("shard {own}"))
    };
    differ("the plan", &shard(a), &shard(b), "; a shard judges its part alone");
    if let (Some(one), Some(other)) = (a.shard, b.shard)
        && one.is_part()
        && one == other
    {
        all.push(format!("both are shard {one}: merge the shards of each run first"));
    }
    let operations =
        |own: &Summary| own.operations.iter().map(|line| line.operation.clone()).collect();
    let checks = |own: &Summary| own.checks.iter().map(|line| line.id.clone()).collect();
    all.extend(selection("operations", &operations(a), &operations(b)));
    all.extend(selection("checks", &checks(a), &checks(b)));
    for (name, own) in [("first", a), ("second", b)] {
        all.extend(own.cut_short.iter().map(|why| format!("the {name} run was cut short: {why}")));
    }
    all
}

/// What was selected in one of two runs alone.
fn selection(what: &str, one: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<String> {
    let names = |own: Vec<&String>| {
        let own: Vec<&str> = own.into_iter().map(String::as_str).collect();
        own.join(", ")
    };
    let [lost, new] =
        [one.difference(other).collect::<Vec<_>>(), other.difference(one).collect::<Vec<_>>()];
    let words = match (lost.is_empty(), new.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("the second run left out {}", names(lost)),
        (true, false) => format!("the first run left out {}", names(new)),
        (false, false) => {
            format!("the second run left out {}, the first one {}", names(lost), names(new))
        }
    };
    Some(format!("{what}: {words}"))
}
