//! # What it checks
//!
//! Each link of a page, to itself, to the first page, to the next one and to the one before, leads to the host that was
//! asked: it is relative, or has the same scheme, host and port. Whether it leads to the right page there, other checks say.
//!
//! # Why
//!
//! A client sends its credentials wherever the next page is.
//!
//! # Requirement
//!
//! The descriptions of a page's links: they are relative to the host.
//!
//! # Example
//!
//! `"next_page_uri": "https://elsewhere.example/Participants?Page=1"`, or the same without its scheme.

use rollcall_spec::Keyword;
use serde_json::Value;
use url::Url;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// No link of a page leads to another host.
pub const RULE: Rule = Rule {
    card: Card {
        id: "page-links-lead-home",
        family: Family::List,
        title: "no link of a page leads to another host",
        keyword: Keyword::Must,
        about: About::Resources,
        occasion: Occasion::Always,
        manual: include_str!("page_links_lead_home.rs"),
    },
    scope: Scope::Step(judge),
};

fn judge(context: &Context, at: &At<'_>) -> Option<Result<(), Complaint>> {
    let body = super::listed(context, at)?;
    let home = Url::parse(&at.exchange.request.origin).ok()?;
    let links = context.resources()?.page_links.iter();
    let links = links.filter_map(|member| Some((*member, body.get(*member)?.as_str()?)));
    for (member, link) in links {
        // What is no reference at all breaks the schema.
        let Ok(url) = home.join(link) else { continue };
        if url.origin() != home.origin() {
            let message = format!("`{member}` leads to another host");
            let expected = "a link that is relative, or to the host that was asked";
            return Some(Err(Complaint::new(message, expected, link)));
        }
    }
    let any = context
        .resources()?
        .page_links
        .iter()
        .any(|member| body.get(*member).is_some_and(Value::is_string));
    any.then_some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::{answer, call, page, participant, says};
    use crate::record::Class;

    fn says_of_link(member: &str, link: &str) -> Option<Result<(), String>> {
        let mut body = page(&[participant(0, 0)]);
        body[member] = link.into();
        says(&RULE, Class::Valid, call("list_all_participants"), Ok(answer(200, &body)))
    }

    #[test]
    fn a_link_that_is_relative_or_leads_to_the_same_host_holds() {
        // The host of the tests is http://a.example.
        for link in
            ["/next?Page=1", "next", "?Page=1", "http://a.example/next", "HTTP://A.example:80/"]
        {
            assert_eq!(says_of_link("next_page_uri", link), Some(Ok(())), "{link}");
        }
    }

    #[test]
    fn a_link_to_another_host_another_port_or_another_scheme_does_not() {
        let elsewhere = [
            "http://elsewhere.example/next",
            "//elsewhere.example/next",
            "http://a.example:8080/next",
            "https://a.example/next",
            "http://a.example@elsewhere.example/next",
            "ftp://a.example/next",
        ];
        for link in elsewhere {
            for member in ["uri", "first_page_uri", "next_page_uri", "previous_page_uri"] {
                let said = says_of_link(member, link);
                assert!(matches!(&said, Some(Err(message)) if message.contains(member)), "{link}");
            }
        }
    }
}
