//! Random cases: each follows from the seed and its place in the plan alone.

use super::build::{
    base, beside_twin, call, look, look_at_all, participant, shared, step, update, valid,
};
use super::draw::Draw;
use super::inputs::{form_shapes, query_shapes};
use super::schema::Shape;
use super::{coach, contest, negative, pages, random_life};
use crate::api::Resources;
use crate::record::{Call, Case, Class, Credentials, Phase, Place, Step};

/// What kind of case stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A random life, which removes participants.
    Life,
    /// Removals at the same moment.
    Removals,
    /// Updates at the same moment.
    Updates,
    /// One request and what belongs to it.
    Request,
}

/// The kind of the random case at that place. A race that shows one time in twenty must be found: of 600 cases some 70 hold
/// four removals each at the same moment with others, and some 120 two pairs of updates.
fn kind(ordinal: usize) -> Kind {
    match ordinal {
        _ if ordinal % 25 == 24 => Kind::Life,
        _ if ordinal % 8 == 3 => Kind::Removals,
        _ if ordinal % 5 == 2 => Kind::Updates,
        _ => Kind::Request,
    }
}

/// Whether the random case at that place removes participants, so that it needs fixtures of its own.
pub fn phase(ordinal: usize) -> Phase {
    match kind(ordinal) {
        Kind::Life | Kind::Removals => Phase::Consuming,
        Kind::Updates | Kind::Request => Phase::Shared,
    }
}

/// The random case at that place: `ordinal` counts random cases from 0, `index` all cases.
pub fn random_case(dialect: &Resources, seed: u64, ordinal: usize, index: usize) -> Case {
    let mut draw = Draw::new(seed, ordinal as u64);
    let case = match kind(ordinal) {
        Kind::Life => random_life::random(dialect, &mut draw),
        Kind::Removals => contest::removals(dialect, &mut draw),
        Kind::Updates => {
            contest::updates(dialect, &mut draw).unwrap_or_else(|| good_update(dialect, &mut draw))
        }
        Kind::Request => match draw.one(0_u32..100) {
            0..40 => good_update(dialect, &mut draw),
            40..50 => good_list(dialect, &mut draw),
            50..55 => pages::random(dialect, &mut draw),
            55..70 => bad_update(dialect, &mut draw),
            70..80 => bad_query(dialect, &mut draw),
            80..88 => unauthenticated(dialect, &mut draw),
            _ => nobody(dialect, &mut draw),
        },
    };
    // Fixed cases show what an HTTP client sees; of these every byte is seen.
    let steps = case.steps.into_iter().map(|step| Step { bytes: true, ..step }).collect();
    let mut case = Case { index, steps, ..case };
    coach::take_off_hold(dialect, &mut case);
    case
}

/// A random subset of fields with random values, seen behind it.
fn good_update(dialect: &Resources, draw: &mut Draw) -> Case {
    let shapes = form_shapes(dialect);
    let who = draw.one(0..3_usize);
    let allowed = draw.one(0..=dialect.exclusive.len());
    let mut fields = Vec::new();
    for (name, shape) in &shapes {
        let group = dialect.exclusive.iter().position(|own| own.contains(&name.as_str()));
        if group.is_some_and(|group| group != allowed) || !draw.chance(60) {
            continue;
        }
        // Whether a coach can be coached is nowhere said: only the first one coaches.
        if who != 0 && dialect.demands.iter().any(|(field, ..)| field == name) {
            continue;
        }
        let Some(strategy) = shape.strategy() else { continue };
        let value = draw.one(strategy);
        for (field, on, needed) in dialect.demands {
            if field == name && *on == value {
                let other = participant(dialect, 0, (who + 1) % 3);
                fields.push(((*needed).to_owned(), other));
            }
        }
        fields.push((name.clone(), Place::Text(value)));
    }
    if fields.is_empty() {
        fields.push((super::build::base_field(dialect).to_owned(), Place::text("true")));
    }
    let steps = vec![
        look_at_all(dialect, 0),
        valid("", update(dialect, who, fields)),
        look(dialect, 0, who),
        look_at_all(dialect, 0),
    ];
    shared(dialect.roles.update, "a random update", steps)
}

/// A random subset of query parameters with random values.
fn good_list(dialect: &Resources, draw: &mut Draw) -> Case {
    let mut query = Vec::new();
    for (name, shape) in query_shapes(dialect) {
        if dialect.needs_token.contains(&name.as_str()) || !draw.chance(60) {
            continue;
        }
        if let Some(strategy) = shape.strategy() {
            let value = draw.one(strategy);
            query.push((name, Place::Text(value)));
        }
    }
    let list = Call { query, ..call(dialect, dialect.roles.list, draw.one(0..2_usize), 0) };
    shared(dialect.roles.list, "a random list", vec![valid("", list)])
}

fn bad_update(dialect: &Resources, draw: &mut Draw) -> Case {
    let shapes: Vec<(String, Shape)> =
        form_shapes(dialect).into_iter().filter(|(_, own)| own.bad_strategy().is_some()).collect();
    let (name, shape) = draw.pick(&shapes).clone();
    let strategy = shape.bad_strategy().filter(|_| !dialect.any_value.contains(&name.as_str()));
    match strategy {
        Some(strategy) => {
            let own = negative::as_sure_as(dialect, &shape, draw.one(strategy));
            negative::bad_update(dialect, &name, &own)
        }
        None => good_update(dialect, draw),
    }
}

fn bad_query(dialect: &Resources, draw: &mut Draw) -> Case {
    let shapes = query_shapes(dialect);
    let (name, shape) = draw.pick(&shapes).clone();
    match shape.bad_strategy().filter(|_| !dialect.any_value.contains(&name.as_str())) {
        Some(strategy) => {
            let own = negative::as_sure_as(dialect, &shape, draw.one(strategy));
            negative::bad_query(dialect, &name, &own)
        }
        None => good_list(dialect, draw),
    }
}

fn unauthenticated(dialect: &Resources, draw: &mut Draw) -> Case {
    let operation = *draw.pick(&dialect.operations());
    let credentials = *draw.pick(Credentials::WRONG);
    let note = credentials.words();
    let negative = Call { credentials, ..base(dialect, operation) };
    let steps = beside_twin(dialect, operation, step(Class::Unauthenticated, note, negative));
    shared(operation, format!("{operation} with {note}"), steps)
}

/// A random id of nothing, in a random place of the path.
fn nobody(dialect: &Resources, draw: &mut Draw) -> Case {
    let operation = *draw.pick(&dialect.operations());
    let parameter = *draw.pick(&dialect.ids_of(operation)[1..]);
    let id = Place::Text((dialect.fresh_id)(parameter, draw.id_bytes()));
    let negative = super::build::with_path(base(dialect, operation), parameter, id);
    let note = format!("a `{parameter}` of nothing");
    let steps = beside_twin(dialect, operation, step(Class::Unknown, &note, negative));
    shared(operation, format!("{operation} with {note}"), steps)
}
