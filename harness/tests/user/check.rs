//! `rollcall check`, `replay` and `plan` as a user runs them.

use rollcall::check::RULES;
use rollcall::record::Family;
use serde_json::Value;

use crate::desk::{Desk, findings, fired, text};
use crate::server::Server;

/// A report as it would be written again, without what the clock decides.
fn timeless(mut report: Value) -> String {
    report.as_object_mut().unwrap().remove("timing").unwrap();
    serde_json::to_string_pretty(&report).unwrap()
}

/// How many checks have something to say about SignalWire's API.
fn checks_of_signalwire() -> usize {
    let dialect = rollcall::api::dialect("signalwire").unwrap();
    rollcall::select::judging(dialect).count()
}

/// The line that a terminal report ends with, without what the clock decides.
fn ending(stdout: &str) -> &str {
    stdout.trim_end().lines().next_back().unwrap()
}

#[test]
fn the_built_in_server_conforms_and_the_report_says_what_was_judged() {
    let desk = Desk::new();
    let (ran, report) = desk.check(&["--seed", "7", "--cases", "60"]);
    ran.ends_with(0);
    assert_eq!(report["verdict"], "conforms");
    assert_eq!(report["schema"], 1);
    assert_eq!(report["target"], "http://built-in/api/laml/2010-04-01");
    assert_eq!(report["counts"]["passed"], checks_of_signalwire());
    assert!(findings(&report).is_empty());
    let floor = report["floor"].as_array().unwrap();
    assert!(floor.iter().all(|line| line["met"] == true && line["seen"].as_u64() > Some(0)));
    for operation in ["list_all", "retrieve", "update", "delete"] {
        let reached = floor.iter().any(|line| {
            text(&line["operation"]).starts_with(operation) && line["what"] == "success"
        });
        assert!(reached, "{operation}");
        assert!(ran.stdout.contains(&format!("{operation}_participant")), "{ran}");
    }
    let all = checks_of_signalwire();
    assert!(ending(&ran.stdout).starts_with("Conforms: "), "{ran}");
    assert!(ran.stdout.contains(&format!("{all} of {all} checks hold")), "{ran}");
    assert!(ran.stdout.contains("(seed 7)"), "{ran}");
    for word in ["FAIL", "WARN", "untestable", "\u{1b}["] {
        assert!(!ran.stdout.contains(word), "`{word}`: {ran}");
    }
    // Nothing failed, so there is nothing to replay.
    assert!(!desk.path("rollcall-replays").exists());
}

#[test]
fn one_seed_makes_one_report_and_another_seed_another() {
    for further in [
        &["--cases", "60"][..],
        &["--cases", "20", "--fault", "delete-removes-nothing"],
        &["--cases", "0", "--fault", "credentials-never-compared"],
    ] {
        let [first, second, other] = ["5", "5", "6"].map(|seed| {
            let desk = Desk::new();
            let (ran, report) = desk.check(&[&["--seed", seed], further].concat());
            let replays = findings(&report).iter().map(|own| desk.read(text(&own["replay"])));
            let replays: Vec<String> = replays.collect();
            let lines: Vec<&str> = ran.stdout.trim_end().lines().collect();
            // The last line has the one number of seconds.
            (timeless(report), replays, lines[..lines.len() - 1].join("\n"))
        });
        assert_eq!(first, second, "{further:?}");
        assert_ne!(first.0.replace("\"seed\": 5", "\"seed\": 6"), other.0, "{further:?}");
    }
}

#[test]
fn a_plan_is_made_by_its_seed_too() {
    let desk = Desk::new();
    let plan = |seed: &str| {
        let ran = desk.run(&["plan", "signalwire", "--seed", seed, "--cases", "80", "--steps"]);
        ran.ends_with(0);
        ran.stdout.replace(seed, "SEED")
    };
    assert_eq!(plan("1111"), plan("1111"));
    assert_ne!(plan("1111"), plan("2222"));
}

