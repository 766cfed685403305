//! # What it checks
//!
//! Where looks give a token, a POST without it, with another one, or with the token and without the cookies of its
//! session, is refused with `403`.
//!
//! # Why
//!
//! The token is there against pages that let a browser send what its user never wanted.
//!
//! # Requirement
//!
//! The vendor's page on CSRF protection: HTTP 403, missing or invalid token.
//!
//! # Example
//!
//! A removal with the token of another session is answered with `statusCode` 0.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family, Session};

/// A change without the token is refused.
pub const RULE: Rule = Rule {
    card: Card {
        id: "token-demanded",
        family: Family::Auth,
        title: "a change without the token of its session is refused",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::WhereOffered,
        manual: include_str!("token_demanded.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let words = context.calls()?;
    if at.class() != Class::Forged {
        return None;
    }
    let protects = at.judged.trace.steps().take(at.index).any(|(_, step, exchange)| {
        let look = step.call.operation == words.retrieve && step.call.session == Session::Kept;
        look && exchange.answer().is_some_and(|own| own.header("x-csrf-token").is_some())
    });
    let status = at.status_below_500().filter(|_| protects)?;
    // Without its cookies nobody knows which session it is.
    let cookieless = at.step.call.session == Session::WithoutCookies && status == 401;
    if status == 403 || cookieless {
        return Some(Ok(()));
    }
    let message = format!("a change in {} is not refused with 403", at.step.note);
    Some(Err(Complaint::new(message, "status 403", format!("status {status}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, call, fails, look, page, passed_on, refusal, remove, says_of, shows, with_header,
    };
    use crate::generate::build::step;
    use crate::record::{Answer, Call, Step, Told};

    fn says(session: Session, token: Option<&str>, answer: Answer) -> Option<Result<(), String>> {
        let call = Call { session, ..remove(0) };
        let seen = with_header(shows(&call_shown()), "X-CSRF-TOKEN", token);
        let forged: Step = step(Class::Forged, "it", call);
        says_of(&RULE, vec![(look(), seen), (forged, answer)], Told::default())
    }

    fn call_shown() -> serde_json::Value {
        call("Established", &[0, 1, 2])
    }

    const TOKEN: Option<&str> = Some("0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0");

    #[test]
    fn a_forged_change_is_forbidden() {
        let not = fails("a change in it is not refused with 403");
        for session in [Session::WithoutToken, Session::UnknownToken, Session::TokenOfOwn] {
            assert_eq!(says(session, TOKEN, page(403)), HOLDS);
            assert_eq!(says(session, TOKEN, refusal(403, 3)), HOLDS);
            assert_eq!(says(session, TOKEN, passed_on()), not);
            assert_eq!(says(session, TOKEN, refusal(200, 3)), not);
            assert_eq!(says(session, TOKEN, page(401)), not);
        }
        let cookieless = Session::WithoutCookies;
        assert_eq!(says(cookieless, TOKEN, page(403)), HOLDS);
        assert_eq!(says(cookieless, TOKEN, page(401)), HOLDS, "nobody knows which session it is");
        assert_eq!(says(cookieless, TOKEN, passed_on()), not);
    }

    #[test]
    fn where_no_token_is_given_none_is_demanded() {
        assert_eq!(says(Session::WithoutToken, None, passed_on()), None);
        assert_eq!(says(Session::WithoutToken, TOKEN, page(503)), None, "another check says so");
    }
}
