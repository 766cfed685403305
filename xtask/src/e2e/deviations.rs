//! Ways in which servers near to Twilio's deviate, as data: what the hand-written server is told, and which check of
//! `rollcall check twilio` finds it.

/// One way to deviate.
#[derive(Debug)]
pub(super) struct Deviation {
    /// What `harness/tests/servers/twilio.py` is told.
    pub(super) arguments: &'static [&'static str],
    /// What is wrong, in a few words.
    pub(super) what: &'static str,
    /// The check that finds it.
    pub(super) check: &'static str,
    /// Words of what the finding says is wrong and what came, where the check finds other things as well.
    pub(super) message: Option<&'static str>,
}

/// A fault that is the only thing which its check finds.
const fn fault(
    arguments: &'static [&'static str],
    check: &'static str,
    what: &'static str,
) -> Deviation {
    Deviation { arguments, what, check, message: None }
}

/// A fault that is one of several which its check finds.
const fn named(
    arguments: &'static [&'static str],
    check: &'static str,
    message: &'static str,
    what: &'static str,
) -> Deviation {
    Deviation { arguments, what, check, message: Some(message) }
}

/// Every deviation that is measured.
#[rustfmt::skip]
pub(super) const DEVIATIONS: &[Deviation] = &[
    // The list.
    named(&["--fault", "page-member-extra"], "page-envelope", "that does not describe it", "a page has a member that does not describe it"),
    named(&["--fault", "page-named-calls"], "body-matches-schema", r#""participants" is a required property"#, "the participants of a page stand in `calls`"),
    named(&["--fault", "page-numbers-texts"], "body-matches-schema", "`/start` breaks", "start and end of a page are texts"),
    named(&["--fault", "page-without-start"], "body-matches-schema", r#""end" is a required property"#, "a page has neither start nor end"),
    named(&["--fault", "next-page-null-text"], "page-envelope", "`next_page_uri` is the text", "the link to no page is the text `null`"),
    named(&["--fault", "previous-page-null-text"], "page-envelope", "`previous_page_uri` is the text", "the link to no page before is the text `null`"),
    named(&["--fault", "links-without-suffix"], "pages-make-the-list", "a next page that is not there", "the links of a page lack the suffix"),
    named(&["--fault", "links-without-version"], "pages-make-the-list", "a next page that is not there", "the links of a page lack the version"),
    named(&["--fault", "next-page-elsewhere"], "page-links-lead-home", "`next_page_uri` leads", "the link to the next page leads to another host"),
    named(&["--fault", "pages-lose-filters"], "pages-keep-query", "forgets the filter", "the link to the next page forgets the filters"),
    named(&["--fault", "pages-endless"], "pages-make-the-list", "pages that go on", "after the last page there is always one more"),
    named(&["--fault", "pages-end-early"], "pages-make-the-list", "leave somebody out", "there is no link beyond the second page"),
    named(&["--fault", "large-page-refused"], "valid-succeeds", "status 400", "a PageSize above 100 is refused"),
    named(&["--fault", "filter-false-ignored"], "filter-honoured", "is not honoured", "a filter that says false filters nothing"),
    // A participant.
    named(&["--fault", "call-sid-named-sid"], "body-matches-schema", r#""call_sid" is a required property"#, "call_sid is called sid"),
    named(&["--fault", "hold-missing"], "body-matches-schema", r#""hold" is a required property"#, "hold is missing"),
    named(&["--fault", "flag-as-text"], "body-matches-schema", "/muted` breaks", "muted is a text"),
    named(&["--fault", "status-null"], "body-matches-schema", "/status` breaks its schema under 200: null", "status is null"),
    named(&["--fault", "status-completed"], "body-matches-schema", r#""completed" is not one of"#, "status is the conference's word"),
    named(&["--fault", "status-on-hold"], "body-matches-schema", r#""on-hold" is not one of"#, "who is on hold has a status of its own"),
    named(&["--fault", "coach-empty-text"], "body-matches-schema", "/call_sid_to_coach` breaks", "call_sid_to_coach is an empty text"),
    named(&["--fault", "date-iso"], "body-matches-schema", r#"is not a "date-time-rfc-2822""#, "dates are written as in RFC 3339"),
    named(&["--fault", "date-sept"], "body-matches-schema", r#"is not a "date-time-rfc-2822""#, "the month of a date has a fourth letter, as in Sept"),
    fault(&["--dates", "east"], "dates-in-gmt", "dates are written with another offset than +0000"),
    named(&["--fault", "json-utf-16"], "json-strict", "expected value at line 1 column 1", "JSON is written in UTF-16"),
    // Labels.
    named(&["--fault", "label-unknown"], "label-names-one", "not found by its label", "nobody is found by a label"),
    named(&["--fault", "label-not-decoded"], "label-names-one", "not found by its label", "a label is compared as it was sent"),
    named(&["--fault", "label-as-call-sid"], "answer-names-target", "`call_sid` does not name", "an answer to a request by label has the label as call_sid"),
    // An update.
    named(&["--fault", "update-is-201"], "valid-succeeds", "status 201", "an update is answered with 201"),
    named(&["--fault", "muted-named-mute"], "update-shows", "`muted`", "an update reads Mute in place of Muted"),
    named(&["--fault", "muted-absent-unmutes"], "update-spares-others", "`muted`", "an update without Muted unmutes"),
    named(&["--fault", "wait-url-empty-refused"], "valid-succeeds", "status 400", "an empty WaitUrl is refused"),
    named(&["--fault", "coach-not-stored"], "update-shows", "`call_sid_to_coach`", "Coaching is forgotten"),
    named(&["--fault", "method-any"], "bad-input-refused", "is not refused", "any method will do for a URL"),
    named(&["--fault", "call-unknown-is-406"], "unknown-is-404", "status 406", "an update of who is not there is answered with 406"),
    named(&["--fault", "update-needs-muted-or-hold"], "valid-succeeds", "status 400", "an update is refused that names neither Muted nor Hold"),
    // A removal.
    named(&["--fault", "delete-not-allowed"], "valid-succeeds", "status 405", "nobody can be removed"),
    named(&["--fault", "delete-is-200"], "valid-succeeds", "status 200", "a removal is answered with 200 and `{}`"),
    named(&["--fault", "delete-is-202"], "valid-succeeds", "status 202", "a removal is answered with 202"),
    named(&["--fault", "delete-removes-nothing"], "delete-is-final", "FetchParticipant of a removed participant", "a removed participant is still there"),
    named(&["--fault", "delete-always-succeeds"], "delete-is-final", "DeleteParticipant of a removed participant", "removing who is gone is answered with 204"),
    fault(&["--fault", "no-content-with-body"], "no-content-empty", "`{}` follows a 204"),
    // Errors.
    named(&["--fault", "error-code-text"], "error-fields", "`code` of a refusal", "an error's code is a text"),
    named(&["--fault", "error-message-empty"], "error-fields", "`message` of a refusal", "an error has no message"),
    named(&["--fault", "error-html"], "error-fields", "a refusal that is not JSON", "errors are pages in HTML"),
    named(&["--fault", "error-empty"], "error-fields", "a refusal that is not JSON", "errors have no content"),
    named(&["--fault", "error-list"], "error-fields", "`code` of a refusal: it is absent", "an error stands in a list of errors"),
    named(&["--fault", "wrong-is-403"], "credentials-demanded", "status 403", "wrong credentials are answered with 403"),
    named(&["--fault", "bad-input-is-422"], "bad-input-refused", "status 422", "bad input is answered with 422"),
];
