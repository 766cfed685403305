//! Worlds asked for, and given back: what is used up in batches as the run goes on, the rest at its end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::generate::build::NEEDS;
use crate::record::World;
use crate::target::{Provider, ProviderError, Target};

/// So many used-up worlds go back at once: a command is not started for each, and neither side ever holds many.
const BATCH: usize = 32;

/// Worlds asked for, and given back.
pub(super) struct Worlds {
    provider: Option<Arc<Provider>>,
    kept: Mutex<Kept>,
}

/// What was handed over.
#[derive(Default)]
struct Kept {
    /// How many worlds there ever were.
    count: usize,
    /// Those that are in use, or could be.
    held: Vec<Arc<World>>,
    /// Those that wait for their batch to be full.
    spent: Vec<Arc<World>>,
    /// Whether the provider has refused to take a batch back.
    refused: bool,
}

impl Kept {
    /// Moves a world to the used-up ones; those, once they are enough.
    fn spend(&mut self, world: &Arc<World>) -> Option<Vec<Arc<World>>> {
        if self.refused {
            return None;
        }
        let place = self.held.iter().position(|own| Arc::ptr_eq(own, world))?;
        self.spent.push(self.held.swap_remove(place));
        (self.spent.len() >= BATCH).then(|| std::mem::take(&mut self.spent))
    }
}

impl Worlds {
    pub(super) fn new(provider: Option<Arc<Provider>>) -> Self {
        Self { provider, kept: Mutex::default() }
    }

    /// A fresh world; none where there is no provider or its stock is used up.
    pub(super) async fn fresh(&self) -> Result<Option<Arc<World>>, ProviderError> {
        self.with(NEEDS).await
    }

    /// A fresh world with so many participants in each conference.
    pub(super) async fn with(&self, needs: &[usize]) -> Result<Option<Arc<World>>, ProviderError> {
        let Some(provider) = &self.provider else { return Ok(None) };
        match provider.provision(needs).await {
            Ok(world) => {
                let world = Arc::new(world);
                let mut kept = self.kept();
                kept.count += 1;
                kept.held.push(Arc::clone(&world));
                Ok(Some(world))
            }
            Err(ProviderError::UsedUp(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lets a provider that the target itself serves keep its connections.
    pub(super) fn keep_connections(&self, target: &Target) {
        if let Some(provider) = &self.provider {
            provider.keep_connections(target);
        }
    }

    /// Whether there will always be another world.
    pub(super) fn are_endless(&self) -> bool {
        self.provider.as_ref().is_some_and(|provider| provider.is_endless())
    }

    /// Whether there is a provider at all.
    pub(super) fn have_provider(&self) -> bool {
        self.provider.is_some()
    }

    /// How many worlds were handed over.
    pub(super) fn count(&self) -> usize {
        self.kept().count
    }

    /// Nothing is sent to this world any more: it goes back with the next batch. A provider that refuses a batch is asked
    /// once more at the end of the run, and only then.
    pub(super) async fn done_with(&self, world: &Arc<World>) {
        let Some(provider) = &self.provider else { return };
        let Some(batch) = self.kept().spend(world) else { return };
        if provider.release(&batch).await.is_err() {
            let mut kept = self.kept();
            kept.refused = true;
            kept.held.extend(batch);
        }
    }

    /// Gives back all that is left; a provider that refuses is told of in the report, not held against the target.
    pub(super) async fn release_all(&self) -> Result<(), ProviderError> {
        let left = {
            let mut kept = self.kept();
            let mut left = std::mem::take(&mut kept.spent);
            left.append(&mut kept.held);
            left
        };
        match &self.provider {
            Some(provider) => provider.release(&left).await,
            None => Ok(()),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::target::tls;

    /// Hands over one conference after the other, and writes down what comes back; says no where it finds a file `no`.
    const DESK: &str = r#"
cd "$(dirname "$0")"
case "$1" in
provision)
    echo >> handed
    id=$(wc -l < handed | tr -d ' ')
    echo '{"conferences":[{"parameters":{"AccountSid":"a","ConferenceSid":"c'$id'"},"participants":[]}]}' ;;
release) cat >> back && echo >> back && ! test -e no ;;
esac
"#;

    fn desk(folder: &Path) -> Provider {
        let script = folder.join("desk.sh");
        std::fs::write(&script, DESK).unwrap();
        let dialect = crate::api::dialect("signalwire").unwrap();
        let command = format!("sh {}", script.display());
        Provider::parse(dialect, &command, &tls::client_config(None).unwrap()).unwrap()
    }

    /// How many conferences each release brought back.
    fn back(folder: &Path) -> Vec<usize> {
        let text = std::fs::read_to_string(folder.join("back")).unwrap_or_default();
        text.lines().map(|line| line.matches("ConferenceSid").count()).collect()
    }

    #[tokio::test]
    async fn used_up_worlds_go_back_in_batches_and_each_world_once() {
        let folder = tempfile::tempdir().unwrap();
        let worlds = Worlds::new(Some(Arc::new(desk(folder.path()))));
        let kept = worlds.fresh().await.unwrap().unwrap();
        for spent in 1..=2 * BATCH + 3 {
            let world = worlds.fresh().await.unwrap().unwrap();
            worlds.done_with(&world).await;
            assert_eq!(back(folder.path()), vec![BATCH; spent / BATCH], "{spent}");
        }
        // What was given back already is not ours any more, and a second word about it changes nothing.
        worlds.done_with(&kept).await;
        worlds.done_with(&kept).await;
        worlds.release_all().await.unwrap();
        assert_eq!(back(folder.path()), [BATCH, BATCH, 4]);
        assert_eq!(worlds.count(), 2 * BATCH + 4);
        let text = std::fs::read_to_string(folder.path().join("back")).unwrap();
        for id in 1..=2 * BATCH + 4 {
            assert_eq!(text.matches(&format!("\"c{id}\"")).count(), 1, "{id}");
        }
    }

    #[tokio::test]
    async fn a_provider_that_refuses_is_asked_once_more_at_the_end_and_told_of_once() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("no"), "").unwrap();
        let worlds = Worlds::new(Some(Arc::new(desk(folder.path()))));
        for _ in 0..3 * BATCH {
            let world = worlds.fresh().await.unwrap().unwrap();
            worlds.done_with(&world).await;
        }
        assert_eq!(back(folder.path()), [BATCH]);
        let error = worlds.release_all().await.unwrap_err();
        assert!(matches!(error, ProviderError::Refused { .. }), "{error}");
        assert_eq!(back(folder.path()), [BATCH, 3 * BATCH]);
        assert_eq!(worlds.count(), 3 * BATCH);
    }
}
