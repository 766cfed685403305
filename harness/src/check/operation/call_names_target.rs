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
