//! Each fault of the lawful server in another language is found by a check meant for it, and by none that fires falsely.

use crate::desk::{Desk, fired};
use crate::faults::{Fault, assert_all_tried, assert_found};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// No random case.
const FIXED: &[&str] = &["--cases", "0"];
/// The fixed cases of one operation.
const LIST: &[&str] = &["--cases", "0", "--only", "list_*"];
const RETRIEVE: &[&str] = &["--cases", "0", "--only", "retrieve_*"];
const UPDATE: &[&str] = &["--cases", "0", "--only", "update_*"];
const DELETE: &[&str] = &["--cases", "0", "--only", "delete_*"];
/// Some random lives and contests.
const SOME: &[&str] = &["--cases", "60"];
/// As many as a user sends who says nothing about it.
const ALL: &[&str] = &["--cases", "500", "--only", "life/*"];

const RACE: &[&str] = &["simultaneous-in-some-order"];
const PAGES: &[&str] = &["pages-make-the-list"];
const HOME: &[&str] = &["page-links-lead-home"];
const HTTP: &[&str] = &["http-parseable"];
/// What an old copy of the truth shows.
const OLD: &[&str] = &[
    "date-updated-forward",
    "delete-is-final",
    "delete-spares-others",
    "filter-honoured",
    "reads-never-older",
    "refusal-changes-nothing",
    "simultaneous-in-some-order",
    "update-spares-others",
];

