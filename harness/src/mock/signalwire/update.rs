//! The update operation: a closed form, read to the letter before anything is changed.

use axum::http::{StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use url::Url;
use uuid::Uuid;

use super::race::{self, Glimpse};
use super::refusal::{Refusal, code};
use super::{Scope, answer, past};
use crate::mock::clock::Clock;
use crate::mock::fault::Defect;
use crate::mock::ids::read_uuid;
use crate::mock::pairs::read_pairs;
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::{Call, Server};
use crate::mock::store::{Conference, Participant};

/// The longest URL, in bytes, that a server with little room can hold.
const LONG_URL: usize = 2000;

/// What an update changes. URLs and their methods are read and let go: no answer ever shows them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Change {
    muted: Option<bool>,
    hold: Option<bool>,
    coaching: Option<bool>,
    coached: Option<Uuid>,
}

/// Updates a participant and shows it.
pub(super) fn update(
    server: &Server,
    call: &Call,
    scope: &Scope,
    id: Uuid,
    seen: Option<&Glimpse>,
) -> Result<Reply, Refusal> {
    let mut store = server.store();
    let clock = store.clock();
    race::revive(server, &mut store, scope, seen, id);
    let found = match scope.conference_of(server, &store, id) {
        Err(_) if server.faults.has(Defect::UnknownParticipantIs200) => {
            let body = answer::nobody(scope, id, clock)?;
            return Ok(Reply::json(Subject::Updated, StatusCode::OK, body));
        }
        found => found?,
    };
    let conference = store.conference_mut(found).ok_or_else(Refusal::not_found)?;
    let position = conference.position(id).ok_or_else(Refusal::not_found)?;
    let mut change = Change::default();
    if let Err(refusal) = change.read(server, call, conference, id) {
        if server.faults.has(Defect::RefusedUpdateUpdatesAnyway) {
            change.apply(server, &mut conference.participants[position], clock);
        }
        return Err(refusal);
    }
    let before = &conference.participants[position];
    let mut updated = race::as_seen(server, seen, id).unwrap_or_else(|| before.clone());
    change.apply(server, &mut updated, clock);
    past::remember(server, before, &mut updated, change.hold == Some(true));
    let body = answer::participant(scope.base, conference, &updated)?;
    if !server.faults.has(Defect::UpdateNotStored) {
        conference.participants[position] = updated;
    }
    if server.faults.has(Defect::UpdateTouchesSibling) && conference.participants.len() > 1 {
        let sibling = (position + 1) % conference.participants.len();
        conference.participants[sibling].muted ^= true;
    }
    if server.faults.has(Defect::UpdateCrossesConferences)
        && let Some(other) = store.companion(found)
        && let Some(participant) = other.participants.get_mut(position)
    {
        change.apply(server, participant, clock);
    }
    Ok(Reply::json(Subject::Updated, StatusCode::OK, body))
}

impl Change {
    /// Reads the form field by field. On a refusal it holds what was read before; only a faulty server uses that.
    fn read(
        &mut self,
        server: &Server,
        call: &Call,
        conference: &Conference,
        own: Uuid,
    ) -> Result<(), Refusal> {
        let variations = &server.variations;
        let mut seen = Vec::new();
        for (name, value) in fields(server, call)? {
            let (name, value) = (name.as_str(), value.as_str());
            match name {
                "Muted" => self.muted = Some(boolean(server, name, value)?),
                "Hold" => self.hold = Some(boolean(server, name, value)?),
                "Coaching" => self.coaching = Some(boolean(server, name, value)?),
                "CallSidToCoach" => {
                    self.coached = Some(coached(server, conference, own, value)?);
                }
                // An empty WaitUrl asks for silence.
                "WaitUrl" if value.is_empty() => {}
                "AnnounceUrl" | "HoldUrl" | "WaitUrl" => absolute(server, name, value)?,
                "AnnounceMethod" | "HoldMethod" | "WaitMethod" => method(server, name, value)?,
                _ if variations.lenient || server.faults.has(Defect::UnknownFieldAccepted) => {}
                _ => {
                    let message = format!("{} is no field of an update", excerpt(name));
                    return Err(Refusal::bad_input(variations, code::INVALID_ARGUMENT, message));
                }
            }
            if seen.iter().any(|own| own == name) && !variations.lenient {
                let message = format!("{} is given more than once", excerpt(name));
                return Err(Refusal::bad_input(variations, code::INVALID_ARGUMENT, message));
            }
            seen.push(name.to_owned());
        }
        let nobody = self.coaching == Some(true) && self.coached.is_none();
        if nobody && !server.faults.has(Defect::CoachingWithoutTargetAccepted) {
            let message = "CallSidToCoach must be given where Coaching is true";
            return Err(Refusal::bad_input(variations, code::CONFERENCE_ATTRIBUTE, message));
        }
        Ok(())
    }

