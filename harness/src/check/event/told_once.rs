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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, change, changed, fails, heard, left, look, notification, passed_on, removal,
        says_of, shows, silent,
    };
    use crate::record::{Told, User};
    use serde_json::json;

    const TWICE: &str = "a change is told twice";

    fn says(told: Told) -> Option<Result<(), String>> {
        let seen = (look(), shows(&call("Established", &[0, 1, 2])));
        says_of(&RULE, vec![seen, (removal(0), passed_on()), (change("Hold"), passed_on())], told)
    }

    fn twice(change: impl Fn(&mut Notification)) -> Vec<Notification> {
        let mut again = left(1, &[1, 2]);
        change(&mut again);
        vec![left(1, &[1, 2]), again]
    }

    #[test]
    fn the_same_change_comes_once() {
        assert_eq!(says(heard(vec![left(1, &[1, 2]), changed(2, "Held")])), HOLDS);
        assert_eq!(says(heard(twice(|_| {}))), fails(TWICE));
        let later = twice(|own| own.data["call"]["duration"] = json!("62"));
        assert_eq!(says(heard(later)), fails(TWICE));
        let measured = twice(|own| own.data["metrics"] = json!({"took": 3}));
        assert_eq!(says(heard(measured)), fails(TWICE));
    }

    #[test]
    fn what_differs_or_may_have_been_missed_may_come_again() {
        let there_and_back = ["Held", "Established", "Held"].map(|own| changed(2, own));
        assert_eq!(says(heard(there_and_back.into())), HOLDS);
        assert_eq!(says(heard(twice(|own| own.renewed = true))), HOLDS);
        assert_eq!(says(heard(twice(|own| own.to = User::Second))), HOLDS);
        let other = twice(|own| own.data["call"]["userData"] = json!([{"key": "a"}]));
        assert_eq!(says(heard(other)), HOLDS);
        let data = notification((2, 2), "AttachedDataChanged", &call("Held", &[0, 1]));
        assert_eq!(says(heard(vec![data.clone(), data])), None, "no page says what that tells");
        assert_eq!(says(silent(&[2], twice(|_| {}))), None);
    }
}
