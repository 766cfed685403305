//! How a recorded run ended: what its last line says, or what is known where there is none; and the parts of a run as one.

use std::collections::BTreeSet;
use std::time::Duration;

use super::line::Line;
use crate::api::Dialect;
use crate::conclude::{Cause, Ending};
use crate::record::Trace;

/// What is known of a run whose journal just ends.
#[derive(Default)]
pub(super) struct Killed {
    last: Duration,
    worlds: BTreeSet<String>,
    requests_shrinking: usize,
    changes: usize,
}

impl Killed {
    /// Takes in a line that is not the last.
    pub(super) fn hear(&mut self, dialect: &Dialect, line: &Line<Trace>) {
        if let Line::Case { trace, .. } | Line::Finding { trace, .. } = line {
            let all = trace.steps();
            self.changes += all.filter(|(_, step, _)| dialect.could_change(&step.call)).count();
        }
        match line {
            Line::Case { at, trace } => {
                self.last = self.last.max(*at);
                self.worlds.insert(serde_json::to_string(&*trace.world).unwrap_or_default());
            }
            Line::Finding { trace, .. } | Line::Dismissed { in_turn: trace, .. } => {
                self.requests_shrinking += trace.exchanges.len();
            }
            _ => {}
        }
    }

    pub(super) fn ending(self) -> Ending {
        Ending {
            cause: Some(Cause::Killed),
            cut: None,
            changes: self.changes,
            notes: vec![],
            fixtures: self.worlds.len(),
            requests_shrinking: self.requests_shrinking,
            deafness: vec![],
            not_given_back: None,
            duration: self.last,
        }
    }
}

/// The endings of the parts of a run, as one.
pub(super) fn together(endings: Vec<Ending>) -> Ending {
    let mut all = endings.into_iter();
    let mut one = all.next().unwrap_or_else(|| Killed::default().ending());
    for own in all {
        one.cause = one.cause.or(own.cause);
        one.cut = one.cut.or(own.cut);
        one.changes += own.changes;
        one.notes.extend(own.notes);
        one.fixtures += own.fixtures;
        one.requests_shrinking += own.requests_shrinking;
        one.deafness.extend(own.deafness);
        one.not_given_back = one.not_given_back.or(own.not_given_back);
        one.duration = one.duration.max(own.duration);
    }
    one.deafness.sort();
    one.deafness.dedup();
    one
}
