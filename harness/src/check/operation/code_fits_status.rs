//! # What it checks
//!
//! An answer of class 4xx does not carry a return value whose `statusCode` is 0.
//!
//! # Why
//!
//! Some clients read the status and some the code. Where they differ, half of them believe that it was done.
//!
//! # Requirement
//!
//! RFC 9110, 15.5; the vendor's page on return values.
//!
//! # Example
//!
//! `404` with `{"statusCode":0}`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use super::answered;
use crate::api::calls::code;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// Status and code do not contradict each other.
pub const RULE: Rule = Rule {
    card: Card {
        id: "code-fits-status",
        family: Family::Operation,
        title: "status and statusCode do not contradict each other",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::Always,
        manual: include_str!("code_fits_status.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    context.calls()?;
    let answer = answered(at)?;
    let code = code(answer)?;
    if answer.status < 400 || *code != 0 {
        return Some(Ok(()));
    }
    let message = "a status of class 4xx with the code of success";
    let actual = format!("status {}, statusCode 0", answer.status);
    Some(Err(Complaint::new(message, "a statusCode that is not 0", actual)))
}
