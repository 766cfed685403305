//! The JSON of answers: participants, pages, errors.

use axum::http::HeaderValue;
use serde::Serialize;
use uuid::Uuid;

use super::Scope;
use crate::mock::clock::Clock;
use crate::mock::store::{Conference, Participant};

/// The media type with a parameter that JSON does not need, but many servers send.
pub(super) const JSON_UTF8: HeaderValue =
    HeaderValue::from_static("application/json; charset=utf-8");

/// A participant as it is shown.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    account_sid: Uuid,
    call_sid: Uuid,
    call_sid_to_coach: Option<Uuid>,
    coaching: bool,
    conference_sid: Uuid,
    date_created: &'a str,
    status: &'a str,
    date_updated: &'a str,
    end_conference_on_exit: bool,
    muted: bool,
    hold: bool,
    start_conference_on_enter: bool,
    uri: String,
}

impl<'a> Shown<'a> {
    fn new(base: &str, account: Uuid, conference: Uuid, own: &'a Participant) -> Self {
        Self {
            account_sid: account,
            call_sid: own.call,
            call_sid_to_coach: own.coached,
            coaching: own.coaching,
            conference_sid: conference,
            date_created: &own.created,
            status: "in-progress",
            date_updated: &own.updated,
            end_conference_on_exit: false,
            muted: own.muted,
            hold: own.hold,
            start_conference_on_enter: true,
            uri: format!(
                "{base}/Accounts/{account}/Conferences/{conference}/Participants/{}.json",
                own.call
            ),
        }
    }
}

/// One participant.
pub(super) fn participant(base: &str, conference: &Conference, own: &Participant) -> Vec<u8> {
    write(&Shown::new(base, conference.account, conference.id, own))
}

/// A participant that is not there, for the fault that shows it all the same.
pub(super) fn nobody(scope: &Scope, call: Uuid, clock: Clock) -> Vec<u8> {
    let invented = Participant {
        call,
        muted: false,
        hold: false,
        coaching: false,
        coached: None,
        created: clock.date(0),
        updated: clock.date(0),
        revision: 0,
    };
    write(&Shown::new(scope.base, scope.account, scope.conference, &invented))
}

/// The links and numbers of a page.
#[derive(Debug)]
pub(super) struct Links {
    pub(super) uri: String,
    pub(super) first_page_uri: String,
    pub(super) next_page_uri: Option<String>,
    pub(super) previous_page_uri: Option<String>,
    pub(super) page: u64,
    pub(super) page_size: u64,
}

/// The links and numbers of a page, and the participants on it.
#[derive(Debug, Serialize)]
struct Envelope<'a> {
    uri: &'a str,
    first_page_uri: &'a str,
    next_page_uri: Option<&'a str>,
    previous_page_uri: Option<&'a str>,
    page: u64,
    page_size: u64,
    participants: Vec<Shown<'a>>,
}

/// A page with some of a conference's participants.
pub(super) fn page(
    base: &str,
    links: &Links,
    conference: &Conference,
    participants: &[&Participant],
) -> Vec<u8> {
    let shown = participants
        .iter()
        .map(|own| Shown::new(base, conference.account, conference.id, own))
        .collect();
    write(&Envelope {
        uri: &links.uri,
        first_page_uri: &links.first_page_uri,
        next_page_uri: links.next_page_uri.as_deref(),
        previous_page_uri: links.previous_page_uri.as_deref(),
        page: links.page,
        page_size: links.page_size,
        participants: shown,
    })
}

/// The api's own error form: exactly these four members.
#[derive(Debug, Serialize)]
struct Failure<'a> {
    code: u32,
    message: &'a str,
    more_info: String,
    status: u16,
}

/// An error.
pub(super) fn error(code: u32, message: &str, status: u16) -> Vec<u8> {
    let more_info =
        format!("https://developer.signalwire.com/compatibility-api/error-codes#{code}");
    write(&Failure { code, message, more_info, status })
}

fn write<T: Serialize>(value: &T) -> Vec<u8> {
    // Nothing in these types can fail to be written: no map with odd keys, no foreign serializer.
    serde_json::to_vec(value).unwrap_or_default()
}
