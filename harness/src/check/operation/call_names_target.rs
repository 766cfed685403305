//! # What it checks
//!
//! The call in the answer to a look has the `id` that stands in the path, and its `uri` ends with its `path`, where it
//! has both.
//!
//! # Why
//!
//! A client that follows another call than it asked for does so without knowing.
//!
//! # Requirement
//!
//! The members of a call, in the document.
//!
//! # Example
//!
//! A look at one call shows the `id` of another.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, handed_id, listed};
use crate::api::Calls;
use crate::api::calls::{call_in, is_accepted};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, User};
use serde_json::Value;

/// A call is the one that the path names.
pub const RULE: Rule = Rule {
    card: Card {
        id: "call-names-target",
        family: Family::Operation,
        title: "a call that is shown is the one that the path names",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("call_names_target.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let first = at.class() == Class::Valid && at.step.call.user == User::First;
    if first && at.step.call.operation == words.list && at.is_operation() {
        return lists_handed(words, at);
    }
    if at.class() != Class::Valid || at.step.call.operation != words.retrieve {
        return None;
    }
    let call = call_in(answered(at)?)?;
    let place = at.step.call.path.get(words.call_id)?;
    let wanted = at.judged.trace.world.value(place)?;
    // A call without an id breaks its schema.
    let shown = call.get("id")?.as_str()?;
    if shown != wanted {
        let message = "another call is shown than the path names";
        return Some(Err(Complaint::new(
            message,
            format!("`id` {wanted}"),
            format!("`id` {shown}"),
        )));
    }
    let text = |name: &str| call.get(name).and_then(Value::as_str);
    if let (Some(uri), Some(path)) = (text("uri"), text("path"))
        && !uri.ends_with(path)
    {
        let message = "`uri` of a call does not end with its `path`";
        return Some(Err(Complaint::new(message, format!("…{path}"), uri)));
    }
    Some(Ok(()))
}

/// Holds where a list of the user's calls has those that were handed over.
fn lists_handed(words: &Calls, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let listed = listed(answered(at).filter(|own| is_accepted(own))?)?;
    let conferences = 0..at.judged.trace.world.conferences.len();
    let mut own = conferences.filter_map(|conference| handed_id(words, at.judged, conference));
    if let Some(lost) = own.find(|own| listed.iter().all(|one| one != own)) {
        let message = "the list of a user's calls lacks one of them";
        return Some(Err(Complaint::new(message, format!("the call {lost}"), "not listed")));
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, answer, call, call_id, fails, look, plain, plain_call, says_of, with, without, words,
    };
    use crate::generate::build::valid;
    use crate::record::{Call, Step, Told};
    use serde_json::json;

    fn says_as(step: Step, shown: &Value) -> Option<Result<(), String>> {
        says_of(&RULE, vec![(step, answer(200, shown))], Told::default())
    }

    fn says(call: &Value) -> Option<Result<(), String>> {
        says_as(look(), &json!({"statusCode": 0, "call": call}))
    }

    #[test]
    fn the_call_is_the_one_that_was_asked_for() {
        let own = || call("Established", &[0, 1, 2]);
        assert_eq!(says(&own()), HOLDS);
        assert_eq!(says(&plain_call()), fails("another call is shown than the path names"));
        let strayed = with(own(), "path", json!("/calls/OTHER"));
        assert_eq!(says(&strayed), fails("`uri` of a call does not end with its `path`"));
        assert_eq!(says(&without(own(), "path")), HOLDS);
        assert_eq!(says(&without(own(), "uri")), HOLDS);
        assert_eq!(says(&without(own(), "id")), None, "it breaks its schema");
        let unusual = Step { class: Class::Unusual, ..look() };
        assert_eq!(says_as(unusual, &json!({"statusCode": 0, "call": plain_call()})), None);
    }

    #[test]
    fn a_list_has_every_call_that_was_handed_over() {
        let list = |user| valid("", Call { user, ..plain(words().list) });
        let uri = |id: String| json!(format!("https://gws.example.com/api/v2/me/calls/{id}"));
        let both = [call_id(0), call_id(1)];
        let lacks = fails("the list of a user's calls lacks one of them");
        let uris = |ids: &[String]| json!({"statusCode": 0, "uris": ids.iter().cloned().map(uri).collect::<Value>()});
        assert_eq!(says_as(list(User::First), &uris(&both)), HOLDS);
        assert_eq!(says_as(list(User::First), &uris(&both[..1])), lacks);
        let whole = json!({"statusCode": 0, "calls": [call("Held", &[]), plain_call()]});
        assert_eq!(says_as(list(User::First), &whole), HOLDS);
        let one = json!({"statusCode": 0, "calls": [plain_call()]});
        assert_eq!(says_as(list(User::First), &one), lacks);
        assert_eq!(says_as(list(User::Second), &uris(&[])), None, "another user's");
        assert_eq!(says_as(list(User::First), &json!({"statusCode": 0})), None, "no list at all");
    }
}
