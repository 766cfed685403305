//! How long answers took, counted in classes, so that a long run takes no more memory than a short one.

use std::time::Duration;

use super::OperationTiming;
use super::summary::milliseconds;

/// How many classes there are to each doubling: each is some 9 % wide.
const PER_DOUBLING: u32 = 8;

/// What the first class holds at most, in microseconds.
const FIRST: f64 = 10.0;

/// How many classes there are; the last one takes whatever is longer than two minutes.
const CLASSES: usize = 192;

/// How long the answers of one operation took.
#[derive(Debug, Clone)]
pub struct Latency {
    answers: usize,
    sum: Duration,
    most: Duration,
    classes: Vec<usize>,
}

impl Default for Latency {
    fn default() -> Self {
        let (sum, most) = (Duration::ZERO, Duration::ZERO);
        Self { answers: 0, sum, most, classes: vec![0; CLASSES] }
    }
}

impl Latency {
    /// Counts one more answer.
    pub fn add(&mut self, took: Duration) {
        self.answers += 1;
        self.sum += took;
        self.most = self.most.max(took);
        self.classes[class(took)] += 1;
    }

    /// What was counted, read from what came of it: to a class, and in its sum to the rounding of the mean.
    pub fn of(timing: &OperationTiming) -> Self {
        let mut own = Self { most: from_milliseconds(timing.max_ms), ..Self::default() };
        for (bound, count) in &timing.histogram {
            own.answers += count;
            own.classes[class_bound_by(*bound)] += count;
        }
        let answers = u32::try_from(own.answers).unwrap_or(u32::MAX);
        own.sum = from_milliseconds(timing.mean_ms).saturating_mul(answers);
        own
    }

    /// Counts what another one has counted as well.
    pub fn join(&mut self, other: &Self) {
        self.answers += other.answers;
        self.sum = self.sum.saturating_add(other.sum);
        self.most = self.most.max(other.most);
        for (own, more) in self.classes.iter_mut().zip(&other.classes) {
            *own += more;
        }
    }

    /// What came of it, for an operation.
    pub fn timing(&self, operation: &str) -> OperationTiming {
        #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^52 answers")]
        let mean = milliseconds(self.sum) / self.answers.max(1) as f64;
        let counted = self.classes.iter().enumerate().filter(|(_, count)| **count > 0);
        OperationTiming {
            operation: operation.to_owned(),
            answers: self.answers,
            mean_ms: rounded(mean),
            p50_ms: self.reached_by(50),
            p90_ms: self.reached_by(90),
            p99_ms: self.reached_by(99),
            max_ms: milliseconds(self.most),
            histogram: counted.map(|(class, count)| (self.bound(class), *count)).collect(),
        }
    }

    /// What so many of a hundred answers took at most, in milliseconds: the bound of the class that the last of them is in.
    fn reached_by(&self, percent: usize) -> f64 {
        let wanted = (self.answers * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let class = self.classes.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        class.map_or(0.0, |class| self.bound(class))
    }

    /// What the answers of a class took at most, in milliseconds.
    fn bound(&self, class: usize) -> f64 {
        let most = milliseconds(self.most);
        if class + 1 == CLASSES {
            return most;
        }
        rounded(unrounded_bound(class)).min(most)
    }
}

/// The class whose answers took at most so long. The last one is told by the slowest answer in it.
fn class_bound_by(bound: f64) -> usize {
    let near = |class: &usize| (unrounded_bound(*class) - bound).abs() < 0.000_6;
    (0..CLASSES - 1).find(near).unwrap_or_else(|| class(from_milliseconds(bound)))
}

/// What the answers of a class may take at most, in milliseconds.
fn unrounded_bound(class: usize) -> f64 {
    let doublings = f64::from(u32::try_from(class).unwrap_or(u32::MAX)) / f64::from(PER_DOUBLING);
    FIRST / 1000.0 * doublings.exp2()
}

/// A duration of so many milliseconds; none for what is no such number.
fn from_milliseconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number / 1000.0).unwrap_or_default()
}

/// The class of a duration.
fn class(took: Duration) -> usize {
    let times = took.as_secs_f64() * 1_000_000.0 / FIRST;
    let place = (times.max(1.0).log2() * f64::from(PER_DOUBLING)).ceil();
    // A float that is no place among the classes saturates.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above zero")]
    let place = place as usize;
    place.min(CLASSES - 1)
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_hundred_are_near_what_was_added_and_never_above_the_slowest() {
        let mut latency = Latency::default();
        for number in 1..=1000 {
            latency.add(Duration::from_micros(number * 100));
        }
        let timing = latency.timing("list");
        assert_eq!((timing.answers, timing.mean_ms, timing.max_ms), (1000, 50.05, 100.0));
        for (is, wanted) in [(timing.p50_ms, 50.0), (timing.p90_ms, 90.0), (timing.p99_ms, 99.0)] {
            assert!((wanted..=wanted * 1.1).contains(&is) && is <= timing.max_ms, "{is} {wanted}");
        }
        assert_eq!(timing.histogram.iter().map(|(_, count)| count).sum::<usize>(), 1000);
        assert!(timing.histogram.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn what_was_read_back_and_joined_is_what_was_counted_at_once() {
        let (mut all, mut joined) = (Latency::default(), Latency::default());
        let mut parts = vec![Latency::default(); 3];
        for number in 0..3000_u64 {
            let took = Duration::from_micros(number * number / 7 + number % 13);
            all.add(took);
            parts[usize::try_from(number % 3).unwrap()].add(took);
        }
        for part in &parts {
            joined.join(&Latency::of(&part.timing("list")));
        }
        let [one, other] = [all.timing("list"), joined.timing("list")];
        assert_eq!(one.histogram, other.histogram);
        let parts_of = |own: &OperationTiming| [own.p50_ms, own.p90_ms, own.p99_ms, own.max_ms];
        assert_eq!(format!("{:?}", parts_of(&one)), format!("{:?}", parts_of(&other)));
        assert_eq!(one.answers, other.answers);
        assert!((one.mean_ms - other.mean_ms).abs() < 0.002, "{} {}", one.mean_ms, other.mean_ms);
    }

    #[test]
    fn every_duration_has_a_class() {
        for took in [Duration::ZERO, Duration::from_nanos(1), Duration::from_hours(1)] {
            let mut latency = Latency::default();
            latency.add(took);
            let timing = latency.timing("list");
            let wanted = milliseconds(took).to_string();
            assert_eq!(
                [timing.max_ms, timing.p99_ms].map(|own| own.to_string()),
                [&*wanted, &*wanted]
            );
        }
        assert!(Latency::default().timing("list").p50_ms.abs() < 1e-9);
    }
}
