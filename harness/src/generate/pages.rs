//! Walks from page to page, each behind the same list in one piece.
//!
//! A case ends where a page has no link to another one, so whatever else there is to see comes before the walk: the list in
//! one piece twice, because only where both agree has it an order that pages can break.

use super::build::{NEEDS, call, look_at_all, shared, update, valid};
use super::draw::Draw;
use crate::api::Resources;
use crate::record::{Call, Case, Place, Step};

/// So many links are followed at most: to the end of a list of one participant a page, to an empty page behind it, which is
/// lawful, and to one more, which is not.
fn links(conference: usize) -> usize {
    NEEDS[conference] + 2
}

/// The walks that are always made.
pub fn fixed(dialect: &Resources) -> Vec<Case> {
    let mut cases = vec![case(dialect, "in one piece", walk(dialect, 0, &[], None))];
    for size in 1..=NEEDS[0] {
        let title = format!("with {size} on a page");
        cases.push(case(dialect, &title, walk(dialect, 0, &[], Some(size))));
    }
    cases.push(case(dialect, "of a single participant", walk(dialect, 1, &[], Some(1))));
    for parameter in filters(dialect) {
        for value in [true, false] {
            let filter = [(parameter, value)];
            let mut steps = set_apart(dialect, &filter);
            steps.extend(walk(dialect, 0, &filter, Some(1)));
            let title = format!("of those with `{parameter}` = `{value}`");
            cases.push(case(dialect, &title, steps));
        }
    }
    let all: Vec<(&str, bool)> = filters(dialect).map(|own| (own, true)).collect();
    let mut steps = set_apart(dialect, &all);
    steps.extend(walk(dialect, 0, &all, Some(1)));
    cases.push(case(dialect, "with every filter at once", steps));
    cases
}

/// A walk with a random page size and random filters, behind random updates.
pub fn random(dialect: &Resources, draw: &mut Draw) -> Case {
    let mut steps = Vec::new();
    let mut asked = Vec::new();
    for parameter in filters(dialect) {
        for ordinal in 0..NEEDS[0] {
            if draw.chance(40) {
                steps.push(set(dialect, ordinal, parameter, draw.chance(50)));
            }
        }
        if draw.chance(50) {
            asked.push((parameter, draw.chance(50)));
        }
    }
    let size = draw.one(1..=NEEDS[0]);
    steps.extend(walk(dialect, 0, &asked, Some(size)));
    case(dialect, "of a random list", steps)
}

/// The filters whose flag an update sets without any other field.
fn filters(dialect: &Resources) -> impl Iterator<Item = &'static str> {
    let alone = |own: &&str| !dialect.demands.iter().any(|(field, ..)| field == own);
    dialect.filters.iter().map(|(parameter, _)| *parameter).filter(alone)
}

fn case(dialect: &Resources, title: &str, steps: Vec<Step>) -> Case {
    shared(dialect.roles.list, format!("from page to page {title}"), steps)
}

/// Updates after which each filter keeps all participants but the one in the middle, so that a server which counts before
/// it filters is seen.
fn set_apart(dialect: &Resources, filters: &[(&str, bool)]) -> Vec<Step> {
    let mut steps = Vec::new();
    for (parameter, value) in filters {
        for ordinal in 0..NEEDS[0] {
            let value = if ordinal == 1 { !value } else { *value };
            steps.push(set(dialect, ordinal, parameter, value));
        }
    }
    steps
}

fn set(dialect: &Resources, ordinal: usize, parameter: &str, value: bool) -> Step {
    let fields = vec![(parameter.to_owned(), Place::text(value.to_string()))];
    valid("set apart", update(dialect, ordinal, fields))
}

/// The list in one piece twice, then in pages of that size.
fn walk(
    dialect: &Resources,
    conference: usize,
    filters: &[(&str, bool)],
    size: Option<usize>,
) -> Vec<Step> {
    let whole = look_at_all(dialect, conference).call;
    let filters =
        filters.iter().map(|(name, on)| ((*name).to_owned(), Place::text(on.to_string())));
    let whole = Call { query: filters.collect(), ..whole };
    let (name, _) = dialect.page_size;
    let size = size.map(|size| (name.to_owned(), Place::text(size.to_string())));
    let first = Call { query: whole.query.iter().cloned().chain(size).collect(), ..whole.clone() };
    let next = Call { next_page: true, ..call(dialect, dialect.roles.list, conference, 0) };
    let mut steps = vec![
        valid("the list in one piece", whole.clone()),
        valid("the list in one piece", whole),
        valid("the first page", first),
    ];
    steps.extend((0..links(conference)).map(|_| valid("the next page", next.clone())));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Class;

    #[test]
    fn every_walk_is_lawful_and_changes_nothing_while_it_walks() {
        let dialect = crate::api::dialect("signalwire").unwrap().resources().unwrap();
        let drawn = (0..50).map(|stream| random(dialect, &mut Draw::new(7, stream)));
        for case in fixed(dialect).into_iter().chain(drawn) {
            let list = |step: &Step| step.call.operation == dialect.roles.list;
            let begins = case.steps.iter().position(list).unwrap();
            assert!(case.steps[begins..].iter().all(list), "{}", case.title);
            assert!(case.steps.iter().all(|step| step.class == Class::Valid), "{}", case.title);
            // Nothing comes behind the walk, where the case may end at any page.
            let walk = case.steps.iter().position(|step| step.call.next_page).unwrap();
            assert!(case.steps[walk..].iter().all(|step| step.call.next_page), "{}", case.title);
            assert!(case.steps.len() - walk >= NEEDS[0], "{}", case.title);
        }
    }
}
