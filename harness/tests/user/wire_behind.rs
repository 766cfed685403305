//! What follows every kind of answer, what ends it, and what never comes.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use rollcall::record::exchange::{FollowUp, Framing};
use rollcall::record::{Answer, Failure, FailureKind, WireFacts};
use rollcall::target::wire::Hangs;

use crate::wire::{
    Act, Hear, LONG, Linger, SECOND, SHORT, Say, over_tls_by, probe, trusting, with, with_known,
};

/// What came behind an answer: the status, the stray bytes and the second answer.
fn behind(outcome: Result<Answer, Failure>) -> (u16, String, Option<FollowUp>) {
    let (status, facts) = facts(outcome);
    (status, String::from_utf8(facts.stray).unwrap(), facts.follow_up)
}

fn facts(outcome: Result<Answer, Failure>) -> (u16, WireFacts) {
    let answer = outcome.unwrap();
    (answer.status, answer.wire.unwrap())
}

const COUNTED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\"b\"\r\n{}\r\n0\r\nT: x\r\n\r\n";
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n";

#[tokio::test]
async fn every_answer_that_keeps_its_connection_is_followed_by_a_second_one() {
    for (method, said, status) in [
        ("GET", COUNTED, 200),
        ("POST", CHUNKED, 200),
        ("PUT", "HTTP/1.1 405 Not Here\r\nContent-Length: 0\r\nAllow: GET\r\n\r\n", 405),
        ("GET", "HTTP/1.1 401 \r\nTRANSFER-ENCODING: gzip , CHUNKED\r\n\r\n0\r\n\r\n", 401),
        ("GET", "HTTP/1.0 200 OK\r\nConnection: x, Keep-Alive\r\nContent-Length: 0\r\n\r\n", 200),
        ("GET", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", 200),
        ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304),
        // An answer to HEAD has the length of the content that it leaves out, or its coding.
        ("HEAD", HEAD, 200),
        ("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200),
        ("HEAD", "HTTP/1.1 501 Unknown\r\n\r\n", 501),
    ] {
        let acts = || vec![Hear, Say(said), Hear, SECOND];
        let expected = (status, String::new(), Some(FollowUp::Answered(200)));
        assert_eq!(behind(with(acts(), method, LONG).await), expected, "{said}");
        assert_eq!(behind(over_tls_by(acts(), method).await), expected, "{said}");
    }
}

#[tokio::test]
async fn stray_bytes_are_seen_behind_every_kind_of_answer() {
    for (method, said) in [("GET", COUNTED), ("GET", CHUNKED), ("HEAD", HEAD)] {
        let together = || vec![Hear, Say(said), Say("\r\n}"), Hear, SECOND];
        let late = || vec![Hear, Say(said), Hear, Say("\r\n}"), SECOND];
        for acts in [&together as &dyn Fn() -> Vec<Act>, &late] {
            let (_, facts) = facts(with(acts(), method, LONG).await);
            assert_eq!(facts.stray, b"\r\n}", "{said}");
            assert!(matches!(facts.follow_up, Some(FollowUp::OutOfStep(_))), "{said}");
            let (_, stray, _) = behind(over_tls_by(acts(), method).await);
            assert_eq!(stray, "\r\n}", "{said}");
        }
    }
    // Also where the server closes behind them, as it has announced.
    let close = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{} }";
    let outcome = behind(with(vec![Hear, Say(close)], "GET", LONG).await);
    assert_eq!(outcome, (200, " }".to_owned(), Some(FollowUp::Ended)));
}

#[tokio::test]
async fn a_lawful_end_of_the_connection_is_told_from_disorder() {
    // It closes without a word; it closes as announced, once the client has; it frames by the end.
    for (said, then, follow_up) in [
        (COUNTED, None, FollowUp::Closed),
        (
            "HTTP/1.1 200 OK\r\nconnection: x, CLOSE\r\nContent-Length: 0\r\n\r\n",
            Some(Linger),
            FollowUp::Ended,
        ),
        ("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", Some(Linger), FollowUp::Ended),
        ("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 is not so easy", None, FollowUp::Ended),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n...", None, FollowUp::Ended),
    ] {
        let acts = [Hear, Say(said)].into_iter().chain(then).collect();
        let outcome = behind(with(acts, "GET", LONG).await);
        assert_eq!(outcome, (200, String::new(), Some(follow_up)), "{said}");
    }
}

