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
    /// Words of the finding's message, where the check finds other things as well.
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

/// Every deviation that is measured.
#[rustfmt::skip]
pub(super) const DEVIATIONS: &[Deviation] = &[
    // The list.
    fault(&["--fault", "page-member-extra"], "body-matches-schema", "a page has a member that does not describe it"),
    fault(&["--fault", "page-named-calls"], "body-matches-schema", "the participants of a page stand in `calls`"),
    fault(&["--fault", "page-numbers-texts"], "body-matches-schema", "start and end of a page are texts"),
    fault(&["--fault", "page-without-start"], "body-matches-schema", "a page has neither start nor end"),
    fault(&["--fault", "next-page-null-text"], "body-matches-schema", "the link to no page is the text `null`"),
    fault(&["--fault", "previous-page-null-text"], "body-matches-schema", "the link to no page before is the text `null`"),
    fault(&["--fault", "links-without-suffix"], "pages-make-the-list", "the links of a page lack the suffix"),
    fault(&["--fault", "links-without-version"], "pages-make-the-list", "the links of a page lack the version"),
    fault(&["--fault", "next-page-elsewhere"], "page-links-lead-home", "the link to the next page leads to another host"),
    fault(&["--fault", "pages-lose-filters"], "pages-keep-query", "the link to the next page forgets the filters"),
    fault(&["--fault", "pages-endless"], "pages-make-the-list", "after the last page there is always one more"),
    fault(&["--fault", "pages-end-early"], "pages-make-the-list", "there is no link beyond the second page"),
    fault(&["--fault", "large-page-refused"], "valid-succeeds", "a PageSize above 100 is refused"),
    fault(&["--fault", "filter-false-ignored"], "filter-honoured", "a filter that says false filters nothing"),
    // A participant.
    fault(&["--fault", "call-sid-named-sid"], "body-matches-schema", "call_sid is called sid"),
    fault(&["--fault", "hold-missing"], "body-matches-schema", "hold is missing"),
    fault(&["--fault", "flag-as-text"], "body-matches-schema", "muted is a text"),
    fault(&["--fault", "status-null"], "body-matches-schema", "status is null"),
    fault(&["--fault", "status-completed"], "body-matches-schema", "status is the conference's word"),
    fault(&["--fault", "coach-empty-text"], "body-matches-schema", "call_sid_to_coach is an empty text"),
    fault(&["--fault", "date-iso"], "body-matches-schema", "dates are written as in RFC 3339"),
    fault(&["--fault", "date-sept"], "body-matches-schema", "the month of a date has a fourth letter, as in Sept"),
    fault(&["--dates", "east"], "dates-in-gmt", "dates are written with another offset than +0000"),
    fault(&["--fault", "json-utf-16"], "json-strict", "JSON is written in UTF-16"),
    // Labels.
    fault(&["--fault", "label-unknown"], "label-finds", "nobody is found by a label"),
    fault(&["--fault", "label-not-decoded"], "label-finds", "a label is compared as it was sent"),
    fault(&["--fault", "label-as-call-sid"], "answer-names-target", "an answer to a request by label has the label as call_sid"),
    // An update.
    fault(&["--fault", "update-is-201"], "status-documented", "an update is answered with 201"),
    fault(&["--fault", "muted-named-mute"], "update-shows", "an update reads Mute in place of Muted"),
    fault(&["--fault", "muted-absent-unmutes"], "update-spares-others", "an update without Muted unmutes"),
    fault(&["--fault", "wait-url-empty-refused"], "valid-succeeds", "an empty WaitUrl is refused"),
    fault(&["--fault", "coach-not-stored"], "update-shows", "Coaching is forgotten"),
    fault(&["--fault", "method-any"], "bad-input-refused", "any method will do for a URL"),
    fault(&["--fault", "call-unknown-is-406"], "unknown-is-404", "an update of who is not there is answered with 406"),
    // A removal.
    fault(&["--fault", "delete-is-200"], "status-documented", "a removal is answered with 200 and `{}`"),
    fault(&["--fault", "delete-is-202"], "status-documented", "a removal is answered with 202"),
    fault(&["--fault", "delete-removes-nothing"], "delete-is-final", "a removed participant is still there"),
    fault(&["--fault", "delete-always-succeeds"], "delete-is-final", "removing who is gone is answered with 204"),
    fault(&["--fault", "no-content-with-body"], "no-content-empty", "`{}` follows a 204"),
    // Errors.
    fault(&["--fault", "error-code-text"], "error-fields", "an error's code is a text"),
    fault(&["--fault", "error-message-empty"], "error-fields", "an error has no message"),
    fault(&["--fault", "error-html"], "media-type-documented", "errors are pages in HTML"),
    fault(&["--fault", "error-empty"], "json-strict", "errors have no content"),
    fault(&["--fault", "error-list"], "error-fields", "an error stands in a list of errors"),
    fault(&["--fault", "wrong-is-403"], "credentials-demanded", "wrong credentials are answered with 403"),
    fault(&["--fault", "bad-input-is-422"], "bad-input-refused", "bad input is answered with 422"),
];
