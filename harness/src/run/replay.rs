//! A replay file sent again.

use super::worlds::Worlds;
use super::{RunError, preflight, steps};
use crate::api::Dialect;
use crate::check::{Context, Rule, judge};
use crate::generate::replay::Replay;
use crate::record::verdict::Failing;
use crate::record::{Case, Trace};
use crate::target::{Provider, Target};

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

/// Sends a replay's steps to fresh fixtures and lets its check judge.
///
/// # Errors
///
/// Where the target or the provider cannot be reached, or hands over too little.
pub async fn replay(
    dialect: &'static Dialect,
    target: &Target,
    provider: &Provider,
    rule: &'static Rule,
    file: Replay,
) -> Result<Replayed, RunError> {
    let context = Context::new(dialect)?;
    let worlds = Worlds::new(Some(provider));
    let needs = file.conferences.clone();
    let case: Case = file.into_case();
    let too_little = |got: Vec<usize>| preflight::Unusable::TooLittle { needs: needs.clone(), got };
    let Some(world) = worlds.with(&needs).await? else { return Err(too_little(vec![]).into()) };
    let got = || world.conferences.iter().map(|own| own.participants.len()).collect();
    if !preflight::fits(&case, &world) {
        return Err(too_little(got()).into());
    }
    let mut trace = Trace { case, world: world.clone(), exchanges: vec![] };
    let until = trace.case.steps.len();
    if steps::send(dialect, target, &mut trace, until).await.is_none() {
        return Err(too_little(got()).into());
    }
    let mut counts = [0];
    let failed = judge(&context, &[rule], &trace, &mut counts);
    let failing = failed.into_iter().next().map(|own| own.failing);
    // A provider that refuses to take fixtures back has no bearing on what was seen.
    let _ = worlds.release_all().await;
    Ok(Replayed { trace, failing, judged: counts[0] > 0 })
}
