//! # What it checks
//!
//! Content that travels under a `Content-Length` is exactly so many bytes long: none is missing, and none follows before the
//! next answer on the connection. The field is one decimal number, and never stands beside `Transfer-Encoding`.
//! A `204` and an answer to `HEAD` have no content: other checks see to them.
//!
//! # Why
//!
//! What a length leaves over is read as the beginning of the next answer; what it promises too much, a caller waits for. Where
//! two framings compete, readers differ in what they believe, and what lies between them is smuggled.
//!
//! # Requirement
//!
//! RFC 9110, 8.6; RFC 9112, 6.2 and 6.3.
//!
//! # Example
//!
//! `Content-Length: 100`, then 60 bytes, then the end of the connection.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::exchange::{Framing, Length};
use crate::record::{Answer, Card, Failure, FailureKind, Family};

/// Content-Length is true.
pub const RULE: Rule = Rule {
    card: Card {
        id: "content-length-true",
        family: Family::Wire,
        title: "Content-Length is true",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("content_length_true.rs"),
    },
    scope: Scope::Step(judge),
};

const UNCLEAR: &str = "a Content-Length that is not one number";

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    match &at.exchange.outcome {
        Ok(answer) => judge_answer(answer),
        Err(failure) => judge_failure(failure),
    }
}

fn judge_failure(failure: &Failure) -> Option<Result<(), Complaint>> {
    let (message, expected) = match failure.kind {
        FailureKind::Incomplete | FailureKind::Stalled => {
            ("content that is shorter than its Content-Length", "as many bytes as it announces")
        }
        FailureKind::LengthUnclear => (UNCLEAR, "one decimal number"),
        _ => return None,
    };
    Some(Err(Complaint::new(message, expected, failure.detail.clone())))
}

fn judge_answer(answer: &Answer) -> Option<Result<(), Complaint>> {
    // What a 204 announces is another check's affair.
    if answer.status == 204 {
        return None;
    }
    let length = answer.length();
    if let Length::Unclear(actual) = &length {
        let actual = format!("Content-Length: {actual}");
        return Some(Err(Complaint::new(UNCLEAR, "one decimal number", actual)));
    }
    if let (Length::Of(length), Some(coding)) = (&length, answer.header("transfer-encoding")) {
        let message = "a Content-Length beside Transfer-Encoding";
        let actual = format!("Content-Length: {length}, Transfer-Encoding: {coding}");
        return Some(Err(Complaint::new(message, "one of them at most", actual)));
    }
    // On a pooled connection an HTTP library has counted, which never tells what it found behind the end.
    let facts = answer.wire.as_ref()?;
    if facts.framing == Framing::Length && !facts.stray.is_empty() {
        let message = "content that is longer than its Content-Length";
        let shown: String = String::from_utf8_lossy(&facts.stray).chars().take(80).collect();
        let actual = format!("{} bytes more: {shown:?}", facts.stray.len());
        return Some(Err(Complaint::new(message, "not a byte behind its end", actual)));
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, failure, participant, says, with_header};
    use crate::record::{Class, WireFacts};

    fn says_of(outcome: Result<Answer, Failure>) -> Option<Result<(), String>> {
        says(&RULE, Class::Valid, call("retrieve_participant"), outcome)
    }

    fn raw(framing: Framing, stray: &[u8]) -> Answer {
        let mut answer = answer(200, &participant(0, 0));
        answer.wire = Some(WireFacts { framing, stray: stray.to_vec(), ..WireFacts::default() });
        answer
    }

    #[test]
    fn the_counted_bytes_hold_and_one_more_or_less_does_not() {
        assert_eq!(says_of(Ok(raw(Framing::Length, b""))), Some(Ok(())));
        assert!(matches!(says_of(Ok(raw(Framing::Length, b"}"))), Some(Err(_))));
        for kind in [FailureKind::Incomplete, FailureKind::Stalled, FailureKind::LengthUnclear] {
            assert!(matches!(says_of(Err(failure(kind))), Some(Err(_))), "{kind:?}");
        }
    }

    #[test]
    fn what_another_check_sees_is_not_told_twice() {
        assert_eq!(says_of(Ok(raw(Framing::Chunks, b"}"))), Some(Ok(())));
        assert_eq!(says_of(Ok(raw(Framing::Nothing, b"}"))), Some(Ok(())));
        assert_eq!(says_of(Ok(answer(200, &participant(0, 0)))), None);
        for kind in [FailureKind::Timeout, FailureKind::Closed, FailureKind::Malformed] {
            assert_eq!(says_of(Err(failure(kind))), None, "{kind:?}");
        }
    }

    #[test]
    fn the_field_is_one_number_and_stands_alone() {
        let with =
            |length: &str| with_header(raw(Framing::Length, b""), "content-length", Some(length));
        for lawful in ["0", "17", "0017", "17, 17"] {
            assert_eq!(says_of(Ok(with(lawful))), Some(Ok(())), "{lawful}");
        }
        for unclear in
            ["", "+17", "-1", "0x11", "17 18", "17, 18", "17,", "1e2", "99999999999999999999"]
        {
            let message = says_of(Ok(with(unclear)));
            assert_eq!(message, Some(Err(UNCLEAR.to_owned())), "{unclear}");
        }
        let both = with_header(with("17"), "Transfer-Encoding", Some("chunked"));
        assert!(matches!(says_of(Ok(both)), Some(Err(_))));
        let chunked = with_header(raw(Framing::Chunks, b""), "Transfer-Encoding", Some("chunked"));
        assert_eq!(says_of(Ok(chunked)), Some(Ok(())));
    }
}
