//! Failures are sent again in fresh worlds, one after the other, and shrunk to the fewest steps.

use std::sync::Arc;

use super::{Runner, steps};
use crate::conclude::{Confirmed, Failure, Key, alike, goes_wrong};
use crate::generate::shrink::{about_one, candidates, in_turn, only};
use crate::record::verdict::Failing;
use crate::record::{Answer, Case, Event, Phase, Told, Trace, World};

/// A failure is sent again so often before it is said not to show again.
const TRIES: usize = 5;

/// One that needs requests at the same moment is sent again so often.
const TRIES_OF_CONTESTS: usize = 20;

/// A smaller contest is sent so often before it is given up.
const TRIES_OF_SMALLER_CONTESTS: usize = 4;

/// So many smaller cases are sent for a failure.
const SHRINK_BUDGET: usize = 40;

/// A smaller case that hangs as well costs the whole time limit, so that few are sent.
const SHRINK_BUDGET_OF_HANGS: usize = 3;

/// After so many answers that did not come, nothing is sent again any more.
const HANGS_AGAIN: usize = 16;

impl Runner {
    /// Every kept failure, confirmed and shrunk where fixtures allow it.
    pub(super) async fn confirm_all(&self) -> Vec<Confirmed> {
        let failures = std::mem::take(&mut self.tally().failures);
        if failures.is_empty() {
            return vec![];
        }
        (self.listener)(&Event::Shrinking { failures: failures.len() });
        let mut world = None;
        let mut confirmed = Vec::new();
        for (key, failure) in failures {
            match self.confirm(key.clone(), failure, &mut world).await {
                Ok(own) => {
                    self.write(|journal| journal.confirmed(&own));
                    confirmed.push(own);
                }
                Err(in_turn) => self.write(|journal| journal.dismissed(&key, &in_turn)),
            }
            (self.listener)(&Event::Confirmed);
        }
        confirmed
    }

    /// A failure sent again and shrunk; or what shows that it is no failure of its own.
    async fn confirm(
        &self,
        key: Key,
        failure: Failure,
        world: &mut Option<Arc<World>>,
    ) -> Result<Confirmed, Trace> {
        self.target.look_behind_again();
        let mut own = Confirmed::new(key, failure);
        // What shows in the first half of a case needs no second one.
        if let Some(late) = own.trace.case.late().filter(|late| own.failing.step < *late) {
            own.trace.case.steps.truncate(late);
            own.trace.exchanges.truncate(late);
        }
        if own.trace.case.is_contended() {
            let of_order = own.rule.card.id == "simultaneous-in-some-order";
            if of_order && let Some(in_turn) = self.fails_in_turn(&own.trace.case, world).await {
                return Err(in_turn);
            }
            self.narrow(&mut own);
        }
        let tries = match &own.trace.case {
            // What shows after some thousand requests does not show after ten.
            case if case.late().is_some() => 0,
            case if case.is_contended() => TRIES_OF_CONTESTS,
            _ => TRIES,
        };
        while own.reproduced.of < tries && own.reproduced.times == 0 && !self.is_over() {
            let Some((failing, trace)) = self.again(&own, &own.trace.case, world).await else {
                break;
            };
            own.reproduced.of += 1;
            if let Some(failing) = failing {
                own.reproduced.times += 1;
                own.failing = failing;
                own.trace = trace;
            }
        }
        if own.reproduced.times > 0 {
            self.shrink(&mut own, world).await;
        }
        Ok(own)
    }

    /// The same requests one after the other, where they go wrong as well, so that simultaneity is not the reason: that failure
    /// has checks of its own.
    async fn fails_in_turn(&self, case: &Case, world: &mut Option<Arc<World>>) -> Option<Trace> {
        for turn in 0..TRIES {
            let case = in_turn(case, turn);
            let trace = self.send_again(&case, world).await?;
            if goes_wrong(&self.context, &trace) {
                return Some(trace);
            }
        }
        None
    }

