//! Whoever is to be coached must be free for it: cases that break that rule, and the step that keeps all others from it.

use rollcall_spec::Keyword;

use super::build::{call, look, participant, shared, update, valid};
use super::negative::broken_step;
use super::schema::Break;
use crate::api::Resources;
use crate::record::{Body, Call, Case, Place, Step};

/// What a field breaks that names somebody who is not free, in a word.
const NAMES_ONE_ON_HOLD: &str = "names-one-on-hold";

/// What the step is there for that takes somebody off hold.
pub const OFF_HOLD: &str = "free to be named";

/// Takes off hold, before anything else, whom a case is going to name in a field that wants somebody who is not: the case
/// before it in the same world may have left them there.
pub fn take_off_hold(dialect: &Resources, case: &mut Case) {
    for (field, flag, _) in dialect.names_one_without {
        let mut targets: Vec<(usize, usize)> = Vec::new();
        for call in case.steps.iter().map(|step| &step.call) {
            for (_, place) in call.form().iter().filter(|(own, _)| own == field) {
                let Place::Handed { conference, participant: Some(ordinal), .. } = place else {
                    continue;
                };
                let target = (*conference, *ordinal);
                if dialect.conference_of(call) == Some(target.0) && !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        let free = |(conference, ordinal): (usize, usize)| {
            let plain = call(dialect, dialect.roles.update, conference, ordinal);
            let body = Body::Form(vec![((*flag).to_owned(), Place::text("false"))]);
            valid(OFF_HOLD, Call { body, ..plain })
        };
        case.steps.splice(0..0, targets.into_iter().map(free));
    }
}

/// Whoever is on hold can't be coached, and can before and after.
pub fn of_the_held(dialect: &Resources) -> Vec<Case> {
    let rules = dialect.names_one_without.iter();
    let case = |(field, flag, _): &(&str, &str, &str)| {
        let (coach, on, needed) = dialect.demands.iter().find(|(.., needed)| needed == field)?;
        let fields = |pairs: &[(&str, Place)]| -> Vec<(String, Place)> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
        };
        let whom = participant(dialect, 0, 1);
        let form = || fields(&[(coach, Place::text(*on)), (needed, whom.clone())]);
        let clear = || -> Step {
            let off = fields(&[(coach, Place::text("false"))]);
            valid("clear the flag", update(dialect, 0, off))
        };
        let own =
            Break { constraint: NAMES_ONE_ON_HOLD, value: String::new(), keyword: Keyword::Must };
        let note = format!("`{needed}` names somebody with `{flag}`");
        let hold =
            |value: &str| valid("", update(dialect, 1, fields(&[(flag, Place::text(value))])));
        let steps = vec![
            valid("the good twin", update(dialect, 0, form())),
            clear(),
            hold("true"),
            look(dialect, 0, 1),
            look(dialect, 0, 0),
            broken_step(&note, update(dialect, 0, form()), "body", needed, &own),
            look(dialect, 0, 0),
            hold("false"),
            look(dialect, 0, 1),
            valid("the good twin once more", update(dialect, 0, form())),
            clear(),
        ];
        Some(shared(dialect.roles.update, format!("an update in which {note}"), steps))
    };
    rules.filter_map(case).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{fixed_cases, random_case};
    use crate::record::Class;

    #[test]
    fn whoever_is_named_was_taken_off_hold_before_and_put_there_by_nobody_since() {
        let api = crate::api::dialect("twilio").unwrap();
        let dialect = api.resources().unwrap();
        let (field, flag, _) = dialect.names_one_without[0];
        let random = (0..300).map(|ordinal| random_case(api, 3, ordinal, 0));
        let mut named = 0;
        for case in fixed_cases(api, 3).into_iter().chain(random) {
            for (index, step) in case.steps.iter().enumerate() {
                let places = step.call.form().iter().filter(|(own, _)| own == field);
                for (_, place) in places.filter(|_| step.class == Class::Valid) {
                    let Place::Handed { conference, participant, .. } = place else { continue };
                    let target = Some((*conference, participant.unwrap()));
                    let earlier = case.steps[..index].iter().filter(|own| {
                        own.class == Class::Valid && own.call.participant() == target
                    });
                    let flags = earlier.flat_map(|own| own.call.form());
                    let last = flags.filter(|(own, _)| own == flag).collect::<Vec<_>>().pop();
                    assert_eq!(last.unwrap().1, Place::text("false"), "{}", case.title);
                    named += 1;
                }
            }
        }
        assert!(named > 20, "{named}");
    }
}
