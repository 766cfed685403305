//! The one async loop: sends the plan's cases, lets the checks judge, confirms and shrinks what failed.
//!
//! Lanes send shared cases side by side, each in a world of its own and always the same places of the plan, so that one
//! seed makes one run. Cases that remove participants come last, each in a fresh world; the first of them runs alone,
//! because a server whose removal spreads would spoil everybody else's world.

pub mod doctor;

mod confirm;
mod cut;
mod lanes;
mod preflight;
mod replay;
mod steps;
mod stop;
mod worlds;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::api::Dialect;
use crate::check::context::SchemaError;
use crate::check::{Context, Failed, judge};
use crate::conclude::{Cause, Ending, Supply, Tally, Terms, conclude};
use crate::journal::Journal;
use crate::plan::Plan;
use crate::record::{Case, Event, OwnDocument, Shard, Told, Trace, User, World};
use crate::select::Selection;
use crate::target::{Provider, ProviderError, Target};

pub use crate::conclude::Outcome;
use cut::Cut;
pub use preflight::Unusable;
pub use replay::{Replayed, replay};
pub use stop::Stop;
use worlds::Worlds;

/// How a run is to be made.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// The seed of every random choice.
    pub seed: u64,
    /// How many random cases are sent besides the fixed ones.
    pub cases: usize,
    /// No case is begun after so long; none for no limit.
    pub max_time: Option<Duration>,
    /// How many cases are under way at once.
    pub concurrency: usize,
    /// Which checks and operations.
    pub selection: Selection,
    /// Whether a broken SHOULD is a violation.
    pub strict: bool,
    /// The part of the plan that is sent; none for the whole.
    pub shard: Option<Shard>,
    /// The folder that replays are named in.
    pub replays: String,
    /// The target, as reports show it.
    pub target_name: String,
    /// Whether the target is the built-in server.
    pub built_in: bool,
    /// The user's own document, where one was named.
    pub own_document: Option<OwnDocument>,
    /// Where all that is sent and answered is written down; none where nobody asked for it.
    pub journal: Option<Arc<Journal>>,
}

