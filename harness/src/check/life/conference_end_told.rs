//! # What it checks
//!
//! A conference whose last participant was removed is over, and a conference that is over tells how it ended: by an update, by
//! the removal of somebody who ends it by leaving, or by the removal of the last one.
//!
//! # Why
//!
//! Bills, statistics and whoever looks for the one who hung up read the reason.
//!
//! # Requirement
//!
//! The names of the reasons in the document; how they go with what was done, nobody wrote down.
//!
//! # Example
//!
//! A conference was ended by `Status=completed`, and its `reason_conference_ended` is `last-participant-left`.

use rollcall_spec::Keyword;

use super::super::{Complaint, Context, Judged, Rule, Scope};
use super::ended::{Course, How, course};
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Answer, Card, Class, Family, Step, Verdict};

/// A conference tells how it ended.
pub const RULE: Rule = Rule {
    card: Card {
        id: "conference-end-told",
        family: Family::Life,
        title: "a conference tells how it ended",
        keyword: Keyword::Should,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("conference_end_told.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(dialect) = context.resources() else { return Verdict::NotApplicable };
    let mut times = 0;
    for (index, step, exchange) in judged.trace.steps() {
        let answer = exchange.answer().filter(|answer| answer.status < 500);
        let (Some(answer), Class::Ended) = (answer, step.class) else { continue };
        let Some(conference) = dialect.conference_of(&step.call) else { continue };
        let Course::Ended(how) = course(context, judged, conference, index) else { continue };
        match told(context, step, answer, how) {
            None => {}
            Some(Ok(())) => times += 1,
            Some(Err(Complaint { message, expected, actual })) => {
                return Verdict::Fail(Failing { step: index, message, expected, actual });
            }
        }
    }
    if times == 0 { Verdict::NotApplicable } else { Verdict::Pass(times) }
}

fn told(
    context: &Context,
    step: &Step,
    answer: &Answer,
    how: How,
) -> Option<Result<(), Complaint>> {
    let dialect = context.resources()?;
    let last = matches!(how, How::Last(_));
    if step.call.operation == dialect.roles.list {
        return last.then(|| super::lists_nobody(dialect, answer));
    }
    let words = dialect.of_conference(&step.call.operation)?;
    let json = answer.json().filter(|_| answer.is_success())?;
    let (member, over) = words.ended;
    if json.get(member)?.as_str() != Some(over) {
        // Where an end was asked for in words, another check says that none came.
        let message = "a conference whose last participant was removed is not over";
        let actual = json.get(member).map(ToString::to_string).unwrap_or_default();
        let expected = format!("`{member}` \"{over}\"");
        return last.then(|| Err(Complaint::new(message, expected, actual)));
    }
    let expected = match how {
        How::Update => words.by_update,
        How::Flag(_) => words.by_flag,
        How::Last(_) => words.by_last,
    };
    let reason = json.get(words.reason);
    if reason.and_then(|own| own.as_str()) == Some(expected) {
        return Some(Ok(()));
    }
    let message = format!("`{}` is not how the conference ended", words.reason);
    let actual = reason.map_or("absent".to_owned(), ToString::to_string);
    Some(Err(Complaint::new(message, expected, actual)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::twilio::{answer, conference, dialect, page, participant, says_of};
    use crate::generate::build::{call, end, look_at_all, step, valid};

    #[test]
    fn the_reason_is_what_was_done() {
        let says = |reason: &str| {
            let over = conference(0, "completed", Some(reason));
            let fetch = step(Class::Ended, "", call(dialect(), "FetchConference", 0, 0));
            let ended = valid("", end(dialect(), 0));
            says_of(&RULE, vec![(ended, Ok(answer(200, &over))), (fetch, Ok(answer(200, &over)))])
        };
        assert_eq!(says("conference-ended-via-api"), Some(Ok(())));
        assert!(matches!(says("last-participant-left"), Some(Err(_))));
    }

    #[test]
    fn the_last_one_is_whom_the_list_showed_alone() {
        let says = |listed: &[serde_json::Value], status: &str, reason: Option<&str>| {
            let remove = valid("", call(dialect(), "DeleteParticipant", 1, 0));
            let fetch = step(Class::Ended, "", call(dialect(), "FetchConference", 1, 0));
            says_of(
                &RULE,
                vec![
                    (look_at_all(dialect(), 1), Ok(answer(200, &page(listed)))),
                    (remove, Ok(answer(204, &serde_json::Value::Null))),
                    (fetch, Ok(answer(200, &conference(1, status, reason)))),
                ],
            )
        };
        let alone = [participant(1, 0)];
        let mut stranger = participant(1, 0);
        stranger["call_sid"] = "CAffffffffffffffffffffffffffffffff".into();
        let two = [participant(1, 0), stranger];
        assert_eq!(says(&alone, "completed", Some("last-participant-kicked")), Some(Ok(())));
        assert!(matches!(says(&alone, "in-progress", None), Some(Err(_))));
        assert_eq!(says(&two, "in-progress", None), None);
    }
}
