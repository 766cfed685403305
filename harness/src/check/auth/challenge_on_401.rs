//! # What it checks
//!
//! A `401` carries a `WWW-Authenticate` field with a challenge of the scheme `Basic`, which has a realm.
//!
//! # Why
//!
//! A client finds out by it how to ask again, and HTTP demands it.
//!
//! # Requirement
//!
//! RFC 9110, 15.5.2 and 11.6.1; RFC 7617, 2.
//!
//! # Example
//!
//! A `401` without `WWW-Authenticate`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A 401 says how to authenticate.
pub const RULE: Rule = Rule {
    card: Card {
        id: "challenge-on-401",
        family: Family::Auth,
        title: "a 401 says how to authenticate",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("challenge_on_401.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = at.answer().filter(|answer| answer.status == 401)?;
    let challenges: Vec<&str> = answer.headers_named("www-authenticate").collect();
    let complain = |message: &str, actual: String| {
        let expected = "WWW-Authenticate: Basic realm=\"…\"";
        Some(Err(Complaint::new(message, expected, actual)))
    };
    if challenges.is_empty() {
        return complain("a 401 without WWW-Authenticate", "no such field".to_owned());
    }
    let all = challenges.join(", ");
    let lower = all.to_ascii_lowercase();
    let Some(start) = basic_challenge(&lower) else {
        let message = "a 401 that offers no Basic authentication";
        return complain(message, format!("WWW-Authenticate: {all}"));
    };
    if !has_realm(&lower[start + "basic".len()..]) {
        let message = "a Basic challenge without a realm";
        return complain(message, format!("WWW-Authenticate: {all}"));
    }
    Some(Ok(()))
}

/// Where the challenge of the scheme `basic` begins: at the start of the field or behind a comma.
fn basic_challenge(lower: &str) -> Option<usize> {
    lower.match_indices("basic").map(|(start, _)| start).find(|start| {
        let before = lower[..*start].trim_end();
        let after = lower[start + "basic".len()..].chars().next();
        (before.is_empty() || before.ends_with(','))
            && after.is_none_or(|own| own == ' ' || own == ',')
    })
}

/// Whether the parameters of a challenge name a realm, with or without quotes.
fn has_realm(parameters: &str) -> bool {
    parameters.split(',').any(|parameter| {
        let parameter = parameter.trim_start();
        parameter.strip_prefix("realm").is_some_and(|rest| rest.trim_start().starts_with('='))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::with_header;
    use crate::check::testing::{answer, call, refusal, says};
    use crate::record::Class;

    #[test]
    fn a_basic_challenge_with_a_realm_holds_in_every_spelling() {
        let says = |challenge: Option<&str>| {
            let answer = with_header(answer(401, &refusal(401)), "WWW-Authenticate", challenge);
            says(&RULE, Class::Unauthenticated, call("delete_participant"), Ok(answer))
        };
        assert_eq!(says(Some("Basic realm=\"calls\"")), Some(Ok(())));
        assert_eq!(says(Some("basic charset=\"UTF-8\", realm=\"a, b\"")), Some(Ok(())));
        assert_eq!(says(Some("Bearer realm=\"x\", BASIC realm=y")), Some(Ok(())));
        assert!(matches!(says(None), Some(Err(_))));
        assert!(matches!(says(Some("Basic")), Some(Err(_))));
        assert!(matches!(says(Some("Bearer realm=\"basic\"")), Some(Err(_))));
    }
}
