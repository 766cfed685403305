//! What holds for every case, fixed or random.

use std::collections::BTreeMap;

use super::*;
use crate::record::{Awaited, Body, Phase, Place, Step, User};

const SEED: u64 = 5;

fn words() -> &'static Calls {
    crate::api::dialect("genesys").unwrap().calls().unwrap()
}

fn random(seed: u64) -> impl Iterator<Item = Case> {
    (0..300).map(move |ordinal| random_case(words(), seed, ordinal, ordinal))
}

fn all() -> impl Iterator<Item = Case> {
    fixed_cases(words(), SEED).into_iter().chain(random(SEED))
}

/// The operation that a step asks for, however oddly.
fn asked(step: &Step) -> Option<String> {
    match &step.call.body {
        Body::Json(json) => json.member("operationName")?.as_text().map(str::to_owned),
        Body::Raw { text, .. } => Some(text.clone()),
        _ => None,
    }
}

#[test]
fn what_comes_from_an_answer_names_one_step_before_it() {
    let mut times = 0;
    for case in all() {
        for (index, step) in case.steps.iter().enumerate() {
            for place in step.call.places() {
                let Place::Answered { step: note, .. } = place else { continue };
                let before = case.steps[..index].iter().filter(|own| own.note == *note);
                assert_eq!(before.count(), 1, "{}: {note}", case.title);
                times += 1;
            }
        }
    }
    assert!(times > 0);
}

#[test]
fn behind_what_must_change_nothing_something_is_told_for_sure() {
    let mut classes = BTreeMap::<Class, usize>::new();
    for case in all() {
        for (index, step) in case.steps.iter().enumerate() {
            let lawful = matches!(step.class, Class::Valid | Class::Unusual | Class::Ended);
            if lawful || !words().could_change(&step.call) {
                continue;
            }
            let wanted = words().conference_of(&step.call).unwrap_or(0);
            let told = |own: &Step| match &own.awaits {
                Some(Awaited::State { conference, .. }) => {
                    own.class == Class::Valid && *conference == wanted
                }
                _ => false,
            };
            let behind = case.steps[index + 1..].iter().filter(|own| told(own)).count();
            assert!(behind >= 2, "{}: held, and off hold", case.title);
            *classes.entry(step.class).or_default() += 1;
        }
    }
    for class in [
        Class::Unauthenticated,
        Class::Unknown,
        Class::Removed,
        Class::BadInput,
        Class::LooseInput,
        Class::Foreign,
        Class::WrongMethod,
        Class::NoConference,
        Class::Forged,
    ] {
        assert!(classes.contains_key(&class), "{class:?} is nowhere tried");
    }
}

#[test]
fn what_is_waited_for_is_what_was_asked_for() {
    for step in all().flat_map(|case| case.steps) {
        let call = &step.call;
        match &step.awaits {
            Some(Awaited::State { conference, state }) => {
                assert_eq!(words().asked_state(call), Some(state.as_str()));
                assert_eq!(words().conference_of(call), Some(*conference));
            }
            Some(Awaited::Removal { conference, participant }) => {
                assert!(words().asks_to_remove(call));
                let own = words().participant_of(call);
                let (conference, participant) = (*conference, Some(*participant));
                let name = words().participant.to_owned();
                assert_eq!(own, Some(&Place::Handed { name, conference, participant }));
            }
            None => {}
        }
    }
}

#[test]
fn nobody_dials() {
    let lawful = ["RemoveParticipantFromConference", "Hold", "Retrieve", "ClearCall", "Hangup"];
    let dials = ["conference", "transfer", "dial", "consult", "answer", "makecall"];
    let mut times = 0;
    for step in all().flat_map(|case| case.steps) {
        let Some(name) = asked(&step).filter(|own| !lawful.contains(&own.as_str())) else {
            continue;
        };
        times += 1;
        let class = step.class;
        assert!(matches!(class, Class::BadInput | Class::LooseInput | Class::Unusual), "{name}");
        // Random names begin with a letter by which no operation begins.
        let small = name.to_lowercase();
        let made_up = small.starts_with('x') || small == lawful[0].to_lowercase();
        assert!(made_up || !dials.iter().any(|own| small.contains(own)), "{name}");
    }
    assert!(times > 0, "made-up names are tried");
}

#[test]
fn the_second_user_changes_nothing_lawfully() {
    for step in all().flat_map(|case| case.steps) {
        if step.call.user == User::Second && words().could_change(&step.call) {
            assert_eq!(step.class, Class::Foreign, "{}", step.note);
        }
    }
}

#[test]
fn what_shares_its_world_removes_nobody_and_ends_nothing() {
    for case in all().filter(|case| case.phase == Phase::Shared) {
        for step in &case.steps {
            let takes = words().asks_to_remove(&step.call) || words().asks_to_end(&step.call);
            let surely_refused = step.class.must_be_refused();
            assert!(!takes || surely_refused, "{}: {:?}", case.title, step.class);
        }
    }
    for (ordinal, case) in random(SEED).enumerate() {
        assert_eq!(case.phase, random_phase(ordinal));
    }
}

#[test]
fn the_same_seed_makes_the_same_cases() {
    assert_eq!(fixed_cases(words(), SEED), fixed_cases(words(), SEED));
    assert_ne!(fixed_cases(words(), SEED), fixed_cases(words(), SEED + 1));
    assert!(random(SEED).eq(random(SEED)));
    assert!(!random(SEED).eq(random(SEED + 1)));
}

#[test]
fn every_step_survives_its_file() {
    for step in all().flat_map(|case| case.steps) {
        let text = serde_yaml::to_string(&step).unwrap();
        assert_eq!(serde_yaml::from_str::<Step>(&text).unwrap(), step, "{text}");
    }
}

#[test]
fn ids_of_nothing_are_as_long_as_those_of_calls_and_differ() {
    let (one, other) = (id_of_nothing([7; 16]), id_of_nothing([8; 16]));
    assert_eq!(one.len(), 32);
    assert!(one.bytes().all(|own| own.is_ascii_uppercase() || own.is_ascii_digit()));
    assert_ne!(one, other);
}
