//! # What it checks
//!
//! What another user asks for about a call is refused, be it a look or an operation; and who takes part in a conference
//! without being its owner can remove nobody. The list of another user's calls has none of the first user's. It needs the
//! credentials of a second user.
//!
//! # Why
//!
//! Calls are below the path of the user for that reason. Whoever can end other people's calls will.
//!
//! # Requirement
//!
//! The paths of the document; the vendor's page on `RemoveParticipantFromConference`: the owner of the conference, or a
//! supervisor.
//!
//! # Example
//!
//! Another user's `ClearCall` for the first user's call is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, handed_id, listed, refused};
use crate::api::Calls;
use crate::api::calls::is_accepted;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, User};

/// A call is shown and changed by its user alone.
pub const RULE: Rule = Rule {
    card: Card {
        id: "foreign-call-hidden",
        family: Family::Operation,
        title: "a call is shown and changed by its own user alone",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("foreign_call_hidden.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    if at.class() == Class::Valid && at.step.call.user == User::Second {
        return lists_foreign(words, at);
    }
    if at.class() != Class::Foreign {
        return None;
    }
    refused(at, &format!("what is asked for {} is not refused", words_of(&at.step.note)))
}

fn words_of(note: &str) -> String {
    if note.starts_with("by ") { note.to_owned() } else { format!("about {note}") }
}

/// Holds where a list of the other user's calls has none of the first user's.
fn lists_foreign(words: &Calls, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.step.call.operation != words.list {
        return None;
    }
    let listed = listed(answered(at).filter(|own| is_accepted(own))?)?;
    let conferences = 0..at.judged.trace.world.conferences.len();
    let mut own = conferences.filter_map(|conference| handed_id(words, at.judged, conference));
    if own.any(|own| listed.iter().any(|one| one == own)) {
        let message = "the list of a user's calls has another user's";
        return Some(Err(Complaint::new(
            message,
            "the user's own calls",
            "the first user's as well",
        )));
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, LEG, about, answer, call_id, fails, operation, page, passed_on, plain, refusal,
        says, says_of, words,
    };
    use crate::generate::build::{step, valid};
    use crate::record::{Answer, Call, Told};
    use serde_json::json;

    fn of_second(call: Call) -> Call {
        Call { user: User::Second, ..call }
    }

    #[test]
    fn another_users_call_is_neither_shown_nor_changed() {
        for call in [about(words().retrieve), operation("Hold"), operation("ClearCall")] {
            let says = |note: &str, answer: Answer| {
                let step = step(Class::Foreign, note, of_second(call.clone()));
                says_of(&RULE, vec![(step, answer)], Told::default())
            };
            assert_eq!(says("a call", refusal(200, 6)), HOLDS);
            assert_eq!(says("a call", page(404)), HOLDS);
            let shown = fails("what is asked for about a call is not refused");
            assert_eq!(says("a call", passed_on()), shown);
            let removed = fails("what is asked for by a guest is not refused");
            assert_eq!(says("by a guest", passed_on()), removed);
        }
        let own = says(&RULE, Class::Valid, operation("Hold"), Ok(passed_on()));
        assert_eq!(own, None, "the first user's own");
    }

    #[test]
    fn a_list_of_calls_is_that_of_its_user() {
        let says_as = |user, list: serde_json::Value| {
            let step = valid("", Call { user, ..plain(words().list) });
            says_of(&RULE, vec![(step, answer(200, &list))], Told::default())
        };
        let uri = |id: &str| format!("https://gws.example.com/api/v2/me/calls/{id}");
        let uris = |id: &str| json!({"statusCode": 0, "uris": [uri(LEG), uri(id)]});
        let whole = |id: &str| json!({"statusCode": 0, "calls": [{"id": LEG}, {"id": id}]});
        let leaks = fails("the list of a user's calls has another user's");
        assert_eq!(says_as(User::Second, uris("OTHER")), HOLDS);
        assert_eq!(says_as(User::Second, whole("OTHER")), HOLDS);
        assert_eq!(says_as(User::Second, uris(&format!("{}/", call_id(0)))), leaks);
        assert_eq!(says_as(User::Second, whole(&call_id(1))), leaks);
        assert_eq!(says_as(User::First, uris(&call_id(0))), None);
        assert_eq!(says_as(User::Second, json!({"statusCode": 0})), None, "it lists nothing");
    }
}
