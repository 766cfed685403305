//! Connections that end: kept ones at any moment, which is lawful; answers that break off, which is not; and servers that go away.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::desk::{Desk, Ran, fired, text};
use crate::proxy::{Act, Proxy};
use crate::server::Server;

fn check(server: &Server, proxy: &Proxy, further: &[&str]) -> (Ran, Value) {
    let target = server.base.replace(server.authority(), &proxy.authority);
    let common = ["--target", &target, "--fixtures", &server.fixtures, "--seed", "8"];
    Desk::of(server).check(&[&common[..], further].concat())
}

#[test]
fn a_kept_connection_that_is_closed_between_requests_is_no_finding() {
    let server = Server::mock(&[]);
    let proxy = Proxy::before(server.authority(), |_, count| {
        if count > 40 && count % 5 == 0 { Act::HangUp } else { Act::Pass }
    });
    let (ran, report) = check(&server, &proxy, &["--cases", "40"]);
    assert!(fired(&report).is_empty(), "{ran}");
    ran.ends_with(0);
}

#[test]
fn an_answer_that_breaks_off_is_a_finding() {
    let server = Server::mock(&[]);
    let proxy = Proxy::before(server.authority(), |request, count| {
        if count < 40 || request.method != "GET" {
            return Act::Pass;
        }
        Act::Play(Arc::new(|stream, _| {
            let half = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a";
            let _ = std::io::Write::write_all(stream, half);
        }))
    });
    let (ran, report) = check(&server, &proxy, &["--cases", "0", "--only", "retrieve_*"]);
    ran.ends_with(1);
    assert!(fired(&report).contains(&"http-parseable".to_owned()), "{ran}");
}

#[test]
fn a_server_that_goes_away_ends_the_run_without_a_finding() {
    let server = Server::mock(&[]);
    let proxy =
        Proxy::before(
            server.authority(),
            |_, count| {
                if count == 400 { Act::Vanish("") } else { Act::Pass }
            },
        );
    let (ran, report) = check(&server, &proxy, &["--cases", "100"]);
    ran.ends_with(3);
    assert!(fired(&report).is_empty(), "{ran}");
    assert!(text(&report["cut_short"]).starts_with("the target went away after "), "{ran}");
    // Nobody knocks for ever at a door behind which nobody lives.
    assert!(report["timing"]["duration_ms"].as_u64() < Some(20_000), "{ran}");
}

#[test]
fn what_was_found_before_it_went_away_stays() {
    let server = Server::mock(&["--fault", "member-extra"]);
    let proxy =
        Proxy::before(
            server.authority(),
            |_, count| {
                if count == 900 { Act::Vanish("") } else { Act::Pass }
            },
        );
    let (ran, report) = check(&server, &proxy, &["--cases", "0"]);
    ran.ends_with(1);
    assert!(
        !fired(&report).is_empty() && !fired(&report).contains(&"http-parseable".to_owned()),
        "{ran}"
    );
    assert!(text(&report["cut_short"]).starts_with("the target went away after "), "{ran}");
}

#[test]
fn a_server_that_was_never_there_for_a_case_could_not_be_judged() {
    let server = Server::mock(&[]);
    let proxy =
        Proxy::before(
            server.authority(),
            |_, count| {
                if count == 1 { Act::Vanish("") } else { Act::Pass }
            },
        );
    let target = server.base.replace(server.authority(), &proxy.authority);
    let common = ["check", "signalwire", "--target", &target, "--fixtures", &server.fixtures];
    let ran = Desk::of(&server).run(&common);
    ran.ends_with(4).complains(&["can't be reached"]);
}

/// Judges a server that goes away under one request of a method, and is there again as soon as a program has started.
fn judged_across_an_absence(method: &'static str, words: &'static str) -> (Ran, Value) {
    let server = Server::mock(&[]);
    let under = Arc::new(AtomicBool::new(false));
    let proxy = Proxy::before(server.authority(), move |request, count| {
        let is_it = count >= 400 && request.method == method;
        if is_it && !under.swap(true, Ordering::SeqCst) { Act::Vanish(words) } else { Act::Pass }
    });
    std::thread::scope(|scope| {
        let run = scope.spawn(|| check(&server, &proxy, &["--cases", "10"]));
        proxy.wait_until_gone();
        Command::new("python3").args(["-c", ""]).status().unwrap();
        proxy.come_back();
        run.join().unwrap()
    })
}

#[test]
fn a_server_that_comes_back_with_all_that_it_knew_goes_on_being_judged() {
    for method in ["GET", "POST"] {
        let (ran, report) = judged_across_an_absence(method, "");
        assert!(fired(&report).is_empty(), "{method}: {ran}");
        ran.ends_with(0);
    }
}

#[test]
fn what_it_left_half_answered_when_it_went_away_is_no_finding() {
    for method in ["GET", "POST", "DELETE"] {
        for words in ["HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{"] {
            let (ran, report) = judged_across_an_absence(method, words);
            assert!(fired(&report).is_empty(), "{method} {words:?}: {ran}");
            ran.ends_with(0);
        }
    }
}

#[test]
fn a_server_that_comes_back_and_knows_nothing_ends_the_run_without_a_finding() {
    let first = Server::mock(&["--seed", "2"]);
    let authority = first.authority().to_owned();
    let (tell, told) = std::sync::mpsc::channel();
    let tell = std::sync::Mutex::new(tell);
    let proxy = Proxy::before(&authority, move |_, count| {
        if count == 400 {
            let _ = tell.lock().unwrap().send(());
            return Act::Vanish("");
        }
        Act::Pass
    });
    let (ran, report) = std::thread::scope(|scope| {
        let target = first.base.replace(&authority, &proxy.authority);
        let (desk, fixtures) = (Desk::of(&first), first.fixtures.clone());
        let run = scope.spawn(move || {
            let common =
                ["--target", &target, "--fixtures", &fixtures, "--seed", "8", "--cases", "10"];
            desk.check(&common)
        });
        told.recv().unwrap();
        proxy.wait_until_gone();
        drop(first);
        let again = Server::mock(&["--seed", "2", "--listen", &authority]);
        proxy.come_back();
        let came = run.join().unwrap();
        drop(again);
        came
    });
    assert!(fired(&report).is_empty(), "{ran}");
    ran.ends_with(3);
    let cut = text(&report["cut_short"]);
    assert!(cut.contains("came back without what was handed over"), "{cut}: {ran}");
}
