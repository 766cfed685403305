//! What is counted while cases go on, in a way that does not depend on their order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::telling;
use crate::api::{Dialect, calls};
use crate::check::{Failed, Rule};
use crate::record::verdict::Failing;
use crate::record::{Answer, Case, Class, Exchange, Family, Latency, Step, TimelineLine, Trace};
use crate::select::Selection;

/// After so many answers that did not come in time, an operation's further cases are not sent.
const HANGS: usize = 6;

/// What is counted while cases go on.
#[derive(Debug)]
pub struct Tally {
    /// How often each selected check judged, by its place.
    pub(super) judged: Vec<usize>,
    /// The same by the operation that the case is about.
    pub(super) judged_about: BTreeMap<String, Vec<usize>>,
    /// Failures, alike ones together.
    pub failures: BTreeMap<Key, Failure>,
    /// How often an operation was answered with a status.
    pub(super) statuses: BTreeMap<(String, u16), usize>,
    /// How often an operation was accepted, and refused, for each class of request; of apis that say so by a code.
    pub(super) outcomes: BTreeMap<(String, Class, bool), usize>,
    /// A removal as it went: that of the first case of the plan which has one.
    pub(super) timeline: Option<(usize, Vec<TimelineLine>)>,
    /// An exchange of each family on each operation, of the first case in the plan.
    pub(super) samples: BTreeMap<(String, Family), Example>,
    /// How long an operation's answers took.
    pub(super) latency: BTreeMap<String, Latency>,
    pub(super) cases: usize,
    pub(super) cases_not_sent: usize,
    pub(super) requests: usize,
    pub(super) requests_behind: usize,
    /// Requests that were sent to confirm and shrink failures.
    pub requests_shrinking: usize,
    /// Answers that did not come when failures were sent again.
    pub hangs_again: usize,
    pub(super) removed: usize,
    /// The places of the fixed cases that were sent or could not be.
    fixed_done: BTreeSet<usize>,
    hangs: BTreeMap<String, usize>,
    kept: Kept,
    /// How long after that each check failed for the first time.
    pub(super) first_failures: BTreeMap<&'static str, Duration>,
}

/// An exchange, as an example of many.
#[derive(Debug)]
pub(super) struct Example {
    /// The place of its case in the plan.
    place: usize,
    pub(super) case: String,
    pub(super) step: Step,
    pub(super) exchange: Exchange,
}

/// What failures hold of answers, in bytes: a server whose every answer is as long as one may be must not fill the memory.
#[derive(Debug, Default)]
struct Kept(usize);

impl Kept {
    /// So much is held in all; from then on an answer loses what is behind its first kilobytes.
    const MOST: usize = 48 * 1024 * 1024;

    fn copy(&mut self, trace: &Trace) -> Trace {
        let lengths = trace.exchanges.iter().filter_map(Exchange::answer).map(|own| own.body.len());
        // What was read as JSON takes a multiple of what was sent.
        self.0 += lengths.sum::<usize>() * 8;
        let mut trace = trace.clone();
        if self.0 > Self::MOST {
            let answers = trace.exchanges.iter_mut().filter_map(|own| own.outcome.as_mut().ok());
            answers.for_each(Answer::shorten);
        }
        trace
    }
}

/// What makes two failures alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The check's id.
    pub check: &'static str,
    /// The operation of the step at which it shows, by `operationId`.
    pub operation: String,
    /// What is wrong.
    pub message: String,
}

/// Failures alike, by the first of them in the plan.
#[derive(Debug)]
pub struct Failure {
    /// The check.
    pub rule: &'static Rule,
    /// What does not hold, and where.
    pub failing: Failing,
    /// What was sent and what came.
    pub trace: Trace,
    /// How many cases failed so.
    pub occurrences: usize,
}

