//! # What it checks
//!
//! Every answer is a whole HTTP/1.1 message: a status line, the end of its head, and content up to its last chunk. Whether each
//! line of the head is as it should be, and `Content-Length` true, is left to checks of their own. Content is read up to two
//! megabytes, a hundred times what a list of these conferences takes: what goes on for longer is taken for endless.
//!
//! # Why
//!
//! What cannot be parsed cannot be judged, and clients give up on it. A connection that was closed while idle is no finding:
//! the request was sent once more on a fresh one before this was said.
//!
//! # Requirement
//!
//! RFC 9112, 2, 4, 6, 7 and 8.
//!
//! # Example
//!
//! `HTTP/1.1 2000 OK`; chunks of which the last one never comes.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::FailureKind;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// Every answer is HTTP.
pub const RULE: Rule = Rule {
    card: Card {
        id: "http-parseable",
        family: Family::Wire,
        title: "every answer is HTTP",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("http_parseable.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    match &at.exchange.outcome {
        Ok(answer) if answer.truncated => {
            let message = "an answer that does not end";
            let (expected, actual) =
                ("a whole answer, of some kilobytes", "more than 2 MiB of content");
            Some(Err(Complaint::new(message, expected, actual)))
        }
        Ok(_) => Some(Ok(())),
        Err(failure) => match failure.kind {
            // Each of these has a check of its own.
            FailureKind::Timeout
            | FailureKind::Incomplete
            | FailureKind::Stalled
            | FailureKind::LengthUnclear => None,
            FailureKind::Connect => {
                let message = "no connection in the midst of a run";
                Some(Err(Complaint::new(message, "a connection", failure.detail.clone())))
            }
            FailureKind::Closed => {
                let message = "a connection that ends before the answer is whole";
                Some(Err(Complaint::new(message, "a whole answer", failure.detail.clone())))
            }
            FailureKind::Malformed => {
                let message = "an answer that is not HTTP/1.1";
                Some(Err(Complaint::new(message, "an HTTP/1.1 message", failure.detail.clone())))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::failure;
    use crate::check::testing::{answer, call, participant, says};
    use crate::record::{Answer, Class};

    #[test]
    fn an_answer_holds_and_a_broken_one_does_not() {
        let says = |outcome| says(&RULE, Class::Valid, call("retrieve_participant"), outcome);
        assert_eq!(says(Ok(answer(200, &participant(0, 0)))), Some(Ok(())));
        assert!(matches!(says(Err(failure(FailureKind::Malformed))), Some(Err(_))));
        assert!(matches!(says(Err(failure(FailureKind::Closed))), Some(Err(_))));
        let endless = Answer { truncated: true, ..answer(200, &participant(0, 0)) };
        assert!(matches!(says(Ok(endless)), Some(Err(words)) if words.contains("does not end")));
        for kind in [FailureKind::Timeout, FailureKind::Incomplete, FailureKind::LengthUnclear] {
            assert_eq!(says(Err(failure(kind))), None, "{kind:?}");
        }
    }
}
