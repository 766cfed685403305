//! A check: who it is, what it looks at, how it judges.

use crate::api::Resources;
use crate::lifecycle::{Action, Contradiction, Id, Moment};
use crate::record::{Answer, Card, Class, Exchange, Place, Step, Trace, Verdict};

use super::Context;

/// A check: who it is and how it judges. Data and a function pointer, because a check has no state.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Who it is.
    pub card: Card,
    /// What it looks at, and how it judges.
    pub scope: Scope,
}

/// What a check looks at.
#[derive(Debug, Clone, Copy)]
pub enum Scope {
    /// One exchange at a time; none where the check has nothing to say about it.
    Step(fn(&Context, &At<'_>) -> Option<Result<(), Complaint>>),
    /// A whole case.
    Trace(fn(&Context, &Judged<'_>) -> Verdict),
}

/// A trace with what the model of a life makes of it.
#[derive(Debug)]
pub struct Judged<'a> {
    /// What was sent and what came.
    pub trace: &'a Trace,
    /// The same, as the model sees it.
    pub moments: Vec<Moment>,
    /// What cannot all be true.
    pub contradictions: Vec<Contradiction>,
}

/// One exchange in its place.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The whole case.
    pub judged: &'a Judged<'a>,
    /// Which step, from 0.
    pub index: usize,
    /// What was to be sent.
    pub step: &'a Step,
    /// What came.
    pub exchange: &'a Exchange,
}

impl<'a> At<'a> {
    /// The class of the request.
    pub fn class(&self) -> Class {
        self.step.class
    }

    /// The answer, where one came.
    pub fn answer(&self) -> Option<&'a Answer> {
        self.exchange.answer()
    }

    /// The status code, where an answer came that is no server error: those have a check of their own.
    pub fn status_below_500(&self) -> Option<u16> {
        self.exchange.status().filter(|status| *status < 500)
    }

    /// Whether the request was the operation itself, by its own method.
    pub fn is_operation(&self) -> bool {
        self.step.call.method.is_none()
    }

    /// Whether the request was made by HEAD: its answer has no content.
    pub fn is_head(&self) -> bool {
        self.step.call.is_head()
    }

    /// Whether a form field names somebody who had the flag, when last seen, that whoever is named must not have.
    pub fn names_one_with_flag(&self, dialect: &Resources, field: &str) -> bool {
        let mut rules = dialect.names_one_without.iter();
        let Some((_, _, member)) = rules.find(|(own, ..)| *own == field) else { return false };
        let sightings = || self.judged.moments[..self.index].iter().flat_map(|own| &own.sightings);
        let has = |place: &Place| {
            let Place::Handed { conference, participant: Some(participant), .. } = place else {
                return false;
            };
            let who = Id { conference: *conference, participant: *participant };
            let last = sightings().rfind(|own| own.who == who);
            last.is_some_and(|own| own.members.get(*member) == Some(&true.into()))
        };
        self.step.call.form().iter().any(|(own, place)| own == field && has(place))
    }

    /// Whether nobody can say any more who is there: somebody vanished, a change was made that had to be refused, a conference
    /// was ended, or somebody has left who ends it by leaving, for all that was seen last. Where that is a fault, other checks
    /// have said so; what follows from it is not told twice.
    pub fn presence_is_in_doubt(&self) -> bool {
        let vanished = |own: &Contradiction| own.step <= self.index && own.member == "presence";
        let earlier = || self.judged.moments.iter().filter(|own| own.step < self.index);
        let ended = |own: &Moment| match &own.action {
            Action::Unclear { .. } | Action::End { .. } => true,
            Action::Remove { who } => {
                let before = earlier().take_while(|moment| moment.step < own.step);
                before
                    .flat_map(|own| &own.sightings)
                    .filter(|own| own.who == *who)
                    .last()
                    .is_none_or(|last| last.ends_conference)
            }
            Action::Look | Action::Update { .. } | Action::Refused => false,
        };
        self.judged.contradictions.iter().any(vanished) || earlier().any(ended)
    }
}

/// What does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong, without ids, so that equal failures have equal messages.
    pub message: String,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub actual: String,
}

impl Complaint {
    /// What is wrong, what was expected, what came.
    pub fn new(
        message: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self { message: message.into(), expected: expected.into(), actual: actual.into() }
    }
}

/// Holds where the status is one of those expected.
pub fn status_among(at: &At<'_>, expected: &[u16], message: &str) -> Option<Result<(), Complaint>> {
    let status = at.status_below_500()?;
    // A method that is not there at all is missed where a valid request does not succeed.
    if status == 405 && at.is_operation() && at.class() != Class::Valid {
        return None;
    }
    if expected.contains(&status) {
        return Some(Ok(()));
    }
    let words: Vec<String> = expected.iter().map(ToString::to_string).collect();
    let expected = format!("status {}", words.join(" or "));
    Some(Err(Complaint::new(message, expected, format!("status {status}"))))
}
