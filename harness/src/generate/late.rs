//! Cases whose second half is sent when everything else has been sent: what has decayed by then?

use super::build::{call, consuming, look, look_at_all, shared, step, update, valid};
use crate::api::Resources;
use crate::record::{Case, Class, Place, Step, When};

/// So many looks tell how quick a target is.
const LOOKS: usize = 12;

/// How quick looks are at the beginning and at the end; then lives that are left alone in between.
pub fn cases(dialect: &Resources) -> Vec<Case> {
    let looks = vec![look(dialect, 0, 0); LOOKS];
    let pace = [looks.clone(), late(looks)].concat();
    vec![
        shared(dialect.roles.retrieve, "the same look at the beginning and at the end", pace),
        consuming(
            dialect.roles.remove,
            "removed and changed, then left alone",
            left_alone(dialect),
        ),
    ]
}

/// One is removed, one has its flags set, one is only looked at; much later all of that is still so, and changes still work.
fn left_alone(dialect: &Resources) -> Vec<Step> {
    let roles = &dialect.roles;
    let set = |on: bool| {
        let flags = dialect.free_flags();
        let fields = flags.iter().map(|name| ((*name).to_owned(), Place::text(on.to_string())));
        valid("", update(dialect, 0, fields.collect()))
    };
    let all = || [look_at_all(dialect, 0), look_at_all(dialect, 1), look(dialect, 0, 0)];
    let gone = |operation: &str, ordinal: usize| {
        step(Class::Removed, "after its removal", call(dialect, operation, 0, ordinal))
    };
    let remove = |ordinal| valid("", call(dialect, roles.remove, 0, ordinal));
    let mut steps = all().to_vec();
    steps.extend([set(true), look(dialect, 0, 0), remove(1), gone(roles.retrieve, 1)]);
    steps.extend(all());
    let mut later = all().to_vec();
    later.extend([gone(roles.retrieve, 1), gone(roles.remove, 1), look(dialect, 1, 0)]);
    later.extend([set(false), look(dialect, 0, 0), remove(2), gone(roles.retrieve, 2)]);
    later.extend(all());
    steps.extend(late(later));
    steps
}

fn late(mut steps: Vec<Step>) -> Vec<Step> {
    for step in &mut steps {
        step.when = When::Late;
    }
    steps
}
