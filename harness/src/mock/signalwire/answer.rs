//! The JSON of answers, written through the types that the document gives: participants, pages, errors.

use rollcall_generated::signalwire::types::{
    CompatibilityErrorResponse, ConferenceParticipant, ConferenceParticipantListResponse,
    ParticipantStatus,
};
use rollcall_spec::value::{Rfc2822, UriReference, ValueError};
use uuid::Uuid;

use crate::mock::laml::list::Links;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::{Conference, Participant};
use crate::mock::reply;

/// A participant as it is shown.
fn shown(
    base: &str,
    account: Uuid,
    conference: Uuid,
    own: &Participant,
) -> Result<ConferenceParticipant, ValueError> {
    let call = own.call;
    let uri =
        format!("{base}/Accounts/{account}/Conferences/{conference}/Participants/{call}.json");
    Ok(ConferenceParticipant {
        account_sid: account.into(),
        call_sid: call.into(),
        call_sid_to_coach: own.coached.map(Into::into),
        coaching: own.coaching,
        conference_sid: conference.into(),
        date_created: Rfc2822::new(own.created)?,
        status: ParticipantStatus::InProgress,
        date_updated: Rfc2822::new(own.updated)?,
        end_conference_on_exit: false,
        muted: own.muted,
        hold: own.hold,
        start_conference_on_enter: true,
        uri: uri.parse()?,
    })
}

/// One participant.
pub(super) fn participant(
    base: &str,
    conference: &Conference,
    own: &Participant,
) -> Result<Vec<u8>, ValueError> {
    Ok(reply::json(&shown(base, conference.account, conference.id, own)?))
}

/// A page with some of a conference's participants.
pub(super) fn page(
    base: &str,
    links: &Links,
    conference: &Conference,
    participants: &[&Participant],
) -> Result<Vec<u8>, ValueError> {
    let link = |link: &Option<String>| link.as_deref().map(str::parse::<UriReference>).transpose();
    // Only a lenient server has read a number that an answer cannot hold.
    let number = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
    let participants = participants.iter();
    Ok(reply::json(&ConferenceParticipantListResponse {
        uri: links.own.parse()?,
        first_page_uri: links.first.parse()?,
        next_page_uri: link(&links.next)?,
        previous_page_uri: link(&links.previous)?,
        page: number(links.page),
        page_size: number(links.page_size),
        participants: participants
            .map(|own| shown(base, conference.account, conference.id, own))
            .collect::<Result<_, _>>()?,
    }))
}

/// An error: the four members of the api's own form.
pub(super) fn error(
    _: &Server,
    code: i32,
    message: &str,
    status: u16,
) -> Result<Vec<u8>, ValueError> {
    let more_info =
        format!("https://developer.signalwire.com/compatibility-api/error-codes#{code}").parse()?;
    let (message, status) = (message.to_owned(), i32::from(status));
    Ok(reply::json(&CompatibilityErrorResponse { code, message, more_info, status }))
}