/// Why a run could not be made.
#[derive(Debug, Error)]
pub enum RunError {
    /// A schema of ours is broken.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The target cannot be judged at all.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// No fixtures.
    #[error(transparent)]
    Provider(#[from] ProviderError),
}

/// A listener to the events of a run.
pub type Listener = dyn Fn(&Event) + Send + Sync;

/// Everything that the parts of a run share.
struct Runner {
    context: Context,
    target: Arc<Target>,
    worlds: Worlds,
    /// What ended the run before its plan.
    cut: OnceLock<Cut>,
    options: RunOptions,
    plan: Plan,
    tally: Mutex<Tally>,
    stop: Stop,
    started: Instant,
    listener: Arc<Listener>,
}

/// Runs the plan against a target; lanes are tasks of the runtime, so that several can be judged at once.
///
/// # Errors
///
/// Where the target cannot be judged at all, or the provider hands nothing over.
pub async fn run(
    dialect: &'static Dialect,
    target: Arc<Target>,
    provider: Option<Arc<Provider>>,
    options: RunOptions,
    stop: Stop,
    listener: Arc<Listener>,
) -> Result<Outcome, RunError> {
    if let Some(provider) = &provider {
        provider.keep_secrets_of(&target);
    }
    let plan =
        Plan::new(dialect, &options.selection, options.seed, options.cases).part(options.shard);
    let runner = Arc::new(Runner {
        context: Context::new(dialect)?,
        target,
        worlds: Worlds::new(provider),
        cut: OnceLock::new(),
        plan,
        tally: Mutex::new(Tally::new(&options.selection)),
        options,
        stop,
        started: Instant::now(),
        listener,
    });
    // Counting requests would take making every case once more, which for a million of them is minutes.
    let rules = runner.options.selection.rules.iter();
    (runner.listener)(&Event::Planned {
        cases: runner.plan.len() + runner.plan.repeated().count(),
        checks: rules.map(|rule| (rule.card.id, rule.card.family)).collect(),
    });
    let terms = runner.terms();
    runner.write(|journal| journal.begin(dialect, &terms));
    if let Err(error) = runner.send_plan().await {
        // Whoever gave something does not lose it by that; what went wrong says more than that this did, too.
        let _ = runner.worlds.release_all().await;
        return Err(error);
    }
    let findings = runner.confirm_all().await;
    let deafness = runner.target.deafness();
    runner.target.hang_up().await;
    let released = runner.worlds.release_all().await;
    let ending = runner.ending(deafness, released);
    runner.write(|journal| journal.end(&ending));
    Ok(conclude(&runner.context, &terms, &runner.tally(), &findings, &ending))
}

impl Runner {
    /// Looks whether the target can be judged, and sends every case.
    async fn send_plan(self: &Arc<Self>) -> Result<(), RunError> {
        let (dialect, lanes) = (self.context.dialect, self.options.concurrency);
        let first = preflight::look(dialect, &self.target, &self.worlds, lanes).await?;
        if let Some(world) = first {
            if let Err(error) = self.send_all(world).await {
                self.provider_failed(error)?;
            }
            self.nothing_judged()?;
        }
        Ok(())
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes something down, where there is a journal.
    fn write(&self, write: impl FnOnce(&Journal)) {
        if let Some(journal) = &self.options.journal {
            write(journal);
        }
    }

    fn terms(&self) -> Terms {
        let options = &self.options;
        Terms {
            seed: options.seed,
            selection: options.selection.clone(),
            strict: options.strict,
            shard: self.plan.shard(),
            replays: options.replays.clone(),
            target_name: options.target_name.clone(),
            built_in: options.built_in,
            own_document: options.own_document.clone(),
            username: self.target.username().to_owned(),
            second_user: self.target.has_user(User::Second),
            supply: match (self.worlds.have_provider(), self.worlds.are_endless()) {
                (false, _) => Supply::None,
                (true, false) => Supply::Limited,
                (true, true) => Supply::Endless,
            },
            fixed: self.plan.fixed().len(),
            started: jiff::Timestamp::now(),
        }
    }

    fn ending(&self, deafness: Vec<String>, released: Result<(), ProviderError>) -> Ending {
        let cause = if self.stop.is_stopped() {
            Some(Cause::Interrupted)
        } else {
            self.is_out_of_time().then_some(Cause::OutOfTime)
        };
        let cut = self.cut_words(&self.tally());
        Ending {
            cause,
            cut,
            changes: self.target.budget().sent(),
            notes: self.target.notes(),
            fixtures: self.worlds.count(),
            requests_shrinking: self.tally().requests_shrinking,
            deafness,
            not_given_back: released.err().map(|error| error.to_string()),
            duration: self.started.elapsed(),
        }
    }

    /// Whether no further case is to be begun.
    fn is_over(&self) -> bool {
        self.stop.is_stopped()
            || self.is_out_of_time()
            || self.cut.get().is_some()
            || self.target.ended().is_some()
    }

    fn is_out_of_time(&self) -> bool {
        self.options.max_time.is_some_and(|limit| self.started.elapsed() >= limit)
    }

    /// Sends the steps of a case in order, but for those that wait for the end of the run; none where the world lacks what a
    /// step names.
    async fn send(&self, case: Case, world: &Arc<World>) -> Option<Trace> {
        let until = case.late().unwrap_or(case.steps.len());
        let mut trace =
            Trace { case, world: Arc::clone(world), exchanges: vec![], told: Told::default() };
        self.send_on(&mut trace, until).await?;
        Some(trace)
    }

    /// Goes on with a case as far as a step; none also where the run was to end some time ago, whatever is still waited for.
    async fn send_on(&self, trace: &mut Trace, until: usize) -> Option<()> {
        tokio::select! {
            biased;
            sent = steps::send(self.context.dialect, &self.target, trace, until) => sent,
            () = self.stop.overdue() => None,
        }
    }

    /// What the selected checks think of a trace.
    fn judge(&self, trace: &Trace, counts: &mut [usize]) -> Vec<Failed> {
        judge(&self.context, &self.options.selection.rules, trace, counts)
    }
}