#[tokio::test]
async fn what_ends_an_answer_is_recorded() {
    for (method, said, framing) in [
        ("GET", COUNTED, Framing::Length),
        ("GET", CHUNKED, Framing::Chunks),
        ("GET", "HTTP/1.1 200 OK\r\n\r\nto the end", Framing::Close),
        ("HEAD", HEAD, Framing::Nothing),
        ("DELETE", "HTTP/1.1 204 \r\nContent-Length: 4\r\n\r\n", Framing::Nothing),
        (
            "GET",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            Framing::Chunks,
        ),
    ] {
        let (_, facts) = facts(with(vec![Hear, Say(said)], method, LONG).await);
        assert_eq!(facts.framing, framing, "{said}");
        let head = said.split_inclusive("\r\n\r\n").next().unwrap();
        assert_eq!(String::from_utf8(facts.head).unwrap(), head);
    }
}

#[tokio::test]
async fn a_head_that_shows_its_meaning_is_read_and_kept_as_it_came() {
    for head in [
        "HTTP/1.1 200\r\nX-Two : a\r\n\tb\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\nX-Two: a b\nContent-Length: 2\n\n",
        "\r\nHTTP/1.1 200 OK\r\nno colon\r\nX-Two: a b\r\ncontent-length :2\r\n\r\n",
        "HTTP/1.7  200 \r\nX-Two: a b\r\nContent-Length: 2\n\r\n",
    ] {
        let said = Box::leak(format!("{head}{{}}").into_boxed_str());
        let answer = with(vec![Hear, Say(said), Hear, SECOND], "GET", LONG).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"{}".as_slice()), "{head:?}");
        assert_eq!(answer.header("x-two"), Some("a b"), "{head:?}");
        let facts = answer.wire.unwrap();
        assert_eq!(String::from_utf8(facts.head).unwrap(), head);
        assert_eq!(facts.follow_up, Some(FollowUp::Answered(200)), "{head:?}");
    }
}

#[tokio::test]
async fn what_never_comes_costs_its_time_and_no_more() {
    let kind = |outcome: Result<Answer, Failure>| outcome.unwrap_err().kind;
    // Content that was counted, and did not come; chunks of which the last one does not; a HEAD without an answer.
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}";
    let stalled = with(vec![Hear, Say(short), Linger], "GET", SHORT).await;
    assert_eq!(kind(stalled), FailureKind::Stalled);
    let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n";
    let endless = with(vec![Hear, Say(chunks), Linger], "GET", SHORT).await;
    assert_eq!(kind(endless), FailureKind::Timeout);
    assert_eq!(kind(with(vec![Hear, Linger], "HEAD", SHORT).await), FailureKind::Timeout);
    // What can be no answer any more is not waited for.
    for said in ["SSH-2.0-x", "\r\nHTTP/2", "HTTP/1.1 what\r\n"] {
        let acts = vec![Hear, Say(said), Linger];
        assert_eq!(kind(with(acts, "GET", LONG).await), FailureKind::Malformed, "{said}");
    }
}

#[tokio::test]
async fn a_target_that_never_answers_again_is_not_asked_for_ever() {
    let hangs = Hangs::default();
    let mut asked = 0;
    for _ in 0..10 {
        let acts = vec![Hear, Say(COUNTED), Linger];
        let outcome = with_known(acts, "GET", Duration::from_millis(50), &hangs).await;
        let (_, stray, follow_up) = behind(outcome);
        assert_eq!(stray, "");
        match follow_up {
            Some(FollowUp::OutOfStep(_)) => asked += 1,
            // Where nobody looked, nothing is said.
            other => assert_eq!((asked, other), (6, None)),
        }
    }
    assert_eq!(asked, 6);
    // A failure that is to be shown again is looked for a little longer.
    hangs.forgive();
    for more in [true, true, false] {
        let acts = vec![Hear, Say(COUNTED), Linger];
        let outcome = with_known(acts, "GET", Duration::from_millis(50), &hangs).await;
        assert_eq!(behind(outcome).2.is_some(), more);
    }
}

#[tokio::test]
async fn content_beyond_the_size_limit_is_no_stray() {
    let content = "x".repeat(2 * 1024 * 1024 + 50);
    for head in [
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", content.len()),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n", content.len()),
        "HTTP/1.1 200 OK\r\n\r\n".to_owned(),
    ] {
        let said = format!("{head}{content}");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            // The client goes away in the midst of it.
            let _ = stream.write_all(said.as_bytes());
        });
        let tls = trusting(rustls::RootCertStore::empty());
        let answer = probe(address, &tls, "GET", LONG).await.unwrap();
        server.join().unwrap();
        assert!(answer.truncated, "{head}");
        let facts = answer.wire.unwrap();
        assert_eq!((facts.stray.len(), facts.follow_up), (0, None), "{head}");
    }
}
