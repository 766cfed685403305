//! The end of a run that somebody asks for.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::SetOnce;
use tokio::time::{Instant, sleep_until};

/// What is under way when a run is to end is waited for so long. Whoever asks kills some seconds later: a container's host
/// after ten, GitHub Actions after seven and a half; what was handed over is given back before that, and reports are written.
const GRACE: Duration = Duration::from_secs(2);

/// Ends a run early: by Ctrl-C, for one. It knows when that was asked for.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<SetOnce<Instant>>);

impl Stop {
    /// No case is begun from now on, and what is under way gets two more seconds.
    pub fn stop(&self) {
        let _ = self.0.set(Instant::now());
    }

    /// Whether the run is to end.
    pub fn is_stopped(&self) -> bool {
        self.0.initialized()
    }

    /// Waits until nothing is waited for any more.
    pub(super) async fn overdue(&self) {
        sleep_until(*self.0.wait().await + GRACE).await;
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
