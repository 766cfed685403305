//! Progress on stderr while a run goes on: for a person on a terminal, and in plain lines, now and then, for the log of a CI
//! server.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::words::{grouped, plural};
use crate::record::{Event, Family};

/// A terminal is drawn anew so often at most.
const REDRAW: Duration = Duration::from_millis(100);

/// A log gets a line so often at most, so that short runs write none.
const LINE: Duration = Duration::from_secs(10);

/// What is told of time that is left rests on at least so much that has passed.
const TELLING: Duration = Duration::from_secs(1);

/// Progress on stderr.
pub struct Progress {
    /// None where stderr is no terminal.
    bar: Option<ProgressBar>,
    state: Mutex<State>,
    started: Instant,
}

/// Starts to show progress.
pub fn start() -> Progress {
    let bar = std::io::stderr().is_terminal().then(|| {
        let bar = ProgressBar::new(0);
        match ProgressStyle::with_template("{bar:30} {msg}") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    });
    Progress { bar, state: Mutex::default(), started: Instant::now() }
}

impl Progress {
    /// Takes note of an event.
    pub fn hear(&self, event: &Event) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.started.elapsed();
        state.hear(event);
        match &self.bar {
            Some(bar) if state.is_due(now, REDRAW) => {
                let (done, all) = state.part();
                bar.set_length(all as u64);
                bar.set_position(done as u64);
                bar.set_message(state.shown(now));
            }
            None if state.is_due(now, LINE) => tell(&state.line(now)),
            _ => {}
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[expect(clippy::print_stderr, reason = "stderr is the progress")]
fn tell(line: &str) {
    eprintln!("{line}");
}

/// What has been heard.
#[derive(Debug, Default)]
struct State {
    checks: Vec<(&'static str, Family)>,
    /// How often each of them judged.
    judged: Vec<usize>,
    /// How many cases each check failed on, by id.
    failed: BTreeMap<&'static str, usize>,
    cases: usize,
    done: usize,
    requests: usize,
    /// How many failures there are to confirm, and how many have been.
    failures: usize,
    confirmed: usize,
    /// When something was shown for the last time.
    shown: Duration,
}

impl State {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Planned { cases, checks } => {
                self.cases = *cases;
                self.judged = vec![0; checks.len()];
                self.checks.clone_from(checks);
            }
            Event::CaseDone { requests, judged, failed } => {
                self.done += 1;
                self.requests += requests;
                for (own, more) in self.judged.iter_mut().zip(judged) {
                    *own += more;
                }
                for check in failed {
                    *self.failed.entry(check).or_default() += 1;
                }
            }
            Event::Shrinking { failures } => self.failures = *failures,
            Event::Confirmed => self.confirmed += 1,
        }
    }

    /// Whether it is time to show something, which is noted.
    fn is_due(&mut self, now: Duration, every: Duration) -> bool {
        let due = now >= self.shown + every;
        if due {
            self.shown = now;
        }
        due
    }

    /// How much of what is under way is done.
    fn part(&self) -> (usize, usize) {
        if self.failures > 0 { (self.confirmed, self.failures) } else { (self.done, self.cases) }
    }

    /// A few lines for a terminal.
    fn shown(&self, now: Duration) -> String {
        let mut lines = vec![self.head(now)];
        let families = self.families();
        if !families.is_empty() {
            lines.push(families);
        }
        if !self.failed.is_empty() {
            lines.push(format!("does not hold so far: {}", self.found()));
        }
        lines.join("\n")
    }

    /// The same in a line for a log.
    fn line(&self, now: Duration) -> String {
        let found = match self.failed.len() {
            0 => "all checks hold so far".to_owned(),
            _ => format!("does not hold so far: {}", self.found()),
        };
        format!("rollcall: {}; {found}", self.head(now))
    }

    /// How much is done, how fast it goes, and what is left.
    fn head(&self, now: Duration) -> String {
        if self.failures > 0 {
            let failures = plural(self.failures, "failure");
            return format!("{} of {failures} confirmed and shrunk", grouped(self.confirmed));
        }
        let mut text = format!(
            "{} of {}, {}",
            grouped(self.done),
            plural(self.cases, "case"),
            plural(self.requests, "request")
        );
        if now >= TELLING && self.done > 0 {
            #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^52 requests")]
            let rate = self.requests as f64 / now.as_secs_f64();
            #[expect(clippy::cast_precision_loss, reason = "nobody sends 2^52 cases")]
            let left = self.cases.saturating_sub(self.done) as f64 / self.done as f64;
            let left = words(now.mul_f64(left));
            let _ = write!(text, ", {rate:.0}/s, about {left} left");
        }
        text
    }

    /// Each family with the number of its judgements, and of its checks that do not hold.
    fn families(&self) -> String {
        let mut families: BTreeMap<Family, (usize, usize)> = BTreeMap::new();
        for ((id, family), judged) in self.checks.iter().zip(&self.judged) {
            let (all, failed) = families.entry(*family).or_default();
            *all += judged;
            *failed += usize::from(self.failed.contains_key(id));
        }
        let words = families.iter().map(|(family, (all, failed))| {
            let failed = if *failed > 0 { format!(" ✗{failed}") } else { String::new() };
            format!("{} {}{failed}", family.as_str(), grouped(*all))
        });
        words.collect::<Vec<_>>().join("  ")
    }

    /// The checks that do not hold, each with its cases.
    fn found(&self) -> String {
        let words =
            self.failed.iter().map(|(check, cases)| format!("{check} ({})", grouped(*cases)));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// A stretch of time as a person says it.
fn words(time: Duration) -> String {
    match time.as_secs() {
        0 => "1 s".to_owned(),
        seconds @ 1..=99 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half_way() -> State {
        let mut state = State::default();
        let checks = vec![("challenge-on-401", Family::Auth), ("delete-is-final", Family::Life)];
        state.hear(&Event::Planned { cases: 1000, checks });
        for number in 0..500 {
            let failed = if number % 250 == 0 { vec!["delete-is-final"] } else { vec![] };
            state.hear(&Event::CaseDone { requests: 4, judged: vec![3, 1], failed });
        }
        state
    }

    #[test]
    fn a_terminal_shows_families_rate_findings_and_what_is_left() {
        let shown = half_way().shown(Duration::from_secs(20));
        let wanted = "500 of 1,000 cases, 2,000 requests, 100/s, about 20 s left\n\
                      auth 1,500  life 500 ✗1\n\
                      does not hold so far: delete-is-final (2)";
        assert_eq!(shown, wanted);
    }

    #[test]
    fn a_log_gets_a_line_now_and_then() {
        let mut state = half_way();
        let due: Vec<u64> =
            (0..30).filter(|second| state.is_due(Duration::from_secs(*second), LINE)).collect();
        assert_eq!(due, [10, 20]);
        let line = state.line(Duration::from_mins(5));
        let wanted = "rollcall: 500 of 1,000 cases, 2,000 requests, 7/s, about 5 min left; does not hold so far: delete-is-final (2)";
        assert_eq!(line, wanted);
    }

    #[test]
    fn confirming_is_told_by_failures() {
        let mut state = half_way();
        state.hear(&Event::Shrinking { failures: 2 });
        state.hear(&Event::Confirmed);
        assert_eq!(state.part(), (1, 2));
        assert!(state.shown(LINE).starts_with("1 of 2 failures confirmed and shrunk\nauth 1,500"));
    }

    #[test]
    fn nothing_is_foretold_from_nothing() {
        let mut state = State::default();
        assert_eq!(state.line(LINE), "rollcall: 0 of 0 cases, 0 requests; all checks hold so far");
        state.hear(&Event::CaseDone { requests: 1, judged: vec![], failed: vec![] });
        assert!(!state.line(Duration::ZERO).contains("left"));
    }
}
