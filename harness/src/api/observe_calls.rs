//! A case as the model of a life sees it, where a call takes operations by name.
//!
//! An operation that was accepted has only been passed on. A removal is done when it is told: until then nobody knows.

use super::Calls;
use super::calls::{self, call_in, call_told, is_accepted, lists};
use crate::lifecycle::{Action, Id, Moment, Sighting};
use crate::record::{Class, Exchange, Notification, Place, Step, Trace};

/// A removal that was passed on and has not been told.
struct Pending {
    step: usize,
    who: Id,
}

/// Each executed step of a trace, and each removal that was told, as the model of a life sees them.
pub(super) fn observe(words: &Calls, trace: &Trace) -> Vec<Moment> {
    let mut moments = Vec::new();
    let mut pending: Vec<Pending> = Vec::new();
    // Whoever is removed and never told to be may go at any time.
    let mut untold: Vec<Id> = Vec::new();
    for (index, step, exchange) in trace.steps() {
        let action = action(words, trace, index, step, exchange);
        if let Some(who) = removed(words, step, exchange)
            && matches!(action, Action::Look)
        {
            pending.push(Pending { step: index, who });
        }
        if let Action::Unclear { who } = action {
            // Whom it took, if anybody, nobody knows.
            let all =
                trace.world.conferences.get(who.conference).map_or(0, |own| own.participants.len());
            untold.extend((0..all).map(|participant| Id { participant, ..who }));
        }
        let mut moment = Moment {
            step: index,
            group: None,
            action,
            sightings: vec![],
            is_list: false,
            missing: vec![],
        };
        let unsure: Vec<Id> =
            pending.iter().map(|own| own.who).chain(untold.iter().copied()).collect();
        show(words, trace, step, exchange, &unsure, &mut moment);
        moments.push(moment);
        for told in trace.told.notifications.iter().filter(|own| own.step() == index) {
            if let Some(done) =
                pending.iter().position(|own| tells_removal(words, trace, told, own))
            {
                let Pending { who, .. } = pending.remove(done);
                moments.push(plain(index, Action::Remove { who }));
            }
        }
    }
    moments
}

fn plain(step: usize, action: Action) -> Moment {
    Moment { step, group: None, action, sightings: vec![], is_list: false, missing: vec![] }
}

fn is_removal(words: &Calls, step: &Step) -> bool {
    words.asks_to_remove(&step.call)
}

/// What a step did, as far as its answer says.
fn action(words: &Calls, trace: &Trace, index: usize, step: &Step, exchange: &Exchange) -> Action {
    let call = &step.call;
    if !words.could_change(call) {
        return Action::Look;
    }
    let who = named(words, step);
    let Some(answer) = exchange.answer().filter(|answer| answer.status < 500) else {
        return who.map_or(Action::Look, |who| Action::Unclear { who });
    };
    if calls::is_refused(answer) {
        return Action::Refused;
    }
    let expected = matches!(step.class, Class::Valid | Class::Unusual);
    if !is_accepted(answer) || !expected {
        if words.asks_to_end(call) {
            // Whoever asked for it, and wherever it went, somebody may be gone.
            return Action::End { conference: words.conference_of(call).unwrap_or(0) };
        }
        return who.map_or(Action::Look, |who| Action::Unclear { who });
    }
    if words.asks_to_end(call) {
        return words
            .conference_of(call)
            .map_or(Action::Look, |conference| Action::End { conference });
    }
    match who {
        // Where nothing was told, other checks say so, and nobody knows what was done.
        Some(who) if is_removal(words, step) => {
            let own = Pending { step: index, who };
            let mut told = trace.told.notifications.iter();
            let is_told = told.any(|told| tells_removal(words, trace, told, &own));
            if is_told { Action::Look } else { Action::Unclear { who } }
        }
        _ => Action::Look,
    }
}

/// The handed-over participant whom a step's operation is about.
fn named(words: &Calls, step: &Step) -> Option<Id> {
    let conference = words.conference_of(&step.call)?;
    match words.participant_of(&step.call)? {
        Place::Handed { conference: own, participant: Some(participant), .. }
            if *own == conference =>
        {
            Some(Id { conference, participant: *participant })
        }
        _ => None,
    }
}

/// Whom a step removes, where that was passed on.
fn removed(words: &Calls, step: &Step, exchange: &Exchange) -> Option<Id> {
    let accepted = exchange.answer().is_some_and(is_accepted);
    named(words, step).filter(|_| accepted && is_removal(words, step))
}

/// Whether a notification tells that a removal is done.
fn tells_removal(words: &Calls, trace: &Trace, told: &Notification, own: &Pending) -> bool {
    let conference = trace.world.conferences.get(own.who.conference);
    let is_call = conference
        .and_then(|own| own.parameters.get(words.call_id))
        .is_some_and(|id| call_told(told).and_then(calls::id).is_some_and(|told| told == id));
    let number = conference.and_then(|conference| {
        conference.participants.get(own.who.participant)?.get(words.participant)
    });
    let gone = number.zip(call_told(told)).and_then(|(number, call)| lists(call, number));
    told.sent > own.step && is_call && words.tells_participants(told) && gone == Some(false)
}

/// Who is seen, and who should have been seen and was not.
fn show(
    words: &Calls,
    trace: &Trace,
    step: &Step,
    exchange: &Exchange,
    unsure: &[Id],
    moment: &mut Moment,
) {
    let plain = step.call.operation == words.retrieve
        && step.call.method.is_none()
        && step.class == Class::Valid;
    let Some(conference) = words.conference_of(&step.call).filter(|_| plain) else { return };
    let answer = exchange.answer().filter(|answer| is_accepted(answer));
    let Some(call) = answer.and_then(call_in) else { return };
    let Some(own) = trace.world.conferences.get(conference) else { return };
    moment.is_list = true;
    for (participant, handed) in own.participants.iter().enumerate() {
        let who = Id { conference, participant };
        let Some(number) = handed.get(words.participant) else { continue };
        if unsure.contains(&who) {
            continue;
        }
        match lists(call, number) {
            Some(true) => moment.sightings.push(Sighting {
                who,
                members: std::collections::BTreeMap::new(),
                changed: None,
                ends_conference: false,
            }),
            Some(false) => moment.missing.push(who),
            None => {}
        }
    }
}
