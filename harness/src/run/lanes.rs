//! Lanes side by side: shared cases first, then those that remove participants, then some of the first once more.

use std::sync::Arc;

use tokio::task::{JoinError, JoinHandle};

use super::{Runner, preflight};
use crate::record::{Call, Case, Credentials, Event, Family, Phase, Trace, World};
use crate::target::ProviderError;

/// Late looks that fail are sent again, so many rounds in all: a machine that is busy for a moment is no slow server.
const LATE_ROUNDS: usize = 3;

/// How many worlds a lane may replace after a failure, so that a broken server does not empty a provider.
const REPLACEMENTS: usize = 8;

impl Runner {
    /// Sends every case of the plan.
    pub(super) async fn send_all(self: &Arc<Self>, first: Arc<World>) -> Result<(), ProviderError> {
        let endless = self.worlds.are_endless();
        let begun = self.begin_late(&first).await?;
        let shared: Vec<usize> = self.plan.of_phase(Phase::Shared).collect();
        let mut worlds = vec![first];
        let lanes = self.options.concurrency.clamp(1, shared.len().max(1));
        while worlds.len() < lanes && endless {
            worlds.extend(self.worlds.fresh().await?);
        }
        let worlds = self.shared_lanes(&shared, worlds).await?;
        if !endless {
            // The worlds of the lanes are as good as fresh for what comes now, since the provider has no others.
            self.finish_late(begun).await;
            self.consume(worlds).await?;
            return self.late_in_one_go().await;
        }
        self.consume(vec![]).await?;
        let repeated: Vec<usize> = self.plan.repeated().collect();
        self.shared_lanes(&repeated, worlds).await?;
        self.finish_late(begun).await;
        Ok(())
    }

    /// Sends the first halves of the cases whose second halves wait for the end, one after the other.
    async fn begin_late(&self, first: &Arc<World>) -> Result<Vec<Trace>, ProviderError> {
        let mut begun = Vec::new();
        for place in self.plan.late() {
            let world = match self.plan.fixed()[place].phase {
                _ if self.worlds.are_endless() => self.worlds.fresh().await?,
                Phase::Shared => Some(first.clone()),
                // Where fixtures are few, they go to the cases that prove more.
                Phase::Consuming => continue,
            };
            let Some(world) = world else {
                self.not_sent(place);
                continue;
            };
            let Some(case) = self.take(place, &world) else { continue };
            match self.send(case, &world).await {
                Some(trace) => begun.push(trace),
                None => self.not_sent(place),
            }
        }
        Ok(begun)
    }

    /// Where fixtures are few: sends the cases with two halves that remove participants, as far as there are worlds for them.
    async fn late_in_one_go(&self) -> Result<(), ProviderError> {
        let consuming = |place: &usize| self.plan.fixed()[*place].phase == Phase::Consuming;
        for place in self.plan.late().filter(consuming) {
            let Some(world) = self.worlds.fresh().await? else {
                self.not_sent(place);
                continue;
            };
            let Some(case) = self.take(place, &world) else { continue };
            match self.send(case, &world).await {
                Some(trace) => self.finish_late(vec![trace]).await,
                None => self.not_sent(place),
            }
        }
        Ok(())
    }

    /// Sends the second halves, when nothing else is under way.
    async fn finish_late(&self, begun: Vec<Trace>) {
        for mut trace in begun {
            let all = trace.case.steps.len();
            if self.is_over() || self.send_on(&mut trace, all).await.is_none() {
                self.not_sent(trace.case.index);
                continue;
            }
            for _ in 1..LATE_ROUNDS {
                let late = trace.case.late().unwrap_or(all);
                let mut counts = vec![0; self.options.selection.rules.len()];
                let failed = self.judge(&trace, &mut counts);
                let again = !failed.is_empty() && trace.case.phase != Phase::Consuming;
                if !again || !self.target.budget().take(self.changes(&trace.case.steps[late..])) {
                    break;
                }
                trace.exchanges.truncate(late);
                if self.send_on(&mut trace, all).await.is_none() {
                    break;
                }
            }
            self.judge_and_count(&trace);
        }
    }

    /// Sends cases that leave everybody in place, side by side, each world always the same of them.
    async fn shared_lanes(
        self: &Arc<Self>,
        places: &[usize],
        worlds: Vec<Arc<World>>,
    ) -> Result<Vec<Arc<World>>, ProviderError> {
        let lanes = worlds.len();
        let work = worlds.into_iter().enumerate().map(|(lane, world)| {
            let places: Vec<usize> = places.iter().copied().skip(lane).step_by(lanes).collect();
            let runner = Arc::clone(self);
            async move { runner.shared_lane(places, world).await }
        });
        side_by_side(work).await
    }

    async fn shared_lane(
        &self,
        places: Vec<usize>,
        mut world: Arc<World>,
    ) -> Result<Arc<World>, ProviderError> {
        let mut replacements = REPLACEMENTS;
        for place in places {
            let Some(case) = self.take(place, &world) else { continue };
            let could_change = self.context.dialect.case_could_change(&case);
            let spoiled = self.send_and_judge(case, &world).await && could_change;
            if spoiled && replacements > 0 && self.worlds.are_endless() {
                replacements -= 1;
                if let Some(fresh) = self.worlds.fresh().await? {
                    world = fresh;
                }
            }
        }
        Ok(world)
    }

