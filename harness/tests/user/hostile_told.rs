//! Servers of notifications that mean harm: whoever listens is not drowned.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::desk::{Desk, Ran};
use crate::hostile::{MEMORY, TIME, for_ever, linger, measured};
use crate::proxy::{Act, Play, Proxy};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// What a hostile server of notifications does with the requests of those who listen.
fn bayeux(play: Play, carrier: &'static str) -> (Ran, u64, Duration) {
    let server = Server::mock_of("genesys", &[]);
    let proxy = Proxy::before(server.authority(), move |request, _| {
        let listens = request.target.contains("/notifications");
        if listens { Act::Play(Arc::clone(&play)) } else { Act::Pass }
    });
    let target = server.base.replace(server.authority(), &proxy.authority);
    let start = Instant::now();
    let (ran, memory) = measured(
        &Desk::of(&server),
        &[
            "check",
            "genesys",
            "--target",
            &target,
            "--fixtures",
            &server.fixtures,
            "--seed",
            "2",
            "--cases",
            "0",
            "--timeout",
            "1s",
            "--notification-limit",
            "1s",
            "--carrier",
            carrier,
        ],
    );
    (ran, memory, start.elapsed())
}

/// A fragment that goes on with a text and does not end it.
const FRAGMENTS: &[u8] = &[0x00, 4, b'1', b',', b'1', b','];

/// Becomes a WebSocket, and says this; where it is for ever, as fragments of a text that has begun.
fn socket(frames: &'static [u8], for_ever: bool) -> Play {
    Arc::new(move |stream, request| {
        let request = String::from_utf8_lossy(request);
        let key = request.lines().find_map(|line| {
            line.to_lowercase()
                .strip_prefix("sec-websocket-key:")
                .map(|own| line[line.len() - own.len()..].trim().to_owned())
        });
        let accept = derive_accept_key(key.unwrap_or_default().as_bytes());
        let head = format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
        );
        let begin: &[u8] = if for_ever { &[0x01, 1, b'['] } else { frames };
        let mut went = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(begin));
        while for_ever && went.is_ok() {
            went = stream.write_all(&frames.repeat(1024));
        }
        linger(stream);
    })
}

/// Tells each notification five hundred times.
fn repeated(head: &str, body: &str) -> (String, String) {
    let mut body = body.to_owned();
    if let Ok(Value::Array(messages)) = serde_json::from_str(&body) {
        let told = |own: &&Value| own["channel"] == "/v2/me/calls";
        let again: Vec<Value> = messages.iter().filter(told).cloned().collect();
        let all = messages.iter().chain((0..500).flat_map(|_| &again));
        body = json!(all.collect::<Vec<_>>()).to_string();
    }
    (head.to_owned(), body)
}

#[test]
fn what_is_told_again_and_again_is_kept_up_to_a_bound() {
    let server = Server::mock_of("genesys", &[]);
    let proxy = Proxy::before(server.authority(), |request, _| {
        if request.target.contains("/notifications") { Act::Edit(repeated) } else { Act::Pass }
    });
    let target = server.base.replace(server.authority(), &proxy.authority);
    let (ran, memory) = measured(
        &Desk::of(&server),
        &[
            "check",
            "genesys",
            "--target",
            &target,
            "--fixtures",
            &server.fixtures,
            "--seed",
            "2",
            "--cases",
            "20",
        ],
    );
    println!("{memory} MiB");
    ran.ends_with(1);
    assert!(memory < MEMORY, "{memory} MiB");
}

#[test]
fn whoever_listens_is_not_drowned() {
    let batch = "[{\"channel\":\"/v2/me/calls\",\"data\":{\"id\":\"1\"}},";
    let plays: Vec<(&str, Play, &str)> = vec![
        (
            "a batch without end",
            for_ever("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", batch),
            "long-polling",
        ),
        ("silence", Arc::new(|stream, _| linger(stream)), "long-polling"),
        (
            "a frame of 2^63",
            socket(&[0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0, b'['], false),
            "websocket",
        ),
        ("fragments without end", socket(FRAGMENTS, true), "websocket"),
        ("an upgrade without end", for_ever("HTTP/1.1 101 ", "x"), "websocket"),
    ];
    side_by_side(&plays, |(name, play, carrier)| {
        let (ran, memory, took) = bayeux(Arc::clone(play), carrier);
        println!("{name}: {memory} MiB, {took:?}");
        assert!(matches!(ran.code, 1 | 3), "{name}: {ran}");
        assert!(memory < MEMORY && took < TIME, "{name}: {memory} MiB, {took:?}");
        assert!(ran.stdout.contains("nobody could listen"), "{name}: {ran}");
    });
}
