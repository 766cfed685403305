//! What a baseline says, in words that several formats share.

use super::words::{plural, shard, shown};
use crate::record::baseline::{Entry, Gate, Known, State};
use crate::record::{Baseline, Finding, Summary};

/// Why a failure is let pass, in a line; none where no baseline knows it.
pub(super) fn known(summary: &Summary, own: &Finding) -> Option<String> {
    let Known { line, kind, reason, owner, expires } = own.known.as_ref()?;
    let file = summary.baseline.as_ref().map_or("the baseline", |own| own.file.as_str());
    let (reason, owner) = (shown(reason), shown(owner));
    Some(format!("{file}:{line}: {}, until {expires}: {reason} ({owner})", kind.words()))
}

/// What a run comes to in the light of its baseline, in a line; none where there is no baseline.
pub(super) fn gate(summary: &Summary) -> Option<String> {
    let Baseline { file, gate, entries } = summary.baseline.as_ref()?;
    let of = |state| entries.iter().filter(|own| own.state == state).count();
    let stale = entries.iter().filter(|own| own.state.is_stale()).count();
    let outcome = match gate {
        Gate::Passes => "nothing else is violated: the gate passes",
        Gate::Fails => "more is violated than it knows: the gate fails",
        Gate::Stale => "it has to be mended: the gate fails",
        Gate::Inconclusive if shard(summary).is_some() => "nothing else is violated in this shard",
        Gate::Inconclusive => "too little was seen: the gate fails",
    };
    let all = plural(entries.len(), "known failure");
    let mut words = vec![format!("{} of {all} seen", of(State::Seen))];
    for (count, what) in [
        (of(State::Quiet), "not seen this time"),
        (of(State::NotJudged), "not judged in this run"),
        (stale, "stale"),
    ] {
        if count > 0 {
            words.push(format!("{count} {what}"));
        }
    }
    Some(format!("{file}: {}; {outcome}", words.join(", ")))
}

/// The entries of a baseline that have to be mended: the file, and which.
pub(super) fn stale(summary: &Summary) -> impl Iterator<Item = (&str, &Entry)> {
    let all = summary.baseline.iter();
    let all = all.flat_map(|own| own.entries.iter().map(|entry| (own.file.as_str(), entry)));
    all.filter(|(_, entry)| entry.state.is_stale())
}

/// An entry that has to be mended, in a line.
pub(super) fn stale_line((file, own): (&str, &Entry)) -> String {
    let (check, operation) = (shown(&own.check), shown(&own.operation));
    format!("{file}:{}: {check} of {operation}: {}", own.known.line, shown(&own.words))
}
