//! How many connections a run opens: few where the target takes them, and no more than it takes.

use crate::desk::Desk;
use crate::server::Server;
use crate::tee::{Tee, requests};

/// Judges a server behind a tap; how many connections were opened, and how many requests went over them.
fn judged(server: &Server, tee: &Tee) -> (usize, usize) {
    let through = |url: &str| url.replace(server.authority(), &tee.authority);
    let (target, fixtures) = (through(&server.base), through(&server.fixtures));
    let arguments = ["--target", &target, "--fixtures", &fixtures, "--seed", "3", "--cases", "100"];
    let (ran, report) = Desk::of(server).check(&arguments);
    ran.ends_with(0);
    assert_eq!(report["verdict"], "conforms");
    let talks = tee.talks();
    (talks.len(), talks.iter().map(|talk| requests(&talk.asked).len()).sum())
}

#[test]
fn connections_that_are_in_step_are_used_again() {
    let server = Server::mock(&[]);
    let (connections, requests) = judged(&server, &Tee::before(server.authority()));
    assert!(connections * 20 < requests, "{connections} connections for {requests} requests");
}

#[test]
fn a_server_that_takes_a_dozen_connections_is_judged_as_any_other() {
    let server = Server::mock(&[]);
    let (connections, requests) = judged(&server, &Tee::with_seats(server.authority(), 12));
    // Nothing is kept that others could be waiting for.
    assert!(connections * 20 > requests, "{connections} connections for {requests} requests");
}

#[test]
fn a_server_that_takes_two_connections_or_three_is_judged_as_any_other() {
    for seats in [2, 3] {
        let server = Server::mock(&[]);
        judged(&server, &Tee::with_seats(server.authority(), seats));
    }
}

#[test]
fn a_server_that_always_closes_is_judged_as_any_other() {
    let server = Server::mock(&["--variation", "close"]);
    let (connections, requests) = judged(&server, &Tee::before(server.authority()));
    assert!(connections * 2 > requests, "{connections} connections for {requests} requests");
}
