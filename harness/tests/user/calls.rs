//! Fixtures that are made through the API itself: never without an allowance, and never beyond it.

use std::collections::BTreeSet;

use crate::desk::Desk;
use crate::server::Server;
use crate::tee::{Request, Tee, requests};

const ENDPOINTS: [&str; 4] = ["--to", "+15005550010", "--from", "+15005550006"];

/// What was sent, in the order of the connections.
fn sent(tee: &Tee) -> Vec<Request> {
    tee.talks().iter().flat_map(|talk| requests(&talk.asked)).collect()
}

#[test]
fn nothing_is_sent_without_an_allowance_and_without_endpoints() {
    let server = Server::mock_of("twilio", &[]);
    let desk = Desk::of(&server);
    let tee = Tee::before(server.authority());
    let target = format!("http://{}", tee.authority);
    let asked = ["check", "twilio", "--target", &target, "--fixtures", "api"];
    for (more, words) in [
        (vec![], "--allow-calls"),
        (vec!["--allow-calls", "3"], "not enough"),
        (vec!["--allow-calls", "8"], "--from"),
    ] {
        let ran = desk.run(&[&asked[..], &more].concat());
        ran.ends_with(2);
        assert!(ran.stderr.contains(words), "{ran}");
    }
    let ran = desk.run(&["check", "twilio", "--target", &target, "--allow-calls", "8"]);
    ran.ends_with(2);
    let signalwire = ["check", "signalwire", "--target", &target, "--fixtures", "api"];
    let ran = desk.run(&[&signalwire[..], &["--allow-calls", "8"], &ENDPOINTS].concat());
    ran.ends_with(2);
    assert!(ran.stderr.contains("no operation that creates participants"), "{ran}");
    assert!(sent(&tee).is_empty());
}

#[test]
fn so_many_calls_are_placed_as_were_allowed_and_every_conference_is_ended() {
    for server in [Server::mock_of("twilio", &[]), Server::script("twilio.py", &[])] {
        assert_within_the_allowance(&server);
    }
}

fn assert_within_the_allowance(server: &Server) {
    let desk = Desk::of(server);
    let tee = Tee::before(server.authority());
    let target = format!("http://{}", tee.authority);
    let common = ["--target", &target, "--account", &server.account, "--seed", "1", "--cases", "0"];
    let calls = ["--fixtures", "api", "--allow-calls", "10"];
    let (ran, report) = desk.check_api("twilio", &[&common[..], &calls, &ENDPOINTS].concat());
    assert_ne!(report["verdict"], "violates", "{ran}");
    // A set takes four calls, so that the last two of ten stay unused.
    assert_eq!(report["counts"]["fixtures"], 2, "{ran}");
    let sent = sent(&tee);
    let created: Vec<&Request> = sent
        .iter()
        .filter(|own| own.method == "POST" && own.target.ends_with("/Participants.json"))
        .collect();
    assert_eq!(created.len(), 8);
    assert!(created.iter().all(|own| own.body.contains("To=%2B15005550010")), "{created:?}");
    let names: BTreeSet<&str> = created.iter().map(|own| own.target.as_str()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    let last = sent.iter().rev().take(4);
    let ended: BTreeSet<&str> =
        last.filter(|own| own.body == "Status=completed").map(|own| own.target.as_str()).collect();
    assert_eq!(ended.len(), 4, "{ran}");
}
