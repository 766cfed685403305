//! What ends a run before its plan: the budget for changes, a target that is not to be had any more, a provider that fails.
//! Whatever was found before stays.

use super::{RunError, Runner, preflight};
use crate::conclude::Tally;
use crate::record::Step;
use crate::target::ProviderError;

/// What ended the run before its plan, but for the target.
#[derive(Debug)]
pub(super) enum Cut {
    /// A case did not fit in what was left of `--max-changes`.
    Budget,
    /// The provider hands nothing over any more.
    Provider(String),
}

impl Runner {
    /// How many of the steps could change something.
    pub(super) fn changes(&self, steps: &[Step]) -> usize {
        steps.iter().filter(|step| self.context.dialect.could_change(&step.call)).count()
    }

    /// Whether the changes of a case fit in what is left of the budget. Where they do not, no case is begun any more.
    pub(super) fn may_change(&self, steps: &[Step]) -> bool {
        let fits = self.target.budget().take(self.changes(steps));
        if !fits {
            let _ = self.cut.set(Cut::Budget);
        }
        fits
    }

    /// Takes a provider that failed for the end of the run, where anything was judged before; else for an error. Where it is
    /// the target that has gone away, the provider is not to blame.
    pub(super) fn provider_failed(&self, error: ProviderError) -> Result<(), RunError> {
        if self.target.ended().is_none() {
            if self.tally().cases() == 0 {
                return Err(error.into());
            }
            let _ = self.cut.set(Cut::Provider(error.to_string()));
        }
        Ok(())
    }

    /// An error where the target was not to be had from the first case on.
    pub(super) fn nothing_judged(&self) -> Result<(), RunError> {
        match self.target.ended() {
            Some(ended) if self.tally().cases() == 0 => {
                Err(preflight::unusable(&self.target, &ended.words(0)).into())
            }
            _ => Ok(()),
        }
    }

    /// What ended the run before its plan, in words.
    pub(super) fn cut_words(&self, tally: &Tally) -> Option<String> {
        let (done, all) = (tally.fixed_done(), self.plan.fixed().len());
        if let Some(ended) = self.target.ended() {
            return Some(ended.words(tally.cases()));
        }
        Some(match self.cut.get()? {
            Cut::Budget => format!("--max-changes ended the run after {done} of {all} fixed cases"),
            Cut::Provider(error) => {
                format!("the provider ended the run after {done} of {all} fixed cases: {error}")
            }
        })
    }
}
