//! Lawful variations: other ways to be right than the server's default.

use super::genesys::Ways;

/// What a lawful server may do in another way. The default is the plain server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variations {
    /// The status that answers a malformed id in the path: 404, or 400, or 422.
    pub malformed_id: u16,
    /// The status that answers a method which the path does not have: 405, or 404.
    pub unknown_method: u16,
    /// The status that answers another account's resources: 404, or 401, or 403.
    pub foreign: u16,
    /// The status that answers input which breaks a constraint: 400 or 422; none for the dialect's own.
    pub bad_input: Option<u16>,
    /// The status that answers a body in another media type: 400, 415 or 422; none for the dialect's own.
    pub wrong_media_type: Option<u16>,
    /// The status that answers the list of a conference which everybody has left: 200, or 404.
    pub ended_list: u16,
    /// Content-Type carries `; charset=utf-8`.
    pub charset: bool,
    /// Every answer closes its connection.
    pub close: bool,
    /// Answers with content travel in chunks instead of under a Content-Length.
    pub chunked: bool,
    /// A page beyond the first is given without a token.
    pub page_token_free: bool,
    /// What loose servers let pass: unknown form fields, a JSON body, an integer beyond 32 bits, a page token of no form.
    pub lenient: bool,
    /// The realm of the challenge.
    pub realm: String,
    /// Field names stand in an odd case (RFC 9110, 5.1).
    pub header_case: bool,
    /// Every answer is one of HTTP/1.0, and closes its connection.
    pub http_1_0: bool,
    /// Errors speak with other words, and lead to another page.
    pub other_wording: bool,
    /// Objects that the document does not describe have further members.
    pub extra_members: bool,
    /// Links from page to page name scheme and host.
    pub absolute_page_links: bool,
    /// Links do not end in `.json`.
    pub links_without_suffix: bool,
    /// Lists begin with the participant that came last.
    pub newest_first: bool,
    /// HEAD is a method that no path has.
    pub head_not_allowed: bool,
    /// Dates count from a zone two hours east of Greenwich (RFC 2822, 3.3).
    pub dates_in_other_zone: bool,
    /// Dates name the day only, so that hardly any update ever moves them.
    pub dates_frozen: bool,
    /// A page behind the last one is refused with 400.
    pub page_beyond_end_refused: bool,
    /// Where a path must end in `.json`, it need not.
    pub suffix_optional: bool,
    /// Whom a participant coaches stands in a member of another name.
    pub coaching_call_sid: bool,
    /// There are no labels: nobody is handed over with one, and no answer shows one.
    pub unlabelled: bool,
    /// Participants never show their labels.
    pub label_absent: bool,
    /// Members that would be null are left out where the document does not require them.
    pub nulls_absent: bool,
    /// Members that may be null are.
    pub nulls: bool,
    /// The status of a participant moves on by itself.
    pub status_moves: bool,
    /// Pages tell how many there are in all, as older servers do.
    pub page_totals: bool,
    /// Page without a token means nothing.
    pub page_number_ignored: bool,
    /// The detail of a 401 is empty.
    pub detail_empty: bool,
    /// A 401 has no detail.
    pub detail_absent: bool,
    /// Errors have codes of their own, beyond 31 bits.
    pub other_codes: bool,
    /// A form field that the document does not know is refused.
    pub closed_form: bool,
    /// What only genesys may do in another way.
    pub genesys: Ways,
}

impl Default for Variations {
    fn default() -> Self {
        Self {
            malformed_id: 404,
            unknown_method: 405,
            foreign: 404,
            bad_input: None,
            wrong_media_type: None,
            ended_list: 200,
            charset: false,
            close: false,
            chunked: false,
            page_token_free: false,
            lenient: false,
            realm: "rollcall".to_owned(),
            header_case: false,
            http_1_0: false,
            other_wording: false,
            extra_members: false,
            absolute_page_links: false,
            links_without_suffix: false,
            newest_first: false,
            head_not_allowed: false,
            dates_in_other_zone: false,
            dates_frozen: false,
            page_beyond_end_refused: false,
            suffix_optional: false,
            coaching_call_sid: false,
            unlabelled: false,
            label_absent: false,
            nulls_absent: false,
            nulls: false,
            status_moves: false,
            page_totals: false,
            page_number_ignored: false,
            detail_empty: false,
            detail_absent: false,
            other_codes: false,
            closed_form: false,
            genesys: Ways::default(),
        }
    }
}

