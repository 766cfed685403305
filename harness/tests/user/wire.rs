//! The raw-bytes probe against servers that write what no HTTP library would: over TCP and over TLS.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use rollcall::record::exchange::FollowUp;
use rollcall::record::{Answer, Failure, FailureKind, Request};
use rollcall::target::prepare::Prepared;
use rollcall::target::wire::{Hangs, LookBehind};
use rollcall::target::{Address, wire};

/// What a server does on its one connection.
pub(crate) enum Act {
    /// Writes these bytes, in a segment of their own.
    Say(&'static str),
    /// Waits until a whole request has come.
    Hear,
    /// Waits until the client has gone.
    Linger,
}

pub(crate) use Act::{Hear, Linger, Say};

/// More time than any of these servers needs.
pub(crate) const LONG: Duration = Duration::from_secs(20);

/// Less time than a server takes that never answers.
pub(crate) const SHORT: Duration = Duration::from_millis(300);

/// The answer to a second request: it closes nothing and holds two bytes.
pub(crate) const SECOND: Act = Say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");

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

pub(crate) async fn probe(
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
    let mut asked = wire::ask(connection, &address, &first, limit).await?;
    let follow_up = &second;
    asked.look_behind(LookBehind { address: &address, follow_up, limit, hangs }).await;
    Ok(asked.into_parts().0)
}

pub(crate) fn trusting(roots: rustls::RootCertStore) -> Arc<rustls::ClientConfig> {
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

pub(crate) async fn with(acts: Vec<Act>, method: &str, limit: Duration) -> Result<Answer, Failure> {
    with_known(acts, method, limit, &Hangs::default()).await
}

pub(crate) async fn with_known(
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

pub(crate) async fn over_tls_by(acts: Vec<Act>, method: &str) -> Result<Answer, Failure> {
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
