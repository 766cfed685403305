//! The update operation: a form, read to the letter before anything is changed.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::dialect::{Kind, Reason};
use super::form::{absolute, any_word, boolean, excerpt, fields, method};
use super::race::{self, Glimpse};
use super::refusal::Refusal;
use super::{Scope, nobody, past, show};
use crate::mock::clock::Clock;
use crate::mock::fault::Defect;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::{Conference, Participant};
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;

/// What an update changes. URLs and their methods are read and let go: no answer ever shows them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Change {
    muted: Option<bool>,
    hold: Option<bool>,
    coaching: Option<bool>,
    coached: Option<Uuid>,
    ends: Option<bool>,
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
        Err(_) if !scope.labelled && server.faults.has(Defect::UnknownParticipantIs200) => {
            let body = nobody(server, scope, id, clock)?;
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
    let body = show(server, scope.base, conference, &updated)?;
    if !server.faults.has(Defect::UpdateNotStored) {
        let before = std::mem::replace(&mut conference.participants[position], updated);
        let now = clock.instant(before.revision + 1);
        (server.dialect.hooks.updated)(server, conference, position, &before, now);
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
        let rules = &server.dialect.rules;
        let closed = rules.closed_forms || server.variations.closed_form;
        let open = !closed || server.variations.lenient;
        let mute = server.faults.has(Defect::MuteInsteadOfMuted);
        let mut seen = Vec::new();
        for (name, value) in fields(server, call)? {
            let (name, value) = (name.as_str(), value.as_str());
            match name {
                "Mute" if mute => self.muted = Some(boolean(server, name, value)?),
                "Muted" if mute => continue,
                "Muted" if rules.any_word_is_false == Some(name) => {
                    self.muted = Some(any_word(server, name, value)?);
                }
                "Muted" => self.muted = Some(boolean(server, name, value)?),
                "Hold" => self.hold = Some(boolean(server, name, value)?),
                "Coaching" => self.coaching = Some(boolean(server, name, value)?),
                "EndConferenceOnExit" if rules.conferences_end => {
                    self.ends = Some(boolean(server, name, value)?);
                }
                "CallSidToCoach" => {
                    self.coached = Some(coached(server, conference, own, value)?);
                }
                // An empty WaitUrl asks for silence.
                "WaitUrl"
                    if value.is_empty() && !server.faults.has(Defect::WaitUrlEmptyRefused) => {}
                "AnnounceUrl" | "HoldUrl" | "WaitUrl" => absolute(server, name, value)?,
                "AnnounceMethod" | "HoldMethod" | "WaitMethod" => method(server, name, value)?,
                _ if rules.idle_flags.contains(&name) => {
                    boolean(server, name, value)?;
                }
                _ if open || server.faults.has(Defect::UnknownFieldAccepted) => continue,
                _ => {
                    let message = format!("{} is no field of an update", excerpt(name));
                    return Err(Refusal::bad_input(server, Reason::InvalidArgument, message));
                }
            }
            if seen.iter().any(|own| own == name) && !server.variations.lenient {
                let message = format!("{} is given more than once", excerpt(name));
                return Err(Refusal::bad_input(server, Reason::InvalidArgument, message));
            }
            seen.push(name.to_owned());
        }
        if rules.coaches_by_name && self.coached.is_some() {
            self.coaching.get_or_insert(true);
        }
        let nobody = self.coaching == Some(true) && self.coached.is_none();
        if nobody && !server.faults.has(Defect::CoachingWithoutTargetAccepted) {
            let message = "CallSidToCoach must be given where Coaching is true";
            return Err(Refusal::bad_input(server, Reason::ConferenceAttribute, message));
        }
        Ok(())
    }

    /// What the faults of storing make of it.
    fn distorted(&self, server: &Server) -> Self {
        let has = |defect| server.faults.has(defect);
        let mut own = self.clone();
        if has(Defect::UpdateFalseIgnored) {
            for flag in [&mut own.muted, &mut own.hold, &mut own.coaching, &mut own.ends] {
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
        if has(Defect::UpdateWithoutMutedUnmutes) {
            own.muted.get_or_insert(false);
        }
        if has(Defect::UpdateTakesMutedAndHoldOnly) {
            (own.coaching, own.coached, own.ends) = (None, None, None);
        }
        if has(Defect::EndFlagNeverCleared) {
            own.ends = own.ends.filter(|on| *on);
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
        set(&mut participant.ends, own.ends);
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

/// Another participant of the same conference. Hook of the faults that let others pass.
pub(in crate::mock) fn coached(
    server: &Server,
    conference: &Conference,
    own: Uuid,
    value: &str,
) -> Result<Uuid, Refusal> {
    let refuse = |reason, message: &str| Err(Refusal::bad_input(server, reason, message));
    let Some(id) = (server.dialect.ids.read)(Kind::Call, value) else {
        let message = format!("CallSidToCoach must be {}", server.dialect.ids.name);
        return refuse(Reason::InvalidArgument, &message);
    };
    let there = conference.participants.iter().find(|other| other.call == id && id != own);
    let free = !server.dialect.rules.coaches_by_name;
    match there {
        Some(other) if free || !other.hold || server.faults.has(Defect::CoachOnHoldAccepted) => {
            Ok(other.call)
        }
        Some(_) => {
            refuse(Reason::CoachedOnHold, "CallSidToCoach names a participant who is on hold")
        }
        None if id != own && server.faults.has(Defect::CoachElsewhereAccepted) => Ok(id),
        None => {
            let message = "CallSidToCoach names no other participant of this conference";
            refuse(Reason::NobodyToCoach, message)
        }
    }
}
