//! Each fault of the Twilio server in another language is found by a check meant for it, and by none that fires falsely.

use crate::desk::Desk;
use crate::faults::{Fault, assert_all_tried, assert_found};

/// No random case.
const FIXED: &[&str] = &["--cases", "0"];
/// The fixed cases of one operation.
const LIST: &[&str] = &["--cases", "0", "--only", "List*"];
const FETCH: &[&str] = &["--cases", "0", "--only", "FetchParticipant"];
const UPDATE: &[&str] = &["--cases", "0", "--only", "UpdateParticipant"];
const DELETE: &[&str] = &["--cases", "0", "--only", "Delete*"];
/// Some random lives and contests.
const SOME: &[&str] = &["--cases", "60"];

const RACE: &[&str] = &["simultaneous-in-some-order"];
const PAGES: &[&str] = &["pages-make-the-list"];
const SCHEMA: &[&str] = &["body-matches-schema"];
const ERROR: &[&str] = &["error-fields"];
const LOOSE: &[&str] = &["bad-input-refused"];
const GONE: &[&str] = &["delete-is-final"];
const ENDS: &[&str] = &["conference-ends"];
const TOLD: &[&str] = &["conference-end-told"];
const LABEL: &[&str] = &["label-names-one"];
const SHOWS: &[&str] = &["update-shows"];
const VALID: &[&str] = &["valid-succeeds"];
/// What becomes of a removal that is not one, or of more than one.
const END: &[&str] = &["conference-ends", "conference-end-told", "delete-is-final"];
/// What is seen where somebody changes whom nobody changed.
const ELSEWHERE: &[&str] = &[
    "bad-input-refused",
    "conference-ends",
    "conference-end-told",
    "delete-spares-others",
    "filter-honoured",
    "list-shows-participants",
    "pages-make-the-list",
    "reads-never-older",
    "refusal-changes-nothing",
    "simultaneous-in-some-order",
    "update-shows",
    "update-spares-others",
    "valid-succeeds",
];
/// What an old copy of the truth shows.
const OLD: &[&str] = &[
    "bad-input-refused",
    "conference-ends",
    "conference-end-told",
    "date-updated-forward",
    "delete-is-final",
    "delete-spares-others",
    "filter-honoured",
    "pages-make-the-list",
    "reads-never-older",
    "refusal-changes-nothing",
    "simultaneous-in-some-order",
    "update-shows",
    "update-spares-others",
    "valid-succeeds",
];

