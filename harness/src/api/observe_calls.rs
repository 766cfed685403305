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
    told.sent > own.step && is_call && words.tells_participants(&told.data) && gone == Some(false)
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

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::check::testing::genesys::{
        answer, call, change, changed, heard, left, look, notification, number, numbers, operation,
        page, passed_on, refusal, removal, remove, shows, silent, trace, with, words,
    };
    use crate::generate::build::step;
    use crate::record::{Answer, Told};

    fn id(participant: usize) -> Id {
        Id { conference: 0, participant }
    }

    fn observed(steps: Vec<(Step, Answer)>, told: Told) -> Vec<Moment> {
        observe(words(), &trace(steps, told))
    }

    fn actions(steps: Vec<(Step, Answer)>, told: Told) -> Vec<(usize, Action)> {
        observed(steps, told).into_iter().map(|own| (own.step, own.action)).collect()
    }

    fn one(step: Step, answer: Answer) -> Action {
        actions(vec![(step, answer)], heard(vec![])).remove(0).1
    }

    fn seen(present: &[usize]) -> (Step, Answer) {
        (look(), shows(&call("Established", present)))
    }

    #[test]
    fn a_removal_is_done_when_it_is_told() {
        let steps = || vec![seen(&[0, 1, 2]), (removal(0), passed_on()), seen(&[1, 2])];
        let removed = [
            (0, Action::Look),
            (1, Action::Look),
            (1, Action::Remove { who: id(0) }),
            (2, Action::Look),
        ];
        assert_eq!(actions(steps(), heard(vec![left(1, &[1, 2])])), removed);
        let texts = with(call("Established", &[]), "participants", numbers(&[1, 2]));
        let texts = notification((2, 2), words().participants_told, &texts);
        assert_eq!(actions(steps(), heard(vec![texts])), removed);
        let late = actions(steps(), heard(vec![left(2, &[1, 2])]));
        assert_eq!(late.last(), Some(&(2, Action::Remove { who: id(0) })));
    }

    #[test]
    fn a_removal_that_is_not_told_is_unclear() {
        let steps = || vec![seen(&[0, 1, 2]), (removal(0), passed_on())];
        let unclear = (1, Action::Unclear { who: id(0) });
        let mut other = left(1, &[1, 2]);
        other.data["call"]["id"] = Value::from("OTHER");
        for told in [
            silent(&[1], vec![]),
            heard(vec![left(1, &[0, 1, 2])]),
            heard(vec![left(0, &[1, 2])]),
            heard(vec![changed(1, "Established")]),
            heard(vec![other]),
        ] {
            assert_eq!(actions(steps(), told.clone())[1], unclear, "{told:?}");
        }
    }

    #[test]
    fn what_an_answer_says_decides_what_was_done() {
        let unclear = Action::Unclear { who: id(0) };
        assert_eq!(one(removal(0), refusal(200, 3)), Action::Refused);
        assert_eq!(one(removal(0), refusal(404, 6)), Action::Refused);
        assert_eq!(one(removal(0), page(403)), Action::Refused);
        assert_eq!(one(removal(0), page(502)), unclear);
        assert_eq!(one(removal(0), page(200)), unclear);
        assert_eq!(one(step(Class::Forged, "", remove(0)), passed_on()), unclear);
        assert_eq!(one(change("Hold"), passed_on()), Action::Look);
        assert_eq!(one(change("Hangup"), passed_on()), Action::End { conference: 0 });
        assert_eq!(one(change("ClearCall"), refusal(200, 3)), Action::Refused);
        let foreign = step(Class::Foreign, "", operation("ClearCall"));
        assert_eq!(one(foreign, passed_on()), Action::End { conference: 0 });
        assert_eq!(one(look(), page(502)), Action::Look);
    }

    #[test]
    fn a_look_shows_who_is_there_and_who_is_not() {
        let last = |steps, told| {
            let own = observed(steps, told).pop().unwrap();
            let there: Vec<Id> = own.sightings.iter().map(|own| own.who).collect();
            (there, own.missing)
        };
        let alone = |shown: &Value| last(vec![(look(), shows(shown))], heard(vec![]));
        assert_eq!(alone(&call("Established", &[0, 2])), (vec![id(0), id(2)], vec![id(1)]));
        let texts = with(call("Established", &[]), "participants", numbers(&[1]));
        assert_eq!(alone(&texts), (vec![id(1)], vec![id(0), id(2)]));
        let by_phone = serde_json::json!([{"phoneNumber": number(0, 2), "digits": ""}]);
        let by_phone = with(call("Established", &[]), "participants", by_phone);
        assert_eq!(alone(&by_phone).0, [id(2)]);
        let unsaid = with(call("Established", &[]), "participants", Value::Null);
        assert_eq!(alone(&unsaid), (vec![], vec![]), "it says nothing of anybody");
        let refused = vec![(look(), answer(404, &serde_json::json!({})))];
        assert_eq!(last(refused, heard(vec![])), (vec![], vec![]));
        // Until a removal is told, nobody knows whether it is done; and one that is never told may be done at any time.
        let asked =
            |told| last(vec![seen(&[0, 1, 2]), (removal(0), passed_on()), seen(&[1])], told);
        assert_eq!(asked(heard(vec![left(1, &[1, 2])])), (vec![id(1)], vec![id(0), id(2)]));
        assert_eq!(asked(silent(&[1], vec![])), (vec![], vec![]), "whomever it takes");
    }
}
