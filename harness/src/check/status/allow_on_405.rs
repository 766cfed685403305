//! # What it checks
//!
//! A `405` carries an `Allow` field: a list of method tokens, without the one that was refused.
//!
//! # Why
//!
//! Without it a client cannot tell what to do instead, and HTTP demands it.
//!
//! # Requirement
//!
//! RFC 9110, 15.5.6 and 10.2.1.
//!
//! # Example
//!
//! `PUT …/Participants/{CallSid}` is answered `405` without `Allow`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A refused method is told which ones there are.
pub const RULE: Rule = Rule {
    card: Card {
        id: "allow-on-405",
        family: Family::Status,
        title: "a refused method is told which ones there are",
        keyword: Keyword::Must,
        about: About::Every,
        occasion: Occasion::WhereOffered,
        manual: include_str!("allow_on_405.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = at.answer().filter(|answer| answer.status == 405)?;
    let fields: Vec<&str> = answer.headers_named("allow").collect();
    let complain = |message: &str, actual: String| {
        Some(Err(Complaint::new(message, "an Allow field with the path's methods", actual)))
    };
    if fields.is_empty() {
        return complain("a 405 without Allow", "no Allow field".to_owned());
    }
    let list = fields.join(", ");
    let methods: Vec<&str> = list.split(',').map(str::trim).filter(|own| !own.is_empty()).collect();
    let is_token = |text: &&str| {
        text.bytes().all(|own| own.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&own))
    };
    if !methods.iter().all(is_token) {
        return complain("an Allow field that is no list of methods", format!("Allow: {list}"));
    }
    match at.step.call.method.as_deref() {
        Some(refused) if methods.contains(&refused) => {
            complain("an Allow field that lists the refused method", format!("Allow: {list}"))
        }
        _ => Some(Ok(())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::with_header;
    use crate::check::testing::{answer, call, refusal, says};
    use crate::record::Call;
    use crate::record::Class;

    #[test]
    fn a_list_without_the_refused_method_holds() {
        let call = Call { method: Some("PUT".into()), ..call("retrieve_participant") };
        let says = |allow: Option<&str>| {
            let answer = with_header(answer(405, &refusal(405)), "Allow", allow);
            says(&RULE, Class::WrongMethod, call.clone(), Ok(answer))
        };
        assert_eq!(says(Some("GET, POST, DELETE")), Some(Ok(())));
        // An empty list is lawful: the resource allows nothing at the moment.
        assert_eq!(says(Some("")), Some(Ok(())));
        assert!(matches!(says(None), Some(Err(_))));
        assert!(matches!(says(Some("GET, PUT")), Some(Err(_))));
        assert!(matches!(says(Some("GET POST")), Some(Err(_))));
    }
}
