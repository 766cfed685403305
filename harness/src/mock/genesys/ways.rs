//! What a lawful Genesys server may do in another way.

/// The ways of a server. The default is the plain server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// No token is demanded, and none given.
    pub unprotected: bool,
    /// Messages of Bayeux need no token.
    pub token_not_for_messages: bool,
    /// What stands before the server sets a cookie of its own.
    pub balanced: bool,
    /// A refusal has a status of class 4xx that fits its code.
    pub refusals_by_status: bool,
    /// 401, 403, 404, 405 and 415 come from what the server runs in, as a page of HTML or without content.
    pub container_errors: bool,
    /// Another media type is refused with 200 and a code.
    pub media_type_by_code: bool,
    /// Participants are their numbers alone, with what is known of them beside the list.
    pub participants_as_texts: bool,
    /// Numbers begin with a plus.
    pub plus_numbers: bool,
    /// The second user has the same number in every conference.
    pub one_number: bool,
    /// Ids of calls have marks in them.
    pub other_ids: bool,
    /// A call that has ended can still be retrieved.
    pub released_stays: bool,
    /// What has happened is told before the answer.
    pub told_first: bool,
    /// More is told than what was asked for brings about.
    pub more_told: bool,
    /// The first connect of a session is held like any other.
    pub first_connect_held: bool,
    /// What was published stands before the answer to a connect.
    pub events_first: bool,
    /// The acknowledge extension is not spoken.
    pub no_acknowledgements: bool,
    /// A session of Bayeux is of use without its cookie.
    pub cookie_unbound: bool,
    /// Connects are held for two seconds, and sessions end after four without one.
    pub short_timeouts: bool,
    /// A second session of one browser is slowed down.
    pub one_session_a_browser: bool,
    /// Somebody without a session is refused by Bayeux, not by HTTP.
    pub handshake_denied: bool,
}
