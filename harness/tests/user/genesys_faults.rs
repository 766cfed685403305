//! Each fault of the Genesys server in another language is found by a check meant for it, and by none that fires falsely.

use crate::desk::Desk;
use crate::faults::{Fault, assert_all_tried, assert_found};

/// No random case.
const FIXED: &[&str] = &["--cases", "0"];
/// The fixed cases of one operation.
const OPERATE: &[&str] = &["--cases", "0", "--only", "operateCall"];
const LOOK: &[&str] = &["--cases", "0", "--only", "getCall*"];
const EXCHANGE: &[&str] = &["--cases", "0", "--only", "exchange*"];
/// Some random lives and contests.
const SOME: &[&str] = &["--cases", "60"];

const ACCEPTED: &[&str] = &["operation-accepted"];
const SCHEMA: &[&str] = &["body-matches-schema"];
const TYPES: &[&str] = &["types-decode"];
const BAD: &[&str] = &["bad-operation-refused"];
const UNKNOWN_CALL: &[&str] = &["unknown-call-refused"];
const UNKNOWN_PARTICIPANT: &[&str] = &["unknown-participant-refused"];
const PLAIN: &[&str] = &["plain-call-refused"];
const FOREIGN: &[&str] = &["foreign-call-hidden"];
const CODE: &[&str] = &["code-says-why"];
const MESSAGE: &[&str] = &["refusal-has-message"];
const SESSION: &[&str] = &["session-demanded"];
const TOKEN: &[&str] = &["token-demanded"];
const GIVEN: &[&str] = &["token-given"];
const REMOVAL: &[&str] = &["removal-told"];
const HOLD: &[&str] = &["hold-told"];
const END: &[&str] = &["end-told"];
const FORMED: &[&str] = &["notification-well-formed"];
const MESSAGES: &[&str] = &["messages-well-formed"];
const SHAKEN: &[&str] = &["handshake-answered"];
const SUBSCRIBED: &[&str] = &["subscription-answered"];
const AS_SUBSCRIBED: &[&str] = &["told-as-subscribed"];
const UNKNOWN_SESSION: &[&str] = &["unknown-session-told"];
const URLS: &[&str] = &["every-url-served"];
/// What else is seen of an operation that was carried out and should not have been.
const DONE: &[&str] =
    &["refusal-changes-nothing", "refusal-told-nothing", "delete-spares-others", "told-as-is"];
/// What is seen where a removal is not what it is told to be.
const OTHERS: &[&str] = &[
    "delete-is-final",
    "delete-spares-others",
    "operation-accepted",
    "removal-told",
    "told-as-is",
    "told-with-others",
    "told-without-removed",
];
/// What is seen where nothing is told that can be understood.
const UNHEARD: &[&str] = &[
    "end-told",
    "hold-told",
    "removal-told",
    "told-as-is",
    "told-from-subscribe-on",
    "told-as-subscribed",
];
/// What is seen where what was accepted can't be seen to be.
const UNREADABLE: &[&str] = &[
    "operation-accepted",
    "refusal-has-message",
    "session-kept",
    "told-as-is",
    "told-as-subscribed",
];
/// What is seen where looks show an old truth.
const SHOWN: &[&str] = &["delete-is-final", "end-told", "capabilities-fit-state"];
/// What is seen where the listener itself gets nowhere.
const DEAF: &[&str] = &[
    "end-told",
    "handshake-answered",
    "hold-told",
    "messages-well-formed",
    "refusal-changes-nothing",
    "removal-told",
    "subscription-answered",
    "unknown-session-told",
    "capabilities-fit-state",
    "told-as-subscribed",
];
/// What is seen where answers on the wire can't be read.
const WIRE: &[&str] =
    &["connection-in-step", "content-length-true", "head-well-formed", "http-parseable"];

