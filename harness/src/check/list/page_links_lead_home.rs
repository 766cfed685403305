//! # What it checks
//!
//! Each link of a page, to itself, to the first page, to the next one and to the one before, leads to the host that was
//! asked: it is relative, or has the same scheme, host and port. The link to the next page leads to the same list there, below
//! whatever base path; whether to the right page of it, other checks say. A link that leads elsewhere is never followed.
//!
//! # Why
//!
//! A client sends its credentials wherever the next page is, and takes what it finds there for more of the same list.
//!
//! # Requirement
//!
//! The descriptions of a page's links: they are relative to the host.
//!
//! # Example
//!
//! `"next_page_uri": "https://elsewhere.example/Participants?Page=1"`, or the same without its scheme, or another conference's
//! participants.

use rollcall_spec::Keyword;
use serde_json::Value;
use url::Url;

use super::super::{At, Complaint, Context, Rule, Scope};
use crate::api::is_the_same_resource;
use crate::record::card::{About, Occasion};
use crate::record::{Card, Family};

/// No link of a page leads to another host, and the next page is one of the same list.
pub const RULE: Rule = Rule {
    card: Card {
        id: "page-links-lead-home",
        family: Family::List,
        title: "no link of a page leads to another host or list",
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
    if let Some(complaint) = elsewhere(context, at, body) {
        return Some(Err(complaint));
    }
    let any = context
        .resources()?
        .page_links
        .iter()
        .any(|member| body.get(*member).is_some_and(Value::is_string));
    any.then_some(Ok(()))
}

/// What is wrong with a link to the next page that leads to something else than this list.
fn elsewhere(context: &Context, at: &At<'_>, body: &Value) -> Option<Complaint> {
    let words = context.resources()?;
    let link = body.get(words.next_page)?.as_str().filter(|link| !link.is_empty())?;
    // Where the form of links has a check of its own, the text `null` is its affair.
    let template = &context.dialect.route(&at.step.call.operation).template;
    let asked = Url::parse(&at.exchange.request.url).ok()?;
    let is_its_form = link == "null" && words.envelope.is_some();
    if is_its_form || !leads_away(template, &asked, link)? {
        return None;
    }
    let message = format!("`{}` leads to something else than this list", words.next_page);
    Some(Complaint::new(message, "a link to the same list", link))
}

/// Whether a link leads to another resource than the one that was asked, which a template describes; none where that can't be
/// told.
fn leads_away(template: &str, asked: &Url, link: &str) -> Option<bool> {
    let found = asked.join(link).ok()?;
    let depth = template.split('/').count() - 1;
    let parts: Vec<&str> = asked.path().rsplit('/').take(depth).collect();
    let list = parts.iter().rev().fold(String::new(), |list, part| format!("{list}/{part}"));
    let is_whole = parts.len() == depth && asked.path().ends_with(list.as_str());
    is_whole.then(|| !is_the_same_resource(&list, found.path()))
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

    #[test]
    fn a_link_to_another_list_leads_away() {
        let asked = Url::parse("http://a.example/api/Accounts/a/Conferences/c/Participants?Page=1");
        let template = "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants";
        let asked = asked.unwrap();
        for (link, expected) in [
            ("?Page=2", false),
            ("/api/Accounts/a/Conferences/c/Participants.json?Page=2", false),
            ("/2010/Accounts/A/Conferences/C/Participants", false),
            ("/api/Accounts/a/Conferences/other/Participants", true),
            ("/api/Accounts/other/Conferences/c/Participants", true),
            ("/api/Accounts/a/Conferences", true),
            ("/", true),
        ] {
            assert_eq!(leads_away(template, &asked, link), Some(expected), "{link}");
        }
        let short = Url::parse("http://a.example/Participants").unwrap();
        assert_eq!(leads_away(template, &short, "/"), None, "nobody knows");
    }
}
