//! Random lives: sequences of transitions by proptest, each possible where it stands, and everybody looked at in the end.

use proptest::prelude::*;

use super::build::{NEEDS, call, consuming, end, participant, step};
use super::draw::Draw;
use crate::api::Resources;
use crate::lifecycle::{Expected, Id, State, Transition};
use crate::record::{Body, Call, Case, Class, Place, Step};

/// A random life of everybody in two conferences.
pub fn random(dialect: &Resources, draw: &mut Draw) -> Case {
    let turns = draw.one(proptest::collection::vec(turn(dialect), 4..14));
    let blocking = dialect.names_one_without.first().map(|(_, flag, _)| *flag);
    let hold = plain_flags(dialect).iter().position(|flag| Some(*flag) == blocking);
    let mut state = State::new(NEEDS).with_hold(hold);
    let both = [Transition::List(0), Transition::List(1)];
    let mut steps = Vec::new();
    for transition in both.iter().chain(&turns) {
        // Who goes with the end of another conference must be told from who was gone before.
        let other = match transition {
            Transition::End(conference) => Some(Transition::List(1 - conference)),
            _ => None,
        };
        for transition in other.iter().chain([transition]).chain(&other) {
            steps.extend(live(dialect, transition, &mut state));
        }
    }
    let everybody = NEEDS.iter().enumerate().flat_map(|(conference, size)| {
        (0..*size).map(move |participant| Transition::Retrieve(Id { conference, participant }))
    });
    let conferences = (0..NEEDS.len()).map(Transition::Conference);
    for transition in both.iter().cloned().chain(everybody).chain(conferences) {
        steps.extend(live(dialect, &transition, &mut state));
    }
    consuming(dialect.roles.remove, "a random life", steps)
}

/// The flags that can be set apart from each other, and do no more than show.
fn plain_flags(dialect: &Resources) -> Vec<&'static str> {
    let ends = dialect.ends_flag();
    dialect.free_flags().into_iter().filter(|flag| Some(*flag) != ends).collect()
}

fn somebody() -> BoxedStrategy<Id> {
    prop_oneof![
        4 => (0..NEEDS[0]).prop_map(|participant| Id { conference: 0, participant }),
        1 => Just(Id { conference: 1, participant: 0 }),
    ]
    .boxed()
}

fn turn(dialect: &Resources) -> BoxedStrategy<Transition> {
    let of_all = turn_of_all(dialect);
    if dialect.conference.is_none() {
        return of_all;
    }
    let who = (somebody(), any::<bool>());
    prop_oneof![
        20 => of_all,
        4 => who.prop_map(|(who, on)| Transition::SetEnds { who, on }),
        2 => (0..NEEDS.len()).prop_map(Transition::Conference),
        2 => (0..NEEDS.len()).prop_map(Transition::End),
    ]
    .boxed()
}

/// What every api has.
fn turn_of_all(dialect: &Resources) -> BoxedStrategy<Transition> {
    let flags = plain_flags(dialect).len();
    let filters = dialect.filters.len();
    let who = somebody();
    let set = proptest::collection::btree_map(0..flags, any::<bool>(), 1..=flags);
    let first = Id { conference: 0, participant: 0 };
    prop_oneof![
        3 => who.clone().prop_map(Transition::Retrieve),
        2 => (0..NEEDS.len()).prop_map(Transition::List),
        2 => (0..NEEDS.len(), 0..filters, any::<bool>())
            .prop_map(|(conference, filter, on)| Transition::Filter { conference, filter, on }),
        5 => (who.clone(), set)
            .prop_map(|(who, flags)| Transition::Set { who, flags: flags.into_iter().collect() }),
        // Whether a coach can be coached is nowhere said: only the first one coaches.
        2 => proptest::option::of(1..NEEDS[0])
            .prop_map(move |whom| Transition::Coach { who: first, whom }),
        2 => who.clone().prop_map(Transition::Remove),
        1 => who.prop_map(|who| Transition::Elsewhere { who, conference: 1 - who.conference }),
    ]
    .boxed()
}

/// The step of a transition, which is done in the state; none where it is not possible there.
fn live(dialect: &Resources, transition: &Transition, state: &mut State) -> Option<Step> {
    if !transition.is_possible(state) {
        return None;
    }
    let class = match transition.expected(state) {
        Expected::Success => Class::Valid,
        Expected::Gone => Class::Removed,
        Expected::Ended => Class::Ended,
        Expected::Stranger => Class::Foreign,
    };
    let call = request(dialect, transition)?;
    transition.apply(state);
    Some(step(class, "", call))
}

/// What is sent for a transition; none where the api has no words for it.
fn request(dialect: &Resources, transition: &Transition) -> Option<Call> {
    let roles = &dialect.roles;
    let one = |operation: &str, who: &Id| call(dialect, operation, who.conference, who.participant);
    let update = |who: &Id, fields| Call { body: Body::Form(fields), ..one(roles.update, who) };
    Some(match transition {
        Transition::Retrieve(who) => one(roles.retrieve, who),
        Transition::Remove(who) => one(roles.remove, who),
        Transition::List(conference) => call(dialect, roles.list, *conference, 0),
        Transition::Filter { conference, filter, on } => {
            let (parameter, _) = dialect.filters.get(*filter)?;
            let query = vec![((*parameter).to_owned(), Place::text(on.to_string()))];
            Call { query, ..call(dialect, roles.list, *conference, 0) }
        }
        Transition::Set { who, flags } => {
            let names = plain_flags(dialect);
            let field = |(flag, on): &(usize, bool)| {
                names.get(*flag).map(|name| ((*name).to_owned(), Place::text(on.to_string())))
            };
            update(who, flags.iter().filter_map(field).collect())
        }
        Transition::SetEnds { who, on } => {
            update(who, vec![(dialect.ends_flag()?.to_owned(), Place::text(on.to_string()))])
        }
        Transition::Conference(conference) => {
            call(dialect, dialect.conference.as_ref()?.fetch, *conference, 0)
        }
        Transition::End(conference) => end(dialect, *conference),
        Transition::Coach { who, whom } => {
            let (field, on, needed) = dialect.demands.first()?;
            let value = if whom.is_some() { *on } else { "false" };
            let mut fields = vec![((*field).to_owned(), Place::text(value))];
            if let Some(whom) = whom {
                fields.push(((*needed).to_owned(), participant(dialect, who.conference, *whom)));
            }
            update(who, fields)
        }
        Transition::Elsewhere { who, conference } => {
            let mut call = one(roles.retrieve, who);
            let name = dialect.ids.conference.to_owned();
            let place =
                Place::Handed { name: name.clone(), conference: *conference, participant: None };
            call.path.insert(name, place);
            call
        }
    })
}
