//! What is looked at byte by byte: the step that each fixed case is about, and HEAD where there is GET.

use super::build::{call, look, look_at_all, shared, step, with_path};
use super::draw::Draw;
use crate::api::Resources;
use crate::record::{Call, Case, Class, Credentials, Place, Step, When};

/// Sends the step that each case is about on a connection of its own, so that each operation with each class of answer, each
/// filter and each error is looked at byte by byte once. Twins and looks, and all random cases, go on pooled connections: what
/// an HTTP client sees there is as much worth knowing.
pub fn look_closely(dialect: &Resources, cases: &mut [Case]) {
    for case in cases {
        // Steps at the same moment have connections of their own already; what is asked for late is to be as quick as before.
        if case.is_contended() || case.late().is_some() {
            continue;
        }
        alone_once_each(case, |step| is_about(dialect, step));
    }
}

/// Gives the first step of each kind that a case is about a connection of its own.
pub fn alone_once_each(case: &mut Case, is_about: impl Fn(&Step) -> bool) {
    let mut done = Vec::new();
    for step in &mut case.steps {
        let what = (step.class, step.call.operation.clone(), step.call.next_page);
        if is_about(step) && !done.contains(&what) {
            step.alone = true;
            done.push(what);
        }
    }
}

/// Whether a step is what its case is about, and no twin or look that stands beside it.
fn is_about(dialect: &Resources, step: &Step) -> bool {
    let aside = [
        look(dialect, 0, 0).note,
        look_at_all(dialect, 0).note,
        super::build::twin(dialect, dialect.roles.list).note,
        super::coach::OFF_HOLD.to_owned(),
    ];
    step.when == When::After && !(step.class == Class::Valid && aside.contains(&step.note))
}

/// HEAD where there is GET, between two GETs for the same thing.
pub fn head_cases(dialect: &Resources, draw: &mut Draw) -> Vec<Case> {
    let (list, retrieve) = (dialect.roles.list, dialect.roles.retrieve);
    let plain = |operation| call(dialect, operation, 0, 0);
    let asked_by = |credentials, operation| Call { credentials, ..plain(operation) };
    let mut nobody = |operation, parameter: &str| {
        let id = (dialect.fresh_id)(parameter, draw.id_bytes());
        with_path(plain(operation), parameter, Place::Text(id))
    };
    let rows = [
        (Class::Valid, "", plain(list)),
        (Class::Valid, "", plain(retrieve)),
        (Class::Unknown, " for a conference of nothing", nobody(list, dialect.ids.conference)),
        (
            Class::Unknown,
            " for a participant of nothing",
            nobody(retrieve, dialect.ids.participant),
        ),
        (Class::Unauthenticated, " without credentials", asked_by(Credentials::Missing, list)),
        (Class::Unauthenticated, " without credentials", asked_by(Credentials::Missing, retrieve)),
        (
            Class::Unauthenticated,
            " with a wrong password",
            asked_by(Credentials::WrongPassword, retrieve),
        ),
    ];
    rows.into_iter()
        .map(|(class, how, get)| {
            let head = Call { method: Some("HEAD".to_owned()), ..get.clone() };
            let operation = get.operation.clone();
            let steps = vec![
                step(class, "GET before it", get.clone()),
                step(Class::Unusual, "HEAD in place of GET", head),
                step(class, "GET behind it", get),
            ];
            // What HEAD is compared with must be true itself.
            let steps = steps.into_iter().map(|step| Step { alone: true, ..step }).collect();
            shared(&operation, format!("HEAD where {operation} has GET{how}"), steps)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::generate::{fixed_cases, random_case};

    fn api() -> &'static crate::api::Dialect {
        crate::api::dialect("signalwire").unwrap()
    }

    fn dialect() -> &'static Resources {
        api().resources().unwrap()
    }

    #[test]
    fn each_operation_is_looked_at_closely_with_each_class_that_is_sent_to_it() {
        let cases = fixed_cases(api(), 1);
        let of = |alone: bool| -> BTreeSet<(String, Class)> {
            let steps =
                cases.iter().flat_map(|case| &case.steps).filter(|step| step.when == When::After);
            // Where several meet, what each of them is for is looked at elsewhere.
            let steps = steps.filter(|step| step.class != Class::Contended);
            let steps = steps.filter(|step| step.alone || !alone);
            steps.map(|step| (step.call.operation.clone(), step.class)).collect()
        };
        assert_eq!(of(true), of(false));
        for case in &cases {
            let closely = case.steps.iter().filter(|step| step.alone).count();
            assert!(closely <= 6, "{}: {closely} steps", case.title);
        }
        let random = (0..300).map(|ordinal| random_case(api(), 1, ordinal, 0));
        assert!(random.flat_map(|case| case.steps).all(|step| !step.alone));
    }

    #[test]
    fn a_head_stands_between_two_gets_for_the_same_thing() {
        let dialect = dialect();
        let cases = head_cases(dialect, &mut Draw::new(1, 1));
        assert!(cases.len() > 4);
        for case in &cases {
            let [before, head, behind] = &case.steps[..] else { panic!("{}", case.title) };
            assert!(head.call.is_head() && !api().case_could_change(case), "{}", case.title);
            assert_eq!((before.class, &before.call), (behind.class, &behind.call));
            assert_eq!(Call { method: None, ..head.call.clone() }, before.call);
        }
    }
}
