//! # What it checks
//!
//! The member `status` of a refusal equals the status code of the answer.
//!
//! # Why
//!
//! Clients that pass errors on keep the content and lose the status line. A `status` that lies sends them astray.
//!
//! # Requirement
//!
//! The description of the error model's `status`.
//!
//! # Example
//!
//! A `404` with `"status": 200`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::documented_refusal;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A refusal's `status` is the status.
pub const RULE: Rule = Rule {
    card: Card {
        id: "error-status-true",
        family: Family::Error,
        title: "a refusal's `status` is the status",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("error_status_true.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = documented_refusal(context, at)?;
    let told = answer.json()?.get("status").filter(|told| told.is_number())?.clone();
    if told.as_f64() == Some(f64::from(answer.status)) {
        return Some(Ok(()));
    }
    let message = "`status` of a refusal is not the status of the answer";
    Some(Err(Complaint::new(message, answer.status.to_string(), told.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, refusal, says};
    use crate::record::Class;

    #[test]
    fn an_equal_status_holds_and_another_does_not() {
        let says = |told| {
            let answer = answer(404, &refusal(told));
            says(&RULE, Class::Unknown, call("retrieve_participant"), Ok(answer))
        };
        assert_eq!(says(404), Some(Ok(())));
        assert!(matches!(says(20404), Some(Err(_))));
        assert!(matches!(says(200), Some(Err(_))));
    }
}
