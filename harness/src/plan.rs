//! What meets what: the cases of a run, in order.

use crate::api::{Dialect, Style};
use crate::generate::{fixed_cases, random_case, random_phase};
use crate::record::{Case, Class, Phase, Shard, Step};
use crate::select::Selection;

/// So many random cases are sent by default; fewer where each waits for what is told.
pub const CASES: usize = 600;
const CASES_OF_CALLS: usize = 150;

/// How many random cases are sent to an api by default.
pub const fn usual_cases(dialect: &Dialect) -> usize {
    match dialect.style {
        Style::Resources(_) => CASES,
        Style::Calls(_) => CASES_OF_CALLS,
    }
}

/// One in so many of the fixed cases is sent once more at the end.
const REPEATED: usize = 8;

/// The cases of a run. Fixed ones are kept; random ones are made when they are asked for, so that memory stays flat.
#[derive(Debug)]
pub struct Plan {
    dialect: &'static Dialect,
    seed: u64,
    fixed: Vec<Case>,
    random: usize,
    shard: Option<Shard>,
    /// Whether nothing may be changed, so that no case removes anybody.
    read_only: bool,
}

/// What a plan comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Extent {
    /// Cases.
    pub cases: usize,
    /// Requests.
    pub requests: usize,
    /// Requests that change a participant.
    pub changes: usize,
    /// Cases that remove participants, each in a world of its own.
    pub consuming: usize,
}

impl Plan {
    /// The plan for a seed: every fixed case of the selected operations, and so many random ones.
    pub fn new(dialect: &'static Dialect, selection: &Selection, seed: u64, random: usize) -> Self {
        let mut fixed = fixed_cases(dialect, seed);
        if selection.is_read_only() {
            for case in &mut fixed {
                go_without_proof(dialect, case);
            }
        }
        fixed.retain(|case| is_wanted(dialect, selection, case));
        for (index, case) in fixed.iter_mut().enumerate() {
            case.index = index;
        }
        Self { dialect, seed, fixed, random, shard: None, read_only: selection.is_read_only() }
    }

    /// A part of the plan: the same cases at the same places, but of these only its own are sent.
    #[must_use]
    pub fn part(self, shard: Option<Shard>) -> Self {
        let cases = self.fixed.len() + self.random;
        Self { shard: shard.map(|own| Shard { cases, ..own }), ..self }
    }

    /// The part that this is of a plan; none where it is the whole.
    pub fn shard(&self) -> Option<Shard> {
        self.shard
    }

    fn takes(&self, place: usize) -> bool {
        self.shard.is_none_or(|own| own.takes(place))
    }

