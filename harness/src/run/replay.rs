//! A replay file sent again.

use std::sync::Arc;

use futures_util::future::join_all;

use super::worlds::Worlds;
use super::{RunError, preflight, steps};
use crate::api::Dialect;
use crate::check::{Context, Rule, judge};
use crate::generate;
use crate::generate::replay::Replay;
use crate::record::verdict::Failing;
use crate::record::{Case, Told, Trace};
use crate::target::{Provider, Target, With};

/// What came of a replay.
#[derive(Debug)]
pub struct Replayed {
    /// Each step that was sent, beside what came of it.
    pub trace: Trace,
    /// What failed; none where it did not show again.
    pub failing: Option<Failing>,
    /// Whether the check judged anything at all.
    pub judged: bool,
}

/// A case that needs requests at the same moment is sent so often before it is said not to show again.
const TRIES_OF_CONTESTS: usize = 60;

/// So many looks stand for a whole run before the steps that wait for its end.
const LOOKS_IN_BETWEEN: usize = 4000;

/// So many of them are under way at once.
const SIDE_BY_SIDE: usize = 8;

/// Sends a replay's steps to fresh fixtures and lets its check judge.
///
/// Requests at the same moment are sent again and again, each time in fresh fixtures, until the failure shows. Steps that
/// wait for the end of a run are sent behind some thousand looks at the same conference.
///
/// # Errors
///
/// Where the target or the provider cannot be reached, or hands over too little.
pub async fn replay(
    dialect: &'static Dialect,
    target: &Target,
    provider: Arc<Provider>,
    rule: &'static Rule,
    file: Replay,
) -> Result<Replayed, RunError> {
    let context = Context::new(dialect)?;
    provider.keep_secrets_of(target);
    preflight::begin(dialect, target).await?;
    let worlds = Worlds::new(Some(provider));
    let tried = tries(&context, target, &worlds, rule, file).await;
    target.hang_up().await;
    // A provider that refuses to take fixtures back has no bearing on what was seen.
    let _ = worlds.release_all().await;
    tried
}

/// Sends it until its failure shows, or so often that it does not.
async fn tries(
    context: &Context,
    target: &Target,
    worlds: &Worlds,
    rule: &'static Rule,
    file: Replay,
) -> Result<Replayed, RunError> {
    let dialect = context.dialect;
    let needs = file.conferences.clone();
    let case: Case = file.into_case();
    let too_little = |got: Vec<usize>| preflight::Unusable::TooLittle { needs: needs.clone(), got };
    let mut tries = if case.is_contended() { TRIES_OF_CONTESTS } else { 1 };
    let mut counts = [0];
    loop {
        tries -= 1;
        let Some(world) = worlds.with(&needs).await? else { return Err(too_little(vec![]).into()) };
        let got = || world.conferences.iter().map(|own| own.participants.len()).collect();
        if !preflight::fits(&case, &world) {
            return Err(too_little(got()).into());
        }
        let mut trace = Trace {
            case: case.clone(),
            world: Arc::clone(&world),
            exchanges: vec![],
            told: Told::default(),
        };
        if send(dialect, target, &mut trace).await.is_none() {
            if let Some(ended) = target.ended() {
                return Err(preflight::unusable(target, &ended.words(0)).into());
            }
            return Err(too_little(got()).into());
        }
        let failed = judge(context, &[rule], &trace, &mut counts);
        let failing = failed.into_iter().next().map(|own| own.failing);
        if failing.is_some() || tries == 0 || !worlds.are_endless() {
            return Ok(Replayed { trace, failing, judged: counts[0] > 0 });
        }
    }
}

/// Sends every step; none where the world lacks what one of them names.
async fn send(dialect: &Dialect, target: &Target, trace: &mut Trace) -> Option<()> {
    let all = trace.case.steps.len();
    if let Some(late) = trace.case.late() {
        steps::send(dialect, target, trace, late).await?;
        let look = generate::first_looks(dialect).into_iter().next()?;
        let some = (0..SIDE_BY_SIDE).map(|_| async {
            for _ in 0..LOOKS_IN_BETWEEN / SIDE_BY_SIDE {
                target.send(&look, &trace.world, With::default()).await?;
            }
            Some(())
        });
        join_all(some).await.into_iter().collect::<Option<()>>()?;
    }
    steps::send(dialect, target, trace, all).await
}
