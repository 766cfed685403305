//! # What it checks
//!
//! After a `204` that leaves the connection open, a second request on it gets an answer of its own; and behind the end of any
//! other answer no bytes follow which nobody asked for.
//!
//! # Why
//!
//! A connection out of step gives the next caller an answer to somebody else's question.
//!
//! # Requirement
//!
//! RFC 9112, 6.3 and 9.3.
//!
//! # Example
//!
//! The second request on the connection is answered with the rest of the first answer.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::Occasion;
use crate::record::exchange::FollowUp;
use crate::record::{Card, Family};

/// A connection stays in step.
pub const RULE: Rule = Rule {
    card: Card {
        id: "connection-in-step",
        family: Family::Wire,
        title: "a connection stays in step",
        keyword: Keyword::Must,
        occasion: Occasion::WhereOffered,
        manual: include_str!("connection_in_step.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = at.answer()?;
    let facts = answer.wire.as_ref()?;
    let message = "a connection out of step";
    if answer.status != 204 {
        if facts.stray.is_empty() {
            return Some(Ok(()));
        }
        let actual = format!("{} stray bytes", facts.stray.len());
        return Some(Err(Complaint::new(message, "nothing behind the answer's end", actual)));
    }
    match facts.follow_up.as_ref()? {
        FollowUp::Answered(_) => Some(Ok(())),
        // The server may close a connection at any time (RFC 9112, 9.5).
        FollowUp::Closed => None,
        FollowUp::OutOfStep(words) => {
            let expected = "a whole answer to a second request";
            Some(Err(Complaint::new(message, expected, words.clone())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{call, says, text_answer};
    use crate::record::Class;
    use crate::record::WireFacts;

    #[test]
    fn an_answer_holds_and_a_close_is_lawful_and_disorder_does_not_hold() {
        let says = |follow_up| {
            let mut answer = text_answer(204, "", "");
            let follow_up = Some(follow_up);
            answer.wire = Some(WireFacts { follow_up, ..WireFacts::default() });
            says(&RULE, Class::Valid, call("delete_participant"), Ok(answer))
        };
        assert_eq!(says(FollowUp::Answered(404)), Some(Ok(())));
        assert_eq!(says(FollowUp::Closed), None);
        assert!(matches!(says(FollowUp::OutOfStep("x".into())), Some(Err(_))));
    }
}
