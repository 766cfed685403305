//! The cases that are always sent, in the order of the plan.

use super::build::{call, look, look_at_all, shared, update, valid};
use super::inputs::{form_shapes, form_with, query_shapes};
use super::schema::Shape;
use super::{bytes, coach, conference, contest, draw::Draw};
use super::{label, late, life, negative, pages, unusual};
use crate::api::Resources;
use crate::record::{Call, Case, Class, Credentials, Place};

/// The stream of random values that the fixed cases draw their ids from.
const STREAM: u64 = u64::MAX;

/// The cases that are always sent, of apis whose participants are resources.
pub fn fixed_cases(dialect: &Resources, seed: u64) -> Vec<Case> {
    let mut draw = Draw::new(seed, STREAM);
    let mut cases = Vec::new();
    for operation in dialect.operations() {
        if operation != dialect.roles.remove {
            cases.push(shared(
                operation,
                format!("a plain {operation}"),
                vec![valid("", call(dialect, operation, 0, 0))],
            ));
        }
    }
    cases.extend(good_queries(dialect));
    cases.extend(good_updates(dialect));
    cases.extend(conference::good(dialect));
    cases.extend(scheme_in_small_letters(dialect));
    for operation in dialect.operations() {
        cases.extend(negative::unauthenticated(dialect, operation));
        cases.extend(negative::unknown(dialect, operation, &mut draw));
        cases.extend(negative::malformed(dialect, operation, &mut draw));
        cases.extend(negative::foreign(dialect, operation, &mut draw));
    }
    cases.extend(negative::wrong_methods(dialect));
    cases.extend(negative::bad_queries(dialect));
    cases.extend(negative::bad_updates(dialect, &mut draw));
    cases.extend(negative::small_prefixes(dialect));
    cases.extend(coach::of_the_held(dialect));
    cases.extend(conference::bad(dialect));
    cases.extend(label::shared(dialect, &mut draw));
    cases.extend(unusual::cases(dialect, &mut draw));
    cases.extend(pages::fixed(dialect));
    cases.extend(bytes::head_cases(dialect, &mut draw));
    cases.extend(contest::updates(dialect, &mut draw));
    cases.extend(late::cases(dialect));
    cases.extend(life::fixed(dialect));
    cases.extend(label::lives(dialect));
    cases.extend(conference::ends(dialect));
    cases.push(contest::removals(dialect, &mut draw));
    cases.extend(negative::coach_of_the_removed(dialect));
    for case in &mut cases {
        coach::take_off_hold(dialect, case);
    }
    bytes::look_closely(dialect, &mut cases);
    cases
}

/// Each query parameter with each of its boundary values, and all of them together.
fn good_queries(dialect: &Resources) -> Vec<Case> {
    let operation = dialect.roles.list;
    let mut cases = Vec::new();
    let mut all = Vec::new();
    for (name, shape) in query_shapes(dialect) {
        let needs_token = dialect.needs_token.contains(&name.as_str());
        for (place, value) in shape.good().into_iter().enumerate() {
            // Beyond the first page a server may demand a token that only it can hand out.
            if needs_token && place > 0 {
                continue;
            }
            let query = vec![(name.clone(), Place::text(value.clone()))];
            if place == 0 {
                all.extend(query.clone());
            }
            cases.push(shared(
                operation,
                format!("`{name}` = `{value}`"),
                vec![valid("", Call { query, ..call(dialect, operation, 0, 0) })],
            ));
        }
    }
    // Where a number alone names a page, one that is surely there is asked for as well.
    let (number, _) = dialect.page_number;
    if !dialect.needs_token.contains(&number) {
        let query = [(dialect.page_size.0, "1"), (number, "1")];
        let query = query.map(|(name, value)| (name.to_owned(), Place::text(value))).to_vec();
        let second = Call { query, ..call(dialect, operation, 0, 0) };
        cases.push(shared(operation, "the second page by its number", vec![valid("", second)]));
    }
    let everything = Call { query: all, ..call(dialect, operation, 0, 0) };
    cases.push(shared(operation, "every query parameter at once", vec![valid("", everything)]));
    cases.push(shared(
        operation,
        "both conferences",
        vec![look_at_all(dialect, 0), look_at_all(dialect, 1)],
    ));
    cases.extend(filters(dialect));
    cases
}

/// A filter that splits the participants: one is set apart, then both halves are asked for.
fn filters(dialect: &Resources) -> Vec<Case> {
    let list = |parameter: &str, value: &str| {
        let query = vec![(parameter.to_owned(), Place::text(value))];
        valid("", Call { query, ..call(dialect, dialect.roles.list, 0, 0) })
    };
    dialect
        .filters
        .iter()
        .map(|(parameter, _)| {
            let set = |ordinal, value: &str| {
                valid("set apart", update(dialect, ordinal, form_with(dialect, parameter, value)))
            };
            let steps = vec![
                set(0, "true"),
                set(1, "false"),
                list(parameter, "true"),
                list(parameter, "false"),
                set(0, "false"),
            ];
            shared(dialect.roles.list, format!("the filter `{parameter}` on a mixed list"), steps)
        })
        .collect()
}

