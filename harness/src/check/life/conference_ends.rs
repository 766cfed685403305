//! # What it checks
//!
//! A conference is over when an update has ended it, and when a participant has been removed who ends it by leaving: the
//! conference itself is found and says so, its list is empty or not found, and nobody who was in it is found any more. Other
//! conferences go on, and so does this one as long as nobody has ended it.
//!
//! # Why
//!
//! Who ends a call wants nobody to go on talking; and who looks at a call that goes on wants no end of it.
//!
//! # Requirement
//!
//! The description of `end_conference_on_exit`, the field `Status` of a conference's update, and the vendor's page of the
//! participants, which lists active ones only.
//!
//! # Example
//!
//! A participant with `end_conference_on_exit` is removed, and `GET …/Conferences/CF….json` still says `in-progress`.

use rollcall_spec::Keyword;
use serde_json::Value;

use super::super::{Complaint, Context, Judged, Rule, Scope};
use super::ended::{Course, How, course};
use crate::api::{ConferenceWords, Resources};
use crate::lifecycle::Kind;
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Answer, Card, Class, Family, Step, Verdict};

/// A conference is over when it has ended, and not before.
pub const RULE: Rule = Rule {
    card: Card {
        id: "conference-ends",
        family: Family::Life,
        title: "a conference is over when it has ended, and not before",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("conference_ends.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(dialect) = context.resources() else { return Verdict::NotApplicable };
    let Some(words) = &dialect.conference else { return Verdict::NotApplicable };
    let spares = "the end of a conference touches another one";
    let mut times = match super::contradicted(judged, Kind::EndSpares, spares) {
        Verdict::Fail(failing) => return Verdict::Fail(failing),
        Verdict::Pass(times) => times,
        Verdict::NotApplicable => 0,
    };
    for (index, step, exchange) in judged.trace.steps() {
        let answer = exchange.answer().filter(|answer| answer.status < 500);
        let (Some(answer), Some(conference)) = (answer, dialect.conference_of(&step.call)) else {
            continue;
        };
        let course = || course(context, judged, conference, index);
        let outcome = match step.class {
            Class::Valid if !answer.is_success() => None,
            Class::Valid if step.call.operation == words.fetch => match course() {
                Course::GoesOn => Some(goes_on(words, answer)),
                Course::Ended(_) | Course::Unsure => None,
            },
            Class::Valid if dialect.asks_to_end(&step.call) => Some(is_over(words, answer)),
            Class::Ended => match course() {
                Course::Ended(How::Update) => Some(after(dialect, step, answer, None)),
                Course::Ended(How::Flag(who)) => {
                    let own = &judged.trace.world.conferences[who.conference];
                    let id = own.participants[who.participant].get(dialect.ids.participant);
                    Some(after(dialect, step, answer, id))
                }
                Course::Ended(How::Last(_)) | Course::GoesOn | Course::Unsure => None,
            },
            _ => None,
        };
        match outcome {
            None => {}
            Some(Ok(())) => times += 1,
            Some(Err(Complaint { message, expected, actual })) => {
                return Verdict::Fail(Failing { step: index, message, expected, actual });
            }
        }
    }
    if times == 0 { Verdict::NotApplicable } else { Verdict::Pass(times) }
}

/// A member as a person reads it.
fn shown(json: Option<&Value>, member: &str) -> String {
    let value = json.and_then(|json| json.get(member));
    format!("`{member}` {}", value.map_or("absent".to_owned(), ToString::to_string))
}

fn goes_on(words: &ConferenceWords, answer: &Answer) -> Result<(), Complaint> {
    let json = answer.json();
    let (member, over) = words.ended;
    if json.and_then(|json| json.get(member)?.as_str()) == Some(over) {
        let message = "a conference that nobody has ended is over";
        let expected = format!("`{member}` other than \"{over}\"");
        return Err(Complaint::new(message, expected, shown(json, member)));
    }
    if json.and_then(|json| json.get(words.reason)).is_some_and(|reason| !reason.is_null()) {
        let message = format!("`{}` of a conference that goes on", words.reason);
        return Err(Complaint::new(message, "null", shown(json, words.reason)));
    }
    Ok(())
}

fn is_over(words: &ConferenceWords, answer: &Answer) -> Result<(), Complaint> {
    let (member, over) = words.ended;
    let json = answer.json();
    if json.and_then(|json| json.get(member)?.as_str()) == Some(over) {
        return Ok(());
    }
    let message = "a conference that has ended is not over";
    Err(Complaint::new(message, format!("`{member}` \"{over}\""), shown(json, member)))
}

/// What a conference that has ended answers; `by` is whose leaving ended it.
fn after(
    dialect: &Resources,
    step: &Step,
    answer: &Answer,
    by: Option<&String>,
) -> Result<(), Complaint> {
    let operation = &step.call.operation;
    let status = format!("status {}", answer.status);
    if *operation == dialect.roles.list {
        return super::lists_nobody(dialect, answer);
    }
    let Some(words) = dialect.of_conference(operation) else {
        // Who answers every removal with success has a check of its own.
        if *operation == dialect.roles.remove || answer.status == 405 {
            return Ok(());
        }
        let message =
            format!("{operation} in a conference that has ended is not answered with 404");
        let gone = answer.status == 404;
        return if gone { Ok(()) } else { Err(Complaint::new(message, "status 404", status)) };
    };
    if !answer.is_success() {
        let message = "a conference that has ended is not found";
        return Err(Complaint::new(message, "status 200", status));
    }
    is_over(words, answer)?;
    let named = answer.json().and_then(|json| json.get(words.ended_by)?.as_str());
    match named.zip(by) {
        Some((named, by)) if !dialect.same_id(named, by) => {
            let message = format!("`{}` does not name whose leaving ended it", words.ended_by);
            Err(Complaint::new(message, by, named))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::twilio::{answer, conference, dialect, page, participant, says_of};
    use crate::generate::build::{call, end, look_at_all, step, valid};

    fn fetch(class: Class, conference: usize) -> Step {
        step(class, "", call(dialect(), "FetchConference", conference, 0))
    }

    fn ended(operation: &str) -> Step {
        step(Class::Ended, "", call(dialect(), operation, 0, 0))
    }

    #[test]
    fn an_end_that_was_asked_for_is_seen_everywhere() {
        let over = conference(0, "completed", Some("conference-ended-via-api"));
        let says = |fetched: &Value, list: &Value, retrieved: u16| {
            says_of(
                &RULE,
                vec![
                    (fetch(Class::Valid, 0), Ok(answer(200, &conference(0, "in-progress", None)))),
                    (valid("", end(dialect(), 0)), Ok(answer(200, &over))),
                    (fetch(Class::Ended, 0), Ok(answer(200, fetched))),
                    (ended("ListParticipant"), Ok(answer(200, list))),
                    (ended("FetchParticipant"), Ok(answer(retrieved, &participant(0, 0)))),
                ],
            )
        };
        let going = conference(0, "in-progress", None);
        assert_eq!(says(&over, &page(&[]), 404), Some(Ok(())));
        assert!(matches!(says(&going, &page(&[]), 404), Some(Err(_))));
        assert!(matches!(says(&over, &page(&[participant(0, 1)]), 404), Some(Err(_))));
        assert!(matches!(says(&over, &page(&[]), 200), Some(Err(_))));
    }

    #[test]
    fn whoever_ends_it_by_leaving_ends_it_and_nobody_else_does() {
        let says = |flag: bool, then: &Value| {
            let mut leaving = participant(0, 0);
            leaving["end_conference_on_exit"] = flag.into();
            let all = page(&[leaving, participant(0, 1), participant(0, 2)]);
            let remove = valid("", call(dialect(), "DeleteParticipant", 0, 0));
            let class = if flag { Class::Ended } else { Class::Valid };
            says_of(
                &RULE,
                vec![
                    (look_at_all(dialect(), 0), Ok(answer(200, &all))),
                    (remove, Ok(answer(204, &Value::Null))),
                    (fetch(class, 0), Ok(answer(200, then))),
                ],
            )
        };
        let reason = "participant-with-end-conference-on-exit-kicked";
        let over = conference(0, "completed", Some(reason));
        let going = conference(0, "in-progress", None);
        assert_eq!(says(true, &over), Some(Ok(())));
        assert!(matches!(says(true, &going), Some(Err(_))));
        assert_eq!(says(false, &going), Some(Ok(())));
        assert!(matches!(says(false, &over), Some(Err(_))));
    }
}
