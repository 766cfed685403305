//! # What it checks
//!
//! An answer to unusual or loosely constrained input has a status that the document names for the operation, or one that
//! HTTP itself gives a server for such input: `400`, `404`, `405`, `413`, `414`, `415`, `422`, `431`. A redirection is never
//! among them. A `429` with `Retry-After` is always lawful.
//!
//! # Why
//!
//! A client can only handle what it was told of. Requests of the other classes have checks of their own, each with the
//! statuses that are lawful for it.
//!
//! # Requirement
//!
//! The responses of each operation; RFC 9110, 15.5.
//!
//! # Example
//!
//! An update with a field in small letters is answered `302`.

use rollcall_spec::Keyword;
use rollcall_spec::Status;

use super::super::rule::status_among;
use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Class, Family};

/// An answer to unusual input has a documented status.
pub const RULE: Rule = Rule {
    card: Card {
        id: "status-documented",
        family: Family::Status,
        title: "an answer to unusual input has a documented status",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::Always,
        manual: include_str!("status_documented.rs"),
    },
    scope: Scope::Step(judge),
};

/// What HTTP itself gives a server for input that it does not want (RFC 9110, 15.5; RFC 6585, 5).
const OF_HTTP: &[u16] = &[400, 404, 405, 413, 414, 415, 422, 429, 431];

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    if !matches!(at.class(), Class::Unusual | Class::LooseInput) || !at.is_operation() {
        return None;
    }
    let route = context.dialect.api.route(&at.step.call.operation)?;
    let mut expected: Vec<u16> = OF_HTTP.to_vec();
    expected.extend(route.responses.iter().filter_map(|response| match response.status {
        Status::Code(code) => Some(code),
        Status::Class(_) | Status::Default => None,
    }));
    expected.sort_unstable();
    expected.dedup();
    if at.exchange.status().is_some_and(|code| route.response(code).is_some()) {
        return Some(Ok(()));
    }
    status_among(at, &expected, "a status that the document does not name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, participant, says};

    #[test]
    fn documented_statuses_and_those_of_http_hold_and_a_redirection_does_not() {
        let says = |status| {
            let answer = answer(status, &participant(0, 0));
            says(&RULE, Class::Unusual, call("update_participant"), Ok(answer))
        };
        assert_eq!(says(200), Some(Ok(())));
        assert_eq!(says(422), Some(Ok(())));
        assert_eq!(says(414), Some(Ok(())));
        assert!(matches!(says(302), Some(Err(_))));
        assert!(matches!(says(202), Some(Err(_))));
    }
}
