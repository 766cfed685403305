//! The reference server's bytes: clean where it is plain, wrong in exactly one way where it is told to be, and over TLS.

use std::sync::Arc;

use rollcall::mock::{Options, Running, start};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Answer, Site, faulty, plain, read_all, request, send, with};

/// The bytes that answer a removal and a retrieval sent right behind it on the same connection, without the date.
async fn removal_and_retrieval(site: &Site) -> String {
    let credentials = site.credentials();
    let fields = [("Authorization", credentials.as_str())];
    let two = [
        request("DELETE", &site.one(0, 0), &fields, b"", false),
        request("HEAD", &site.one(0, 1), &fields, b"", true),
    ]
    .concat();
    let mut stream = TcpStream::connect(site.running.address).await.unwrap();
    stream.write_all(&two).await.unwrap();
    let raw = String::from_utf8(read_all(&mut stream).await).unwrap();
    let dated = raw.split_inclusive("\r\n").filter(|line| !line.starts_with("date: "));
    dated.collect()
}

/// The head of a retrieved participant of that many bytes, without the date.
fn head_of_retrieval(length: usize) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    )
}

#[tokio::test]
async fn what_follows_a_204_is_what_the_fault_says() {
    for (fault, fields, after) in [
        (None, "", ""),
        (Some("no-content-with-body"), "", "{}"),
        (Some("no-content-with-content-length"), "content-length: 0\r\n", ""),
        (Some("no-content-with-chunked"), "transfer-encoding: chunked\r\n", "0\r\n\r\n"),
    ] {
        let site = match fault {
            Some(fault) => faulty(fault).await,
            None => plain().await,
        };
        let length = site.ask("GET", &site.one(0, 1)).await.body.len();
        let expected =
            format!("HTTP/1.1 204 No Content\r\n{fields}\r\n{after}{}", head_of_retrieval(length));
        assert_eq!(removal_and_retrieval(&site).await, expected, "{fault:?}");
        // Everything else on the wire is as it should be, and the mark never gets out.
        assert_eq!(site.ask("GET", &site.one(0, 0)).await.status, 404);
        assert!(!site.ask("GET", &site.list(0)).await.text().contains("x-rollcall"));
    }
}

#[tokio::test]
async fn a_short_content_length_leaves_the_rest_behind() {
    let site = faulty("content-length-short").await;
    let answer = site.ask("GET", &site.one(0, 0)).await;
    let claimed: usize = answer.header("content-length").unwrap().parse().unwrap();
    assert_eq!(claimed + 10, answer.body.len());
    let list = site.ask("GET", &site.list(0)).await;
    assert_eq!(list.header("content-length"), Some(list.body.len().to_string().as_str()));
}

#[tokio::test]
async fn a_dropped_connection_ends_in_the_middle_of_a_head() {
    let site = faulty("connection-dropped").await;
    let answer = site.ask("GET", &format!("{}?Muted=true", site.list(0))).await;
    assert_eq!(answer.raw, b"HTTP/1.1 200 OK\r\ncontent-ty");
    assert_eq!(site.ask("GET", &format!("{}?Hold=true", site.list(0))).await.status, 200);
}

#[tokio::test]
async fn a_garbled_status_line_is_none() {
    let site = faulty("status-line-garbled").await;
    let answer = site.ask("GET", &format!("{}?Hold=true", site.list(0))).await;
    assert_eq!(answer.status, 0);
    assert!(answer.raw.starts_with(b"/api/laml/2010-04-01 200\r\ncontent-type: "), "{answer:?}");
}

#[tokio::test]
async fn an_answer_that_never_comes_leaves_the_connection_open_until_the_server_stops() {
    let site = faulty("answer-never-comes").await;
    let credentials = site.credentials();
    let mut stream = TcpStream::connect(site.running.address).await.unwrap();
    let fields = [("Authorization", credentials.as_str())];
    stream.write_all(&request("PUT", &site.one(0, 0), &fields, b"", true)).await.unwrap();
    assert_eq!(read_all(&mut stream).await, b"");
    assert_eq!(site.ask("GET", &site.one(0, 0)).await.status, 200);
    site.running.stop().await;
    let raw = read_all(&mut stream).await;
    assert!(raw.starts_with(b"HTTP/1.1 405 "), "what was held back comes when the server ends");
}

