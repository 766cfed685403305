//! # What it checks
//!
//! The same look at one participant, sent one at a time at the beginning of a run and at its end, takes about as long. It is told only
//! where every late answer took more than three times as long as nearly every early one, and at least twelve milliseconds longer, in
//! three rounds one behind the other: a machine that is busy for a moment is no slow server.
//!
//! # Why
//!
//! A server that keeps something of every request is quick in a demonstration and slow on a Monday.
//!
//! # Requirement
//!
//! Nobody wrote it down; it is inferred, and so a warning.
//!
//! # Example
//!
//! The first looks take a millisecond each, and those after three thousand requests thirty.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Card, Class, Exchange, Family, Step, Verdict};

use std::time::Duration;

/// Fewer looks than this say nothing.
const ENOUGH: usize = 8;
/// Late answers must take so many times as long as early ones.
const FACTOR: u32 = 3;
/// They must take so much longer besides.
const LEAST: Duration = Duration::from_millis(12);

/// Late answers come as quickly as early ones.
pub const RULE: Rule = Rule {
    card: Card {
        id: "late-as-quick",
        family: Family::Life,
        title: "late answers come as quickly as early ones",
        keyword: Keyword::Should,
        about: About::Resources,
        occasion: Occasion::WhereOffered,
        manual: include_str!("late_as_quick.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(dialect) = context.resources() else { return Verdict::NotApplicable };
    let Some(late) = judged.trace.case.late() else { return Verdict::NotApplicable };
    let look = |step: &Step, exchange: &Exchange| {
        let own = step.call.operation == dialect.roles.retrieve && step.class == Class::Valid;
        own && exchange.answer().is_some_and(|answer| answer.status == 200)
    };
    let times = |is_late: bool| {
        let mut times: Vec<Duration> = judged
            .trace
            .steps()
            .filter(|(index, step, exchange)| (*index >= late) == is_late && look(step, exchange))
            .map(|(_, _, exchange)| exchange.took)
            .collect();
        times.sort_unstable();
        times
    };
    let (early, later) = (times(false), times(true));
    if early.len() < ENOUGH || later.len() < ENOUGH {
        return Verdict::NotApplicable;
    }
    // All but the two slowest early ones, and every late one.
    let (slow, quick) = (early[early.len() - 3], later[0]);
    if quick <= slow * FACTOR || quick < slow + LEAST {
        return Verdict::Pass(later.len());
    }
    Verdict::Fail(Failing {
        step: late,
        message: "late answers take much longer than early ones".to_owned(),
        expected: format!("about {slow:.1?}, as at the beginning of the run"),
        actual: format!("at least {quick:.1?}, at its end"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, dialect, participant, says_took};
    use crate::generate::build;
    use crate::record::When;

    #[test]
    fn only_a_clear_difference_counts() {
        let says = |early: &[u64], late: &[u64]| {
            let look = |when: When| Step { when, ..build::look(dialect(), 0, 0) };
            let shown = || Ok(answer(200, &participant(0, 0)));
            let steps = early.iter().map(|ms| (look(When::After), shown(), *ms));
            let late = late.iter().map(|ms| (look(When::Late), shown(), *ms));
            says_took(&RULE, steps.chain(late).collect())
        };
        assert_eq!(says(&[1; 8], &[1; 8]), Some(Ok(())));
        assert_eq!(says(&[1; 8], &[12; 8]), Some(Ok(())), "eleven milliseconds are noise");
        assert_eq!(says(&[30; 8], &[80; 8]), Some(Ok(())), "less than three times");
        assert_eq!(
            says(&[1; 8], &[1, 30, 30, 30, 30, 30, 30, 30]),
            Some(Ok(())),
            "not all are slow"
        );
        assert!(matches!(says(&[1, 1, 1, 1, 1, 1, 40, 40], &[30; 8]), Some(Err(_))));
        assert_eq!(says(&[1; 4], &[30; 4]), None);
    }
}