#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    Fault("no-content-with-body", DELETE, &["no-content-empty"], &["connection-in-step", "http-parseable"]),
    Fault("error-status-lies", FETCH, &["error-status-true"], &[]),
    Fault("credentials-never-compared", FETCH, &["credentials-demanded"], &[]),
    Fault("password-beginning-compared", LIST, &["credentials-demanded"], &[]),
    Fault("user-never-compared", FETCH, &["credentials-demanded"], &[]),
    Fault("challenge-missing", UPDATE, &["challenge-on-401"], &[]),
    Fault("malformed-id-is-500", FETCH, &["no-server-error"], &[]),
    Fault("page-size-unbounded", LIST, LOOSE, &[]),
    Fault("put-updates", FETCH, &["wrong-method-refused"], &[]),
    Fault("delete-removes-nothing", DELETE, GONE, END),
    Fault("delete-removes-everybody", DELETE, &["delete-spares-others"], END),
    Fault("delete-first-removes-last", DELETE, &["delete-spares-others"], END),
    Fault("delete-unmutes-others", SOME, &["delete-spares-others"], &[]),
    Fault("delete-always-succeeds", DELETE, GONE, ENDS),
    Fault("removed-stay-listed", DELETE, GONE, &["body-matches-schema", "conference-ends", "conference-end-told"]),
    Fault("update-not-stored", UPDATE, SHOWS, &["filter-honoured"]),
    Fault("update-only-true", UPDATE, SHOWS, &["valid-succeeds", "filter-honoured"]),
    Fault("update-resets-others", UPDATE, &["update-spares-others"], &["update-shows"]),
    Fault("update-spills", UPDATE, &["update-spares-others"], &["filter-honoured"]),
    Fault("update-of-removed-revives", DELETE, GONE, ENDS),
    Fault("hold-mutes", UPDATE, &["update-spares-others"], &["update-shows"]),
    Fault("filter-false-ignored", LIST, &["filter-honoured"], &[]),
    Fault("filters-either", SOME, &["filter-honoured"], &[]),
    Fault("date-goes-back", UPDATE, &["date-updated-forward"], &[]),
    Fault("date-zone-mislabelled", UPDATE, &["date-updated-forward"], OLD),
    Fault("race-delete", SOME, RACE, &[]),
    Fault("race-update", SOME, RACE, &[]),
    Fault("race-update-revives", SOME, RACE, &[]),
    Fault("replica-lags", UPDATE, &["reads-never-older", "update-shows"], OLD),
    Fault("cache-after-update", UPDATE, &["reads-never-older", "update-shows"], OLD),
    Fault("pages-overlap", LIST, PAGES, &[]),
    Fault("pages-skip", LIST, PAGES, &[]),
    Fault("pages-lose-filters", FIXED, &["pages-keep-query"], &["pages-make-the-list", "filter-honoured"]),
    Fault("pages-lose-size", LIST, &["pages-keep-query"], &["pages-make-the-list"]),
    Fault("pages-cycle", LIST, PAGES, &[]),
    Fault("pages-endless", LIST, PAGES, &[]),
    Fault("pages-end-early", LIST, PAGES, &[]),
    Fault("next-page-elsewhere", LIST, &["page-links-lead-home"], &["page-envelope"]),
    Fault("decay-errors --after 300", UPDATE, &["no-server-error"], &["valid-succeeds"]),
    Fault("decay-removed-return --after 50", DELETE, GONE, END),
    Fault("decay-flags-lost --after 300", UPDATE, &["update-shows", "reads-never-older"], OLD),
    Fault("decay-crosstalk --after 300", UPDATE, &["update-spares-others", "delete-spares-others", "update-shows"], OLD),
    Fault("decay-credentials --after 50", FETCH, &["credentials-demanded"], &[]),
    Fault("head-with-content", FIXED, &["head-without-content"], &["connection-in-step"]),
    Fault("length-short", DELETE, &["content-length-true", "connection-in-step"], &["http-parseable"]),
    Fault("length-long", UPDATE, &["content-length-true", "http-parseable"], &[]),
    Fault("reason-space-missing", FIXED, &["head-well-formed"], &["http-parseable"]),
    Fault("field-space-before-colon", UPDATE, &["head-well-formed", "http-parseable"], &[]),
    Fault("no-content-sized", DELETE, &["no-content-unframed"], &[]),
    Fault("no-content-chunked", DELETE, &["no-content-unframed"], &["no-content-empty", "connection-in-step"]),
    Fault("framed-twice", UPDATE, &["content-length-true"], &["http-parseable"]),
    Fault("last-chunk-missing", UPDATE, &["http-parseable"], &["content-length-true"]),
    Fault("json-utf-16", FETCH, &["json-strict"], &["error-fields"]),
    // Labels.
    Fault("label-unknown", FETCH, LABEL, &[]),
    Fault("label-as-call-sid", FETCH, &["answer-names-target"], SCHEMA),
    Fault("label-plus-is-space --labels all", FETCH, LABEL, &[]),
    Fault("label-not-decoded", FETCH, LABEL, &[]),
    Fault("label-latin-1 --labels all", FETCH, LABEL, &[]),
    Fault("label-beginning", FETCH, LABEL, &[]),
    Fault("label-across-conferences --labels apart", FETCH, LABEL, &["answer-names-target", "foreign-hidden"]),
    Fault("label-update-hits-first", UPDATE, SHOWS, &["answer-names-target", "update-spares-others"]),
    Fault("label-update-everywhere --labels all", UPDATE, &["update-spares-others"], ELSEWHERE),
    Fault("label-delete-lies", DELETE, GONE, &[]),
    Fault("label-delete-everywhere --labels all", DELETE, &["delete-spares-others"], ELSEWHERE),
    Fault("label-outlives", DELETE, GONE, &[]),
    Fault("label-lost", UPDATE, &["answer-names-target", "label-names-one"], &[]),
    // The end of a conference.
    Fault("exit-flag-ignored", FIXED, ENDS, &[]),
    Fault("exit-ends-always", FIXED, &["delete-spares-others"], END),
    Fault("last-leaves-open", FIXED, TOLD, &[]),
    Fault("ended-still-found", FIXED, ENDS, &[]),
    Fault("ended-still-listed", FIXED, ENDS, END),
    Fault("ended-still-updated", FIXED, ENDS, &[]),
    Fault("ended-is-gone", FIXED, ENDS, &[]),
    Fault("ended-without-reason", FIXED, TOLD, &[]),
    Fault("ended-with-other-reason", FIXED, TOLD, &[]),
    Fault("reason-too-early", FIXED, ENDS, &[]),
    Fault("completed-not-done", FIXED, ENDS, &[]),
    Fault("completed-not-emptied", FIXED, ENDS, &[]),
    Fault("end-spreads", FIXED, ENDS, ELSEWHERE),
    Fault("status-word-unread", FIXED, LOOSE, &[]),
    // The list.
    Fault("coaching-filter-ignored", LIST, &["filter-honoured"], &[]),
    Fault("next-page-null-text", LIST, &["page-envelope"], &[]),
    Fault("previous-page-null-text", LIST, &["page-envelope"], &[]),
    Fault("page-member-extra", LIST, &["page-envelope"], &[]),
    Fault("page-named-calls", LIST, SCHEMA, &[]),
    Fault("page-numbers-texts", LIST, SCHEMA, &[]),
    Fault("page-without-start", LIST, SCHEMA, &[]),
    Fault("page-from-one", LIST, &["page-number-counts"], &[]),
    Fault("links-without-suffix", LIST, PAGES, &[]),
    Fault("links-without-version", LIST, &["page-links-lead-home"], PAGES),
    Fault("page-size-capped", LIST, LOOSE, &[]),
    Fault("large-page-refused", LIST, VALID, &[]),
    Fault("page-zero-refused", LIST, VALID, &[]),
    // SIDs.
    Fault("prefix-case-ignored", FETCH, &["malformed-id-refused"], &[]),
    Fault("prefix-never-compared", FETCH, &["malformed-id-refused"], &[]),
    Fault("call-sid-bare", FETCH, SCHEMA, &["answer-names-target", "list-shows-participants"]),
    Fault("account-never-compared", FETCH, &["foreign-hidden"], &[]),
    Fault("conference-never-compared", FETCH, &["foreign-hidden"], &[]),
    Fault("call-unknown-is-406", UPDATE, &["unknown-is-404"], &["conference-ends", "delete-is-final", "foreign-hidden"]),
    // Values.
    Fault("status-null", FETCH, SCHEMA, &[]),
    Fault("status-completed", FETCH, SCHEMA, &[]),
    Fault("status-on-hold", UPDATE, SCHEMA, &[]),
    Fault("date-iso", FETCH, SCHEMA, &[]),
    Fault("date-sept", FETCH, SCHEMA, &[]),
    Fault("flag-as-text", FETCH, SCHEMA, &[]),
    Fault("coach-empty-text", FETCH, SCHEMA, &[]),
    Fault("call-sid-named-sid", FETCH, SCHEMA, &["list-shows-participants"]),
    Fault("hold-missing", FETCH, SCHEMA, &[]),
    Fault("uri-of-calls", FETCH, &["answer-names-target"], &[]),
    // An update.
    Fault("coach-anybody", UPDATE, LOOSE, &[]),
    Fault("coach-on-hold-taken", UPDATE, LOOSE, &[]),
    Fault("coach-without-target", UPDATE, LOOSE, &[]),
    Fault("coach-not-stored", UPDATE, SHOWS, &[]),
    Fault("exit-flag-not-stored", UPDATE, SHOWS, &[]),
    Fault("muted-text-refused", UPDATE, VALID, &[]),
    Fault("muted-text-is-true", UPDATE, SHOWS, &[]),
    Fault("muted-absent-unmutes", UPDATE, &["update-spares-others"], &["update-shows"]),
    Fault("muted-named-mute", UPDATE, SHOWS, &[]),
    Fault("wait-url-empty-refused", UPDATE, VALID, &[]),
    Fault("method-any", UPDATE, LOOSE, &[]),
    Fault("url-any", UPDATE, LOOSE, &[]),
    Fault("update-is-201", UPDATE, VALID, &["label-names-one", "status-documented"]),
    Fault("update-answers-before", UPDATE, SHOWS, &["filter-honoured", "reads-never-older"]),
    Fault("update-crosses", UPDATE, &["update-spares-others"], ELSEWHERE),
    Fault("update-needs-muted-or-hold", UPDATE, VALID, LABEL),
    // A removal.
    Fault("delete-not-allowed", DELETE, VALID, LABEL),
    Fault("delete-is-200", DELETE, VALID, &["label-names-one"]),
    Fault("delete-is-202", DELETE, VALID, &["label-names-one"]),
    // Errors.
    Fault("error-code-text", FETCH, ERROR, SCHEMA),
    Fault("error-message-empty", FETCH, ERROR, SCHEMA),
    Fault("error-more-info-relative", FETCH, ERROR, SCHEMA),
    Fault("error-status-missing", FETCH, ERROR, SCHEMA),
    Fault("error-status-is-code", FETCH, &["error-status-true"], &[]),
    Fault("error-html", FETCH, &["media-type-documented"], ERROR),
    Fault("error-empty", FETCH, &["json-strict"], ERROR),
    Fault("error-list", FETCH, ERROR, SCHEMA),
    Fault("error-tells-password", FETCH, &["error-keeps-secrets"], &[]),
    Fault("wrong-is-403", FETCH, &["credentials-demanded"], &[]),
    Fault("bad-input-is-422", UPDATE, LOOSE, &[]),
    Fault("bad-input-is-500", UPDATE, &["no-server-error"], &[]),
];

#[test]
fn each_of_its_faults_is_found_by_a_check_meant_for_it_and_by_no_other() {
    assert_found("twilio.py", FAULTS, |server, much| {
        let common = ["--seed", "1", "--strict", "--account", &server.account];
        Desk::of(server).check_api("twilio", &server.arguments(&[&common, much].concat()))
    });
}

#[test]
fn every_fault_that_it_knows_is_among_those_tried() {
    assert_all_tried("twilio.py", FAULTS, &[]);
}
