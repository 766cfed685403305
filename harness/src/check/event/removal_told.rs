//! # What it checks
//!
//! Behind a removal that was accepted, a notification of `ParticipantsUpdated` about the call comes on `/v2/me/calls`
//! within the time limit (`--notification-limit`, 5 seconds where nothing else is said).
//!
//! # Why
//!
//! The answer only says that the removal was passed on. What came of it, a client learns by the notification alone.
//!
//! # Requirement
//!
//! The vendor's page on `RemoveParticipantFromConference`.
//!
//! # Example
//!
//! A removal is answered with `statusCode` 0, and nothing is told.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::{failed, participants_told, passed, removals};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Verdict};

/// A removal is told.
pub const RULE: Rule = Rule {
    card: Card {
        id: "removal-told",
        family: Family::Event,
        title: "a removal is told to its user",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("removal_told.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let mut times = 0;
    for (step, conference, _, silent) in removals(words, judged) {
        let any = participants_told(words, judged, conference, step).next().is_some();
        if silent && !any {
            let limit = judged.trace.told.limit;
            let expected = format!("{} about the call within {limit:?}", words.participants_told);
            return failed(step, "a removal that is not told", expected, "nothing came");
        }
        times += 1;
    }
    passed(times)
}