#[tokio::test]
async fn large_answers_pass_the_rewriter_whole() {
    let fault = rollcall::mock::find_fault("signalwire", "no-content-with-body").unwrap();
    let mut site = with(Options { faults: vec![fault], ..Options::default() }).await;
    let wish = serde_json::json!([{ "participants": 900 }]);
    site.conferences = crate::support::provision(site.running.address, &wish).await;
    let answer = site.ask("GET", &format!("{}?PageSize=1000", site.list(0))).await;
    assert_eq!(answer.json()["participants"].as_array().map(Vec::len), Some(900));
}

#[tokio::test]
async fn what_hyper_refuses_by_itself_passes_the_rewriter() {
    let site = faulty("no-content-with-body").await;
    let mut stream = TcpStream::connect(site.running.address).await.unwrap();
    stream.write_all(b"GET\r\n\r\n").await.unwrap();
    assert_eq!(Answer::read(read_all(&mut stream).await).status, 400);
}

/// A server certificate for `localhost` with the client configuration that trusts it.
fn certificate() -> (Arc<rustls::ServerConfig>, Arc<rustls::ClientConfig>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let server = rustls::ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    (Arc::new(server), Arc::new(client))
}

/// The bytes that come back over TLS, up to the end of the connection.
async fn over_tls(running: &Running, client: Arc<rustls::ClientConfig>, sent: &[u8]) -> String {
    let stream = TcpStream::connect(running.address).await.unwrap();
    let name = rustls::pki_types::ServerName::try_from("localhost").unwrap();
    let connector = tokio_rustls::TlsConnector::from(client);
    let mut stream = connector.connect(name, stream).await.unwrap();
    stream.write_all(sent).await.unwrap();
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw).await.unwrap();
    String::from_utf8(raw).unwrap()
}

#[tokio::test]
async fn tls_carries_the_same_bytes() {
    for fault in [None, Some("no-content-with-body")] {
        let (server, client) = certificate();
        let faults = fault.map(|id| rollcall::mock::find_fault("signalwire", id).unwrap());
        let tls = Some(server);
        let options = Options { faults: faults.into_iter().collect(), tls, ..Options::default() };
        let running = start("signalwire", options).await.unwrap();
        assert!(running.base.starts_with("https://127.0.0.1:"));

        let wish = br#"{"version":1,"api":"signalwire","conferences":[{"participants":1}]}"#;
        let provision = request("POST", "/_rollcall/fixtures", &[], wish, true);
        let handed = over_tls(&running, client.clone(), &provision).await;
        let handed: serde_json::Value =
            serde_json::from_str(handed.split_once("\r\n\r\n").unwrap().1).unwrap();
        let own = &handed["conferences"][0];
        let target = format!(
            "/2010-04-01/Accounts/{}/Conferences/{}/Participants/{}",
            running.account,
            own["parameters"]["ConferenceSid"].as_str().unwrap(),
            own["participants"][0]["CallSid"].as_str().unwrap()
        );
        let credentials = crate::support::basic(&running.username, &running.password);
        let fields = [("Authorization", credentials.as_str())];
        let answer =
            over_tls(&running, client, &request("DELETE", &target, &fields, b"", true)).await;
        assert!(answer.starts_with("HTTP/1.1 204 No Content\r\n"), "{answer}");
        assert!(answer.ends_with(if fault.is_some() { "\r\n\r\n{}" } else { "\r\n\r\n" }));
        assert!(!answer.contains("content-length"));

        // Plain text on a TLS port harms nobody: the handshake fails, the next one succeeds.
        let lost = send(running.address, "GET", "/", &[], b"").await;
        assert_eq!(lost.status, 0);
    }
}
