//! Why nothing more is sent to a target, and what there is to say about how it was spoken to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::Target;

/// So many requests may be refused with 429 however long was waited; then the run ends.
const REFUSALS: usize = 3;

/// Why nothing more is sent to a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It takes no connections any more.
    Gone,
    /// It took none for some time, and now knows nothing of what was handed over.
    Forgetful,
    /// It asked to wait for longer than anybody waits.
    Pause(Duration),
    /// It answers 429 however long was waited.
    Refused,
}

impl Ended {
    /// In words, after so many cases.
    pub fn words(self, cases: usize) -> String {
        let after = if cases == 1 { "1 case".to_owned() } else { format!("{cases} cases") };
        match self {
            Self::Gone => format!("the target went away after {after}"),
            Self::Forgetful => format!(
                "the target went away after {after}, and came back without what was handed over"
            ),
            Self::Pause(pause) => format!(
                "the target asked to wait for {} s after {after}; a lower --rate may help",
                pause.as_secs()
            ),
            Self::Refused => format!(
                "the target answered 429 however long was waited, after {after}; a lower --rate may help"
            ),
        }
    }
}

/// How often the target asked to wait.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// By 429, and by 503 with Retry-After.
    too_many: AtomicUsize,
    unavailable: AtomicUsize,
    /// Requests that were refused to the end.
    refused: AtomicUsize,
    /// How often it took no connections for some time.
    pub(super) absences: AtomicUsize,
}

impl Waits {
    pub(super) fn one_more(&self, status: u16) {
        let place = if status == 429 { &self.too_many } else { &self.unavailable };
        place.fetch_add(1, Ordering::Relaxed);
    }
}

impl Target {
    /// Why nothing more is sent; none as long as anything is.
    pub fn ended(&self) -> Option<Ended> {
        self.ended.get().copied()
    }

    /// From now on nothing is sent. The first reason counts.
    pub(super) fn end(&self, why: Ended) {
        let _ = self.ended.set(why);
    }

    /// A request was refused with 429 to the end.
    pub(super) fn is_refused(&self) {
        if self.waits.refused.fetch_add(1, Ordering::Relaxed) + 1 >= REFUSALS {
            self.end(Ended::Refused);
        }
    }

    /// What a report has to say about how the target was spoken to.
    pub fn notes(&self) -> Vec<String> {
        let of = |count: &AtomicUsize| Some(count.load(Ordering::Relaxed)).filter(|own| *own > 0);
        let too_many = of(&self.waits.too_many).map(|times| {
            format!(
                "the target answered 429 {times} ×, and was waited for: a lower --rate may help"
            )
        });
        let unavailable = of(&self.waits.unavailable).map(|times| {
            format!("the target answered 503 with Retry-After {times} ×, and was waited for")
        });
        let absences = of(&self.waits.absences)
            .map(|times| format!("the target took no connections for some time, {times} ×"));
        [too_many, unavailable, absences].into_iter().flatten().collect()
    }
}
