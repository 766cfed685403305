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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, answer, fails, operation, page, passed_on, refusal, says,
    };
    use crate::record::{Answer, Class};
    use serde_json::json;

    #[test]
    fn a_refusing_status_does_not_come_with_the_code_of_success() {
        let says = |answer: Answer| says(&RULE, Class::Valid, operation("Hold"), Ok(answer));
        assert_eq!(says(passed_on()), HOLDS);
        assert_eq!(says(refusal(200, 6)), HOLDS, "a refusal may come with any status");
        assert_eq!(says(refusal(404, 6)), HOLDS);
        assert_eq!(says(refusal(404, 99)), HOLDS);
        let contradicts = fails("a status of class 4xx with the code of success");
        assert_eq!(says(answer(404, &json!({"statusCode": 0}))), contradicts);
        for status in [401, 403, 404, 405] {
            assert_eq!(says(page(status)), None, "a container's page");
        }
        assert_eq!(says(answer(500, &json!({"statusCode": 0}))), None, "another check says so");
    }
}
