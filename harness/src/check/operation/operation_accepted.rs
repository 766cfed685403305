//! # What it checks
//!
//! A lawful request is answered with `200` and a return value whose `statusCode` is 0. An operation is held to that
//! where the call names it among its `capabilities`, or does not say which there are.
//!
//! # Why
//!
//! Whoever uses the API does so for these answers; the code says that the request was carried out or passed on.
//!
//! # Requirement
//!
//! The success of each operation; the vendor's page on return values; what `capabilities` are for.
//!
//! # Example
//!
//! A removal of somebody who takes part is answered `{"statusCode":3,…}`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::{answered, last_known};
use crate::api::Calls;
use crate::api::calls::{capabilities, code, is_accepted};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Session};

/// A lawful request is accepted.
pub const RULE: Rule = Rule {
    card: Card {
        id: "operation-accepted",
        family: Family::Operation,
        title: "a lawful request is accepted",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("operation_accepted.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let operation = at.step.call.operation.as_str();
    let judged = [words.me, words.list, words.retrieve, words.operate].contains(&operation);
    // Whether the cookies alone are enough, another check says.
    let alone = at.step.call.session == Session::CookiesAlone;
    if at.class() != Class::Valid || !judged || alone || at.presence_is_in_doubt() {
        return None;
    }
    // What follows where something was not told, nobody knows.
    if at.judged.trace.told.silent.iter().any(|silent| *silent < at.index) || !is_open(words, at) {
        return None;
    }
    // What was let pass and had to be refused may have changed anything.
    let disturbed = at.judged.trace.steps().take(at.index).any(|(_, step, exchange)| {
        let had = !matches!(step.class, Class::Valid | Class::Unusual | Class::Ended);
        had && words.could_change(&step.call) && exchange.answer().is_some_and(is_accepted)
    });
    let answer = answered(at).filter(|_| !disturbed)?;
    // Content that is no return value breaks its schema, or is no JSON at all.
    if answer.status == 200 && code(answer).is_none() {
        return None;
    }
    if answer.status == 200 && is_accepted(answer) {
        return Some(Ok(()));
    }
    let name = words.name_of(&at.step.call).unwrap_or("a lawful request");
    let code = code(answer).map_or("no statusCode".to_owned(), |code| format!("statusCode {code}"));
    let actual = format!("status {}, {code}", answer.status);
    let message = format!("{name} is not accepted");
    Some(Err(Complaint::new(message, "status 200, statusCode 0", actual)))
}

/// Whether an operation is open to the call, for all that is known.
fn is_open(words: &Calls, at: &At<'_>) -> bool {
    let Some(name) = words.name_of(&at.step.call) else { return true };
    let Some(conference) = words.conference_of(&at.step.call) else { return true };
    let known = last_known(words, at.judged, conference, at.index, |own| own.after);
    known.and_then(capabilities).is_none_or(|own| own.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, about, answer, call, change, fails, heard, look, page, passed_on, refusal, remove,
        says_of, send, shows, silent, without, words,
    };
    use crate::generate::build::{step, valid};
    use crate::record::{Answer, Call, Step, Told};
    use serde_json::json;

    fn says_of_one(own: Step, answer: Answer) -> Option<Result<(), String>> {
        says_of(&RULE, vec![(own, answer)], heard(vec![]))
    }

    #[test]
    fn a_lawful_request_is_accepted() {
        let not = fails("Hold is not accepted");
        let says = |answer| says_of_one(change("Hold"), answer);
        assert_eq!(says(passed_on()), HOLDS);
        assert_eq!(says(refusal(200, 3)), not);
        assert_eq!(says(refusal(403, 3)), not);
        assert_eq!(says(page(403)), not);
        assert_eq!(says(answer(201, &json!({"statusCode": 0}))), not);
        assert_eq!(says(answer(200, &json!({}))), None, "it breaks its schema");
        assert_eq!(says(page(503)), None, "another check says so");
        let look_refused = says_of_one(look(), refusal(404, 6));
        assert_eq!(look_refused, fails("a lawful request is not accepted"));
    }

    #[test]
    fn what_is_not_offered_may_be_refused() {
        let says = |shown: &serde_json::Value| {
            let seen = (look(), shows(shown));
            let steps = vec![seen, (change("Hold"), refusal(200, 2))];
            says_of(&RULE, steps, Told::default())
        };
        assert_eq!(says(&call("Established", &[0, 1])), fails("Hold is not accepted"));
        assert_eq!(says(&call("Held", &[0, 1])), HOLDS, "only the look is judged");
        let unsaid = without(call("Established", &[0, 1]), "capabilities");
        assert_eq!(says(&unsaid), fails("Hold is not accepted"));
    }

    #[test]
    fn what_follows_from_something_else_is_not_judged() {
        let refused = || (change("Hold"), refusal(200, 2));
        let let_pass = (step(Class::Forged, "", remove(0)), passed_on());
        let says = |before: (Step, Answer), told| says_of(&RULE, vec![before, refused()], told);
        assert_eq!(says(let_pass, heard(vec![])), None, "it was let pass, and had to be refused");
        let seen = || (Step { class: Class::Unusual, ..look() }, refusal(404, 6));
        assert_eq!(says(seen(), silent(&[0], vec![])), None, "something was not told");
        assert_eq!(says(seen(), heard(vec![])), fails("Hold is not accepted"));
        let alone = Call { session: Session::CookiesAlone, ..about(words().retrieve) };
        assert_eq!(says_of_one(valid("", alone), refusal(401, 20)), None);
        let message = valid("", send(vec![]));
        assert_eq!(says_of_one(message, page(403)), None);
    }
}
