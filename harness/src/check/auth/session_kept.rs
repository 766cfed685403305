//! # What it checks
//!
//! The answer to the first request with credentials sets the cookie `JSESSIONID`; and a request with the cookies of the
//! session, and without credentials, is accepted.
//!
//! # Why
//!
//! Clients send credentials once. A server that forgets the session asks for them at every step, or refuses.
//!
//! # Requirement
//!
//! The security of the document; the vendor's pages on authentication.
//!
//! # Example
//!
//! The first answer sets no cookie.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::calls::{is_accepted, is_refused};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Session};

/// A session is begun, and goes on by its cookies alone.
pub const RULE: Rule = Rule {
    card: Card {
        id: "session-kept",
        family: Family::Auth,
        title: "a session is begun by credentials and kept by its cookies",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("session_kept.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    let call = &at.step.call;
    if at.class() != Class::Valid || !at.is_operation() || call.operation == words.messages {
        return None;
    }
    let answer = at.answer().filter(|answer| answer.status < 500)?;
    match call.session {
        Session::Own if is_first(at) && is_accepted(answer) => {
            let mut cookies = answer.headers_named("set-cookie");
            if cookies.any(|own| own.trim_start().starts_with(COOKIE)) {
                return Some(Ok(()));
            }
            let message = "the first answer begins no session";
            Some(Err(Complaint::new(message, "Set-Cookie: JSESSIONID=…", "no such cookie")))
        }
        Session::CookiesAlone if is_refused(answer) => {
            let message = "the cookies of a session are not enough";
            let actual = format!("status {}", answer.status);
            Some(Err(Complaint::new(message, "statusCode 0 without credentials", actual)))
        }
        Session::CookiesAlone => Some(Ok(())),
        _ => None,
    }
}

const COOKIE: &str = "JSESSIONID=";

/// Whether a step is the first of its case in a session of its own.
fn is_first(at: &At<'_>) -> bool {
    let mut before = at.judged.trace.case.steps[..at.index].iter();
    !before.any(|step| step.call.session == Session::Own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, fails, page, passed_on, plain, refusal, says_of, with_header, words,
    };
    use crate::generate::build::valid;
    use crate::record::{Answer, Call, Step, Told};

    fn within(session: Session) -> Step {
        valid("", Call { session, ..plain(words().me) })
    }

    fn says(steps: Vec<(Step, Answer)>) -> Option<Result<(), String>> {
        says_of(&RULE, steps, Told::default())
    }

    fn cookie(value: &str) -> Answer {
        with_header(passed_on(), "Set-Cookie", Some(value))
    }

    #[test]
    fn the_first_answer_begins_a_session() {
        let none = fails("the first answer begins no session");
        let first = |answer| says(vec![(within(Session::Own), answer)]);
        assert_eq!(first(cookie("JSESSIONID=1f; Path=/; HttpOnly")), HOLDS);
        assert_eq!(first(passed_on()), none);
        assert_eq!(first(cookie("ROUTE=1; Path=/")), none);
        assert_eq!(first(refusal(200, 20)), None, "another check says so");
        let mut both = cookie("ROUTE=1");
        both.headers.push(("set-cookie".to_owned(), "JSESSIONID=1f".to_owned()));
        assert_eq!(first(both), HOLDS);
        let later = (within(Session::Own), passed_on());
        assert_eq!(says(vec![(within(Session::Own), cookie("JSESSIONID=1f")), later]), HOLDS);
        assert_eq!(says(vec![(within(Session::Kept), passed_on())]), None);
    }

    #[test]
    fn the_cookies_are_enough() {
        let alone = |answer| says(vec![(within(Session::CookiesAlone), answer)]);
        let not = fails("the cookies of a session are not enough");
        assert_eq!(alone(passed_on()), HOLDS);
        assert_eq!(alone(refusal(200, 20)), not);
        assert_eq!(alone(page(401)), not);
        assert_eq!(alone(page(503)), None, "another check says so");
    }
}
