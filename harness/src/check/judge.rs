//! Every check on one trace.

use super::{At, Context, Judged, Rule, Scope};
use crate::api;
use crate::lifecycle::{self, Id};
use crate::record::verdict::Failing;
use crate::record::{Class, Exchange, Trace, Verdict};

/// A check that failed on a trace.
#[derive(Debug, Clone)]
pub struct Failed {
    /// The check.
    pub rule: &'static Rule,
    /// What does not hold, and where.
    pub failing: Failing,
}

/// What every check thinks of a trace: how many exchanges each one judged, and which failed.
///
/// `tally` counts by the place of a check in `rules`.
pub fn judge(
    context: &Context,
    rules: &[&'static Rule],
    trace: &Trace,
    tally: &mut [usize],
) -> Vec<Failed> {
    for answer in trace.exchanges.iter().filter_map(Exchange::answer) {
        context.read(answer);
    }
    let moments = api::observe(context.dialect, trace);
    let present: Vec<Id> = trace
        .world
        .conferences
        .iter()
        .enumerate()
        .flat_map(|(conference, own)| {
            (0..own.participants.len()).map(move |participant| Id { conference, participant })
        })
        .collect();
    let contradictions = lifecycle::contradictions(&present, &moments);
    let judged = Judged { trace, moments, contradictions };
    let mut failures = Vec::new();
    for (place, rule) in rules.iter().enumerate() {
        match rule.scope {
            Scope::Step(judgement) => {
                for (index, step, exchange) in trace.steps() {
                    let at = At { judged: &judged, index, step, exchange };
                    let Some(outcome) = judgement(context, &at) else { continue };
                    // Who came first is chance: what is counted must not depend on it.
                    tally[place] += usize::from(step.class != Class::Contended);
                    if let Err(complaint) = outcome {
                        let failing = Failing {
                            step: index,
                            message: complaint.message,
                            expected: complaint.expected,
                            actual: complaint.actual,
                        };
                        failures.push(Failed { rule, failing });
                    }
                }
            }
            Scope::Trace(judgement) => match judgement(context, &judged) {
                Verdict::NotApplicable => {}
                Verdict::Pass(times) => tally[place] += times,
                Verdict::Fail(failing) => {
                    tally[place] += 1;
                    failures.push(Failed { rule, failing });
                }
            },
        }
    }
    failures
}
