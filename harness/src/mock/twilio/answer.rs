//! The JSON of answers, written through the types that the document gives: participants, pages, conferences, errors.

use rollcall_generated::twilio::types::{
    Conference as ShownConference, ConferenceReasonConferenceEnded, ConferenceStatus,
    ListParticipantResponse, Participant as Shown, ParticipantStatus, RestException,
};
use rollcall_spec::value::{BoundedString, Maybe, Rfc2822, UriReference, ValueError};
use serde_json::json;
use uuid::Uuid;

use super::{Kind, sid};
use crate::mock::laml::list::Links;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::{Conference, Participant, Reason};
use crate::mock::reply;

/// The version of the api, as its paths have it.
const VERSION: &str = "2010-04-01";

/// What a refused caller reads besides.
const DETAIL: &str = "The account SID, or its token, is not right.";

type Sid = BoundedString<34, 34>;

fn shown_sid(kind: Kind, id: Uuid) -> Result<Sid, ValueError> {
    Sid::new(sid(kind, id))
}

/// Where a conference is found, relative to the host; without the suffix.
fn place(base: &str, conference: &Conference) -> String {
    let account = sid(Kind::Account, conference.account);
    format!("{base}/Accounts/{account}/Conferences/{}", sid(Kind::Conference, conference.id))
}

/// A participant as it is shown.
fn shown(base: &str, conference: &Conference, own: &Participant) -> Result<Shown, ValueError> {
    let call = shown_sid(Kind::Call, own.call)?;
    let uri = format!("{}/Participants/{call}.json", place(base, conference));
    let coached = own.coached.map(|id| shown_sid(Kind::Call, id)).transpose()?;
    Ok(Shown {
        account_sid: Some(shown_sid(Kind::Account, conference.account)?),
        call_sid: Some(call),
        label: Maybe::from_nullable(own.label.clone()),
        call_sid_to_coach: Maybe::from_nullable(coached),
        coaching: Maybe::Value(own.coaching),
        conference_sid: Some(shown_sid(Kind::Conference, conference.id)?),
        date_created: Some(Rfc2822::new(own.created)?),
        date_updated: Some(Rfc2822::new(own.updated)?),
        end_conference_on_exit: Some(own.ends),
        muted: Some(own.muted),
        hold: Some(own.hold),
        start_conference_on_enter: Some(own.starts),
        status: ParticipantStatus::Connected,
        queue_time: Maybe::Absent,
        uri: Some(uri.parse()?),
    })
}

/// One participant.
pub(super) fn participant(
    base: &str,
    conference: &Conference,
    own: &Participant,
) -> Result<Vec<u8>, ValueError> {
    Ok(reply::json(&shown(base, conference, own)?))
}

/// One participant whose call has just been placed.
pub(super) fn created(
    base: &str,
    conference: &Conference,
    own: &Participant,
) -> Result<Vec<u8>, ValueError> {
    let status = ParticipantStatus::Queued;
    let queue_time = Maybe::Value("0".to_owned());
    Ok(reply::json(&Shown { status, queue_time, ..shown(base, conference, own)? }))
}

/// A page with some of a conference's participants.
pub(super) fn page(
    base: &str,
    links: &Links,
    conference: &Conference,
    participants: &[&Participant],
) -> Result<Vec<u8>, ValueError> {
    let link = |link: &Option<String>| link.as_deref().map(str::parse::<UriReference>).transpose();
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    // An empty page begins and ends at 0.
    let start = if participants.is_empty() { 0 } else { links.start };
    let end = start + participants.len().saturating_sub(1);
    let participants = participants.iter();
    let page = ListParticipantResponse::new(
        participants.map(|own| shown(base, conference, own)).collect::<Result<_, _>>()?,
        number(end as u64),
        links.first.parse()?,
        link(&links.next)?,
        number(links.page),
        number(links.page_size),
        link(&links.previous)?,
        number(start as u64),
        links.own.parse()?,
    );
    let Some((all, last)) = &links.all else { return Ok(reply::json(&page)) };
    let pages = all.div_ceil(links.page_size);
    let page = page.with_total(number(*all)).with_num_pages(number(pages));
    Ok(reply::json(&page.with_last_page_uri(last.parse::<UriReference>()?)))
}

/// A conference.
pub(super) fn conference(base: &str, own: &Conference) -> Result<Vec<u8>, ValueError> {
    let place = place(base, own);
    let status = match (own.ended, own.started) {
        (Some(_), _) => ConferenceStatus::Completed,
        (None, true) => ConferenceStatus::InProgress,
        (None, false) => ConferenceStatus::Init,
    };
    let reason = own.ended.map(|ended| match ended.reason {
        Reason::Asked => ConferenceReasonConferenceEnded::ConferenceEndedViaApi,
        Reason::EndingParticipantKicked => {
            ConferenceReasonConferenceEnded::ParticipantWithEndConferenceOnExitKicked
        }
        Reason::LastParticipantKicked => ConferenceReasonConferenceEnded::LastParticipantKicked,
    });
    let by = own.ended.and_then(|ended| ended.by);
    let subresources = ["participants", "recordings"].map(|name| {
        let segment = if name == "participants" { "Participants" } else { "Recordings" };
        (name.to_owned(), json!(format!("{place}/{segment}.json")))
    });
    Ok(reply::json(&ShownConference {
        account_sid: Some(shown_sid(Kind::Account, own.account)?),
        date_created: Some(Rfc2822::new(own.created)?),
        date_updated: Some(Rfc2822::new(own.updated)?),
        api_version: Maybe::Value(VERSION.to_owned()),
        friendly_name: Some(own.name.clone()),
        region: Maybe::Value("us1".to_owned()),
        sid: Some(shown_sid(Kind::Conference, own.id)?),
        status,
        uri: Some(format!("{place}.json").parse()?),
        subresource_uris: Maybe::Value(subresources.into()),
        reason_conference_ended: Maybe::from_nullable(reason),
        call_sid_ending_conference: Maybe::from_nullable(
            by.map(|id| shown_sid(Kind::Call, id)).transpose()?,
        ),
    }))
}

/// An error: the four members of the api's own form, and what more there is to say of credentials.
pub(super) fn error(
    _: &Server,
    code: i32,
    message: &str,
    status: u16,
) -> Result<Vec<u8>, ValueError> {
    let more_info = format!("https://www.twilio.com/docs/errors/{code}").parse()?;
    let message = BoundedString::new(message)?;
    let error = RestException::new(i64::from(code), message, more_info, i64::from(status));
    Ok(reply::json(&if status == 401 { error.with_detail(DETAIL) } else { error }))
}
