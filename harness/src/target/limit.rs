//! Not more requests a second than was asked for.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Lets requests through one by one, evenly spaced.
#[derive(Debug)]
pub struct Limit {
    gap: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

impl Limit {
    /// At most so many requests a second; none for as many as can be.
    pub fn new(per_second: Option<f64>) -> Self {
        let gap =
            per_second.filter(|rate| *rate > 0.0).map(|rate| Duration::from_secs_f64(1.0 / rate));
        Self { gap, next: Mutex::new(None) }
    }

    /// Whether there is no limit.
    pub fn is_none(&self) -> bool {
        self.gap.is_none()
    }

    /// Waits until the next request may go.
    pub async fn wait(&self) {
        let Some(gap) = self.gap else { return };
        let mine = {
            let mut next = self.next.lock().await;
            let now = Instant::now();
            let mine = next.map_or(now, |next| next.max(now));
            *next = Some(mine + gap);
            mine
        };
        tokio::time::sleep_until(mine).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_are_evenly_spaced() {
        let limit = Limit::new(Some(10.0));
        let start = Instant::now();
        for _ in 0..11 {
            limit.wait().await;
        }
        assert_eq!(start.elapsed().as_millis(), 1000);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_nobody_waits() {
        let limit = Limit::new(None);
        let start = Instant::now();
        for _ in 0..1000 {
            limit.wait().await;
        }
        assert!(start.elapsed().is_zero());
    }
}