    /// Sends the cases that remove participants. The first runs alone; if a removal spreads, so do all the others.
    async fn consume(self: &Arc<Self>, mut spare: Vec<Arc<World>>) -> Result<(), ProviderError> {
        let mut places: Vec<usize> = self.plan.of_phase(Phase::Consuming).collect();
        if places.is_empty() {
            return Ok(());
        }
        let rest = places.split_off(1);
        let mut lone = self.consuming_lane(places, &mut spare).await?;
        if lone && self.context.dialect.calls().is_some() {
            // What is only told wrongly spoils nobody else's world, and takes long to wait for.
            lone = self.tally().has_failed(Family::Life);
        }
        if !self.worlds.are_endless() {
            lone = true;
        }
        if lone {
            self.consuming_lane(rest, &mut spare).await?;
            return Ok(());
        }
        let lanes = self.options.concurrency.max(1);
        let work = (0..lanes).map(|lane| {
            let places: Vec<usize> = rest.iter().copied().skip(lane).step_by(lanes).collect();
            let runner = Arc::clone(self);
            async move { runner.consuming_lane(places, &mut vec![]).await }
        });
        side_by_side(work).await.map(drop)
    }

    /// Sends consuming cases one after the other; whether one of them failed.
    async fn consuming_lane(
        &self,
        places: Vec<usize>,
        spare: &mut Vec<Arc<World>>,
    ) -> Result<bool, ProviderError> {
        let mut failed = false;
        for place in places {
            if self.is_over() {
                break;
            }
            let world = match spare.pop() {
                Some(world) => Some(world),
                None => self.worlds.fresh().await?,
            };
            let Some(world) = world else {
                self.not_sent(place);
                continue;
            };
            if let Some(case) = self.take(place, &world) {
                failed |= self.send_and_judge(case, &world).await;
            }
            self.worlds.done_with(&world).await;
        }
        Ok(failed)
    }

    /// The case at a place, where it can and should be sent to that world.
    fn take(&self, place: usize, world: &World) -> Option<Case> {
        if self.is_over() {
            return None;
        }
        let mut case = self.plan.case(place, &self.options.selection)?;
        // A wrong way to ask which happens to be right for these credentials would be no negative case.
        let differs = |call: &Call| {
            call.credentials == Credentials::Right || self.target.differs(call.credentials)
        };
        case.steps.retain(|step| differs(&step.call));
        let users = case.steps.iter().all(|step| self.target.has_user(step.call.user));
        if !users || !preflight::fits(&case, world) || self.tally().hangs(&case) {
            self.not_sent(place);
            return None;
        }
        self.may_change(&case.steps).then_some(case)
    }

    fn not_sent(&self, place: usize) {
        let mut tally = self.tally();
        self.write(|journal| journal.not_sent(place));
        tally.not_sent(place, self.plan.fixed().len());
    }

    /// Sends a case, judges it, counts it; whether a check failed.
    async fn send_and_judge(&self, case: Case, world: &Arc<World>) -> bool {
        let place = case.index;
        let Some(trace) = self.send(case, world).await else {
            self.not_sent(place);
            return false;
        };
        self.judge_and_count(&trace)
    }

    fn judge_and_count(&self, trace: &Trace) -> bool {
        let mut counts = vec![0; self.options.selection.rules.len()];
        let failed = self.judge(trace, &mut counts);
        let any = !failed.is_empty();
        let ids = failed.iter().map(|own| own.rule.card.id).collect();
        {
            // In the journal they stand in the order in which they were counted.
            let mut tally = self.tally();
            let at = self.started.elapsed();
            self.write(|journal| journal.case(trace, at));
            let rules = &self.options.selection.rules;
            tally.add(self.context.dialect, rules, trace, &counts, failed, at);
            tally.done(trace.case.index, self.plan.fixed().len());
        }
        let requests = trace.exchanges.len();
        (self.listener)(&Event::CaseDone { requests, judged: counts, failed: ids });
        any
    }
}

/// Does the work of every lane as tasks of the runtime, and waits for all of them; what came of each, in their order. A lane
/// that fails ends nobody else's, but its error is the run's.
async fn side_by_side<T: Send + 'static>(
    work: impl Iterator<Item = impl Future<Output = Result<T, ProviderError>> + Send + 'static>,
) -> Result<Vec<T>, ProviderError> {
    let tasks: Vec<JoinHandle<_>> = work.map(tokio::spawn).collect();
    let mut done = Vec::with_capacity(tasks.len());
    for task in tasks {
        done.push(task.await.unwrap_or_else(gone_on));
    }
    done.into_iter().collect()
}

/// A lane is never cancelled, so that its task ends otherwise by a panic alone, and that goes on here.
fn gone_on<T>(error: JoinError) -> T {
    std::panic::resume_unwind(error.into_panic())
}
