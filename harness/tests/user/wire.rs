//! The raw-bytes probe against servers that write what no HTTP library would: over TCP and over TLS.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use rollcall::record::exchange::{FollowUp, Framing};
use rollcall::record::{Answer, Failure, FailureKind, Request, WireFacts};
use rollcall::target::prepare::Prepared;
use rollcall::target::wire::Hangs;
use rollcall::target::{Address, wire};

/// What a server does on its one connection.
enum Act {
    /// Writes these bytes, in a segment of their own.
    Say(&'static str),
    /// Waits until a whole request has come.
    Hear,
    /// Waits until the client has gone.
    Linger,
}

use Act::{Hear, Linger, Say};

/// More time than any of these servers needs.
const LONG: Duration = Duration::from_secs(20);

/// Less time than a server takes that never answers.
const SHORT: Duration = Duration::from_millis(300);

/// The answer to a second request: it closes nothing and holds two bytes.
const SECOND: Act = Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");

fn play(mut stream: impl Read + Write, acts: &[Act]) {
    let mut heard = Vec::new();
    for act in acts {
        match act {
            Say(text) => {
                stream.write_all(text.as_bytes()).unwrap();
                stream.flush().unwrap();
            }
            Hear => loop {
                // No request of these tests has content.
                if let Some(end) = heard.windows(4).position(|own| own == b"\r\n\r\n") {
                    heard.drain(..end + 4);
                    break;
                }
                let mut buffer = [0; 1024];
                let count = stream.read(&mut buffer).unwrap();
                assert!(count > 0, "the client hung up");
                heard.extend_from_slice(&buffer[..count]);
            },
            Linger => while matches!(stream.read(&mut [0; 1024]), Ok(1..)) {},
        }
    }
}

/// A request of the probe.
fn request(method: &str, target: &str) -> Prepared {
    let record = Request {
        method: method.to_owned(),
        url: target.to_owned(),
        origin: String::new(),
        headers: vec![],
        body: None,
    };
    Prepared {
        method: method.to_owned(),
        target: target.to_owned(),
        headers: vec![],
        body: None,
        record,
    }
}

async fn probe(
    address: String,
    tls: &Arc<rustls::ClientConfig>,
    method: &str,
    limit: Duration,
) -> Result<Answer, Failure> {
    probe_again(address, tls, method, limit, &Hangs::default()).await
}

/// The same, of a target that is known already.
async fn probe_again(
    address: String,
    tls: &Arc<rustls::ClientConfig>,
    method: &str,
    limit: Duration,
    hangs: &Hangs,
) -> Result<Answer, Failure> {
    let address = Address::parse(&address).unwrap();
    let connection = wire::open(&address, tls, limit).await?;
    let (first, second) = (request(method, "/one"), request("GET", "/two"));
    wire::send(connection, &address, &first, &second, limit, hangs).await
}

fn trusting(roots: rustls::RootCertStore) -> Arc<rustls::ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    Arc::new(config)
}

/// Sends one DELETE to a server that acts like this, over TCP.
async fn over_tcp(acts: Vec<Act>) -> Result<Answer, Failure> {
    with(acts, "DELETE", LONG).await
}

async fn with(acts: Vec<Act>, method: &str, limit: Duration) -> Result<Answer, Failure> {
    with_known(acts, method, limit, &Hangs::default()).await
}

async fn with_known(
    acts: Vec<Act>,
    method: &str,
    limit: Duration,
    hangs: &Hangs,
) -> Result<Answer, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream.set_nodelay(true).unwrap();
        play(stream, &acts);
    });
    let tls = trusting(rustls::RootCertStore::empty());
    let outcome = probe_again(address, &tls, method, limit, hangs).await;
    server.join().unwrap();
    outcome
}

/// The same over TLS.
async fn over_tls(acts: Vec<Act>) -> Result<Answer, Failure> {
    over_tls_by(acts, "DELETE").await
}

async fn over_tls_by(acts: Vec<Act>, method: &str) -> Result<Answer, Failure> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream.set_nodelay(true).unwrap();
        let session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        // It goes without saying goodbye, as many servers do.
        play(rustls::StreamOwned::new(session, stream), &acts);
    });
    let outcome = probe(address, &trusting(roots), method, LONG).await;
    server.join().unwrap();
    outcome
}

