//! # What it checks
//!
//! The `statusCode` of a refusal is none whose meaning contradicts the reason. A missing parameter is answered with 1
//! or 10, a call that does not exist with 6 or 12, or with 3 or 5 by a server that does not say whether there is one,
//! and a request without credentials with 20, 3 or 5. Codes above 20 are those of releases to come.
//!
//! # Why
//!
//! Clients decide by the code what to do next: to ask for credentials, to forget the call, or to correct themselves.
//!
//! # Requirement
//!
//! The vendor's page on return values.
//!
//! # Example
//!
//! A removal without `participant` is answered with `statusCode` 6, by which the call is not found.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, is_about_a_call, names_handed_call};
use crate::api::Calls;
use crate::api::calls::code;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// The code of a refusal says why.
pub const RULE: Rule = Rule {
    card: Card {
        id: "code-says-why",
        family: Family::Operation,
        title: "the code of a refusal says why",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("code_says_why.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let fitting = fitting(words, at)?;
    let code = code(answered(at)?)?.as_i64().filter(|code| *code != 0)?;
    if fitting.contains(&code) || code > LAST {
        return Some(Ok(()));
    }
    let all: Vec<String> = fitting.iter().map(ToString::to_string).collect();
    let message = format!("the code for {} says something else", at.step.note);
    let expected = format!("statusCode {}", all.join(" or "));
    Some(Err(Complaint::new(message, expected, format!("statusCode {code}"))))
}

/// The last code that the vendor's page lists.
const LAST: i64 = 20;

/// The codes whose meaning fits the reason; none where several do, or nobody knows.
fn fitting(words: &Calls, at: &At<'_>) -> Option<&'static [i64]> {
    match at.class() {
        Class::BadInput => {
            let breaks = at.step.breaks.as_ref()?;
            let missing = breaks.constraint == "required" && breaks.name == words.participant;
            missing.then_some(&[1, 10])
        }
        Class::Unknown if is_about_a_call(words, at) && !names_handed_call(words, at) => {
            Some(&[6, 12, 3, 5])
        }
        Class::Unauthenticated => Some(&[20, 3, 5]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, about, fails, look, operation, page, passed_on, refusal, remove, says_of, words,
    };
    use crate::generate::build::step;
    use crate::record::{Answer, Broken, Call, Place, Step, Told};

    fn missing(name: &str) -> Step {
        let (location, constraint) = ("body".to_owned(), "required".to_owned());
        let name = name.to_owned();
        let breaks = Some(Broken { location, name, constraint, keyword: Keyword::Must });
        Step { breaks, ..step(Class::BadInput, "it", operation(words().remove)) }
    }

    fn of_nobody() -> Step {
        let path = [("id".to_owned(), Place::text("NOBODY"))].into();
        step(Class::Unknown, "it", Call { path, ..operation("Hold") })
    }

    fn unauthenticated() -> Step {
        step(Class::Unauthenticated, "it", about(words().retrieve))
    }

    fn says(step: Step, answer: Answer) -> Option<Result<(), String>> {
        says_of(&RULE, vec![(step, answer)], Told::default())
    }

    #[test]
    fn each_reason_has_its_codes() {
        let other = fails("the code for it says something else");
        let rows: [(Step, &[i64]); 3] = [
            (missing("participant"), &[1, 10]),
            (of_nobody(), &[3, 5, 6, 12]),
            (unauthenticated(), &[3, 5, 20]),
        ];
        for (step, fitting) in rows {
            for code in 1..=20 {
                let expected = if fitting.contains(&code) { HOLDS } else { other.clone() };
                assert_eq!(says(step.clone(), refusal(200, code)), expected, "{code}");
                assert_eq!(says(step.clone(), refusal(403, code)), expected, "{code}");
            }
            assert_eq!(says(step.clone(), refusal(200, 21)), HOLDS, "a code of tomorrow");
            assert_eq!(says(step.clone(), page(403)), None, "a container's page");
            assert_eq!(says(step.clone(), passed_on()), None, "another check says so");
        }
    }

    #[test]
    fn where_several_reasons_meet_nothing_is_judged() {
        assert_eq!(says(missing("operationName"), refusal(200, 6)), None);
        let participant = step(Class::Unknown, "it", remove(0));
        assert_eq!(says(participant, refusal(200, 1)), None);
        assert_eq!(says(look(), refusal(200, 1)), None);
    }
}