impl Tally {
    /// Nothing yet.
    pub fn new(selection: &Selection) -> Self {
        Self {
            judged: vec![0; selection.rules.len()],
            judged_about: BTreeMap::new(),
            failures: BTreeMap::new(),
            statuses: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            timeline: None,
            samples: BTreeMap::new(),
            latency: BTreeMap::new(),
            cases: 0,
            cases_not_sent: 0,
            requests: 0,
            requests_behind: 0,
            requests_shrinking: 0,
            hangs_again: 0,
            removed: 0,
            fixed_done: BTreeSet::new(),
            hangs: BTreeMap::new(),
            kept: Kept::default(),
            first_failures: BTreeMap::new(),
        }
    }

    /// Counts a trace that was judged so long after the run began, and keeps its failures.
    pub fn add(
        &mut self,
        dialect: &Dialect,
        rules: &[&Rule],
        trace: &Trace,
        counts: &[usize],
        failed: Vec<Failed>,
        at: Duration,
    ) {
        self.cases += 1;
        self.requests += trace.exchanges.len();
        let behind = |own: &&Exchange| own.answer().is_some_and(Answer::was_followed);
        self.requests_behind += trace.exchanges.iter().filter(behind).count();
        for (own, more) in self.judged.iter_mut().zip(counts) {
            *own += more;
        }
        let about = &trace.case.operation;
        if !self.judged_about.contains_key(about) {
            self.judged_about.insert(about.clone(), vec![0; counts.len()]);
        }
        for (own, more) in self.judged_about.get_mut(about).into_iter().flatten().zip(counts) {
            *own += more;
        }
        self.keep_samples(rules, trace, counts);
        for (_, step, exchange) in trace.steps() {
            let operation = &step.call.operation;
            if let Some(status) = exchange.status().filter(|_| step.call.method.is_none()) {
                // Who came first is chance: what is counted must not depend on it.
                if step.class != Class::Contended {
                    *self.statuses.entry((operation.clone(), status)).or_default() += 1;
                }
                let answer = exchange.answer();
                if let Some(answer) = answer.filter(|_| dialect.calls().is_some()) {
                    let done = calls::is_accepted(answer) || calls::is_delivered(answer);
                    if done || calls::is_refused(answer) {
                        let key = (operation.clone(), step.class, done);
                        *self.outcomes.entry(key).or_default() += 1;
                    }
                }
                if answer.is_some_and(|answer| dialect.has_removed(&step.call, answer)) {
                    self.removed += 1;
                }
                self.latency.entry(operation.clone()).or_default().add(exchange.took);
            }
            if exchange.outcome.as_ref().is_err_and(|own| own.kind.is_a_hang()) {
                *self.hangs.entry(operation.clone()).or_default() += 1;
            }
        }
        let place = trace.case.index;
        if let Some(words) = dialect.calls()
            && self.timeline.as_ref().is_none_or(|(known, _)| place < *known)
            && let Some(lines) = telling::timeline(words, trace)
        {
            self.timeline = Some((place, lines));
        }
        for Failed { rule, failing } in failed {
            let first = self.first_failures.entry(rule.card.id).or_insert(at);
            *first = at.min(*first);
            self.keep(rule, failing, trace);
        }
    }

    /// Keeps an exchange for each family that judged it, where no earlier case of the plan has one: what the case is about,
    /// and not what stands beside it.
    fn keep_samples(&mut self, rules: &[&Rule], trace: &Trace, counts: &[usize]) {
        let (about, place) = (&trace.case.operation, trace.case.index);
        let own = |negative: bool| {
            trace.steps().find(|(_, step, _)| {
                let is_negative = step.class != Class::Valid;
                step.call.operation == *about && is_negative == negative
            })
        };
        let Some((_, step, exchange)) = own(true).or_else(|| own(false)) else { return };
        let judged = rules.iter().zip(counts).filter(|(_, times)| **times > 0);
        for family in judged.map(|(rule, _)| rule.card.family) {
            let key = (about.clone(), family);
            if self.samples.get(&key).is_none_or(|known| place < known.place) {
                let (case, step, mut exchange) =
                    (trace.case.title.clone(), step.clone(), exchange.clone());
                if let Ok(answer) = &mut exchange.outcome {
                    answer.shorten();
                }
                self.samples.insert(key, Example { place, case, step, exchange });
            }
        }
    }

