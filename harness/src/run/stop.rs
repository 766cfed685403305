//! The end of a run that somebody asks for.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// What is under way when a run is to end is waited for so long. Whoever asks kills some seconds later: a container's host
/// after ten, GitHub Actions after seven and a half; what was handed over is given back before that, and reports are written.
const GRACE: Duration = Duration::from_secs(2);

/// Ends a run early: by Ctrl-C, for one.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Asked>);

#[derive(Debug, Default)]
struct Asked {
    /// When it was asked for.
    at: OnceLock<Instant>,
    told: Notify,
}

impl Stop {
    /// No case is begun from now on, and what is under way gets two more seconds.
    pub fn stop(&self) {
        let _ = self.0.at.set(Instant::now());
        self.0.told.notify_waiters();
    }

    /// Whether the run is to end.
    pub fn is_stopped(&self) -> bool {
        self.0.at.get().is_some()
    }

    /// Waits until nothing is waited for any more.
    pub(super) async fn overdue(&self) {
        // It hears what is told from now on, so that nothing falls between.
        let told = self.0.told.notified();
        if !self.is_stopped() {
            told.await;
        }
        let at = self.0.at.get().copied().unwrap_or_else(Instant::now);
        sleep_until(at + GRACE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_under_way_is_waited_for_from_the_moment_on_that_somebody_asked() {
        let stop = Stop::default();
        let began = Instant::now();
        let overdue = tokio::spawn({
            let stop = stop.clone();
            async move { stop.overdue().await }
        });
        tokio::time::sleep(Duration::from_secs(9)).await;
        assert!(!stop.is_stopped() && !overdue.is_finished());
        stop.stop();
        tokio::time::sleep(Duration::from_secs(1)).await;
        stop.stop();
        overdue.await.unwrap();
        assert_eq!(began.elapsed(), Duration::from_secs(9) + GRACE, "the second word is none");
        stop.overdue().await;
        assert_eq!(began.elapsed(), Duration::from_secs(9) + GRACE, "who comes late waits no more");
    }
}
