//! # What it checks
//!
//! A `204` carries neither `Content-Length` nor `Transfer-Encoding`.
//!
//! # Why
//!
//! Both announce content that must not come. Readers differ in what they believe, and what lies between them is smuggled.
//!
//! # Requirement
//!
//! RFC 9110, 8.6; RFC 9112, 6.1.
//!
//! # Example
//!
//! `HTTP/1.1 204 No Content` with `Transfer-Encoding: chunked`.

use rollcall_spec::Keyword;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A 204 announces no body.
pub const RULE: Rule = Rule {
    card: Card {
        id: "no-content-unframed",
        family: Family::Wire,
        title: "a 204 announces no body",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("no_content_unframed.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(_: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let answer = at.answer().filter(|answer| answer.status == 204)?;
    for name in ["Content-Length", "Transfer-Encoding"] {
        if let Some(value) = answer.header(name) {
            let message = format!("a 204 with {name}");
            let expected = format!("no {name}");
            return Some(Err(Complaint::new(message, expected, format!("{name}: {value}"))));
        }
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::with_header;
    use crate::check::testing::{call, says, text_answer};
    use crate::record::Class;

    #[test]
    fn both_fields_are_looked_for() {
        let says = |name: &str| {
            let answer = with_header(text_answer(204, "", ""), name, Some("0"));
            says(&RULE, Class::Valid, call("delete_participant"), Ok(answer))
        };
        assert_eq!(says("Date"), Some(Ok(())));
        assert!(matches!(says("content-length"), Some(Err(_))));
        assert!(matches!(says("Transfer-Encoding"), Some(Err(_))));
    }
}