#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    // Bayeux: first, since whoever listens in vain waits longest.
    Fault("reply-without-id", EXCHANGE, MESSAGES, SUBSCRIBED),
    Fault("reply-id-other", EXCHANGE, MESSAGES, DEAF),
    Fault("error-not-in-form", EXCHANGE, MESSAGES, SCHEMA),
    Fault("answer-no-array", EXCHANGE, MESSAGES, &["body-matches-schema", "handshake-answered", "subscription-answered", "unknown-session-told"]),
    Fault("handshake-without-version", EXCHANGE, SHAKEN, &[]),
    Fault("handshake-without-types", EXCHANGE, SHAKEN, &[]),
    Fault("handshake-without-client", EXCHANGE, SHAKEN, DEAF),
    Fault("denied-with-client --denied bayeux", EXCHANGE, SHAKEN, &[]),
    Fault("handshake-of-nobody", EXCHANGE, SHAKEN, SESSION),
    Fault("subscribe-without-subscription", EXCHANGE, SUBSCRIBED, &[]),
    Fault("array-refused", EXCHANGE, SUBSCRIBED, DEAF),
    Fault("lost-before-connect --told before", EXCHANGE, &["told-from-subscribe-on"], AS_SUBSCRIBED),
    Fault("wildcard-unread", EXCHANGE, AS_SUBSCRIBED, UNHEARD),
    Fault("globstar-one", EXCHANGE, AS_SUBSCRIBED, &[]),
    Fault("unsubscribe-ignored", EXCHANGE, AS_SUBSCRIBED, SUBSCRIBED),
    Fault("told-unsubscribed", EXCHANGE, AS_SUBSCRIBED, &[]),
    Fault("unknown-client-served", EXCHANGE, UNKNOWN_SESSION, &[]),
    Fault("unknown-client-without-advice", EXCHANGE, UNKNOWN_SESSION, &[]),
    Fault("unknown-client-retries", EXCHANGE, UNKNOWN_SESSION, &[]),
    Fault("disconnect-forgotten", EXCHANGE, UNKNOWN_SESSION, &[]),
    Fault("urls-without-suffix", EXCHANGE, URLS, &[]),
    // Any server's.
    Fault("credentials-never-compared", FIXED, SESSION, &["handshake-answered"]),
    Fault("password-beginning-compared", FIXED, SESSION, &["handshake-answered"]),
    Fault("user-never-compared", FIXED, SESSION, &["handshake-answered"]),
    Fault("challenge-missing", FIXED, &["challenge-on-401"], &[]),
    Fault("decay-errors --after 300", SOME, &["no-server-error"], &["operation-accepted", "hold-told", "removal-told", "end-told"]),
    Fault("head-with-content", FIXED, &["head-without-content"], WIRE),
    Fault("length-short", FIXED, &["content-length-true", "connection-in-step"], WIRE),
    Fault("reason-space-missing", FIXED, &["head-well-formed"], WIRE),
    Fault("framed-twice", FIXED, &["content-length-true"], WIRE),
    Fault("json-utf-16", FIXED, &["json-strict"], UNREADABLE),
    // Operations.
    Fault("removal-refused", FIXED, ACCEPTED, &[]),
    Fault("removal-is-202", FIXED, ACCEPTED, &["status-documented"]),
    Fault("accepted-without-code", FIXED, SCHEMA, &["operation-accepted", "types-decode"]),
    Fault("accepted-empty", FIXED, &["json-strict"], UNREADABLE),
    Fault("accepted-as-text", FIXED, &["media-type-documented"], UNREADABLE),
    Fault("accepted-code-1", FIXED, ACCEPTED, &["refusal-told-nothing", "refusal-changes-nothing", "told-as-is"]),
    Fault("missing-participant-accepted", FIXED, BAD, UNKNOWN_PARTICIPANT),
    Fault("missing-name-accepted", FIXED, BAD, &[]),
    Fault("unknown-name-accepted", FIXED, BAD, &["loose-operation-refused"]),
    Fault("malformed-accepted", FIXED, BAD, &[]),
    Fault("unknown-call-accepted", FIXED, UNKNOWN_CALL, &["foreign-call-hidden", "end-told"]),
    Fault("unknown-call-shown", FIXED, UNKNOWN_CALL, &["foreign-call-hidden", "end-told", "told-as-is"]),
    Fault("unknown-participant-accepted", FIXED, UNKNOWN_PARTICIPANT, &["delete-is-final"]),
    Fault("participant-beginning", FIXED, UNKNOWN_PARTICIPANT, &["delete-is-final", "delete-spares-others", "refusal-told-nothing", "refusal-changes-nothing"]),
    Fault("removed-removed-again", FIXED, &["unknown-participant-refused", "delete-is-final"], &[]),
    Fault("plain-call-is-conference", FIXED, PLAIN, DONE),
    Fault("plain-call-accepted", FIXED, PLAIN, &[]),
    // Two users.
    Fault("stranger-sees-call", LOOK, FOREIGN, &[]),
    Fault("stranger-operates", OPERATE, FOREIGN, &["operation-accepted", "refusal-told-nothing"]),
    Fault("second-removes", OPERATE, FOREIGN, DONE),
    // Codes and messages.
    Fault("missing-is-code-6", FIXED, CODE, &[]),
    Fault("unknown-call-is-code-1", FIXED, CODE, &[]),
    Fault("unauthenticated-is-code-6", FIXED, CODE, &[]),
    Fault("error-code-0", FIXED, &["code-fits-status"], &["body-matches-schema", "bad-operation-refused"]),
    Fault("message-missing", FIXED, MESSAGE, SCHEMA),
    Fault("message-empty", FIXED, MESSAGE, SCHEMA),
    Fault("message-is-list", FIXED, MESSAGE, &["body-matches-schema", "types-decode"]),
    Fault("message-named-message", FIXED, MESSAGE, SCHEMA),
    Fault("refusal-with-more", FIXED, MESSAGE, SCHEMA),
    Fault("refusal-with-call", FIXED, MESSAGE, SCHEMA),
    Fault("refusal-as-text", FIXED, &["refusal-has-message"], &["media-type-documented"]),
    Fault("refusal-empty", FIXED, &["json-strict"], MESSAGE),
    Fault("code-is-text", FIXED, SCHEMA, &["types-decode", "refusal-has-message", "code-says-why", "code-fits-status"]),
    Fault("code-missing", FIXED, &["refusal-has-message"], &["body-matches-schema", "types-decode"]),
    Fault("error-tells-password", FIXED, &["error-keeps-secrets"], &[]),
    Fault("unknown-call-is-500", FIXED, &["no-server-error"], &["unknown-call-refused", "status-documented", "foreign-call-hidden"]),
    Fault("malformed-is-500", FIXED, &["no-server-error"], &["bad-operation-refused", "status-documented"]),
    Fault("state-is-503", FIXED, &["no-server-error"], &["plain-call-refused", "status-documented"]),
    // Calls.
    Fault("call-id-other", LOOK, &["call-names-target"], UNHEARD),
    Fault("call-other", LOOK, &["call-names-target"], UNHEARD),
    Fault("uri-elsewhere", LOOK, &["call-names-target"], FORMED),
    Fault("state-missing", LOOK, &["body-matches-schema", "notification-well-formed"], &["types-decode", "hold-told", "end-told", "told-as-is"]),
    Fault("duration-is-number", LOOK, &["body-matches-schema", "notification-well-formed"], TYPES),
    Fault("mute-is-boolean", LOOK, &["body-matches-schema", "notification-well-formed"], TYPES),
    Fault("participants-is-object", LOOK, &["body-matches-schema", "notification-well-formed"], OTHERS),
    Fault("participant-without-digits", LOOK, &["body-matches-schema", "notification-well-formed"], OTHERS),
    Fault("capabilities-is-text", LOOK, &["body-matches-schema", "notification-well-formed"], &["types-decode", "capabilities-fit-state"]),
    Fault("held-offers-hold", LOOK, &["capabilities-fit-state"], &[]),
    Fault("plain-offers-removal", FIXED, &["capabilities-fit-state"], PLAIN),
    Fault("uris-relative", LOOK, SCHEMA, &[]),
    // Sessions and tokens.
    Fault("nobody-needed", FIXED, SESSION, &["dead-session-refused", "handshake-answered", "token-demanded"]),
    Fault("wrong-is-nobody", FIXED, SESSION, &["handshake-answered"]),
    Fault("session-not-set --csrf off", FIXED, &["session-kept"], &["handshake-answered"]),
    Fault("session-not-enough --csrf off", FIXED, &["session-kept"], &[]),
    Fault("any-session-opens", FIXED, &["dead-session-refused"], TOKEN),
    Fault("token-never-compared", FIXED, TOKEN, &[]),
    Fault("token-not-demanded", FIXED, TOKEN, &[]),
    Fault("token-without-cookie", FIXED, TOKEN, &[]),
    Fault("token-renewed", FIXED, GIVEN, &[]),
    Fault("token-no-uuid", FIXED, GIVEN, SCHEMA),
    Fault("token-first-only", FIXED, GIVEN, &[]),
    Fault("token-refused-by-401", FIXED, TOKEN, &["code-says-why"]),
    Fault("token-refused-acts", FIXED, &["refusal-told-nothing", "refusal-changes-nothing"], &["delete-spares-others"]),
    // What becomes of it.
    Fault("removal-forgotten", OPERATE, &["delete-is-final", "told-as-is"], &["unknown-participant-refused"]),
    Fault("removal-removes-everybody", OPERATE, &["delete-spares-others", "told-with-others"], OTHERS),
    Fault("removal-removes-another", OPERATE, &["told-without-removed", "delete-is-final"], OTHERS),
    Fault("refused-removes", OPERATE, &["refusal-changes-nothing"], OTHERS),
    Fault("hold-undone", OPERATE, &["told-as-is", "operation-accepted"], &["hold-told", "told-once", "refusal-changes-nothing"]),
    // What is told.
    Fault("removal-untold", OPERATE, REMOVAL, &["told-from-subscribe-on"]),
    Fault("removal-told-as-status", OPERATE, REMOVAL, &["told-from-subscribe-on"]),
    Fault("told-with-removed", OPERATE, &["told-without-removed"], &["told-in-order", "told-as-is"]),
    Fault("told-without-others", OPERATE, &["told-with-others"], &["told-as-is"]),
    Fault("told-of-another-call", OPERATE, REMOVAL, &["told-from-subscribe-on"]),
    Fault("told-elsewhere", OPERATE, REMOVAL, UNHEARD),
    Fault("hold-untold", OPERATE, HOLD, &["told-once"]),
    Fault("hold-told-established", OPERATE, HOLD, &["told-as-is", "capabilities-fit-state"]),
    Fault("retrieve-untold", OPERATE, HOLD, &["told-once", "told-in-order"]),
    Fault("clear-untold", OPERATE, END, UNHEARD),
    Fault("clear-told-established", OPERATE, END, UNHEARD),
    Fault("hangup-untold", OPERATE, END, UNHEARD),
    Fault("refusal-told", OPERATE, &["refusal-told-nothing"], OTHERS),
    Fault("refusal-told-as-is", OPERATE, &["refusal-told-nothing"], &["told-once"]),
    Fault("told-to-everybody", OPERATE, &["told-to-own-user"], FORMED),
    Fault("told-twice", OPERATE, &["told-once"], &[]),
    Fault("removal-told-twice", OPERATE, &["told-once"], &[]),
    Fault("told-out-of-order", OPERATE, &["told-in-order"], &["told-once", "told-as-is", "told-with-others", "told-without-removed", "hold-told", "capabilities-fit-state"]),
    Fault("shown-before", OPERATE, &["told-as-is"], SHOWN),
    Fault("shown-never", OPERATE, &["told-as-is"], SHOWN),
    // Notifications.
    Fault("data-missing", OPERATE, REMOVAL, UNHEARD),
    Fault("data-is-text", OPERATE, REMOVAL, UNHEARD),
    Fault("message-type-missing", OPERATE, FORMED, UNHEARD),
    Fault("message-type-other", OPERATE, FORMED, UNHEARD),
    Fault("notification-type-missing", OPERATE, FORMED, UNHEARD),
    Fault("told-without-state", OPERATE, FORMED, UNHEARD),
    Fault("business-call-is-true", OPERATE, FORMED, &[]),
];