#[test]
fn a_server_in_another_process_gets_the_verdict_of_the_built_in_one() {
    for (fault, code) in [
        (None, 0),
        (Some("delete-removes-nothing"), 1),
        (Some("no-content-with-body"), 1),
        (Some("scheme-case-matters"), 0),
    ] {
        let fault: Vec<&str> = fault.into_iter().flat_map(|fault| ["--fault", fault]).collect();
        let server = Server::mock(&fault);
        let apart = Desk::of(&server);
        let common = ["--seed", "3", "--cases", "0"];
        let (ran, report) = apart.check(&server.arguments(&common));
        ran.ends_with(code);
        let (within, expected) = Desk::new().check(&[&common[..], &fault].concat());
        within.ends_with(code);
        assert_eq!(report["verdict"], expected["verdict"], "{ran}");
        assert_eq!(fired(&report), fired(&expected), "{ran}");
        assert_eq!(report["checks"], expected["checks"], "{fault:?}");
        assert_eq!(report["floor"], expected["floor"], "{fault:?}");
    }
}

#[test]
fn a_finding_comes_with_steps_a_command_line_and_a_replay_that_tells_it_from_a_sound_server() {
    let fault = ["--fault", "delete-removes-nothing"];
    let faulty = Server::mock(&fault);
    let sound = Server::mock(&["--seed", "9"]);
    let desk = Desk::of(&faulty);
    let (ran, report) = desk.check(&faulty.arguments(&["--seed", "4", "--cases", "0"]));
    ran.ends_with(1);
    assert_eq!(fired(&report), ["delete-is-final"]);
    let mut fewest = usize::MAX;
    for finding in findings(&report) {
        let steps = finding["steps"].as_array().unwrap();
        fewest = fewest.min(steps.len());
        assert_eq!(steps.iter().filter(|step| step["here"] == true).count(), 1);
        assert_eq!(steps[steps.len() - 1]["here"], true);
        let curl = text(&finding["curl"]);
        assert!(curl.contains(":$ROLLCALL_PASSWORD\""), "{curl}");
        assert!(curl.contains(faulty.authority()), "{curl}");
        assert!(!curl.contains(&faulty.password), "{curl}");
        let replay = text(&finding["replay"]);
        assert!(!desk.read(replay).contains(faulty.authority()), "{replay}");

        let again = desk.run(&["replay", replay, fault[0], fault[1]]);
        again.ends_with(1);
        assert!(again.stdout.contains("it fails again"), "{again}");
        assert!(again.stdout.contains("<- here"), "{again}");
        let mended = desk.run(&["replay", replay]);
        mended.ends_with(0);
        assert!(mended.stdout.contains("the check holds"), "{mended}");
        // The same against servers in other processes.
        let arguments = faulty.arguments(&[]);
        desk.run(&[&["replay", replay], &arguments[..]].concat()).ends_with(1);
        let there = Desk::of(&sound);
        let file = there.file("replay.yaml", &desk.read(replay));
        let arguments = sound.arguments(&[]);
        there.run(&[&["replay", file], &arguments[..]].concat()).ends_with(0);
    }
    // Nothing shorter shows it: one removal, and one look.
    assert_eq!(fewest, 2);
}