    /// How often a check judged cases about each operation; none of which it judged none.
    pub fn judged_of(&self, check: &str, rules: &[&Rule]) -> BTreeMap<String, usize> {
        let place = rules.iter().position(|rule| rule.card.id == check);
        let of = |counts: &[usize]| place.map_or(0, |place| counts[place]);
        let all = self.judged_about.iter().map(|(operation, counts)| (operation, of(counts)));
        all.filter(|(_, count)| *count > 0).map(|(own, count)| (own.clone(), count)).collect()
    }

    /// How often an operation answered with each status.
    pub fn answers_of(&self, operation: &str) -> BTreeMap<u16, usize> {
        let all = self.statuses.iter().filter(|((own, _), _)| own == operation);
        all.map(|((_, status), times)| (*status, *times)).collect()
    }

    /// How often an operation did what was asked: by its status, or by the code of an api that has one.
    pub fn accepted_of(&self, operation: &str, by_code: bool) -> usize {
        if by_code {
            let all = self.outcomes.iter();
            let own = all.filter(|((own, _, accepted), _)| own == operation && *accepted);
            return own.map(|(_, times)| times).sum();
        }
        let all = self.answers_of(operation).into_iter();
        all.filter(|(status, _)| (200..300).contains(status)).map(|(_, times)| times).sum()
    }

    /// Whether a check of a family has failed.
    pub fn has_failed(&self, family: Family) -> bool {
        self.failures.values().any(|own| own.rule.card.family == family)
    }

    /// Counts a case that could not be sent.
    pub fn not_sent(&mut self, place: usize, fixed: usize) {
        self.cases_not_sent += 1;
        self.done(place, fixed);
    }

    /// Notes that the case at a place was sent or could not be; only the fixed ones are remembered.
    pub fn done(&mut self, place: usize, fixed: usize) {
        if place < fixed {
            self.fixed_done.insert(place);
        }
    }

    /// How many cases were sent.
    pub fn cases(&self) -> usize {
        self.cases
    }

    /// How many of the fixed cases were sent or could not be.
    pub fn fixed_done(&self) -> usize {
        self.fixed_done.len()
    }

    /// The first in the plan stands for all that are alike, whichever came first in time; but what shows at once goes before
    /// what shows at the end of a run alone, since that is not sent again.
    fn keep(&mut self, rule: &'static Rule, failing: Failing, trace: &Trace) {
        let operation = trace.case.steps[failing.step].call.operation.clone();
        let key = Key { check: rule.card.id, operation, message: failing.message.clone() };
        let place = |case: &Case, step: usize| {
            (case.late().is_some_and(|late| step >= late), case.index, step)
        };
        if let Some(known) = self.failures.get_mut(&key) {
            known.occurrences += 1;
            if place(&trace.case, failing.step) < place(&known.trace.case, known.failing.step) {
                known.failing = failing;
                known.trace = self.kept.copy(trace);
            }
        } else {
            let trace = self.kept.copy(trace);
            self.failures.insert(key, Failure { rule, failing, trace, occurrences: 1 });
        }
    }

    /// Whether an operation hangs, so that its further cases would only cost time.
    pub fn hangs(&self, case: &Case) -> bool {
        case.steps
            .iter()
            .any(|step| self.hangs.get(&step.call.operation).is_some_and(|times| *times >= HANGS))
    }

    /// Whether any operation was given up.
    pub fn gave_up(&self) -> Vec<&str> {
        self.hangs
            .iter()
            .filter(|(_, times)| **times >= HANGS)
            .map(|(operation, _)| operation.as_str())
            .collect()
    }
}
