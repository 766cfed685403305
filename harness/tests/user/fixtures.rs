//! Providers of fixtures as a user gives them: a file, a command.

use crate::desk::{Desk, findings, text};
use crate::server::Server;

/// A provider as a person would write it: it asks the staging system, here the reference server.
const PROVIDER: &str = r#"
import json, sys, urllib.request

url, verb = sys.argv[1], sys.argv[-1]
wish = sys.stdin.read()
method = {"provision": "POST", "release": "DELETE"}[verb]
with open("calls.txt", "a") as log:
    log.write(f"{verb} {len(json.loads(wish)['conferences'])}\n")
answer = urllib.request.urlopen(urllib.request.Request(url, wish.encode(), method=method))
sys.stdout.write(answer.read().decode())
"#;

#[test]
fn a_file_is_used_up_once_and_what_was_not_sent_for_that_is_told() {
    let server = Server::mock(&[]);
    let desk = Desk::of(&server);
    let common = ["--target", &server.base, "--seed", "2", "--cases", "0", "--concurrency", "1"];
    let few = desk.file("few.json", &server.provision(&[3, 1]));
    let (ran, report) = desk.check(&[&common[..], &["--fixtures", few]].concat());
    // One world is enough to see everything once, its participants' removal last of all.
    ran.ends_with(0);
    let notes = report["notes"].as_array().unwrap();
    let left_out = report["counts"]["cases_not_sent"].as_u64().unwrap();
    let note =
        format!("{left_out} cases were not sent, because the provider's fixtures are used up");
    assert!(left_out > 0 && notes.iter().any(|own| text(own) == note), "{notes:?}");
    assert_eq!(report["counts"]["fixtures"], 1);
    assert_eq!(report["counts"]["participants_removed"], 1);

    let worlds = [3, 1].repeat(40);
    let many = desk.file("many.json", &server.provision(&worlds));
    let (ran, report) = desk.check(&[&common[..], &["--fixtures", many]].concat());
    ran.ends_with(0);
    assert!(report["counts"]["fixtures"].as_u64() > Some(1));
    assert_eq!(report["counts"]["cases_not_sent"], 0);
}

#[test]
fn a_command_hands_over_and_takes_back() {
    let server = Server::mock(&[]);
    let desk = Desk::of(&server);
    desk.file("provide.py", PROVIDER);
    let command = format!("python3 provide.py '{}'", server.fixtures);
    let (ran, report) = desk.check(&[
        "--target",
        &server.base,
        "--fixtures",
        &command,
        "--seed",
        "2",
        "--cases",
        "0",
        "--concurrency",
        "2",
    ]);
    ran.ends_with(0);
    let calls = desk.read("calls.txt");
    let handed = report["counts"]["fixtures"].as_u64().unwrap();
    let provisioned = calls.lines().filter(|line| *line == "provision 2").count();
    assert_eq!(u64::try_from(provisioned).unwrap(), handed);
    // Everything goes back at once, at the end.
    assert_eq!(calls.lines().next_back(), Some(format!("release {}", handed * 2).as_str()));
    assert_eq!(calls.lines().count(), provisioned + 1);
}

/// Asserts of a command that it could judge nothing, and that its provider, run by this script, was given back all.
fn gives_back(desk: &Desk, server: &Server, script: &str, asked: &[&str], target: &str) {
    desk.file("provide.py", script);
    let command = format!("python3 provide.py '{}'", server.fixtures);
    let there = ["--target", target, "--fixtures", &command, "--account", &server.account];
    desk.run(&[asked, &there].concat()).ends_with(4);
    let calls = desk.read("calls.txt");
    let handed = calls.strip_prefix("provision ").and_then(|rest| rest.lines().next()).unwrap();
    assert_eq!(calls, format!("provision {handed}\nrelease {handed}\n"));
}

#[test]
fn what_was_handed_over_goes_back_where_nothing_can_be_judged() {
    let server = Server::mock(&[]);
    let nowhere = server.base.replace("/2010", "/nowhere/2010");
    for (password, target) in [("wrong", &server.base), (server.password.as_str(), &nowhere)] {
        let desk = Desk::new().with_credentials(&server.username, password);
        gives_back(&desk, &server, PROVIDER, &["check", "signalwire"], target);
    }
    // A replay for which too little is handed over.
    let desk = Desk::of(&server);
    let (_, report) =
        desk.check(&["--seed", "1", "--cases", "0", "--fault", "delete-removes-nothing"]);
    let replay = text(&findings(&report)[0]["replay"]);
    let few = "found = json.loads(answer.read() or '{}')\n\
        for own in found.get('conferences', []): own['participants'] = []\n\
        print(json.dumps(found))";
    let script = PROVIDER.replace("sys.stdout.write(answer.read().decode())", few);
    gives_back(&desk, &server, &script, &["replay", replay], &server.base);
}