    /// Leaves out what concerns other participants than the one that the failure shows at, where what is left of the record
    /// still fails: nothing is sent for that, so that a race which shows once is told as shortly as one that shows often.
    fn narrow(&self, own: &mut Confirmed) {
        let mut trace = own.trace.clone();
        trace.case.steps.truncate(own.failing.step + 1);
        if let Some((case, kept)) = about_one(&trace.case) {
            self.keep_only(own, case, &kept);
        }
        // What changed nothing explains nothing, and can be left out of the record as well.
        for gone in (0..own.trace.case.steps.len().saturating_sub(1)).rev() {
            let (step, exchange) = (&own.trace.case.steps[gone], &own.trace.exchanges[gone]);
            let changed = exchange.answer().is_none_or(Answer::is_success)
                && self.context.dialect.could_change(&step.call);
            if !changed {
                let kept: Vec<usize> =
                    (0..own.trace.case.steps.len()).filter(|place| *place != gone).collect();
                let case = only(&own.trace.case, &kept);
                self.keep_only(own, case, &kept);
            }
        }
    }

    /// Goes on with a part of the record, where that still fails.
    fn keep_only(&self, own: &mut Confirmed, case: Case, kept: &[usize]) {
        let exchanges = kept.iter().map(|place| own.trace.exchanges[*place].clone()).collect();
        let world = Arc::clone(&own.trace.world);
        let trace = Trace { case, world, exchanges, told: Told::default() };
        if let Some(failing) = self.alike(own, &trace) {
            own.failing = failing;
            own.trace = trace;
        }
    }

    /// Goes on with the first smaller case that still fails in the same way, until none does.
    async fn shrink(&self, own: &mut Confirmed, world: &mut Option<Arc<World>>) {
        let failed = own.trace.exchanges.get(own.failing.step).map(|own| &own.outcome);
        let hangs = matches!(failed, Some(Err(failure)) if failure.kind.is_a_hang());
        let mut budget = if hangs { SHRINK_BUDGET_OF_HANGS } else { SHRINK_BUDGET };
        'smaller: loop {
            for candidate in candidates(&own.trace.case, own.failing.step) {
                if budget == 0 || self.is_over() {
                    return;
                }
                budget -= 1;
                let tries = if candidate.is_contended() { TRIES_OF_SMALLER_CONTESTS } else { 1 };
                for _ in 0..tries {
                    let Some((failing, trace)) = self.again(own, &candidate, world).await else {
                        return;
                    };
                    if let Some(failing) = failing {
                        own.failing = failing;
                        own.trace = trace;
                        continue 'smaller;
                    }
                }
            }
            return;
        }
    }

    /// Sends a case once more and lets the one check judge it; none where no world is to be had.
    async fn again(
        &self,
        own: &Confirmed,
        case: &Case,
        world: &mut Option<Arc<World>>,
    ) -> Option<(Option<Failing>, Trace)> {
        let trace = self.send_again(case, world).await?;
        let failing = self.alike(own, &trace);
        Some((failing, trace))
    }

    /// Sends a case once more; none where no world is to be had.
    async fn send_again(&self, case: &Case, world: &mut Option<Arc<World>>) -> Option<Trace> {
        let spoils = case.phase == Phase::Consuming || self.context.dialect.case_could_change(case);
        if self.tally().hangs_again >= HANGS_AGAIN {
            return None;
        }
        if world.is_none() {
            *world = self.worlds.fresh().await.ok().flatten();
        }
        let met = world.clone()?;
        if !self.target.budget().take(self.changes(&case.steps)) {
            return None;
        }
        let trace = self.send(case.clone(), &met).await?;
        if spoils {
            *world = None;
        }
        let mut tally = self.tally();
        tally.requests_shrinking += trace.exchanges.len();
        tally.hangs_again += steps::hangs(&trace.exchanges);
        drop(tally);
        Some(trace)
    }

    /// The same failure in another trace; none where it does not show there.
    fn alike(&self, own: &Confirmed, trace: &Trace) -> Option<Failing> {
        alike(&self.context, own.rule, &own.key, trace)
    }
}
