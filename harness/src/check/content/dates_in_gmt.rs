//! # What it checks
//!
//! The dates of participants and conferences are written in universal time, with the offset `+0000`.
//!
//! # Why
//!
//! Every offset is a right date, but a client in use drops it and takes what the clock says for universal time.
//!
//! # Requirement
//!
//! The descriptions of the dates.
//!
//! # Example
//!
//! `"date_created": "Mon, 24 Sep 2018 23:00:00 +0200"`.

use rollcall_spec::Keyword;
use rollcall_spec::value::Rfc2822;
use serde_json::Value;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// Dates are written in universal time.
pub const RULE: Rule = Rule {
    card: Card {
        id: "dates-in-gmt",
        family: Family::Content,
        title: "dates are written in universal time",
        keyword: Keyword::Should,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("dates_in_gmt.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let dialect = context.resources()?;
    if !at.is_operation() {
        return None;
    }
    let value = at.answer().filter(|answer| answer.is_success())?.json()?;
    let list = value.get(dialect.items).and_then(Value::as_array);
    let things = list.map_or(std::slice::from_ref(value), Vec::as_slice);
    let dates = things.iter().flat_map(|thing| {
        let members = dialect.dates.iter();
        members.filter_map(|member| Some((*member, thing.get(member)?.as_str()?)))
    });
    // What is no date breaks the schema.
    let dates: Vec<_> = dates.filter(|(_, text)| text.parse::<Rfc2822>().is_ok()).collect();
    let is_universal =
        |text: &str| ["+0000", "-0000", "GMT", "UT", "Z"].iter().any(|zone| text.ends_with(zone));
    // A comment may stand behind the offset.
    let clock = |text: &'_ str| text.split('(').next().unwrap_or(text).trim_end().to_owned();
    match dates.iter().find(|(_, text)| !is_universal(&clock(text))) {
        Some((member, text)) => {
            let message = format!("`{member}` has another offset than `+0000`");
            Some(Err(Complaint::new(message, "a date in universal time", *text)))
        }
        None => (!dates.is_empty()).then_some(Ok(())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::twilio::{answer, dialect, page, participant, says};
    use crate::generate::build::call;
    use crate::record::Class;

    fn says_of(date: &str) -> [Option<Result<(), String>>; 2] {
        let mut one = participant(0, 0);
        one["date_updated"] = date.into();
        let all = page(&[participant(0, 1), one.clone()]);
        [("FetchParticipant", one), ("ListParticipant", all)].map(|(operation, body)| {
            let call = call(dialect(), operation, 0, 0);
            says(&RULE, Class::Valid, call, Ok(answer(200, &body)))
        })
    }

    #[test]
    fn universal_time_holds_and_an_offset_does_not() {
        let lawful = says_of("Mon, 24 Sep 2018 21:04:10 +0000");
        assert_eq!(lawful, [Some(Ok(())), Some(Ok(()))]);
        for said in says_of("Mon, 24 Sep 2018 23:04:10 +0200") {
            assert!(matches!(&said, Some(Err(message)) if message.contains("date_updated")));
        }
    }

    #[test]
    fn a_comment_behind_the_offset_is_no_offset() {
        let lawful = says_of("Mon, 24 Sep 2018 21:04:10 +0000 (UTC)");
        assert_eq!(lawful, [Some(Ok(())), Some(Ok(()))]);
        let other = says_of("Mon, 24 Sep 2018 23:04:10 +0200 (not +0000)");
        assert!(other.iter().all(|said| matches!(said, Some(Err(_)))));
    }

    #[test]
    fn what_is_no_date_is_left_to_the_schema() {
        assert_eq!(says_of("yesterday"), [Some(Ok(())), Some(Ok(()))]);
    }
}
