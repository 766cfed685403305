//! Where nothing may be changed, nothing is: by `--read-only`, and in production.

use serde_json::Value;

use crate::desk::{Desk, findings, text};
use crate::server::Server;
use crate::tee::{Request, Tee, requests};

/// What arrived at the api.
fn arrived(tee: &Tee) -> Vec<Request> {
    tee.talks().iter().flat_map(|talk| requests(&talk.asked)).collect()
}

/// A server, and a tap before it that fixtures do not pass.
fn tapped(api: &str, further: &[&str]) -> (Server, Tee, String) {
    let server = Server::mock_of(api, further);
    let tee = Tee::before(server.authority());
    let target = server.base.replace(server.authority(), &tee.authority);
    (server, tee, target)
}

/// Whether a request is a message of Bayeux, which changes no call.
fn is_bayeux(own: &Request) -> bool {
    own.method == "POST" && own.target.contains("/notifications")
}

#[track_caller]
fn assert_nothing_changed(tee: &Tee, least: usize) {
    let all = arrived(tee);
    assert!(all.len() > least, "{}", all.len());
    for own in all {
        let safe = matches!(own.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        assert!(safe || is_bayeux(&own), "{own:?}");
    }
}

#[test]
fn not_one_request_that_could_change_something_arrives() {
    for api in ["signalwire", "twilio", "genesys"] {
        let (server, tee, target) = tapped(api, &[]);
        let mut with = vec!["--target", &target, "--fixtures", &server.fixtures, "--seed", "1"];
        if !server.account.is_empty() {
            with.extend(["--account", &server.account]);
        }
        with.push("--read-only");
        let (ran, report) = Desk::of(&server).check_api(api, &with);
        ran.ends_with(0);
        assert_eq!(report["verdict"], "conforms", "{ran}");
        assert_nothing_changed(&tee, 100);
        let bayeux = arrived(&tee).iter().filter(|own| is_bayeux(own)).count();
        assert_eq!(bayeux > 0, api == "genesys");
        let note = report["notes"].as_array().unwrap().iter().map(text);
        let note: Vec<&str> =
            note.filter(|own| own.starts_with("--read-only: nothing was changed")).collect();
        assert_eq!(note.len(), 1, "{ran}");
        let operations: Vec<&str> = report["operations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|own| text(&own["operation"]))
            .collect();
        assert!(operations.len() >= 2, "{operations:?}");
        assert!(operations.iter().all(|own| !note[0].contains(own)), "{operations:?}: {note:?}");
        assert_eq!(report["counts"]["participants_removed"], 0);
        // What can be seen only by changing something was not selected; it is not untestable.
        assert_eq!(report["counts"]["untestable"], 0, "{ran}");
    }
}

#[test]
fn what_is_found_is_shrunk_without_a_change_too() {
    for (api, fault, check) in [
        ("signalwire", "list-filter-ignored", "list-filter-keeps-only-matches"),
        ("twilio", "list-filter-ignored", "list-filter-keeps-only-matches"),
    ] {
        let (server, tee, target) = tapped(api, &["--fault", fault]);
        let with =
            ["--target", &target, "--fixtures", &server.fixtures, "--account", &server.account];
        let more = ["--seed", "1", "--cases", "50", "--read-only"];
        let (ran, report) = Desk::of(&server).check_api(api, &[&with[..], &more].concat());
        ran.ends_with(1);
        assert!(!findings(&report).is_empty(), "{check}: {ran}");
        assert_nothing_changed(&tee, 100);
    }
}

#[test]
fn the_plan_shows_that_nothing_would_be_changed() {
    for api in ["signalwire", "twilio", "genesys"] {
        let plan = |further: &[&str]| {
            let ran = Desk::new().run(&[&["plan", api, "--seed", "1"], further].concat());
            ran.ends_with(0).stdout.clone()
        };
        assert!(plan(&["--read-only"]).contains("; 0 requests would change"), "{api}");
        assert!(!plan(&[]).contains("; 0 requests would change"), "{api}");
    }
}

/// A folder with a target in production.
fn in_production(server: &Server, target: &str) -> Desk {
    let desk = Desk::of(server);
    let (fixtures, account) = (&server.fixtures, &server.account);
    desk.file(
        "rollcall.toml",
        &format!(
            "seed = 1\ncases = 20\n[targets.live]\nurl = \"{target}\"\nfixtures = \"{fixtures}\"\naccount = \"{account}\"\nproduction = true\n"
        ),
    );
    desk
}

#[test]
fn a_target_in_production_is_refused_before_anything_is_sent() {
    let (server, tee, target) = tapped("twilio", &[]);
    let desk = in_production(&server, &target);
    let marked =
        ["--no-config", "--production", "--target", &target, "--fixtures", &server.fixtures];
    for with in [&["--target", "live"][..], &["--target", "live", "--only", "Delete*"], &marked] {
        let ran = desk.run(&[&["check", "twilio"], with].concat());
        ran.ends_with(2).complains(&[
            "marked as production",
            "nothing was sent",
            "help: --read-only",
        ]);
        assert!(ran.stdout.is_empty() && !desk.path("rollcall-replays").exists(), "{ran}");
    }
    let api = [
        "--fixtures",
        "api",
        "--allow-calls",
        "8",
        "--to",
        "+15005550010",
        "--from",
        "+15005550006",
    ];
    let ran =
        desk.run(&[&["check", "twilio", "--target", "live", "--read-only"], &api[..]].concat());
    ran.ends_with(2).complains(&["`--fixtures api` places calls", "help: "]);
    let only =
        ["check", "twilio", "--target", "live", "--read-only", "--only", "DeleteParticipant"];
    desk.run(&only).ends_with(2).complains(&["--read-only leaves nothing to judge"]);
    assert!(tee.talks().is_empty());
    let ran = desk.run(&["plan", "twilio", "--target", "live"]);
    assert!(ran.ends_with(0).stdout.contains("`check` would refuse it: the target"), "{ran}");
    let ran = desk.run(&["doctor", "twilio", "--target", "live"]);
    assert!(ran.ends_with(0).stdout.contains("in production"), "{ran}");
}

#[test]
fn in_production_safe_operations_and_safe_cases_run() {
    let (server, tee, target) = tapped("twilio", &[]);
    let desk = in_production(&server, &target);
    for with in [&["--read-only"][..], &["--only", "ListParticipant"]] {
        let (ran, report) = desk.check_api("twilio", &[&["--target", "live"], with].concat());
        ran.ends_with(0);
        assert_eq!(report["verdict"], "conforms", "{ran}");
        let notes = report["notes"].as_array().unwrap();
        assert!(notes.iter().any(|own| text(own).starts_with("--read-only: ")), "{ran}");
    }
    assert_nothing_changed(&tee, 100);
}

#[test]
fn a_replay_that_changes_something_is_not_sent_to_production() {
    let server = Server::mock(&["--fault", "delete-removes-nothing"]);
    let maker = Desk::of(&server);
    let (_, report) = maker.check(&server.arguments(&[
        "--seed",
        "7",
        "--cases",
        "0",
        "--only",
        "delete-is-final",
    ]));
    let replay = text(&findings(&report)[0]["replay"]).to_owned();
    let (other, tee, target) = tapped("signalwire", &[]);
    let desk = in_production(&other, &target);
    std::fs::copy(maker.path(&replay), desk.path("replay.yaml")).unwrap();
    for with in [&["--target", "live"][..], &["--no-config", "--target", &target, "--production"]] {
        let ran = desk.run(&[&["replay", "replay.yaml"], with].concat());
        ran.ends_with(2).complains(&["marked as production", "nothing was sent", "help: "]);
    }
    assert!(tee.talks().is_empty());
    let ran = desk.run(&["replay", "replay.yaml", "--target", "live", "--config", "rollcall.toml"]);
    ran.ends_with(2);
    assert_eq!(report["counts"]["untestable"], Value::from(0));
}