/// What came of a 204: the stray bytes and the second answer.
fn after(outcome: Result<Answer, Failure>) -> (String, Option<FollowUp>) {
    let answer = outcome.unwrap();
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    let facts = answer.wire.unwrap();
    (String::from_utf8(facts.stray).unwrap(), facts.follow_up)
}

fn out_of_step(stray: &str) -> (String, Option<FollowUp>) {
    let words = format!("{} stray bytes before the next answer", stray.len());
    (stray.to_owned(), Some(FollowUp::OutOfStep(words)))
}

fn in_step() -> (String, Option<FollowUp>) {
    (String::new(), Some(FollowUp::Answered(200)))
}

#[tokio::test]
async fn a_clean_204_leaves_the_connection_in_step() {
    for clean in [
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 204\r\nconnection: Keep-Alive\r\nX-Empty:\r\n\r\n",
        "HTTP/1.1 204 \r\nDATE:   Sun, 06 Nov 1994 08:49:37 GMT  \r\n\r\n",
        "HTTP/1.0 204 No Content\r\nConnection: keep-alive\r\n\r\n",
        // Interim answers come before the final one.
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    ] {
        let acts = || vec![Hear, Say(clean), Hear, SECOND];
        assert_eq!(after(over_tcp(acts()).await), in_step(), "{clean}");
        assert_eq!(after(over_tls(acts()).await), in_step(), "{clean}");
    }
}

#[tokio::test]
async fn stray_bytes_behind_a_204_are_seen_however_they_come() {
    let head = "HTTP/1.1 204 No Content\r\n\r\n";
    let together = || vec![Hear, Say("HTTP/1.1 204 No Content\r\n\r\n{}"), Hear, SECOND];
    let apart = || vec![Hear, Say(head), Say("{}"), Hear, SECOND];
    let late = || vec![Hear, Say(head), Hear, Say("{}"), SECOND];
    let one_by_one = || vec![Hear, Say(head), Say("{"), Hear, Say("}"), SECOND];
    for acts in [&together as &dyn Fn() -> Vec<Act>, &apart, &late, &one_by_one] {
        assert_eq!(after(over_tcp(acts()).await), out_of_step("{}"));
        assert_eq!(after(over_tls(acts()).await), out_of_step("{}"));
    }
}

