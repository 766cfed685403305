//! The lawful server in another language: it passes in each of its variations, and each of its faults is found.

use crate::desk::{Desk, fired};
use crate::server::Server;

/// Each lawful way in which it can be another server.
const VARIATIONS: &[&[&str]] = &[
    &[],
    &["--malformed", "400", "--unknown-method", "404", "--foreign", "401"],
    &["--malformed", "422", "--foreign", "403", "--bad-input", "422"],
    &["--realm", "a \"quoted\" realm, with a comma", "--header-case", "upper"],
    &["--header-case", "lower", "--charset"],
    &["--chunked", "--ended-list-404"],
    &["--close"],
    &["--http10"],
    &["--page-token-free"],
    &["--lenient"],
];

/// Each fault, the checks meant for it, and those that may see it too.
const FAULTS: &[(&str, &[&str], &[&str])] = &[
    ("no-content-with-body", &["connection-in-step", "no-content-empty"], &["http-parseable"]),
    ("delete-removes-nothing", &["delete-is-final"], &["unknown-is-404"]),
    ("delete-removes-everybody", &["delete-spares-others"], &[]),
    ("error-status-lies", &["error-status-true"], &[]),
    ("credentials-never-compared", &["credentials-demanded"], &["refusal-changes-nothing"]),
    ("challenge-missing", &["challenge-on-401"], &[]),
    ("malformed-id-is-500", &["no-server-error"], &["status-documented"]),
    ("page-size-unbounded", &["bad-input-refused"], &["loose-input-refused"]),
    ("update-not-stored", &["update-shows"], &["filter-honoured"]),
    ("member-extra", &["body-matches-schema"], &["types-decode"]),
];

#[test]
fn it_passes_in_each_of_its_variations() {
    for variation in VARIATIONS {
        let server = Server::python(variation);
        let desk = Desk::of(&server);
        let cases = if variation.is_empty() { "150" } else { "10" };
        let (ran, report) = desk.check(&server.arguments(&["--seed", "1", "--cases", cases]));
        ran.ends_with(0);
        assert_eq!(report["verdict"], "conforms", "{variation:?}: {ran}");
        // A generous reader is warned of, and of nothing else.
        let warned = fired(&report);
        let generous = variation.contains(&"--lenient");
        let expected = if generous { vec!["loose-input-refused"] } else { vec![] };
        assert_eq!(warned, expected, "{variation:?}: {ran}");
    }
}

#[test]
fn each_of_its_faults_is_found_by_the_check_meant_for_it_and_by_no_other() {
    for (fault, must, may) in FAULTS {
        let server = Server::python(&["--fault", fault]);
        let desk = Desk::of(&server);
        let (ran, report) = desk.check(&server.arguments(&["--seed", "1", "--cases", "0"]));
        ran.ends_with(1);
        let fired = fired(&report);
        for check in *must {
            assert!(fired.iter().any(|own| own == check), "{fault}: {check} is silent: {ran}");
        }
        for check in &fired {
            let meant = must.contains(&check.as_str()) || may.contains(&check.as_str());
            assert!(meant, "{fault}: {check} fires falsely: {ran}");
        }
    }
}

#[test]
fn every_fault_that_it_knows_is_among_those_tried() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/servers/lawful.py");
    let text = std::fs::read_to_string(script).unwrap();
    let table = text.split_once("FAULTS = {").unwrap().1.split_once("\n}").unwrap().0;
    let names: Vec<&str> = table.lines().filter_map(|line| line.trim().split('"').nth(1)).collect();
    let tried: Vec<&str> = FAULTS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, tried);
}
