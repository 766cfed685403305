//! The rule that nothing is changed but what a provider handed over, seen on the wire.

use std::collections::BTreeSet;

use crate::desk::Desk;
use crate::server::Server;
use crate::tee::{Request, Tee, requests};

const FIXTURES: &str = "/_rollcall/fixtures";

/// Every UUID in a text, in small letters.
fn ids(text: &str) -> BTreeSet<String> {
    let bytes = text.as_bytes();
    let is_id = |window: &[u8]| {
        window.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
    };
    bytes
        .windows(36)
        .filter(|window| is_id(window))
        .map(|window| String::from_utf8_lossy(window).to_lowercase())
        .collect()
}

/// What a run sent to the api and what its provider handed over.
struct Seen {
    sent: Vec<Request>,
    handed: BTreeSet<String>,
}

fn seen(tee: &Tee) -> Seen {
    let mut seen = Seen { sent: Vec::new(), handed: BTreeSet::new() };
    for talk in tee.talks() {
        let (aside, api): (Vec<Request>, Vec<Request>) =
            requests(&talk.asked).into_iter().partition(|own| own.target == FIXTURES);
        if !aside.is_empty() {
            assert!(api.is_empty(), "provider and api share no connection");
            seen.handed.extend(ids(&String::from_utf8_lossy(&talk.answered)));
        }
        seen.sent.extend(api);
    }
    seen
}

/// What people other than rollcall have on the server, as its lists show it.
fn strangers(server: &Server, provisioned: &str) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_str(provisioned).unwrap();
    let credentials = crate::redaction::basic(&server.username, &server.password);
    value["conferences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| {
            let parameters = &own["parameters"];
            let path = format!(
                "/api/laml/2010-04-01/Accounts/{}/Conferences/{}/Participants",
                parameters["AccountSid"].as_str().unwrap(),
                parameters["ConferenceSid"].as_str().unwrap()
            );
            let (head, body) = server.ask("GET", &path, &[("Authorization", &credentials)], "");
            assert!(head.starts_with("HTTP/1.1 200"), "{head}");
            body
        })
        .collect()
}

/// Runs a check through a tap and asserts that it changed nothing that was not its own.
fn assert_spares(server: &Server, further: &[&str], code: u8) -> Seen {
    let theirs = server.provision(&[3, 2]);
    let before = strangers(server, &theirs);
    let tee = Tee::before(server.authority());
    let here = |url: &str| url.replace(server.authority(), &tee.authority);
    let (target, fixtures) = (here(&server.base), here(&server.fixtures));
    let common = ["--target", &target, "--fixtures", &fixtures, "--seed", "6"];
    let (ran, _) = Desk::of(server).check(&[&common[..], further].concat());
    ran.ends_with(code);
    let seen = seen(&tee);
    let account: BTreeSet<String> = [server.username.to_lowercase()].into();
    let foreign: BTreeSet<String> = &ids(&theirs) - &account;
    assert!(foreign.len() == 7 && foreign.is_disjoint(&seen.handed));
    for request in seen.sent.iter().filter(|own| own.changes()) {
        let named = ids(&format!("{} {}", request.target, request.body));
        assert!(named.is_disjoint(&foreign), "{request:?}");
    }
    assert_eq!(strangers(server, &theirs), before, "somebody else's conference was changed");
    seen
}

#[test]
fn only_what_was_handed_over_is_changed_whatever_the_concurrency() {
    let server = Server::mock(&[]);
    for concurrency in ["1", "16"] {
        let further = ["--cases", "60", "--concurrency", concurrency];
        let seen = assert_spares(&server, &further, 0);
        let changing: Vec<&Request> = seen.sent.iter().filter(|own| own.changes()).collect();
        assert!(changing.len() > 100, "{}", changing.len());
        // What really names a participant of ours is of our conference; the rest names nobody at all.
        let unknown = changing
            .iter()
            .flat_map(|own| ids(&own.target))
            .filter(|id| !seen.handed.contains(id))
            .collect::<BTreeSet<_>>();
        for id in &unknown {
            let path = format!(
                "/api/laml/2010-04-01/Accounts/{}/Conferences/{id}/Participants",
                server.username
            );
            let credentials = crate::redaction::basic(&server.username, &server.password);
            let (head, _) = server.ask("GET", &path, &[("Authorization", &credentials)], "");
            assert!(head.starts_with("HTTP/1.1 404"), "{id} is somebody's: {head}");
        }
    }
}

#[test]
fn a_faulty_server_is_sent_no_other_changes_while_a_failure_is_shrunk() {
    for fault in ["delete-removes-nothing", "credentials-never-compared", "put-is-accepted"] {
        let server = Server::mock(&["--fault", fault]);
        assert_spares(&server, &["--cases", "0"], 1);
    }
}

#[test]
fn without_fixtures_nothing_is_changed_and_nothing_is_concluded() {
    let server = Server::mock(&[]);
    let tee = Tee::before(server.authority());
    let target = server.base.replace(server.authority(), &tee.authority);
    let (ran, report) = Desk::of(&server).check(&["--target", &target, "--seed", "1"]);
    ran.ends_with(3);
    assert_eq!(report["verdict"], "inconclusive");
    assert!(ran.stdout.contains("no --fixtures: nothing may be changed"), "{ran}");
    // A knock at the door proves that somebody speaks HTTP there, and no more.
    assert!(report["counts"]["passed"].as_u64() <= Some(3), "{ran}");
    assert!(report["counts"]["untestable"].as_u64() > Some(25), "{ran}");
    let sent = seen(&tee).sent;
    assert!(!sent.is_empty() && sent.iter().all(|own| own.method == "GET"), "{sent:?}");
}