/// One variation by name, the apis in which it is lawful, and what it changes.
type Named = (&'static str, &'static [&'static str], fn(&mut Variations));

/// Lawful in every LaML dialect.
const LAML: &[&str] = &["signalwire", "twilio"];
const SIGNALWIRE: &[&str] = &["signalwire"];
const TWILIO: &[&str] = &["twilio"];
const GENESYS: &[&str] = &["genesys"];
/// Lawful in some that are no two dialects of LaML alone.
const ALL: &[&str] = &["genesys", "signalwire", "twilio"];
const GENESYS_AND_TWILIO: &[&str] = &["genesys", "twilio"];

/// Every variation that [`Variations::from_name`] knows, sorted.
const NAMED: &[Named] = &[
    ("absolute-page-links", SIGNALWIRE, |own| own.absolute_page_links = true),
    ("ack-absent", GENESYS, |own| own.genesys.no_acknowledgements = true),
    ("bad-input-400", SIGNALWIRE, |own| own.bad_input = Some(400)),
    ("balancer-cookie", GENESYS, |own| own.genesys.balanced = true),
    ("charset", ALL, |own| own.charset = true),
    ("chunked", ALL, |own| own.chunked = true),
    ("close", ALL, |own| own.close = true),
    ("closed-form", TWILIO, |own| own.closed_form = true),
    ("coaching-call-sid", TWILIO, |own| own.coaching_call_sid = true),
    ("container-errors", GENESYS, |own| own.genesys.container_errors = true),
    ("cookie-unbound", GENESYS, |own| own.genesys.cookie_unbound = true),
    ("date-frozen", LAML, |own| own.dates_frozen = true),
    ("dates-in-other-zone", SIGNALWIRE, |own| own.dates_in_other_zone = true),
    ("detail-absent", TWILIO, |own| own.detail_absent = true),
    ("detail-empty", TWILIO, |own| own.detail_empty = true),
    ("ended-list-404", LAML, |own| own.ended_list = 404),
    ("events-first", GENESYS, |own| own.genesys.events_first = true),
    ("extra-members", ALL, |own| own.extra_members = true),
    ("first-connect-held", GENESYS, |own| own.genesys.first_connect_held = true),
    ("foreign-401", LAML, |own| own.foreign = 401),
    ("foreign-403", LAML, |own| own.foreign = 403),
    ("handshake-denied", GENESYS, |own| own.genesys.handshake_denied = true),
    ("head-not-allowed", ALL, |own| own.head_not_allowed = true),
    ("header-case", ALL, |own| own.header_case = true),
    ("http-1-0", ALL, |own| own.http_1_0 = true),
    ("label-absent", TWILIO, |own| own.label_absent = true),
    ("lenient", LAML, |own| own.lenient = true),
    ("links-without-suffix", LAML, |own| own.links_without_suffix = true),
    ("malformed-400", LAML, |own| own.malformed_id = 400),
    ("malformed-422", SIGNALWIRE, |own| own.malformed_id = 422),
    ("media-type-by-code", GENESYS, |own| own.genesys.media_type_by_code = true),
    ("more-told", GENESYS, |own| own.genesys.more_told = true),
    ("nulls", TWILIO, |own| own.nulls = true),
    ("nulls-absent", TWILIO, |own| own.nulls_absent = true),
    ("numbers-with-plus", GENESYS, |own| own.genesys.plus_numbers = true),
    ("one-number", GENESYS, |own| own.genesys.one_number = true),
    ("one-session-a-browser", GENESYS, |own| own.genesys.one_session_a_browser = true),
    ("order-newest-first", SIGNALWIRE, |own| own.newest_first = true),
    ("other-codes", GENESYS_AND_TWILIO, |own| own.other_codes = true),
    ("other-ids", GENESYS, |own| own.genesys.other_ids = true),
    ("other-wording", ALL, |own| own.other_wording = true),
    ("page-beyond-end-400", TWILIO, |own| own.page_beyond_end_refused = true),
    ("page-number-ignored", TWILIO, |own| own.page_number_ignored = true),
    ("page-token-free", SIGNALWIRE, |own| own.page_token_free = true),
    ("page-totals", TWILIO, |own| own.page_totals = true),
    ("participants-as-texts", GENESYS, |own| own.genesys.participants_as_texts = true),
    ("quoted-realm", ALL, |own| own.realm = String::from("a \"quoted\" realm, with a comma")),
    ("refusals-by-status", GENESYS, |own| own.genesys.refusals_by_status = true),
    ("released-stays", GENESYS, |own| own.genesys.released_stays = true),
    ("short-timeouts", GENESYS, |own| own.genesys.short_timeouts = true),
    ("status-moves", TWILIO, |own| own.status_moves = true),
    ("suffix-optional", TWILIO, |own| own.suffix_optional = true),
    ("token-not-for-messages", GENESYS, |own| own.genesys.token_not_for_messages = true),
    ("told-first", GENESYS, |own| own.genesys.told_first = true),
    ("unknown-method-404", ALL, |own| own.unknown_method = 404),
    ("unlabelled", TWILIO, |own| own.unlabelled = true),
    ("unprotected", GENESYS, |own| own.genesys.unprotected = true),
    ("wrong-media-type-415", LAML, |own| own.wrong_media_type = Some(415)),
];

impl Variations {
    /// The plain server with one variation; none where nobody knows the name. See [`Variations::names`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::default().and(name)
    }

    /// One variation more.
    #[must_use]
    pub fn and(mut self, name: &str) -> Option<Self> {
        let (.., change) = NAMED.iter().find(|(own, ..)| *own == name)?;
        change(&mut self);
        Some(self)
    }

    /// Whether any of them changes the content of answers.
    pub(super) const fn reword(&self) -> bool {
        self.other_wording
            || self.extra_members
            || self.absolute_page_links
            || self.links_without_suffix
            || self.dates_in_other_zone
            || self.dates_frozen
            || self.coaching_call_sid
            || self.unlabelled
            || self.label_absent
            || self.nulls_absent
            || self.nulls
            || self.status_moves
            || self.detail_empty
            || self.detail_absent
            || self.other_codes
    }

    /// Every name that [`Variations::from_name`] takes and that is lawful in an api, sorted.
    pub fn names(api: &str) -> impl Iterator<Item = &'static str> {
        NAMED.iter().filter(move |(_, apis, _)| apis.contains(&api)).map(|(name, ..)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_departs_from_the_default_and_they_are_sorted() {
        assert!(NAMED.iter().map(|(name, ..)| name).is_sorted());
        for (name, ..) in NAMED {
            assert_ne!(Variations::from_name(name), Some(Variations::default()), "{name}");
        }
        assert_eq!(Variations::from_name("closed"), None);
    }
}
