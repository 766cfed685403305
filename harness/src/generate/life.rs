//! Cases that remove participants, and what must hold afterwards.

use super::build::{call, consuming, look, look_at_all, step, valid, visible_update};
use crate::api::Resources;
use crate::record::{Call, Case, Class, Credentials, Step};

/// The lives that are always lived. The first one is the blast radius: it runs alone.
pub fn fixed(dialect: &Resources) -> Vec<Case> {
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
fn remove(dialect: &Resources, conference: usize, ordinal: usize) -> Step {
    valid("", call(dialect, dialect.roles.remove, conference, ordinal))
}

/// A call of an operation on a participant that was removed before.
fn removed(dialect: &Resources, operation: &str, ordinal: usize) -> Step {
    let call = if operation == dialect.roles.update {
        visible_update(dialect, ordinal)
    } else {
        call(dialect, operation, 0, ordinal)
    };
    step(Class::Removed, "after its removal", call)
}

fn removed_from(dialect: &Resources, conference: usize) -> Step {
    let call = call(dialect, dialect.roles.retrieve, conference, 0);
    step(Class::Removed, "after its removal", call)
}

fn spares_others(dialect: &Resources) -> Vec<Step> {
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

fn final_in_every_way(dialect: &Resources) -> Vec<Step> {
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

fn one_by_one(dialect: &Resources) -> Vec<Step> {
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

fn refused_first(dialect: &Resources) -> Vec<Step> {
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