#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    Fault("no-content-with-body", DELETE, &["no-content-empty"], &["connection-in-step", "http-parseable"]),
    Fault("error-status-lies", RETRIEVE, &["error-status-true"], &[]),
    Fault("credentials-never-compared", RETRIEVE, &["credentials-demanded"], &["refusal-changes-nothing"]),
    Fault("password-beginning-compared", LIST, &["credentials-demanded"], &[]),
    Fault("user-never-compared", RETRIEVE, &["credentials-demanded"], &[]),
    Fault("challenge-missing", UPDATE, &["challenge-on-401"], &[]),
    Fault("malformed-id-is-500", RETRIEVE, &["no-server-error"], &["status-documented"]),
    Fault("page-size-unbounded", LIST, &["bad-input-refused"], &["loose-input-refused"]),
    Fault("member-extra", LIST, &["body-matches-schema"], &["types-decode"]),
    Fault("put-updates", RETRIEVE, &["wrong-method-refused"], &[]),
    Fault("delete-removes-nothing", DELETE, &["delete-is-final"], &["unknown-is-404"]),
    Fault("delete-removes-everybody", DELETE, &["delete-spares-others"], &["delete-is-final"]),
    Fault("delete-first-removes-last", DELETE, &["delete-spares-others"], &["delete-is-final"]),
    Fault("delete-unmutes-others", SOME, &["delete-spares-others"], &["refusal-changes-nothing", "update-shows"]),
    Fault("delete-always-succeeds", DELETE, &["delete-is-final"], &[]),
    Fault("removed-stay-listed", DELETE, &["delete-is-final"], &[]),
    Fault("update-not-stored", UPDATE, &["update-shows"], &["filter-honoured", "date-updated-forward"]),
    Fault("update-only-true", UPDATE, &["update-shows"], &["filter-honoured"]),
    Fault("update-resets-others", UPDATE, &["update-spares-others"], &["filter-honoured"]),
    Fault("update-spills", UPDATE, &["update-spares-others"], &["filter-honoured"]),
    Fault("update-of-removed-revives", DELETE, &["delete-is-final"], &[]),
    Fault("hold-mutes", UPDATE, &["update-spares-others"], &["update-shows"]),
    Fault("filter-false-ignored", LIST, &["filter-honoured"], &[]),
    Fault("filters-either", SOME, &["filter-honoured"], &[]),
    Fault("date-goes-back", UPDATE, &["date-updated-forward"], &[]),
    Fault("date-zone-mislabelled", UPDATE, &["date-updated-forward"], OLD),
    Fault("race-delete", SOME, RACE, &[]),
    Fault("race-delete-rare", ALL, RACE, &[]),
    Fault("race-update", SOME, RACE, &[]),
    Fault("race-update-rare", ALL, RACE, &[]),
    Fault("race-update-revives", SOME, RACE, &[]),
    Fault("replica-lags", UPDATE, &["reads-never-older", "update-shows"], OLD),
    Fault("cache-after-update", UPDATE, &["reads-never-older", "update-shows"], OLD),
    Fault("pages-drift", LIST, PAGES, &[]),
    Fault("pages-overlap", LIST, PAGES, &[]),
    Fault("pages-skip", LIST, PAGES, &[]),
    Fault("pages-lose-filters", FIXED, &["pages-keep-query"], &["pages-make-the-list", "filter-honoured"]),
    Fault("pages-lose-size", LIST, &["pages-keep-query"], &["pages-make-the-list"]),
    Fault("pages-cycle", LIST, PAGES, &[]),
    Fault("pages-endless", LIST, PAGES, &[]),
    Fault("pages-end-early", LIST, PAGES, &[]),
    Fault("next-page-elsewhere", LIST, HOME, &[]),
    Fault("first-page-elsewhere", LIST, HOME, &[]),
    Fault("decay-errors --after 300", UPDATE, &["no-server-error"], &["valid-succeeds"]),
    Fault("decay-slow --after 100", RETRIEVE, &["late-as-quick"], &[]),
    Fault("decay-removed-return --after 50", DELETE, &["delete-is-final"], &["simultaneous-in-some-order"]),
    Fault("decay-flags-lost --after 300", UPDATE, &["update-shows", "reads-never-older"], OLD),
    Fault("decay-crosstalk --after 300", UPDATE, &["update-spares-others", "delete-spares-others", "update-shows"], OLD),
    Fault("decay-credentials --after 50", RETRIEVE, &["credentials-demanded"], &[]),
    Fault("head-with-content", FIXED, &["head-without-content"], &["connection-in-step"]),
    Fault("head-length-differs", FIXED, &["head-without-content"], &[]),
    Fault("length-short", DELETE, &["content-length-true", "connection-in-step"], HTTP),
    Fault("length-long", UPDATE, &["content-length-true", "http-parseable"], &[]),
    Fault("reason-space-missing", FIXED, &["head-well-formed"], HTTP),
    Fault("field-folded", UPDATE, &["head-well-formed", "http-parseable"], &[]),
    Fault("field-space-before-colon", UPDATE, &["head-well-formed", "http-parseable"], &[]),
    Fault("no-content-sized", DELETE, &["no-content-unframed"], &[]),
    Fault("no-content-chunked", DELETE, &["no-content-unframed"], &["no-content-empty", "connection-in-step"]),
    Fault("framed-twice", UPDATE, &["content-length-true"], HTTP),
    Fault("last-chunk-missing", UPDATE, HTTP, &["content-length-true"]),
    Fault("json-utf-16", RETRIEVE, &["json-strict"], &["error-fields"]),
];

/// What is no fault to any check, and why.
const FREE: &[(&str, &str)] = &[
    ("coach-kept", "no sentence says what call_sid_to_coach is for who does not coach"),
    ("race-torn", "no sentence says that two fields of an update are seen together"),
];

#[test]
fn each_of_its_faults_is_found_by_a_check_meant_for_it_and_by_no_other() {
    assert_found("lawful.py", FAULTS, |server, much| {
        let arguments = [&["--seed", "1", "--strict"], much].concat();
        Desk::of(server).check(&server.arguments(&arguments))
    });
}

#[test]
fn what_nobody_forbade_is_no_finding() {
    side_by_side(FREE, |(fault, why)| {
        let server = Server::python(&["--fault", fault]);
        let (ran, report) =
            Desk::of(&server).check(&server.arguments(&["--seed", "1", "--cases", "10"]));
        assert!(fired(&report).is_empty(), "{fault}, of which {why}: {ran}");
    });
}

#[test]
fn every_fault_that_it_knows_is_among_those_tried() {
    let free: Vec<&str> = FREE.iter().map(|(name, _)| *name).collect();
    assert_all_tried("lawful.py", FAULTS, &free);
}
