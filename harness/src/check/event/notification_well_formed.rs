//! # What it checks
//!
//! What is told on `/v2/me/calls` obeys the schema that the document has for it: its types, the call with its id and
//! its state, participants as texts or as objects; and it names the same device of the user each time, where it names
//! one.
//!
//! # Why
//!
//! A client reads what is told by these types, and whoever wrote it tested it with these.
//!
//! # Requirement
//!
//! The webhook of the document; the vendor's page on call messages.
//!
//! # Example
//!
//! A notification without `messageType`, or with `duration` as a number.

use rollcall_spec::Keyword;

use super::super::operation::handed_id;
use super::super::{Context, Judged, Rule, Scope};
use super::{failed, passed};
use crate::api::Calls;
use crate::api::calls::{call_told, id};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, Notification, User, Verdict};

/// A notification obeys its schema.
pub const RULE: Rule = Rule {
    card: Card {
        id: "notification-well-formed",
        family: Family::Event,
        title: "a notification obeys its schema",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("notification_well_formed.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let Some(schema) = context.event_schema(words.channel) else { return Verdict::NotApplicable };
    let last = judged.trace.exchanges.len().saturating_sub(1);
    let all: Vec<_> =
        judged.trace.told.notifications.iter().filter(|own| own.channel == words.channel).collect();
    for told in &all {
        let step = told.step().min(last);
        if let Some(error) = schema.iter_errors(&told.data).next() {
            let place = error.instance_path().to_string();
            let place =
                if place.is_empty() { "the whole".to_owned() } else { format!("`{place}`") };
            let expected = format!("what the schema says at `{}`", error.schema_path());
            let actual: String = error.to_string().chars().take(300).collect();
            return failed(
                step,
                format!("{place} of a notification breaks its schema"),
                expected,
                actual,
            );
        }
        let device = |own: &&Notification| {
            let both = is_own(words, judged, own) && is_own(words, judged, told);
            both.then(|| own.data.get("phoneNumber").cloned())
        };
        if all.iter().filter_map(device).any(|own| own != told.data.get("phoneNumber").cloned()) {
            let message = "notifications to one user name several devices";
            return failed(step, message, "the same `phoneNumber` each time", "several");
        }
    }
    passed(all.len())
}

/// Whether a notification tells the first user of a call that is the first user's.
fn is_own(words: &Calls, judged: &Judged<'_>, told: &Notification) -> bool {
    let own = call_told(told).and_then(id);
    let mut conferences = 0..judged.trace.world.conferences.len();
    told.to == User::First
        && conferences.any(|conference| handed_id(words, judged, conference) == own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, LEG, change, changed, fails, heard, numbers, passed_on, says_of, without,
    };
    use serde_json::{Value, json};

    fn beside(edit: &dyn Fn(&mut Notification)) -> Option<Result<(), String>> {
        let mut own = changed(0, "Held");
        edit(&mut own);
        says_of(&RULE, vec![(change("Hold"), passed_on())], heard(vec![changed(0, "Held"), own]))
    }

    fn says(edit: impl Fn(&mut Value)) -> Option<Result<(), String>> {
        beside(&|own| edit(&mut own.data))
    }

    #[test]
    fn every_lawful_form_holds() {
        assert_eq!(says(|_| {}), HOLDS);
        assert_eq!(says(|own| own["call"]["participants"] = numbers(&[0, 1])), HOLDS);
        assert_eq!(says(|own| own["call"] = without(own["call"].take(), "capabilities")), HOLDS);
        assert_eq!(says(|own| own["notificationType"] = json!("SomethingOfTomorrow")), HOLDS);
        assert_eq!(says(|own| own["call"]["state"] = json!("Parked")), HOLDS);
        assert_eq!(says(|own| own["metrics"] = json!({"took": 3})), HOLDS);
    }

    #[test]
    fn what_breaks_the_schema_does_not() {
        let whole = "the whole of a notification breaks its schema";
        assert_eq!(says(|own| *own = without(own.take(), "messageType")), fails(whole));
        assert_eq!(says(|own| *own = without(own.take(), "call")), fails(whole));
        let breaks = |place: &str| fails(&format!("`{place}` of a notification breaks its schema"));
        assert_eq!(says(|own| own["call"]["duration"] = json!(61)), breaks("/call/duration"));
        assert_eq!(says(|own| own["messageType"] = json!("Call")), breaks("/messageType"));
        let named = says(|own| own["call"]["participants"] = json!([{"name": "Eve"}]));
        assert_eq!(named, breaks("/call/participants/0"));
    }

    #[test]
    fn one_user_has_one_device_and_another_user_another() {
        let other = |own: &mut Notification| own.data["phoneNumber"] = json!("7009");
        assert_eq!(beside(&other), fails("notifications to one user name several devices"));
        let of_second = |own: &mut Notification| {
            other(own);
            own.to = User::Second;
            own.data["call"]["id"] = json!(LEG);
        };
        assert_eq!(beside(&of_second), HOLDS);
        let elsewhere = |own: &mut Notification| {
            own.channel = "/v2/me/devices".to_owned();
            own.data = json!({});
        };
        assert_eq!(beside(&elsewhere), HOLDS);
    }
}