/// What no case of a check asks for, and why.
const FREE: &[(&str, &str)] = &[
    ("put-updates", "a PUT that carries no operation changes nothing"),
    ("participant-number-read", "the wrong types that are sent name nobody"),
    ("participant-list-read", "the wrong types that are sent name nobody"),
    ("participant-object-read", "the wrong types that are sent name nobody"),
    ("hold-twice-accepted", "nobody holds a call that is held"),
    ("released-call-accepted", "what a call that is over is asked for is not judged"),
    ("stranger-lists-calls", "nobody looks through another user's list"),
    ("conference-offers-none", "no page says which capabilities a call has at least"),
    ("list-without-new", "nobody looks for a call in the list"),
    ("removal-unholds", "nobody is removed from a call that is held"),
    ("session-always-new", "which session an answer names is not judged"),
    ("token-of-anybody", "the wrong token that is sent is nobody's"),
    ("array-first-only", "the list that is subscribed to has one channel"),
    ("array-answered-by-text", "a list of one and the one are taken for the same"),
    ("wildcard-deep", "nobody subscribes to a wildcard that is too short"),
    ("lost-between-connects", "somebody is always connected while something is told"),
    ("reply-without-channel", "the listener waits for its reply, and a run for the listener"),
    ("urls-with-slash-only", "the listener uses the bare path"),
];

#[test]
fn each_of_its_faults_is_found_by_a_check_meant_for_it_and_by_no_other() {
    assert_found("genesys.py", FAULTS, |server, much| {
        // It tells and answers at once, so whoever waits for what never comes need not wait long.
        let limits = ["--notification-limit", "2s", "--timeout", "3s"];
        let arguments = [&["--seed", "1", "--strict"], &limits[..], much].concat();
        Desk::of(server).check_api("genesys", &server.arguments(&arguments))
    });
}

#[test]
fn every_fault_that_it_knows_is_among_those_tried() {
    let free: Vec<&str> = FREE.iter().map(|(name, _)| *name).collect();
    assert_all_tried("genesys.py", FAULTS, &free);
}