/// Each form field with each of its good values, seen behind it; then both values of a flag in turn.
fn good_updates(dialect: &Resources) -> Vec<Case> {
    let operation = dialect.roles.update;
    let mut cases = Vec::new();
    for (name, shape) in form_shapes(dialect) {
        for value in shape.good() {
            let fields = form_with(dialect, &name, &value);
            cases.push(shared(
                operation,
                format!("`{name}` = `{value}`"),
                vec![
                    look(dialect, 0, 0),
                    look(dialect, 0, 1),
                    valid("", update(dialect, 0, fields)),
                    look(dialect, 0, 0),
                    look(dialect, 0, 1),
                ],
            ));
        }
        if shape == Shape::Boolean {
            cases.push(to_and_fro(dialect, &name));
        }
        if dialect.any_value.contains(&name.as_str()) {
            cases.push(counts_as_false(dialect, &name));
        }
    }
    cases.extend(kept_flags(dialect));
    cases.extend(all_flags(dialect));
    cases.extend(seen_again(dialect));
    cases
}

/// A flag that takes every value: what is not true counts as false.
fn counts_as_false(dialect: &Resources, name: &str) -> Case {
    let set = |value: &str| valid("", update(dialect, 0, form_with(dialect, name, value)));
    let values = ["banana", "0", "truefalse"];
    let steps = values
        .iter()
        .flat_map(|value| [set("true"), look(dialect, 0, 0), set(value), look(dialect, 0, 0)])
        .collect();
    let title = format!("`{name}` that is neither true nor false");
    shared(dialect.roles.update, title, steps)
}

/// Every combination of the flags' values in one update.
fn all_flags(dialect: &Resources) -> Option<Case> {
    let flags = dialect.free_flags();
    let set = |values: usize| {
        let value = |place: usize| (values >> place & 1 == 1).to_string();
        let fields = flags.iter().enumerate();
        let fields = fields.map(|(place, name)| ((*name).to_owned(), Place::text(value(place))));
        valid("", update(dialect, 0, fields.collect()))
    };
    // Each next value differs from the one before in every flag, or in one.
    let all = 1 << flags.len().min(4);
    let order = (0..all).flat_map(|values| [values, all - 1 - values]);
    let steps = order.flat_map(|values| [set(values), look(dialect, 0, 0)]).collect();
    let title = "every combination of the flags at once";
    (flags.len() > 1).then(|| shared(dialect.roles.update, title, steps))
}

/// A flag that is changed once and looked at again and again, at the participant and in the list.
fn seen_again(dialect: &Resources) -> Vec<Case> {
    let again = |name: &str| {
        let mut steps = vec![];
        for value in ["true", "false"] {
            steps.push(valid("", update(dialect, 0, form_with(dialect, name, value))));
            for _ in 0..3 {
                steps.extend([look(dialect, 0, 0), look(dialect, 0, 0), look_at_all(dialect, 0)]);
            }
        }
        shared(
            dialect.roles.update,
            format!("`{name}` changed once and seen again and again"),
            steps,
        )
    };
    dialect.free_flags().into_iter().map(again).collect()
}

/// One flag set, then another one set and cleared: the first must stay.
fn kept_flags(dialect: &Resources) -> Vec<Case> {
    let alone = |field: &str| !dialect.exclusive.iter().any(|group| group.contains(&field));
    let flags = dialect.flags();
    let set =
        |name: &str, value: &str| valid("", update(dialect, 0, form_with(dialect, name, value)));
    let mut cases = Vec::new();
    for kept in &flags {
        for other in flags.iter().filter(|other| *other != kept) {
            // What two exclusive flags do to each other is nowhere said.
            if !alone(kept) && !alone(other) {
                continue;
            }
            let mut steps = vec![set(kept, "true"), look(dialect, 0, 0)];
            for value in ["true", "false"] {
                steps.push(set(other, value));
                steps.push(look(dialect, 0, 0));
            }
            steps.push(set(kept, "false"));
            steps.push(look(dialect, 0, 0));
            let title = format!("`{kept}` stays while `{other}` comes and goes");
            cases.push(shared(dialect.roles.update, title, steps));
        }
    }
    cases
}

/// A flag set, cleared and set again, each time seen in the answer, in the next look, in the list, and on nobody else.
fn to_and_fro(dialect: &Resources, name: &str) -> Case {
    let mut steps = vec![look_at_all(dialect, 0), look_at_all(dialect, 1), look(dialect, 0, 0)];
    for value in ["true", "false", "true", "false"] {
        steps.push(valid("", update(dialect, 0, form_with(dialect, name, value))));
        steps.push(look(dialect, 0, 0));
        steps.push(look_at_all(dialect, 0));
        steps.push(look_at_all(dialect, 1));
    }
    shared(dialect.roles.update, format!("`{name}` to and fro"), steps)
}

/// The scheme's name is compared without regard to case (RFC 9110, 11.1).
fn scheme_in_small_letters(dialect: &Resources) -> Vec<Case> {
    let credentials = Credentials::RightLowerCaseScheme;
    let small = Call { credentials, ..call(dialect, dialect.roles.retrieve, 0, 0) };
    let note = "the scheme in small letters";
    let steps = vec![
        super::build::twin(dialect, dialect.roles.retrieve),
        super::build::step(Class::Unusual, note, small),
    ];
    vec![shared(dialect.roles.retrieve, note, steps)]
}
