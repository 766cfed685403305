//! # What it checks
//!
//! `HEAD` is answered as `GET` is, without the content: with the status of the `GET`s before and behind it, and with their
//! `Content-Length`, if it has any. Not a byte follows the head. A server that does not have the method may say so, with `404`,
//! `405` or `501`. Where the two `GET`s differ, or travel in chunks, there is nothing to compare with.
//!
//! # Why
//!
//! A client takes the answer to `HEAD` to end with its head; bytes behind it are read as the beginning of the next answer. And
//! whoever asks by `HEAD` whether a participant is there must not be told another thing than by `GET`.
//!
//! # Requirement
//!
//! RFC 9110, 8.6 and 9.3.2.
//!
//! # Example
//!
//! `HEAD …/Participants/{CallSid}` is answered `200`, and the participant's JSON follows.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::exchange::Length;
use crate::record::{Answer, Call, Card, Family};

/// HEAD is GET without content.
pub const RULE: Rule = Rule {
    card: Card {
        id: "head-without-content",
        family: Family::Wire,
        title: "HEAD is answered as GET is, without content",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("head_without_content.rs"),
    },
    scope: Scope::Step(judge),
};

/// How a server says that it does not have the method.
const WITHOUT_HEAD: [u16; 3] = [404, 405, 501];

/// By so many bytes a call may differ from look to look by itself: by the digits of how long it has lasted.
const MOVES_BY: u64 = 3;

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.is_head() {
        return judge_bytes(at);
    }
    // The last of the three is where all of them can be compared, and where a smaller case ends.
    let [before, head, behind] = surrounded(at)?;
    if before.status != behind.status || head.status >= 500 || WITHOUT_HEAD.contains(&head.status) {
        return None;
    }
    if head.status != behind.status {
        let message = "HEAD is answered with another status than GET";
        let expected = format!("status {}, or 404, 405, 501", behind.status);
        return Some(Err(Complaint::new(message, expected, format!("status {}", head.status))));
    }
    let (Some(length), Length::Of(own)) = (true_length(behind), head.length()) else {
        return Some(Ok(()));
    };
    // `connecting` is longer than `queued`, and nobody knows when the one becomes the other.
    let moved = context.resources().map_or(MOVES_BY, |words| {
        let items = behind.json().and_then(|json| json.get(words.items)?.as_array());
        words.moves_by * items.map_or(1, Vec::len) as u64
    });
    if true_length(before) != Some(length) || own.abs_diff(length) <= moved {
        return Some(Ok(()));
    }
    let message = "HEAD has another Content-Length than GET";
    let expected = format!("Content-Length: {length}, or none");
    Some(Err(Complaint::new(message, expected, format!("Content-Length: {own}"))))
}

fn judge_bytes(at: &At<'_>) -> Option<Result<(), Complaint>> {
    let facts = at.answer()?.wire.as_ref()?;
    if facts.stray.is_empty() {
        return Some(Ok(()));
    }
    let shown: String = String::from_utf8_lossy(&facts.stray).chars().take(80).collect();
    let actual = format!("{} bytes: {shown:?}", facts.stray.len());
    let message = "content behind the head of an answer to HEAD";
    Some(Err(Complaint::new(message, "not a byte behind the head", actual)))
}

/// The length of an answer to GET; none where what follows shows that it is not true, which another check says.
fn true_length(answer: &Answer) -> Option<u64> {
    let is_clean = answer.wire.as_ref().is_none_or(|facts| facts.stray.is_empty());
    match answer.length() {
        Length::Of(length) if is_clean => Some(length),
        _ => None,
    }
}

/// The answers to GET, HEAD and GET, where that is what ends here, and all three ask for the same thing.
fn surrounded<'a>(at: &At<'a>) -> Option<[&'a Answer; 3]> {
    let first = at.index.checked_sub(2)?;
    let trace = at.judged.trace;
    let steps = trace.case.steps.get(first..=at.index)?;
    let asks_the_same = |one: &Call, other: &Call| {
        let plain = Call { method: None, ..other.clone() };
        Call { method: None, ..one.clone() } == plain
    };
    let [before, head, behind] = [&steps[0].call, &steps[1].call, &steps[2].call];
    let is_row = before.method.is_none() && behind.method.is_none() && head.is_head();
    if !is_row || !asks_the_same(head, before) || !asks_the_same(head, behind) {
        return None;
    }
    let answer = |index: usize| trace.exchanges.get(index)?.answer();
    Some([answer(first)?, answer(first + 1)?, answer(first + 2)?])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{call, says_of, text_answer, with_header};
    use crate::generate::build::step;
    use crate::record::{Class, WireFacts};

    fn answer(status: u16, length: Option<&str>, stray: &[u8]) -> Answer {
        let mut answer =
            with_header(text_answer(status, "text/plain", ""), "content-length", length);
        answer.wire = Some(WireFacts { stray: stray.to_vec(), ..WireFacts::default() });
        answer
    }

    fn says(before: Answer, head: Answer, behind: Answer) -> Option<Result<(), String>> {
        let get = call("retrieve_participant");
        let asked = Call { method: Some("HEAD".to_owned()), ..get.clone() };
        let steps = vec![
            (step(Class::Valid, "", get.clone()), Ok(before)),
            (step(Class::Unusual, "", asked), Ok(head)),
            (step(Class::Valid, "", get), Ok(behind)),
        ];
        says_of(&RULE, steps)
    }

    #[test]
    fn the_same_without_content_holds_and_a_byte_does_not() {
        let get = || answer(200, Some("7"), b"");
        assert_eq!(says(get(), answer(200, Some("7"), b""), get()), Some(Ok(())));
        assert_eq!(says(get(), answer(200, None, b""), get()), Some(Ok(())));
        let bytes = says(get(), answer(200, Some("7"), b"{}"), get()).unwrap().unwrap_err();
        assert!(bytes.contains("content behind"), "{bytes}");
    }

    #[test]
    fn another_length_fails_where_there_is_one_to_compare_with() {
        let head = || answer(200, Some("0"), b"");
        let get = |length| answer(200, length, b"");
        let message = says(get(Some("7")), head(), get(Some("7"))).unwrap().unwrap_err();
        assert!(message.contains("another Content-Length"), "{message}");
        assert_eq!(says(get(Some("6")), head(), get(Some("7"))), Some(Ok(())));
        assert_eq!(says(get(None), head(), get(None)), Some(Ok(())));
        let untrue = || answer(200, Some("7"), b"}");
        assert_eq!(says(untrue(), head(), untrue()), Some(Ok(())));
    }

    #[test]
    fn a_server_without_head_says_so_and_another_status_fails() {
        let get = |status| answer(status, Some("7"), b"");
        for (status, told) in [(200, 404), (200, 405), (401, 405), (200, 501), (404, 404)] {
            let outcome = says(get(status), answer(told, Some("3"), b""), get(status));
            assert_eq!(outcome, Some(Ok(())), "{status} {told}");
        }
        let open = says(get(401), answer(200, Some("7"), b""), get(401)).unwrap().unwrap_err();
        assert!(open.contains("another status"), "{open}");
        // Where the GETs differ, nobody knows what is right; a 5xx is told by another check.
        assert_eq!(says(get(401), answer(200, None, b""), get(200)), Some(Ok(())));
        assert_eq!(says(get(200), answer(500, None, b""), get(200)), Some(Ok(())));
    }
}
