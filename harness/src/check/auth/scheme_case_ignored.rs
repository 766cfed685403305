//! # What it checks
//!
//! The right credentials behind `basic` in small letters are taken like those behind `Basic`.
//!
//! # Why
//!
//! The name of an authentication scheme is compared without regard to case. Hardly a client sends small letters, so this is a
//! warning.
//!
//! # Requirement
//!
//! RFC 9110, 11.1; RFC 7617, 2.
//!
//! # Example
//!
//! `Authorization: basic …` is answered `401`.

use rollcall_spec::Keyword;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::Credentials;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// The scheme's name is read in any case.
pub const RULE: Rule = Rule {
    card: Card {
        id: "scheme-case-ignored",
        family: Family::Auth,
        title: "the scheme's name is read in any case",
        keyword: Keyword::Should,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("scheme_case_ignored.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if at.step.call.credentials != Credentials::RightLowerCaseScheme {
        return None;
    }
    let route = context.dialect.api.route(&at.step.call.operation)?;
    let expected: Vec<u16> = route.success_codes().collect();
    status_among(at, &expected, "the scheme in small letters is not taken")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};
    use crate::record::Call;
    use crate::record::Class;

    #[test]
    fn success_holds_and_a_refusal_does_not() {
        let call =
            Call { credentials: Credentials::RightLowerCaseScheme, ..call("retrieve_participant") };
        let says = |status| {
            says(&RULE, Class::Unusual, call.clone(), Ok(answer(status, &refusal(status))))
        };
        assert_eq!(says(200), Some(Ok(())));
        assert!(matches!(says(401), Some(Err(_))));
    }
}
