//! # What it checks
//!
//! A page has exactly one member besides those that describe it, which holds the participants; and each of its links is a path
//! that begins with a slash, or null where there is no such page.
//!
//! # Why
//!
//! Clients take the one member that they do not know for the participants, and put what a link says behind the host's name: the
//! text `null` in quotation marks is a path to them.
//!
//! # Requirement
//!
//! The members of a page in the document, and the vendor's own clients.
//!
//! # Example
//!
//! `"next_page_uri": "null"`, or a member `api_version` beside `participants`.

use rollcall_spec::Keyword;
use serde_json::Value;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// A page holds its participants, what describes it, and nothing else.
pub const RULE: Rule = Rule {
    card: Card {
        id: "page-envelope",
        family: Family::List,
        title: "a page holds its participants, what describes it, and nothing else",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("page_envelope.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let dialect = context.resources()?;
    let envelope = dialect.envelope.as_ref()?;
    let page = super::listed(context, at)?.as_object()?;
    let mut besides: Vec<&str> = page.keys().map(String::as_str).collect();
    besides.retain(|name| !envelope.members.contains(name));
    if besides.len() > 1 {
        besides.retain(|name| *name != dialect.items);
        let message = "a page has a member that does not describe it";
        let expected = format!("`{}` alone besides what describes the page", dialect.items);
        return Some(Err(Complaint::new(message, expected, format!("`{}`", besides.join("`, `")))));
    }
    for member in dialect.page_links {
        let Some(Value::String(link)) = page.get(*member) else { continue };
        let message = match link.as_str() {
            "null" => format!("`{member}` is the text `null`"),
            link if link.starts_with('/') => continue,
            _ => format!("`{member}` is no path"),
        };
        let expected = "a path that begins with a slash, or null";
        return Some(Err(Complaint::new(message, expected, format!("\"{link}\""))));
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::twilio::{answer, dialect, page, participant, says};
    use crate::generate::build::call;
    use crate::record::Class;

    fn says_of(member: &str, value: Value) -> Option<Result<(), String>> {
        let mut body = page(&[participant(0, 0)]);
        body[member] = value;
        let list = call(dialect(), "ListParticipant", 0, 0);
        says(&RULE, Class::Valid, list, Ok(answer(200, &body)))
    }

    #[test]
    fn what_describes_a_page_holds_and_a_further_member_does_not() {
        assert_eq!(says_of("total", 1.into()), Some(Ok(())));
        let said = says_of("api_version", "2010-04-01".into());
        assert!(matches!(&said, Some(Err(message)) if message.contains("does not describe it")));
    }

    #[test]
    fn a_link_is_a_path_or_null() {
        assert_eq!(says_of("next_page_uri", Value::Null), Some(Ok(())));
        assert_eq!(says_of("next_page_uri", "/next?Page=1".into()), Some(Ok(())));
        for link in ["null", "", "next", "http://a.example/next"] {
            let said = says_of("next_page_uri", link.into());
            assert!(matches!(&said, Some(Err(message)) if message.contains("next_page_uri")));
        }
    }

    #[test]
    fn what_this_check_says_the_schema_does_not_say_again() {
        use crate::check::content::body_matches_schema::RULE as SCHEMA;
        let list = || call(dialect(), "ListParticipant", 0, 0);
        for (member, value) in [("api_version", "x"), ("next_page_uri", "null")] {
            let mut body = page(&[participant(0, 0)]);
            body[member] = value.into();
            let said = says(&SCHEMA, Class::Valid, list(), Ok(answer(200, &body)));
            assert_eq!(said, Some(Ok(())), "{member}");
        }
    }
}
