//! # What it checks
//!
//! Of two notifications of `StatusChange` or `ParticipantsUpdated` about a call, one behind the other, the second is
//! not the same as the first, but for how long the call has lasted. Where the listener lost touch in between, what it
//! may have missed may come again.
//!
//! # Why
//!
//! A notification tells of a change. Whoever counts changes, or acts on each, counts and acts twice.
//!
//! # Requirement
//!
//! The vendor's page on asynchronous events: a notification tells that something has changed.
//!
//! # Example
//!
//! A removal is told twice.

use rollcall_spec::Keyword;

use super::super::operation::told;
use super::super::{Context, Judged, Rule, Scope};
use super::{failed, is_change, lasting, passed};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Notification, Verdict};

/// Nothing is told twice.
pub const RULE: Rule = Rule {
    card: Card {
        id: "told-once",
        family: Family::Event,
        title: "a change is told once to each session",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("told_once.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    // Where something was not told, or was told and not done, two alike stand beside each other that were apart.
    let untold = !judged.trace.told.silent.is_empty();
    if untold || judged.contradictions.iter().any(|own| own.member == "presence") {
        return Verdict::NotApplicable;
    }
    let last = judged.trace.exchanges.len().saturating_sub(1);
    let mut times = 0;
    for conference in 0..judged.trace.world.conferences.len() {
        let all = told(words, judged, conference).map(|(own, _)| own);
        let all: Vec<&Notification> = all.filter(|own| is_change(words, own)).collect();
        times += all.len();
        for pair in all.windows(2) {
            let [one, other] = pair else { continue };
            if !other.renewed && lasting(&one.data) == lasting(&other.data) {
                let step = other.step().min(last);
                let actual = format!("{} twice", other.data["notificationType"]);
                return failed(step, "a change is told twice", "one notification", actual);
            }
        }
    }
    passed(times)
}
