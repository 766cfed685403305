//! Requests at the same moment: whoever comes first, the others must find what it left.
//!
//! A race shows rarely, so the same few contests are held again and again: removals in each world of a share of the random
//! cases, updates of different fields in a larger share, since they use nothing up.

use proptest::prelude::*;

use super::build::{
    call, consuming, look, look_at_all, shared, step, update, valid, visible_update,
};
use super::draw::Draw;
use crate::api::Resources;
use crate::record::{Case, Class, Place, Step, When};

/// Removals of one participant and of two, with updates beside them; then everybody is looked for.
pub fn removals(dialect: &Resources, draw: &mut Draw) -> Case {
    let one = |operation: &str, conference: usize, ordinal: usize| {
        step(Class::Contended, "", call(dialect, operation, conference, ordinal))
    };
    let remove = |conference, ordinal| one(dialect.roles.remove, conference, ordinal);
    let mute = |conference: usize, ordinal: usize| {
        let body = visible_update(dialect, ordinal).body;
        let mut step = one(dialect.roles.update, conference, ordinal);
        step.call.body = body;
        step
    };
    let find = |conference, ordinal| one(dialect.roles.retrieve, conference, ordinal);
    let mut steps = vec![look_at_all(dialect, 0), look_at_all(dialect, 1)];
    steps.extend(together(draw, vec![remove(0, 0), remove(0, 0), mute(0, 0)]));
    steps.push(find(0, 0));
    let two = vec![remove(0, 1), mute(0, 1), remove(0, 2), remove(0, 2), mute(0, 2)];
    steps.extend(together(draw, two));
    steps.extend([find(0, 1), find(0, 2)]);
    steps.extend(together(draw, vec![remove(1, 0), remove(1, 0), mute(1, 0)]));
    steps.push(find(1, 0));
    consuming(dialect.roles.remove, "removals and updates at the same moment", steps)
}

/// Updates of different fields of one participant, and of another one, at the same moment: to and fro. None where the api
/// has no two flags that can be set apart from each other.
pub fn updates(dialect: &Resources, draw: &mut Draw) -> Option<Case> {
    let flags = dialect.free_flags();
    let [first, second, ..] = flags.as_slice() else { return None };
    let set = |ordinal: usize, fields: &[&str], on: bool| {
        let fields = fields.iter().map(|name| ((*name).to_owned(), Place::text(on.to_string())));
        valid("", update(dialect, ordinal, fields.collect()))
    };
    let mut steps = vec![set(0, &[first, second], false), set(1, &[first], false)];
    for on in [true, false] {
        let all = vec![set(0, &[first], on), set(0, &[second], on), set(1, &[first], on)];
        steps.extend(together(draw, all));
        steps.extend([look(dialect, 0, 0), look(dialect, 0, 1)]);
    }
    Some(shared(dialect.roles.update, "updates of different fields at the same moment", steps))
}

/// The steps in a random order, all at the same moment.
fn together(draw: &mut Draw, steps: Vec<Step>) -> Vec<Step> {
    let mut steps = draw.one(Just(steps).prop_shuffle());
    for step in steps.iter_mut().skip(1) {
        step.when = When::Together;
    }
    steps
}