    /// What the faults of storing make of it.
    fn distorted(&self, server: &Server) -> Self {
        let has = |defect| server.faults.has(defect);
        let mut own = self.clone();
        if has(Defect::UpdateFalseIgnored) {
            for flag in [&mut own.muted, &mut own.hold, &mut own.coaching] {
                *flag = flag.filter(|on| *on);
            }
        }
        if has(Defect::UpdateResetsOtherFlags) {
            for flag in [&mut own.muted, &mut own.hold, &mut own.coaching] {
                flag.get_or_insert(false);
            }
        }
        if has(Defect::HoldWithMutedLost) && own.muted.is_some() {
            own.hold = None;
        }
        if has(Defect::CoachingNeverEnds) {
            own.coaching = own.coaching.filter(|on| *on);
        }
        own
    }

    fn apply(&self, server: &Server, participant: &mut Participant, clock: Clock) {
        let distorted = (!server.faults.is_empty()).then(|| self.distorted(server));
        let own = distorted.as_ref().unwrap_or(self);
        let set = |flag: &mut bool, wanted: Option<bool>| *flag = wanted.unwrap_or(*flag);
        set(&mut participant.muted, own.muted);
        set(&mut participant.hold, own.hold);
        set(&mut participant.coaching, own.coaching);
        participant.coached = own.coached.or(participant.coached).filter(|_| participant.coaching);
        participant.revision += 1;
        participant.updated = clock.instant(participant.revision);
        if !server.faults.is_empty() {
            misdate(server, participant);
        }
    }
}

/// Hook of the faults that date an update wrongly.
fn misdate(server: &Server, participant: &mut Participant) {
    let moved = |from: Timestamp, seconds: i64| {
        from.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(from)
    };
    if server.faults.has(Defect::DateUpdatedGoesBack) {
        participant.updated = moved(participant.created, -3600 * i64::from(participant.revision));
    }
    if server.faults.has(Defect::UpdateChangesDateCreated) {
        participant.created = moved(participant.created, 1).max(participant.updated);
    }
}

/// The fields of the form, in the order of sending.
fn fields(server: &Server, call: &Call) -> Result<Vec<(String, String)>, Refusal> {
    let variations = &server.variations;
    let Some(body) = &call.body else {
        let message = "The body is too long, or broke off";
        return Err(Refusal::bad_input(variations, code::INVALID_ARGUMENT, message));
    };
    let essence = call
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match essence.as_deref() {
        Some("application/x-www-form-urlencoded") => read_pairs(body)
            .map_err(|malformed| Refusal::bad_input(variations, code::FORMAT, malformed.as_str())),
        Some("application/json") if variations.lenient => json_fields(server, body),
        _ => Err(Refusal::wrong_media_type(variations)),
    }
}

/// A JSON object taken for a form, as lenient servers do.
fn json_fields(server: &Server, body: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(body).map_err(|_| {
            let message = "The body is not a JSON object";
            Refusal::bad_input(&server.variations, code::FORMAT, message)
        })?;
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(object.into_iter().map(|(name, value)| (name, text(value))).collect())
}

/// A boolean in any case, as clients of every age send it. Hook of the fault that reads anything.
pub(super) fn boolean(server: &Server, name: &str, value: &str) -> Result<bool, Refusal> {
    if value.eq_ignore_ascii_case("true") {
        return Ok(true);
    }
    if value.eq_ignore_ascii_case("false") || server.faults.has(Defect::BadBooleanAccepted) {
        return Ok(false);
    }
    let message = format!("{name} must be true or false");
    Err(Refusal::bad_input(&server.variations, code::INVALID_ARGUMENT, message))
}

fn method(server: &Server, name: &str, value: &str) -> Result<(), Refusal> {
    if matches!(value, "GET" | "POST") || server.faults.has(Defect::BadMethodEnumAccepted) {
        return Ok(());
    }
    let message = format!("{name} must be GET or POST");
    Err(Refusal::bad_input(&server.variations, code::CALLBACK_METHOD, message))
}

/// A URL that a telephony server can fetch: absolute, of the web, in the characters of RFC 3986.
fn absolute(server: &Server, name: &str, value: &str) -> Result<(), Refusal> {
    if value.len() > LONG_URL && server.faults.has(Defect::LongUrlIs500) {
        return Err(Refusal::internal());
    }
    let scheme = value.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let web = matches!(scheme.as_deref(), Some("http" | "https"));
    let spelt =
        value.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    let whole = web && spelt && Url::parse(value).is_ok_and(|url| url.has_host());
    if whole || server.faults.has(Defect::RelativeUrlAccepted) {
        return Ok(());
    }
    let message = format!("{name} must be an absolute URL of the scheme http or https");
    Err(Refusal::bad_input(&server.variations, code::URL, message))
}

/// Another participant of the same conference.
fn coached(
    server: &Server,
    conference: &Conference,
    own: Uuid,
    value: &str,
) -> Result<Uuid, Refusal> {
    let refuse = |code, message| Refusal::bad_input(&server.variations, code, message);
    let id = read_uuid(value)
        .ok_or_else(|| refuse(code::INVALID_ARGUMENT, "CallSidToCoach must be a UUID"))?;
    if id == own || conference.position(id).is_none() {
        let message = "CallSidToCoach names no other participant of this conference";
        return Err(refuse(code::CONFERENCE_ATTRIBUTE, message));
    }
    Ok(id)
}

/// The beginning of a name that a client chose, for a message.
fn excerpt(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(40).collect()
}
