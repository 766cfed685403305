//! The faults of the LaML reference server: one sorted table.

use super::{Defect, Fault};

const fn fault(
    id: &'static str,
    title: &'static str,
    checks: &'static [&'static str],
    also: &'static [&'static str],
    defect: Defect,
) -> Fault {
    Fault { id, title, checks, also, defect }
}

/// Checks of an answer's form that may see the same defect.
const FORM: &[&str] = &["body-matches-schema", "types-decode"];

/// Sorted by id. Each line: id, what it does, the checks which must see it, those which may.
#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = &[
    fault("answer-never-comes", "a method that the path does not have is never answered", &["answer-in-time"], &["wrong-method-refused", "allow-on-405", "http-parseable"], Defect::MethodNotAllowedNeverAnswered),
    fault("auth-missing-is-403", "a request without credentials is answered 403, without a challenge", &["credentials-demanded"], &["status-documented", "challenge-on-401"], Defect::AuthMissingIs403),
    fault("bad-boolean-accepted", "a boolean that is none counts as false", &["bad-input-refused"], &["refusal-changes-nothing"], Defect::BadBooleanAccepted),
    fault("bad-input-is-409", "input that breaks a constraint is answered 409", &["bad-input-refused", "status-documented"], &["loose-input-refused"], Defect::BadInputIs409),
    fault("bad-method-enum-accepted", "HoldMethod and its like take any word", &["bad-input-refused"], &[], Defect::BadMethodEnumAccepted),
    fault("challenge-missing", "a 401 carries no WWW-Authenticate", &["challenge-on-401"], &[], Defect::ChallengeMissing),
    fault("challenge-without-realm", "a 401's challenge names no realm", &["challenge-on-401"], &[], Defect::ChallengeWithoutRealm),
    fault("coaching-without-target-accepted", "Coaching=true needs no CallSidToCoach", &["bad-input-refused"], &["refusal-changes-nothing"], Defect::CoachingWithoutTargetAccepted),
    fault("connection-dropped", "a list filtered by Muted breaks off in the middle of its head", &["http-parseable"], &["filter-honoured", "answer-in-time", "connection-in-step", "valid-succeeds", "bad-input-refused"], Defect::ConnectionDropped),
    fault("content-length-short", "a retrieved participant's Content-Length is ten bytes too small", &["json-strict"], &["http-parseable", "connection-in-step", "body-matches-schema", "types-decode", "answer-names-target"], Defect::ContentLengthShort),
    fault("created-instead-of-ok", "an update is answered 201", &["valid-succeeds"], &["status-documented"], Defect::CreatedInsteadOfOk),
    fault("credentials-never-compared", "any Basic credentials will do", &["credentials-demanded"], &["refusal-changes-nothing"], Defect::CredentialsNeverCompared),
    fault("delete-again-succeeds", "removing a removed participant succeeds again", &["delete-is-final"], &["unknown-is-404"], Defect::DeleteAgainSucceeds),
    fault("delete-removes-everybody", "removing one participant empties the conference", &["delete-spares-others"], &["valid-succeeds"], Defect::DeleteRemovesEverybody),
    fault("delete-removes-neighbour-too", "removing a participant removes the next one as well", &["delete-spares-others"], &["valid-succeeds"], Defect::DeleteRemovesNeighbourToo),
    fault("delete-removes-nothing", "a removed participant is still there", &["delete-is-final"], &["unknown-is-404"], Defect::DeleteRemovesNothing),
    fault("duplicate-json-key", "a participant's object has one key twice", &["json-strict"], &["types-decode"], Defect::DuplicateJsonKey),
    fault("error-code-is-string", "an error's code is a string", &["error-fields"], FORM, Defect::ErrorCodeIsString),
    fault("error-echoes-credentials", "an error's message repeats the credentials of the request", &["error-keeps-secrets"], &[], Defect::ErrorEchoesCredentials),
    fault("error-is-html", "an error is a page of HTML", &["error-fields"], &["media-type-documented", "json-strict", "body-matches-schema", "types-decode"], Defect::ErrorIsHtml),
    fault("error-message-empty", "an error's message is empty", &["error-fields"], &[], Defect::ErrorMessageEmpty),
    fault("error-status-lies", "an error's status member is always 200", &["error-status-true"], &[], Defect::ErrorStatusLies),
    fault("error-with-stack-trace", "an error's message ends in a stack trace", &["error-keeps-secrets"], &[], Defect::ErrorWithStackTrace),
    fault("error-without-more-info", "an error has no more_info", &["error-fields"], FORM, Defect::ErrorWithoutMoreInfo),
    fault("integer-with-fraction", "a page writes its page_size as 50.0", &["types-decode"], &[], Defect::IntegerWithFraction),
    fault("list-filter-ignored", "a list shows everybody, whatever Muted and Hold say", &["filter-honoured"], &[], Defect::ListFilterIgnored),
    fault("list-omits-one", "a list leaves the last of several participants out", &["list-shows-participants"], &["delete-spares-others", "filter-honoured", "page-size-honoured", "update-shows", "update-spares-others"], Defect::ListOmitsOne),
    fault("long-value-is-500", "a value of more than 255 characters is answered 500", &["no-server-error"], &["malformed-id-refused", "bad-input-refused", "loose-input-refused", "status-documented", "valid-succeeds"], Defect::LongValueIs500),
    fault("malformed-id-is-403", "a malformed id in the path is answered 403", &["malformed-id-refused"], &["status-documented"], Defect::MalformedIdIs403),
    fault("malformed-id-is-500", "a malformed id in the path is answered 500", &["no-server-error"], &[], Defect::MalformedIdIs500),
    fault("media-type-text", "a participant travels as text/plain", &["media-type-documented"], &[], Defect::MediaTypeText),
    fault("member-extra", "a participant has a member that its closed object does not know", &["body-matches-schema"], &["types-decode"], Defect::MemberExtra),
    fault("member-missing", "a participant has no date_updated", &["body-matches-schema"], &["types-decode"], Defect::MemberMissing),
    fault("member-wrong-type", "a participant's muted is a string", &["body-matches-schema"], &["types-decode", "update-shows", "filter-honoured"], Defect::MemberWrongType),
    fault("method-not-allowed-without-allow", "a 405 does not say which methods there are", &["allow-on-405"], &[], Defect::MethodNotAllowedWithoutAllow),
    fault("no-content-with-body", "{} follows a 204", &["connection-in-step", "no-content-empty"], &["http-parseable"], Defect::NoContentWithBody),
    fault("no-content-with-chunked", "a 204 carries Transfer-Encoding: chunked and the last chunk", &["no-content-unframed"], &["no-content-empty", "connection-in-step", "http-parseable"], Defect::NoContentWithChunked),
    fault("no-content-with-content-length", "a 204 carries Content-Length: 0", &["no-content-unframed"], &[], Defect::NoContentWithContentLength),
    fault("other-account-visible", "the account in the path is not compared with the credentials", &["foreign-hidden"], &["unknown-is-404"], Defect::OtherAccountVisible),
    fault("page-size-ignored", "every page has 50 participants", &["page-size-honoured"], &[], Defect::PageSizeIgnored),
    fault("page-size-unbounded", "PageSize has no upper bound", &["bad-input-refused"], &["loose-input-refused"], Defect::PageSizeUnbounded),
    fault("page-token-never-checked", "any PageToken will do", &["loose-input-refused"], &["bad-input-refused"], Defect::PageTokenNeverChecked),
    fault("password-prefix-accepted", "a password that begins like the right one is accepted", &["credentials-demanded"], &["refusal-changes-nothing"], Defect::PasswordPrefixAccepted),
    fault("put-is-accepted", "PUT on a participant updates it", &["wrong-method-refused"], &["allow-on-405", "refusal-changes-nothing"], Defect::PutIsAccepted),
    fault("refused-delete-deletes-anyway", "a DELETE without credentials is answered 401, but removes the participant", &["refusal-changes-nothing"], &[], Defect::RefusedDeleteDeletesAnyway),
    fault("refused-update-updates-anyway", "an update that is refused for one field takes the fields before it", &["refusal-changes-nothing"], &[], Defect::RefusedUpdateUpdatesAnyway),
    fault("relative-url-accepted", "a URL need not be absolute", &["bad-input-refused"], &[], Defect::RelativeUrlAccepted),
    fault("scheme-case-matters", "the scheme of credentials must be spelt Basic", &["scheme-case-ignored"], &[], Defect::SchemeCaseMatters),
    fault("status-line-garbled", "a list filtered by Hold begins with a status line that is none", &["http-parseable"], &["filter-honoured", "answer-in-time", "connection-in-step", "valid-succeeds", "bad-input-refused"], Defect::StatusLineGarbled),
    fault("status-outside-enum", "a participant's status is a word that the document does not know", &["body-matches-schema"], &["types-decode"], Defect::StatusOutsideEnum),
    fault("trailing-bytes-after-json", "bytes follow a participant's JSON text", &["json-strict"], FORM, Defect::TrailingBytesAfterJson),
    fault("unknown-field-accepted", "a form field that the closed object does not know is let pass", &["loose-input-refused"], &[], Defect::UnknownFieldAccepted),
    fault("unknown-participant-is-200", "a participant that never was is shown all the same", &["unknown-is-404"], &["delete-is-final", "foreign-hidden", "refusal-changes-nothing"], Defect::UnknownParticipantIs200),
    fault("unknown-participant-is-500", "a participant that is not there is answered 500", &["no-server-error"], &[], Defect::UnknownParticipantIs500),
    fault("update-false-ignored", "an update turns flags on, never off", &["update-shows"], &[], Defect::UpdateFalseIgnored),
    fault("update-not-stored", "an update is answered as if done, and forgotten", &["update-shows"], &["filter-honoured"], Defect::UpdateNotStored),
    fault("update-touches-sibling", "an update turns the next participant's muted over", &["update-spares-others"], &["filter-honoured", "update-shows"], Defect::UpdateTouchesSibling),
    fault("username-ignored", "the right password will do, whatever the user name", &["credentials-demanded"], &["refusal-changes-nothing"], Defect::UsernameIgnored),
    fault("wrong-account-in-uri", "a participant's uri names another account", &["answer-names-target"], &[], Defect::WrongAccountInUri),
    fault("wrong-call-sid-in-answer", "an answer names another call than was asked for", &["answer-names-target"], &[], Defect::WrongCallSidInAnswer),
    fault("wrong-conference-accepted", "a participant is found under any conference of its account", &["foreign-hidden"], &["unknown-is-404", "answer-names-target", "delete-is-final"], Defect::WrongConferenceAccepted),
];