#[test]
fn the_fewest_steps_of_a_removal_that_removes_nothing_are_two_for_every_operation() {
    for seed in ["11", "12"] {
        let desk = Desk::new();
        let (_, report) =
            desk.check(&["--seed", seed, "--cases", "10", "--fault", "delete-removes-nothing"]);
        let removed_twice =
            findings(&report).iter().find(|own| own["operation"] == "delete_participant").unwrap();
        let steps = removed_twice["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 2, "{removed_twice:#}");
        assert!(steps.iter().all(|step| text(&step["request"]).starts_with("DELETE ")));
        for finding in findings(&report) {
            let steps = finding["steps"].as_array().unwrap();
            // Who was never in a list is not missed in it: that takes a look before.
            let list = finding["operation"] == "list_all_participants";
            assert!(steps.len() <= 2 + usize::from(list), "{finding:#}");
        }
    }
}

#[test]
fn a_broken_should_is_a_warning_and_with_strict_a_violation() {
    let server = Server::mock(&["--variation", "lenient"]);
    let desk = Desk::of(&server);
    let common = ["--seed", "1", "--cases", "0"];
    let (warned, report) = desk.check(&server.arguments(&common));
    warned.ends_with(0);
    assert_eq!(fired(&report), ["loose-input-refused"]);
    assert!(findings(&report).iter().all(|own| own["severity"] == "should"));
    assert!(warned.stdout.contains("WARN  loose-input-refused"), "{warned}");
    assert!(!warned.stdout.contains("FAIL"), "{warned}");
    let (refused, report) = desk.check(&server.arguments(&[&common[..], &["--strict"]].concat()));
    refused.ends_with(1);
    assert_eq!(report["verdict"], "violates");
    assert!(refused.stdout.contains("FAIL  loose-input-refused"), "{refused}");
}

#[test]
fn only_and_skip_choose_checks_and_operations() {
    let desk = Desk::new();
    let common = ["--seed", "1", "--cases", "0"];
    let check = |further: &[&str]| {
        let (ran, report) = desk.check(&[&common[..], further].concat());
        ran.ends_with(0);
        report
    };
    let ids = |report: &Value| -> Vec<String> {
        let checks = report["checks"].as_array().unwrap();
        checks.iter().map(|own| text(&own["id"]).to_owned()).collect()
    };
    let wire = check(&["--only", "wire/*", "--skip", "answer-in-time"]);
    let family = RULES.iter().filter(|rule| rule.card.family == Family::Wire);
    let expected: Vec<&str> =
        family.map(|rule| rule.card.id).filter(|id| *id != "answer-in-time").collect();
    assert_eq!(ids(&wire), expected);

    let listed = check(&["--only", "list_*"]);
    assert_eq!(ids(&listed).len(), checks_of_signalwire());
    assert_eq!(listed["counts"]["participants_removed"], 0);
    let floor = listed["floor"].as_array().unwrap();
    assert!(floor.iter().all(|line| line["operation"] == "list_all_participants"), "{floor:?}");

    let spared = check(&["--skip", "delete_*"]);
    assert_eq!(spared["counts"]["participants_removed"], 0);
    assert_eq!(spared["counts"]["untestable"], 0);
}

#[test]
fn a_run_that_is_out_of_time_says_so_and_is_no_success() {
    let desk = Desk::new();
    let (ran, report) = desk.check(&["--seed", "1", "--max-time", "1ms"]);
    ran.ends_with(3);
    assert_eq!(report["verdict"], "inconclusive");
    assert!(text(&report["cut_short"]).starts_with("--max-time ended the run after"));
    assert!(ran.stdout.contains("cut short"), "{ran}");
    assert!(ending(&ran.stdout).starts_with("Inconclusive"), "{ran}");
    // Nor is a shard that did not do its part.
    desk.check(&["--seed", "1", "--shard", "1/2", "--max-time", "1ms"]).0.ends_with(3);
}

#[test]
fn how_many_cases_are_under_way_at_once_changes_no_verdict() {
    let desk = Desk::new();
    let [one, many] = ["1", "20"].map(|n| {
        let (ran, report) = desk.check(&["--seed", "8", "--cases", "20", "--concurrency", n]);
        ran.ends_with(0);
        report
    });
    for member in ["checks", "floor"] {
        assert_eq!(one[member], many[member]);
    }
    assert_eq!(one["counts"]["cases"], many["counts"]["cases"]);
    assert_eq!(one["counts"]["requests"], many["counts"]["requests"]);
}

#[test]
fn a_report_on_stdout_is_json_and_nothing_else() {
    let ran = Desk::new().run(&[
        "check",
        "signalwire",
        "--seed",
        "1",
        "--cases",
        "0",
        "--report",
        "json=-",
    ]);
    ran.ends_with(0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["verdict"], "conforms");
}

#[test]
fn settings_come_from_a_file_and_the_command_line_wins() {
    let desk = Desk::new();
    let file = desk.file(
        "rollcall.toml",
        "seed = 21\ncases = 0\nonly = [\"wire/*\"]\nreport = [\"json=filed.json\"]\n",
    );
    desk.run(&["check", "signalwire", "--config", file, "--seed", "22"]).ends_with(0);
    let report: Value = serde_json::from_str(&desk.read("filed.json")).unwrap();
    assert_eq!(report["seed"], 22);
    let family = RULES.iter().filter(|rule| rule.card.family == Family::Wire);
    assert_eq!(report["checks"].as_array().unwrap().len(), family.count());
}
