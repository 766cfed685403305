//! Where cases come from: pure and seeded.
//!
//! The fixed cases visit every boundary, every constraint, every way to be unauthenticated and every method, so nothing
//! of that is left to luck; the random ones follow from a seed and their place in the plan alone.

pub mod build;
pub mod bytes;
pub mod calls;
pub mod coach;
pub mod conference;
pub mod contest;
pub mod draw;
pub mod fixed;
pub mod inputs;
pub mod label;
pub mod late;
pub mod life;
pub mod negative;
pub mod pages;
pub mod random;
pub mod random_life;
pub mod replay;
pub mod schema;
pub mod shrink;
pub mod unusual;

use crate::api::{Dialect, Style};
use crate::record::{Case, Phase, Step, World, world::Conference};

/// The cases that are always sent, in the order of the plan: shared ones first, then those that remove participants.
pub fn fixed_cases(dialect: &Dialect, seed: u64) -> Vec<Case> {
    let mut cases = match &dialect.style {
        Style::Resources(own) => fixed::fixed_cases(own, seed),
        Style::Calls(own) => calls::fixed_cases(own, seed),
    };
    cases.sort_by_key(|case| case.phase == Phase::Consuming);
    for (index, case) in cases.iter_mut().enumerate() {
        case.index = index;
    }
    cases
}

/// The random case at that place: `ordinal` counts random cases from 0, `index` all cases.
pub fn random_case(dialect: &Dialect, seed: u64, ordinal: usize, index: usize) -> Case {
    match &dialect.style {
        Style::Resources(own) => random::random_case(own, seed, ordinal, index),
        Style::Calls(own) => calls::random_case(own, seed, ordinal, index),
    }
}

/// Whether the random case at that place removes participants, so that it needs fixtures of its own.
pub fn random_phase(dialect: &Dialect, ordinal: usize) -> Phase {
    match &dialect.style {
        Style::Resources(_) => random::phase(ordinal),
        Style::Calls(_) => calls::random_phase(ordinal),
    }
}

/// What is looked at before anything is judged: what the provider handed over first.
pub fn first_looks(dialect: &Dialect) -> Vec<Step> {
    match &dialect.style {
        Style::Resources(own) => vec![build::look_at_all(own, 0), build::look(own, 0, 0)],
        Style::Calls(own) => vec![calls::look(own, 0), calls::look_at_me(own)],
    }
}

/// A world that nobody has: enough to knock at the door with.
pub fn nobodys_world(dialect: &Dialect, account_id: &str) -> World {
    let parameters = match &dialect.style {
        Style::Resources(own) => {
            let id = |name: &str| (name.to_owned(), (own.fresh_id)(name, [7; 16]));
            [(own.ids.account.to_owned(), account_id.to_owned()), id(own.ids.conference)].into()
        }
        Style::Calls(own) => [(own.call_id.to_owned(), calls::id_of_nothing([7; 16]))].into(),
    };
    World { conferences: vec![Conference { parameters, participants: vec![] }] }
}
