//! Worlds asked for, and given back at the end.

use std::sync::{Mutex, PoisonError};

use crate::generate::build::NEEDS;
use crate::record::World;
use crate::target::{Provider, ProviderError};

/// Worlds asked for, and given back at the end.
pub(super) struct Worlds<'a> {
    provider: Option<&'a Provider>,
    handed: Mutex<Vec<World>>,
}

impl<'a> Worlds<'a> {
    pub(super) fn new(provider: Option<&'a Provider>) -> Self {
        Self { provider, handed: Mutex::default() }
    }

    /// A fresh world; none where there is no provider or its stock is used up.
    pub(super) async fn fresh(&self) -> Result<Option<World>, ProviderError> {
        self.with(NEEDS).await
    }

    /// A fresh world with so many participants in each conference.
    pub(super) async fn with(&self, needs: &[usize]) -> Result<Option<World>, ProviderError> {
        let Some(provider) = self.provider else { return Ok(None) };
        match provider.provision(needs).await {
            Ok(world) => {
                self.handed().push(world.clone());
                Ok(Some(world))
            }
            Err(ProviderError::UsedUp(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether there will always be another world.
    pub(super) fn are_endless(&self) -> bool {
        self.provider.is_some_and(Provider::is_endless)
    }

    /// Whether there is a provider at all.
    pub(super) fn have_provider(&self) -> bool {
        self.provider.is_some()
    }

    /// How many worlds were handed over.
    pub(super) fn count(&self) -> usize {
        self.handed().len()
    }

    /// Gives everything back; a provider that refuses is told of in the report, not held against the target.
    pub(super) async fn release_all(&self) -> Result<(), ProviderError> {
        let worlds = std::mem::take(&mut *self.handed());
        let count = worlds.len();
        let released = match self.provider {
            Some(provider) => provider.release(&worlds).await,
            None => Ok(()),
        };
        // Only the number is asked for from here on.
        self.handed().resize(count, World::default());
        released
    }

    fn handed(&self) -> std::sync::MutexGuard<'_, Vec<World>> {
        self.handed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
