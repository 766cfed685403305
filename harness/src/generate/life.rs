//! Cases that remove participants, and what must hold afterwards.

use proptest::prelude::*;

use super::build::{call, consuming, look, look_at_all, step, valid, visible_update};
use super::draw::Draw;
use crate::api::Dialect;
use crate::record::{Call, Case, Class, Credentials, Step};

/// The lives that are always lived. The first one is the blast radius: it runs alone.
pub fn fixed(dialect: &Dialect) -> Vec<Case> {
    let roles = &dialect.roles;
    vec![
        consuming(roles.remove, "one removed, everybody else looked at", spares_others(dialect)),
        consuming(
            roles.remove,
            "removed, then asked for in every way",
            final_in_every_way(dialect),
        ),
        consuming(roles.remove, "removed twice", {
            vec![remove(dialect, 0, 1), removed(dialect, roles.remove, 1)]
        }),
        consuming(roles.update, "updated after its removal", {
            vec![
                look_at_all(dialect, 0),
                remove(dialect, 0, 2),
                removed(dialect, roles.update, 2),
                look_at_all(dialect, 0),
            ]
        }),
        consuming(roles.remove, "removed with its last changes unseen", {
            vec![
                valid("", visible_update(dialect, 0)),
                remove(dialect, 0, 0),
                removed(dialect, roles.retrieve, 0),
                look_at_all(dialect, 0),
            ]
        }),
        consuming(roles.remove, "one after the other, until nobody is left", one_by_one(dialect)),
        consuming(roles.remove, "the only participant of a conference", {
            vec![remove(dialect, 1, 0), removed_from(dialect, 1), look_at_all(dialect, 0)]
        }),
        consuming(
            roles.remove,
            "refused without credentials, then removed",
            refused_first(dialect),
        ),
    ]
}

/// A valid removal.
fn remove(dialect: &Dialect, conference: usize, ordinal: usize) -> Step {
    valid("", call(dialect, dialect.roles.remove, conference, ordinal))
}

/// A call of an operation on a participant that was removed before.
fn removed(dialect: &Dialect, operation: &str, ordinal: usize) -> Step {
    let call = if operation == dialect.roles.update {
        visible_update(dialect, ordinal)
    } else {
        call(dialect, operation, 0, ordinal)
    };
    step(Class::Removed, "after its removal", call)
}

fn removed_from(dialect: &Dialect, conference: usize) -> Step {
    let call = call(dialect, dialect.roles.retrieve, conference, 0);
    step(Class::Removed, "after its removal", call)
}

fn spares_others(dialect: &Dialect) -> Vec<Step> {
    let mut steps = vec![look_at_all(dialect, 0), look_at_all(dialect, 1)];
    let everybody = [(0, 0), (0, 1), (0, 2), (1, 0)];
    steps.extend(everybody.map(|(conference, ordinal)| look(dialect, conference, ordinal)));
    steps.push(remove(dialect, 0, 1));
    steps.extend([look(dialect, 0, 0), look(dialect, 0, 2), look(dialect, 1, 0)]);
    steps.extend([look_at_all(dialect, 0), look_at_all(dialect, 1)]);
    // Where fixtures are used up after this case, it has looked at everything once.
    let roles = &dialect.roles;
    steps.extend([roles.retrieve, roles.update, roles.remove].map(|own| removed(dialect, own, 1)));
    steps
}

fn final_in_every_way(dialect: &Dialect) -> Vec<Step> {
    let roles = &dialect.roles;
    vec![
        look_at_all(dialect, 0),
        remove(dialect, 0, 0),
        removed(dialect, roles.retrieve, 0),
        look_at_all(dialect, 0),
        removed(dialect, roles.update, 0),
        removed(dialect, roles.remove, 0),
        removed(dialect, roles.retrieve, 0),
    ]
}

fn one_by_one(dialect: &Dialect) -> Vec<Step> {
    let mut steps = vec![look_at_all(dialect, 0)];
    for ordinal in 0..3 {
        steps.push(remove(dialect, 0, ordinal));
        steps.push(removed(dialect, dialect.roles.retrieve, ordinal));
        if ordinal < 2 {
            steps.push(look_at_all(dialect, 0));
        }
    }
    steps.push(look(dialect, 1, 0));
    steps
}

fn refused_first(dialect: &Dialect) -> Vec<Step> {
    let mut steps = vec![look(dialect, 0, 0)];
    for credentials in [Credentials::Missing, Credentials::WrongPassword, Credentials::WrongUser] {
        let refused = Call { credentials, ..call(dialect, dialect.roles.remove, 0, 0) };
        steps.push(step(Class::Unauthenticated, credentials.words(), refused));
        steps.push(look(dialect, 0, 0));
    }
    steps.push(remove(dialect, 0, 0));
    steps.push(removed(dialect, dialect.roles.retrieve, 0));
    steps
}

/// What a random life is made of.
#[derive(Debug, Clone, Copy)]
enum Turn {
    Look(usize),
    LookAtAll,
    Set(usize, usize, bool),
    Remove(usize),
}

/// A random life of the three participants of a conference.
pub fn random(dialect: &Dialect, draw: &mut Draw) -> Case {
    let flags = dialect.flags();
    let turn = prop_oneof![
        2 => (0..3_usize).prop_map(Turn::Look),
        1 => Just(Turn::LookAtAll),
        4 => (0..3_usize, 0..flags.len(), any::<bool>())
            .prop_map(|(who, flag, value)| Turn::Set(who, flag, value)),
        2 => (0..3_usize).prop_map(Turn::Remove),
    ];
    let turns = draw.one(proptest::collection::vec(turn, 3..9));
    let mut gone = [false; 3];
    let mut steps = vec![look_at_all(dialect, 0), look_at_all(dialect, 1)];
    for turn in turns {
        steps.extend(live(dialect, turn, &flags, &mut gone));
    }
    if gone != [true; 3] {
        steps.push(look_at_all(dialect, 0));
    }
    steps.push(look_at_all(dialect, 1));
    consuming(dialect.roles.remove, "a random life", steps)
}

fn live(dialect: &Dialect, turn: Turn, flags: &[&str], gone: &mut [bool; 3]) -> Option<Step> {
    let class = |who: usize| if gone[who] { Class::Removed } else { Class::Valid };
    Some(match turn {
        // What the list of an emptied conference answers is nowhere said.
        Turn::LookAtAll if *gone == [true; 3] => return None,
        Turn::LookAtAll => look_at_all(dialect, 0),
        Turn::Look(who) => step(class(who), "look", call(dialect, dialect.roles.retrieve, 0, who)),
        Turn::Set(who, flag, value) => {
            let mut fields = super::inputs::form_with(dialect, flags[flag], &value.to_string());
            // Whether a coach can be coached is nowhere said: only the first one coaches.
            if who != 0 && fields.len() > 1 {
                return None;
            }
            let coached = (0..3).find(|other| *other != who && !gone[*other]);
            for (name, place) in &mut fields {
                if dialect.names_participant.contains(&name.as_str()) {
                    // Nobody is left to be named: the turn is passed.
                    let other = coached?;
                    *place = super::build::participant(dialect, 0, other);
                }
            }
            step(class(who), "", super::build::update(dialect, who, fields))
        }
        Turn::Remove(who) => {
            let step = step(class(who), "", call(dialect, dialect.roles.remove, 0, who));
            gone[who] = true;
            step
        }
    })
}
