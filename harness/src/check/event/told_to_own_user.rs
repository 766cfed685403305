//! # What it checks
//!
//! While the first user's calls change, the second user is told nothing about them; and where the second user has a
//! call of the same conference, the first is told nothing about that one. It needs the credentials of a second user.
//!
//! # Why
//!
//! What is told holds numbers and what callers have said. It is nobody else's business.
//!
//! # Requirement
//!
//! The channels of the document are those of the user who is logged in.
//!
//! # Example
//!
//! Two users listen, and both are told of the one's call.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use super::{effect, failed, passed};
use crate::api::calls::{call_told, id};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family, User, Verdict};

/// A call is told to its own user.
pub const RULE: Rule = Rule {
    card: Card {
        id: "told-to-own-user",
        family: Family::Event,
        title: "a call is told to its own user and to nobody else",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("told_to_own_user.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let told = &judged.trace.told;
    if !told.second_listens || !told.first_listens {
        return Verdict::NotApplicable;
    }
    let world = &judged.trace.world.conferences;
    let own = world.iter().filter_map(|own| own.parameters.get(words.call_id));
    let legs = world.iter().flat_map(|own| &own.participants);
    let legs = legs.filter_map(|own| own.get(words.call_id));
    let own: Vec<&str> = own.map(String::as_str).collect();
    let legs: Vec<&str> = legs.map(String::as_str).filter(|leg| !own.contains(leg)).collect();
    let last = judged.trace.exchanges.len().saturating_sub(1);
    for notification in &told.notifications {
        let Some(id) = call_told(notification).and_then(id) else { continue };
        let strangers = if notification.to == User::Second { &own } else { &legs };
        if strangers.contains(&id) {
            let message = "somebody is told of another user's call";
            let step = notification.step().min(last);
            return failed(
                step,
                message,
                "silence",
                format!("{}", notification.data["notificationType"]),
            );
        }
    }
    let mut steps = judged.trace.steps();
    passed(usize::from(steps.any(|(_, step, own)| effect(words, judged, step, own).is_some())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, LEG, call, call_id, change, changed, fails, heard, look, notification, passed_on,
        refusal, says_of, unheard, with, words,
    };
    use crate::record::{Notification, Told};
    use serde_json::json;

    fn says(told: Told) -> Option<Result<(), String>> {
        says_of(&RULE, vec![(change("Hold"), passed_on())], told)
    }

    fn both(more: Vec<Notification>) -> Told {
        let own = [changed(0, "Held")].into_iter().chain(more).collect();
        Told { second_listens: true, ..heard(own) }
    }

    fn to(user: User, id: &str) -> Notification {
        let call = with(call("Held", &[0, 1]), "id", json!(id));
        Notification { to: user, ..notification((1, 1), words().state_told, &call) }
    }

    #[test]
    fn each_is_told_of_calls_of_their_own() {
        let wrong = fails("somebody is told of another user's call");
        assert_eq!(says(both(vec![])), HOLDS);
        assert_eq!(says(both(vec![to(User::Second, LEG)])), HOLDS, "a call of the second user");
        assert_eq!(says(both(vec![to(User::Second, &call_id(0))])), wrong);
        assert_eq!(says(both(vec![to(User::Second, &call_id(1))])), wrong);
        assert_eq!(says(both(vec![to(User::First, LEG)])), wrong);
    }

    #[test]
    fn it_takes_two_listeners() {
        let wrong = || both(vec![to(User::Second, &call_id(0))]);
        assert_eq!(says(unheard(wrong())), None);
        assert_eq!(says(Told { second_listens: false, ..wrong() }), None);
        let quiet = says_of(&RULE, vec![(look(), refusal(404, 6))], both(vec![]));
        assert_eq!(quiet, None, "nothing was there to be told");
    }
}