#[tokio::test]
async fn a_framed_204_is_read_as_one_without_content() {
    let counted =
        vec![Hear, Say("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}"), Hear, SECOND];
    let outcome = over_tcp(counted).await;
    assert_eq!(outcome.as_ref().unwrap().header("content-length"), Some("2"));
    assert_eq!(after(outcome), out_of_step("{}"));
    let chunked = vec![
        Hear,
        Say("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Hear,
        SECOND,
    ];
    let outcome = over_tls(chunked).await;
    assert_eq!(outcome.as_ref().unwrap().header("Transfer-Encoding"), Some("chunked"));
    assert_eq!(after(outcome), out_of_step("0\r\n\r\n"));
}

#[tokio::test]
async fn a_204_that_announces_its_end_is_read_to_the_end() {
    let ended = Some(FollowUp::Ended);
    let clean = || vec![Hear, Say("HTTP/1.1 204 No Content\r\nConnection: Close\r\n\r\n")];
    assert_eq!(after(over_tcp(clean()).await), (String::new(), ended.clone()));
    assert_eq!(after(over_tls(clean()).await), (String::new(), ended.clone()));
    let stray =
        vec![Hear, Say("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n{\"a\""), Say(":1}")];
    assert_eq!(after(over_tcp(stray).await), ("{\"a\":1}".to_owned(), ended.clone()));
    // A server of the older version closes, where it does not say otherwise.
    let older = vec![Hear, Say("HTTP/1.0 204 No Content\r\n\r\n")];
    assert_eq!(after(over_tcp(older).await), (String::new(), ended.clone()));
}

#[tokio::test]
async fn a_connection_that_ends_unannounced_is_told_apart_from_one_out_of_step() {
    let closed = vec![Hear, Say("HTTP/1.1 204 No Content\r\n\r\n"), Hear];
    assert_eq!(after(over_tcp(closed).await), (String::new(), Some(FollowUp::Closed)));
    let stray = vec![Hear, Say("HTTP/1.1 204 No Content\r\n\r\n{}"), Hear];
    let (bytes, follow_up) = after(over_tcp(stray).await);
    assert_eq!(bytes, "{}");
    assert!(matches!(follow_up, Some(FollowUp::OutOfStep(_))), "{follow_up:?}");
}

#[tokio::test]
async fn a_second_request_that_hangs_is_not_the_first_answer_s_fault() {
    let limit = SHORT;
    for (said, stray) in [
        ("HTTP/1.1 204 No Content\r\n\r\n", ""),
        ("HTTP/1.1 204 No Content\r\n\r\n{}", "{}"),
        ("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 2", ""),
    ] {
        let acts = vec![Hear, Say(said), Hear, Linger];
        let (bytes, follow_up) = after(with(acts, "DELETE", limit).await);
        assert_eq!(bytes, stray);
        let Some(FollowUp::OutOfStep(words)) = follow_up else { panic!("{follow_up:?}") };
        assert!(words.starts_with("no answer to a second request"), "{words}");
    }
    let silent = with(vec![Hear, Linger], "DELETE", limit).await;
    assert_eq!(silent.unwrap_err().kind, FailureKind::Timeout);
}

#[tokio::test]
async fn other_answers_end_where_their_framing_says() {
    let body = |answer: Result<Answer, Failure>| {
        let answer = answer.unwrap();
        let facts = answer.wire.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (answer.status, text(answer.body), text(facts.stray))
    };
    for (said, content, stray) in [
        ("HTTP/1.1 200 OK\r\nCONTENT-length:\t 2 \r\n\r\n{}", "{}", ""),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{} surplus", "{}", " surplus"),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n1;x=y\r\n{\r\n1\r\n}\r\n0\r\nT: x\r\n\r\n",
            "{}",
            "",
        ),
        ("HTTP/1.1 200 OK\r\n\r\nto the end", "to the end", ""),
        ("HTTP/1.0 200 OK\r\n\r\n", "", ""),
        ("HTTP/1.1 404 Gone Fishing\r\nContent-Length: 0\r\n\r\n", "", ""),
    ] {
        let (status, read, left) = body(over_tcp(vec![Hear, Say(said)]).await);
        assert!(status == 200 || status == 404);
        assert_eq!((read.as_str(), left.as_str()), (content, stray), "{said}");
        assert_eq!(body(over_tls(vec![Hear, Say(said)]).await), (status, read, left), "{said}");
    }
}

#[tokio::test]
async fn what_is_no_answer_is_told_apart() {
    for (said, kind) in [
        ("garbage\r\n\r\n", FailureKind::Malformed),
        ("HTTP/2 200 OK\r\n\r\n", FailureKind::Malformed),
        ("HTTP/1.1 20x OK\r\n\r\n", FailureKind::Malformed),
        ("HTTP/1.1200 OK\r\n\r\n", FailureKind::Malformed),
        ("HTTP/1.1 2000 OK\r\n\r\n", FailureKind::Malformed),
        ("HTTP/1.1 OK\r\n\r\n", FailureKind::Malformed),
        ("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n", FailureKind::LengthUnclear),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{} ", FailureKind::LengthUnclear),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 3\r\n\r\n{} ",
            FailureKind::LengthUnclear,
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", FailureKind::LengthUnclear),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", FailureKind::Malformed),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
            FailureKind::Malformed,
        ),
        ("", FailureKind::Closed),
        ("HTTP/1.1 200 OK\r\nContent-", FailureKind::Closed),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}", FailureKind::Incomplete),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}", FailureKind::Closed),
        ("HTTP/1.1 100 Continue\r\n\r\n", FailureKind::Closed),
    ] {
        let failure = over_tcp(vec![Hear, Say(said)]).await.unwrap_err();
        assert_eq!(failure.kind, kind, "{said}: {}", failure.detail);
        assert!(!failure.detail.is_empty());
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let tls = trusting(rustls::RootCertStore::empty());
    let nobody = probe(address, &tls, "DELETE", Duration::from_secs(5)).await.unwrap_err();
    assert_eq!(nobody.kind, FailureKind::Connect);
}

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
        asked += usize::from(matches!(follow_up, Some(FollowUp::OutOfStep(_))));
        // Where nobody looked, nothing is said.
        assert!(asked < 6 || matches!(follow_up, None | Some(FollowUp::OutOfStep(_))));
    }
    assert_eq!(asked, 6);
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
