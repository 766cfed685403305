//! `--max-changes`: no more requests that could change something than a person has allowed.

use crate::desk::{Desk, text};
use crate::proxy::{Act, Proxy};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// How many requests `rollcall plan` says would change something.
fn planned(api: &str, further: &[&str]) -> usize {
    let ran = Desk::new().run(&[&["plan", api, "--seed", "5"], further].concat());
    let (_, rest) = ran.stdout.split_once(" requests; ").unwrap();
    rest.split(' ').next().unwrap().parse().unwrap()
}

/// Runs a check with so many changes allowed; the exit code, the report, and how many requests went out that are not safe.
fn check(
    api: &str,
    server: &Server,
    most: usize,
    further: &[&str],
) -> (i32, serde_json::Value, usize) {
    let proxy = Proxy::before(server.authority(), |_, _| Act::Pass);
    let target = server.base.replace(server.authority(), &proxy.authority);
    let most = most.to_string();
    let common = ["--target", &target, "--fixtures", &server.fixtures, "--seed", "5"];
    let arguments = [&common[..], &["--max-changes", &most], further].concat();
    let (ran, report) = Desk::of(server).check_api(api, &arguments);
    let told = |own: &&crate::tee::Request| {
        let aside = own.target.starts_with("/_rollcall") || own.target.contains("/notifications");
        own.changes() && own.method != "OPTIONS" && !aside
    };
    (ran.code, report, proxy.requests().iter().filter(told).count())
}

#[test]
fn never_more_changes_go_out_than_were_allowed_and_the_run_ends_in_order() {
    let all = [
        ("signalwire", "--fault", "delete-removes-nothing"),
        ("twilio", "--fault", "update-not-stored"),
        ("genesys", "--variation", ""),
    ];
    let all: Vec<_> = all.iter().flat_map(|own| [0, 1, 7, 60].map(|most| (*own, most))).collect();
    side_by_side(&all, |((api, kind, name), most)| {
        let arguments: &[&str] = if name.is_empty() { &[] } else { &[kind, name] };
        let server = Server::mock_of(api, arguments);
        let (code, report, sent) =
            check(api, &server, *most, &["--cases", "40", "--concurrency", "4"]);
        assert!(sent <= *most, "{api}: {sent} of {most}");
        assert_eq!(report["counts"]["changes"], sent, "{api}");
        let violates = report["verdict"] == "violates";
        assert_eq!(code, if violates { 1 } else { 3 }, "{api} {most}: {report}");
        let cut = text(&report["cut_short"]);
        assert!(cut.starts_with("--max-changes ended the run after "), "{cut}");
    });
}

#[test]
fn as_many_as_the_plan_says_are_enough_and_one_case_less_is_not() {
    for api in ["signalwire", "genesys"] {
        let server = Server::mock_of(api, &[]);
        let further = ["--cases", "20"];
        let most = planned(api, &further);
        let (code, report, sent) = check(api, &server, most, &further);
        assert_eq!((code, &report["cut_short"]), (0, &serde_json::Value::Null), "{api}: {report}");
        assert!(sent <= most && sent > most * 9 / 10, "{api}: {sent} of {most}");
        let (code, report, fewer) = check(api, &server, sent / 2, &further);
        assert!(code == 3 && fewer <= sent / 2, "{api}: {fewer} of {sent}: {report}");
    }
}

#[test]
fn what_is_sent_once_more_counts_as_well() {
    // Every third connection ends without a word, so that much is sent twice.
    let server = Server::mock(&[]);
    let proxy = Proxy::before(server.authority(), |request, count| {
        if count > 40 && request.changes() && count % 3 == 0 { Act::Drop } else { Act::Pass }
    });
    let target = server.base.replace(server.authority(), &proxy.authority);
    let common = ["--target", &target, "--fixtures", &server.fixtures, "--seed", "5"];
    let further = ["--max-changes", "90", "--cases", "20"];
    let (ran, report) = Desk::of(&server).check(&[&common[..], &further].concat());
    let sent = proxy.requests();
    let sent = sent.iter().filter(|own| {
        own.changes() && own.method != "OPTIONS" && !own.target.starts_with("/_rollcall")
    });
    let sent = sent.count();
    assert!(sent <= 90 && report["counts"]["changes"] == sent, "{sent}: {ran}");
    assert!(matches!(ran.code, 1 | 3), "{ran}");
}
