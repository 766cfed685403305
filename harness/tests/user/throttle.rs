//! 429 and Retry-After: waited for, by everybody, and never a finding.

use serde_json::Value;

use crate::desk::{Desk, Ran, fired, text};
use crate::proxy::{Act, Proxy};
use crate::server::Server;

fn says(answer: String) -> Act {
    Act::Play(std::sync::Arc::new(move |stream, _| {
        let _ = std::io::Write::write_all(stream, answer.as_bytes());
    }))
}

/// Refuses those requests of the api that a test chooses, from the fortieth on.
fn check(field: &'static str, status: u16, refuses: fn(usize) -> bool) -> (Ran, Value) {
    let server = Server::mock(&[]);
    let proxy = Proxy::before(server.authority(), move |_, count| {
        if count < 40 || !refuses(count) {
            return Act::Pass;
        }
        let body =
            r#"{"code":20429,"message":"Later.","more_info":"http://a.example/e","status":429}"#;
        let length = body.len();
        says(format!(
            "HTTP/1.1 {status} Later\r\n{field}Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    });
    let target = server.base.replace(server.authority(), &proxy.authority);
    let common = ["--target", &target, "--fixtures", &server.fixtures, "--seed", "4"];
    Desk::of(&server).check(&[&common[..], &["--cases", "0", "--only", "list_*"]].concat())
}

fn notes(report: &Value) -> String {
    report["notes"].to_string()
}

#[test]
fn who_is_asked_to_wait_waits_and_holds_nothing_against_it() {
    for field in ["Retry-After: 0\r\n", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"] {
        let (ran, report) = check(field, 429, |count| count % 7 == 0);
        ran.ends_with(0);
        assert!(notes(&report).contains("answered 429") && notes(&report).contains("--rate"));
    }
    // Once for a second.
    let (ran, _) = check("Retry-After: 1\r\n", 429, |count| count == 50);
    ran.ends_with(0);
}

#[test]
fn a_503_that_says_how_long_is_waited_for_and_one_that_does_not_is_a_finding() {
    let (ran, report) = check("Retry-After: 0\r\n", 503, |count| count % 7 == 0);
    ran.ends_with(0);
    assert!(notes(&report).contains("answered 503 with Retry-After"), "{ran}");
    let (ran, report) = check("", 503, |count| count % 7 == 0);
    ran.ends_with(1);
    assert!(fired(&report).contains(&"no-server-error".to_owned()), "{ran}");
    // One that never ends is no maintenance.
    let (ran, report) = check("Retry-After: 0\r\n", 503, |_| true);
    ran.ends_with(1);
    assert!(fired(&report).contains(&"no-server-error".to_owned()), "{ran}");
}

#[test]
fn a_429_for_ever_ends_the_run_and_is_no_finding() {
    let (ran, report) = check("Retry-After: 0\r\n", 429, |_| true);
    ran.ends_with(3);
    assert!(fired(&report).is_empty(), "{ran}");
    assert!(text(&report["cut_short"]).contains("however long was waited"), "{ran}");
    assert!(text(&report["cut_short"]).contains("--rate"), "{ran}");
}

#[test]
fn nobody_waits_for_an_hour() {
    for field in [
        "Retry-After: 3600\r\n",
        "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 09:49:37 GMT\r\n",
    ] {
        let (ran, report) = check(field, 429, |_| true);
        ran.ends_with(3);
        assert!(fired(&report).is_empty(), "{ran}");
        assert!(text(&report["cut_short"]).contains("asked to wait for 3600 s"), "{ran}");
    }
}
