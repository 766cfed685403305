//! Not more requests a second than was asked for, and none while the target has asked for a pause.

use std::sync::PoisonError;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Lets requests through one by one, evenly spaced.
#[derive(Debug)]
pub struct Limit {
    gap: Option<Duration>,
    next: Mutex<Option<Instant>>,
    /// Nothing goes out before then.
    pause: std::sync::Mutex<Option<Instant>>,
}

impl Limit {
    /// At most so many requests a second; none for as many as can be.
    pub fn new(per_second: Option<f64>) -> Self {
        let gap =
            per_second.filter(|rate| *rate > 0.0).map(|rate| Duration::from_secs_f64(1.0 / rate));
        Self { gap, next: Mutex::new(None), pause: std::sync::Mutex::default() }
    }

    /// Whether there is no limit.
    pub fn is_none(&self) -> bool {
        self.gap.is_none()
    }

    /// Lets nobody through for so long: the target has asked one of us to wait, and means all of us.
    pub fn pause(&self, length: Duration) {
        let until = Instant::now() + length;
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        *pause = pause.map_or(Some(until), |known| Some(known.max(until)));
    }

    /// Waits until the next request may go.
    pub async fn wait(&self) {
        self.wait_for_pauses().await;
        let Some(gap) = self.gap else { return };
        let mine = {
            let mut next = self.next.lock().await;
            let now = Instant::now();
            let mine = next.map_or(now, |next| next.max(now));
            *next = Some(mine + gap);
            mine
        };
        tokio::time::sleep_until(mine).await;
        // One may have begun meanwhile.
        self.wait_for_pauses().await;
    }

    /// Lets one go before all who wait, and those wait for it: whoever listens must not lose touch behind a long queue.
    pub async fn go_first(&self) {
        self.wait_for_pauses().await;
        if let Some(gap) = self.gap {
            let mut next = self.next.lock().await;
            let now = Instant::now();
            *next = Some(next.map_or(now, |next| next.max(now)) + gap);
        }
    }

    async fn wait_for_pauses(&self) {
        // A pause may grow while it is waited for.
        while let Some(until) = self.paused_until() {
            tokio::time::sleep_until(until).await;
        }
    }

    fn paused_until(&self) -> Option<Instant> {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        *pause = pause.filter(|until| *until > Instant::now());
        *pause
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

    #[tokio::test(start_paused = true)]
    async fn who_goes_first_waits_for_pauses_alone_and_still_counts() {
        let limit = Limit::new(Some(1.0));
        let start = Instant::now();
        tokio::join!(limit.wait(), limit.wait());
        assert_eq!(start.elapsed().as_secs(), 1);
        for _ in 0..4 {
            limit.go_first().await;
        }
        assert_eq!(start.elapsed().as_secs(), 1);
        limit.wait().await;
        assert_eq!(start.elapsed().as_secs(), 6, "five a second apart went before");
        limit.pause(Duration::from_secs(9));
        limit.go_first().await;
        assert_eq!(start.elapsed().as_secs(), 15);
    }

    #[tokio::test(start_paused = true)]
    async fn everybody_waits_while_there_is_a_pause_and_for_the_longest_of_several() {
        for limit in [Limit::new(None), Limit::new(Some(1000.0))] {
            let start = Instant::now();
            limit.pause(Duration::from_secs(7));
            limit.pause(Duration::from_secs(2));
            let longer = async {
                tokio::time::sleep(Duration::from_secs(3)).await;
                limit.pause(Duration::from_secs(10));
            };
            tokio::join!(limit.wait(), limit.wait(), longer);
            assert_eq!(start.elapsed().as_secs(), 13);
            limit.wait().await;
            assert_eq!(start.elapsed().as_secs(), 13, "a pause ends");
        }
    }
}