    /// The places of the cases to be sent, in order.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        (0..self.fixed.len() + self.random).filter(|place| self.takes(*place))
    }

    /// The fixed cases of the whole plan.
    pub fn fixed(&self) -> &[Case] {
        &self.fixed
    }

    /// How many cases there are at most; random ones of operations that were not selected are passed over.
    pub fn len(&self) -> usize {
        self.places().count()
    }

    /// Whether there is no case at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The places of the cases of a phase, in order.
    pub fn of_phase(&self, phase: Phase) -> impl Iterator<Item = usize> {
        self.whole_phase(phase).filter(|place| self.takes(*place))
    }

    fn whole_phase(&self, phase: Phase) -> impl Iterator<Item = usize> {
        let own = move |case: &&Case| case.phase == phase && case.late().is_none();
        let fixed = self.fixed.iter().filter(own).map(|own| own.index);
        let random = (0..self.random)
            .filter(move |_| !(self.read_only && phase == Phase::Consuming))
            .filter(move |ordinal| random_phase(self.dialect, *ordinal) == phase)
            .map(|ordinal| self.fixed.len() + ordinal);
        fixed.chain(random)
    }

    /// The places of the cases whose end waits for the end of the run.
    pub fn late(&self) -> impl Iterator<Item = usize> {
        self.fixed
            .iter()
            .filter(|case| case.late().is_some())
            .map(|own| own.index)
            .filter(|place| self.takes(*place))
    }

    /// The places of the cases that are sent once more when the others have been sent: what held at the beginning must hold
    /// after some thousand requests.
    pub fn repeated(&self) -> impl Iterator<Item = usize> {
        let fixed = self.whole_phase(Phase::Shared).take_while(|place| *place < self.fixed.len());
        fixed.step_by(REPEATED).filter(|place| self.takes(*place))
    }

    /// The case at a place; none where it is about an operation that was not selected.
    pub fn case(&self, place: usize, selection: &Selection) -> Option<Case> {
        let case = match self.fixed.get(place) {
            Some(case) => case.clone(),
            None => random_case(self.dialect, self.seed, place - self.fixed.len(), place),
        };
        is_wanted(self.dialect, selection, &case).then_some(case)
    }

    /// What the plan comes to.
    pub fn extent(&self, selection: &Selection) -> Extent {
        let mut extent = Extent::default();
        let places = self.places().chain(self.repeated());
        for case in places.filter_map(|place| self.case(place, selection)) {
            extent.cases += 1;
            extent.requests += case.steps.len();
            extent.consuming += usize::from(case.phase == Phase::Consuming);
            extent.changes +=
                case.steps.iter().filter(|step| self.dialect.could_change(&step.call)).count();
        }
        extent
    }
}

/// Takes away what stands behind a safe request only to show that nothing else is told: operations on a call that is handed
/// over. Without them the request is judged by its answer alone.
fn go_without_proof(dialect: &Dialect, case: &mut Case) {
    let Some(words) = dialect.calls() else { return };
    let is_proof = |step: &Step| {
        let call = &step.call;
        step.class == Class::Valid && call.method.is_none() && call.operation == words.operate
    };
    let all = case.steps.iter().filter(|step| dialect.could_change(&step.call)).all(is_proof);
    if all && !dialect.changes(&case.operation) {
        case.steps.retain(|step| !is_proof(step));
    }
}

/// Whether a case is of a selected operation. A removal is never a means to something else: where removing was not
/// selected, nobody is removed, and where changing conferences was not, none is ended. Where nothing may be changed, no step
/// could do so.
fn is_wanted(dialect: &Dialect, selection: &Selection, case: &Case) -> bool {
    if selection.is_read_only() && dialect.case_could_change(case) {
        return false;
    }
    let selected = |operation: &str| selection.operations.contains(&operation);
    let Some(words) = dialect.resources() else { return selected(&case.operation) };
    let remove = Some(words.roles.remove);
    let end = words.conference.as_ref().map(|own| own.update);
    let spared = |operation: Option<&str>| {
        operation.is_none_or(selected)
            || case.steps.iter().all(|step| Some(step.call.operation.as_str()) != operation)
    };
    selected(&case.operation) && spared(remove) && spared(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::DIALECTS;

    #[test]
    fn where_nothing_may_be_changed_no_step_could_and_each_safe_operation_has_its_cases() {
        for dialect in DIALECTS {
            let whole = Selection::new(dialect, &[], &[]).unwrap();
            let own = whole.clone().read_only(dialect).unwrap();
            let random = usual_cases(dialect);
            let plan = Plan::new(dialect, &own, 1, random);
            let extent = plan.extent(&own);
            assert_eq!((extent.changes, extent.consuming), (0, 0), "{}", dialect.id);
            assert_eq!(plan.of_phase(Phase::Consuming).count(), 0, "no world is asked for in vain");
            assert!(Plan::new(dialect, &whole, 1, random).extent(&whole).changes > 0);
            for operation in &own.operations {
                let about = plan.fixed().iter().filter(|case| case.operation == *operation);
                assert!(about.count() > 0, "{operation}");
            }
            assert!(plan.fixed().iter().all(|case| !case.steps.is_empty()));
        }
    }
}
