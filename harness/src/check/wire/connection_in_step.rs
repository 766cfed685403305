//! # What it checks
//!
//! After an answer that leaves the connection open, a second request on it gets an answer of its own; and behind the end of an
//! answer no bytes follow which nobody asked for. What follows content under a `Content-Length`, or the head of an answer to
//! `HEAD`, is seen by checks of their own.
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
use crate::record::card::{About, Occasion};
use crate::record::exchange::{FollowUp, Framing};
use crate::record::{Card, Family};

/// A connection stays in step.
pub const RULE: Rule = Rule {
    card: Card {
        id: "connection-in-step",
        family: Family::Wire,
        title: "a connection stays in step",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::WhereOffered,
        manual: include_str!("connection_in_step.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = at.answer()?;
    let facts = answer.wire.as_ref()?;
    let message = "a connection out of step";
    if !facts.stray.is_empty() {
        // A length that is too small, or content that belongs to no HEAD, is told by another check.
        if facts.framing == Framing::Length || at.is_head() {
            return None;
        }
        // So is what a 204 brings along; here it matters that nobody can ask again.
        let asked = matches!(facts.follow_up, Some(FollowUp::OutOfStep(_)));
        if answer.status == 204 && !asked {
            return None;
        }
        let actual = format!("{} stray bytes", facts.stray.len());
        return Some(Err(Complaint::new(message, "nothing behind the answer's end", actual)));
    }
    match facts.follow_up.as_ref()? {
        FollowUp::Answered(_) | FollowUp::Ended => Some(Ok(())),
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
    use crate::record::{Call, Class, WireFacts};

    fn says_of(status: u16, facts: WireFacts) -> Option<Result<(), String>> {
        let mut answer = text_answer(status, "", "");
        answer.wire = Some(facts);
        says(&RULE, Class::Valid, call("delete_participant"), Ok(answer))
    }

    fn followed(follow_up: FollowUp) -> WireFacts {
        WireFacts { follow_up: Some(follow_up), ..WireFacts::default() }
    }

    fn out_of_step() -> FollowUp {
        FollowUp::OutOfStep("x".into())
    }

    #[test]
    fn an_answer_holds_and_a_close_is_lawful_and_disorder_does_not_hold() {
        for status in [204, 200, 404] {
            assert_eq!(says_of(status, followed(FollowUp::Answered(404))), Some(Ok(())));
            assert_eq!(says_of(status, followed(FollowUp::Ended)), Some(Ok(())));
            assert_eq!(says_of(status, followed(FollowUp::Closed)), None);
            assert_eq!(says_of(status, WireFacts::default()), None);
            assert!(matches!(says_of(status, followed(out_of_step())), Some(Err(_))));
        }
    }

    #[test]
    fn stray_bytes_are_told_once_and_by_the_check_that_knows_why() {
        let stray = |status, framing, follow_up| {
            says_of(status, WireFacts { framing, stray: b"{}".into(), ..followed(follow_up) })
        };
        assert!(matches!(stray(200, Framing::Chunks, out_of_step()), Some(Err(_))));
        assert!(matches!(stray(200, Framing::Chunks, FollowUp::Ended), Some(Err(_))));
        assert!(matches!(stray(204, Framing::Nothing, out_of_step()), Some(Err(_))));
        assert_eq!(stray(204, Framing::Nothing, FollowUp::Ended), None);
        assert_eq!(stray(200, Framing::Length, out_of_step()), None);
        let call = Call { method: Some("HEAD".into()), ..call("retrieve_participant") };
        let mut answer = text_answer(200, "", "");
        let stray = b"{}".to_vec();
        answer.wire = Some(WireFacts { stray, ..followed(out_of_step()) });
        assert_eq!(says(&RULE, Class::Unusual, call, Ok(answer)), None);
    }
}
