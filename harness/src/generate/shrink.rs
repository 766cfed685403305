//! Smaller cases that may show the same failure.
//!
//! Participants are named by ordinal, so a step can be taken away without making another one meaningless. Steps go
//! first, because a person reads steps; then fields; then the length of texts.

use crate::record::{Body, Case, Place, Step, When};

/// Smaller variants of a case whose failure shows at a step, the boldest first.
///
/// Every variant ends with that step, so the caller sends them in turn and goes on with the first that still fails.
pub fn candidates(case: &Case, failing: usize) -> Vec<Case> {
    let mut all = Vec::new();
    let steps = &case.steps[..=failing.min(case.steps.len() - 1)];
    if steps.len() < case.steps.len() {
        all.push(with_steps(case, steps.to_vec()));
    }
    let last = steps.len() - 1;
    if last > 1 {
        // Often the last step alone will do, or that one and the one before.
        all.push(with_steps(case, steps[last..].to_vec()));
        all.push(with_steps(case, steps[last - 1..].to_vec()));
    }
    for gone in (0..last).rev() {
        let kept: Vec<usize> = (0..=last).filter(|place| *place != gone).collect();
        all.push(only(case, &kept));
    }
    for index in 0..steps.len() {
        for step in smaller_steps(&steps[index]) {
            let mut changed = steps.to_vec();
            changed[index] = step;
            all.push(with_steps(case, changed));
        }
    }
    all.retain(|smaller| pages_follow_lists(&smaller.steps));
    all
}

/// The case with only those steps that are about the participant which its last step names, or look at that one's
/// conference; and their places. None where that leaves nothing out.
pub fn about_one(case: &Case) -> Option<(Case, Vec<usize>)> {
    let (conference, participant) = case.steps.last()?.call.participant()?;
    let about = |step: &Step| match step.call.participant() {
        Some(own) => own == (conference, participant),
        None => step.call.conference() == Some(conference),
    };
    let kept: Vec<usize> =
        (0..case.steps.len()).filter(|place| about(&case.steps[*place])).collect();
    (kept.len() < case.steps.len()).then(|| (only(case, &kept), kept))
}

/// The case with its steps one after the other; of those that were sent at the same moment another one comes first each turn.
pub fn in_turn(case: &Case, turn: usize) -> Case {
    let mut steps = case.steps.clone();
    for group in case.groups() {
        let first = turn % group.len();
        steps[group].rotate_left(first);
    }
    for step in &mut steps {
        step.when = When::After;
    }
    with_steps(case, steps)
}

/// The case with some of its steps. Those that went out together still do.
fn only(case: &Case, kept: &[usize]) -> Case {
    let groups = case.groups();
    let group = |place: usize| groups.iter().find(|group| group.contains(&place));
    let mut steps: Vec<Step> = kept.iter().map(|place| case.steps[*place].clone()).collect();
    for (index, place) in kept.iter().enumerate() {
        let first_left = index == 0 || group(kept[index - 1]) != group(*place);
        if first_left && steps[index].when == When::Together {
            steps[index].when =
                group(*place).map_or(When::After, |group| case.steps[group.start].when);
        }
    }
    with_steps(case, steps)
}

fn with_steps(case: &Case, mut steps: Vec<Step>) -> Case {
    if let Some(first) = steps.first_mut().filter(|first| first.when == When::Together) {
        first.when = When::After;
    }
    Case { steps, ..case.clone() }
}

/// Whether each step that asks for the next page comes behind one that has pages.
fn pages_follow_lists(steps: &[Step]) -> bool {
    let follows = |pair: &[Step]| pair[0].call.operation == pair[1].call.operation;
    let rest = steps.windows(2).all(|pair| !pair[1].call.next_page || follows(pair));
    rest && steps.first().is_some_and(|first| !first.call.next_page)
}

/// The step with one pair less, or with one text shorter.
fn smaller_steps(step: &Step) -> Vec<Step> {
    let mut all = Vec::new();
    if let Body::Form(fields) = &step.call.body {
        for fields in smaller_pairs(fields, step) {
            let mut smaller = step.clone();
            smaller.call.body = Body::Form(fields);
            all.push(smaller);
        }
    }
    for query in smaller_pairs(&step.call.query, step) {
        let mut smaller = step.clone();
        smaller.call.query = query;
        all.push(smaller);
    }
    all
}

fn smaller_pairs(pairs: &[(String, Place)], step: &Step) -> Vec<Vec<(String, Place)>> {
    let broken = step.breaks.as_ref().map(|breaks| breaks.name.as_str());
    let mut all = Vec::new();
    for gone in 0..pairs.len() {
        // What a step is made to break stays in it.
        if pairs.len() > 1 && broken != Some(pairs[gone].0.as_str()) {
            let mut fewer = pairs.to_vec();
            fewer.remove(gone);
            all.push(fewer);
        }
    }
    for (index, (_, place)) in pairs.iter().enumerate() {
        let Place::Text(text) = place else { continue };
        if step.breaks.is_none() && text.chars().count() > 40 {
            let half: String = text.chars().take(text.chars().count() / 2).collect();
            let mut shorter = pairs.to_vec();
            shorter[index].1 = Place::Text(half);
            all.push(shorter);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::fixed_cases;

    #[test]
    fn candidates_are_smaller_and_keep_the_failing_step() {
        let dialect = crate::api::dialect("signalwire").unwrap();
        for case in fixed_cases(dialect, 1).iter().filter(|case| case.steps.len() > 2) {
            let failing = 1;
            for candidate in candidates(case, failing) {
                assert!(candidate.steps.len() <= failing + 1);
                let operation = &candidate.steps.last().unwrap().call.operation;
                assert_eq!(operation, &case.steps[failing].call.operation);
                assert_ne!(candidate.steps, case.steps);
            }
        }
    }
}
