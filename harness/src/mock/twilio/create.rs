//! One participant more: a call is placed into a conference, which begins with it if nobody was there.

use axum::http::StatusCode;
use rollcall_generated::twilio::types::CreateParticipantRequest;
use rollcall_spec::value::{BoundedI64, BoundedString};
use uuid::Uuid;

use super::{answer, label};
use crate::mock::laml::dialect::Reason;
use crate::mock::laml::form::fields;
use crate::mock::laml::refusal::Refusal;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::{Conference, Participant, Store};
use crate::mock::laml::{Scope, update};
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;

/// How many participants a conference has room for, unless it is told otherwise.
const ROOM: i64 = 250;

/// Places a call into a conference and shows who comes in.
pub(super) fn create(server: &Server, call: &Call, scope: &Scope) -> Result<Reply, Refusal> {
    let refuse = |reason, message: &str| Err(Refusal::bad_input(server, reason, message));
    // The media type is looked at before anything else.
    fields(server, call)?;
    let form = call.body.as_deref().unwrap_or_default();
    let form = match CreateParticipantRequest::from_form(form) {
        Ok(form) => form,
        Err(error) => return refuse(Reason::InvalidArgument, &error.to_string()),
    };
    if form.from.is_empty() || form.to.is_empty() {
        return refuse(Reason::InvalidArgument, "From and To must name somebody");
    }
    let label = form.label.as_ref().map(|label| label.as_str().to_owned());
    if label.as_deref().is_some_and(|label| !label::is_lawful(label)) {
        let message = "Label must have at most 128 characters, no slash, and not be a SID";
        return refuse(Reason::Label, message);
    }
    let mut store = server.store();
    let clock = store.clock();
    let mut own = Participant::new(store.new_call(), clock.instant(0));
    own.muted = form.muted.unwrap_or(false);
    own.ends = form.end_conference_on_exit.unwrap_or(false);
    own.starts = form.start_conference_on_enter.unwrap_or(true);
    let conference = joined(&mut store, scope)?;
    let place = u32::try_from(conference.participants.len()).unwrap_or(u32::MAX);
    own.created = clock.instant(place);
    (own.updated, own.revision) = (own.created, place);
    if label.is_some() && conference.participants.iter().any(|other| other.label == label) {
        return refuse(Reason::LabelInUse, "Label is another participant's in this conference");
    }
    own.label = label;
    let room = form.max_participants.map_or(ROOM, BoundedI64::get);
    if i64::try_from(conference.participants.len()).is_ok_and(|count| count >= room) {
        return refuse(
            Reason::ConferenceFull,
            "The conference has no room for another participant",
        );
    }
    coach(server, &form, conference, &mut own)?;
    conference.participants.push(own);
    let several = conference.participants.len() > 1;
    conference.started |= several && conference.participants.iter().any(|other| other.starts);
    let Some(own) = conference.participants.last() else { return Err(Refusal::internal()) };
    let body = answer::created(scope.base, conference, own)?;
    Ok(Reply::json(Subject::Created, StatusCode::CREATED, body))
}

/// The conference that the path names, by its SID or by its name; by a name that none has, a new one.
fn joined<'a>(store: &'a mut Store, scope: &Scope) -> Result<&'a mut Conference, Refusal> {
    let id = match &scope.name {
        None => scope.conference,
        Some(name) => match store.conference_named(scope.account, name) {
            Some(id) => id,
            None => opened(store, scope.account, name),
        },
    };
    let found = store.conference_mut(id).filter(|own| own.ended.is_none());
    found.ok_or_else(Refusal::not_found)
}

fn opened(store: &mut Store, account: Uuid, name: &str) -> Uuid {
    store.begin_batch();
    let conference = store.open(account, 0);
    name.clone_into(&mut conference.name);
    conference.started = false;
    conference.id
}

/// Makes a coach of the newcomer, if it is to be one.
fn coach(
    server: &Server,
    form: &CreateParticipantRequest,
    conference: &Conference,
    own: &mut Participant,
) -> Result<(), Refusal> {
    let coached = form.call_sid_to_coach.as_ref().map(BoundedString::as_str);
    let coached =
        coached.map(|sid| update::coached(server, conference, own.call, sid)).transpose()?;
    own.coaching = form.coaching.unwrap_or(coached.is_some());
    own.coached = coached.filter(|_| own.coaching);
    if own.coaching && own.coached.is_none() {
        let message = "CallSidToCoach must be given where Coaching is true";
        return Err(Refusal::bad_input(server, Reason::ConferenceAttribute, message));
    }
    Ok(())
}
