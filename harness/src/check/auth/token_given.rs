//! # What it checks
//!
//! Where one answer to a GET has `X-CSRF-TOKEN`, every one has: with `X-CSRF-HEADER`, which names the field, and with
//! the same token for the same session, a UUID.
//!
//! # Why
//!
//! A client takes the token from whichever look comes first. One that changes meanwhile makes its next request a
//! forgery.
//!
//! # Requirement
//!
//! The vendor's page on CSRF protection.
//!
//! # Example
//!
//! Two looks in one session give two tokens.

use rollcall_spec::Keyword;

use super::super::{Context, Judged, Rule, Scope};
use crate::api::calls::is_accepted;
use crate::record::card::{About, Occasion};
use crate::record::verdict::Failing;
use crate::record::{Card, Class, Family, Session, User, Verdict};

/// Every look gives the token.
pub const RULE: Rule = Rule {
    card: Card {
        id: "token-given",
        family: Family::Auth,
        title: "every look gives the token of the session",
        keyword: Keyword::Must,
        about: About::Calls,
        occasion: Occasion::WhereOffered,
        manual: include_str!("token_given.rs"),
    },
    scope: Scope::Trace(judge),
};

fn judge(context: &Context, judged: &Judged<'_>) -> Verdict {
    let Some(words) = context.calls() else { return Verdict::NotApplicable };
    let looks = [words.me, words.list, words.retrieve];
    let looks: Vec<Look<'_>> = judged
        .trace
        .steps()
        .filter(|(_, step, _)| step.class == Class::Valid && step.call.method.is_none())
        .filter(|(_, step, _)| looks.contains(&step.call.operation.as_str()))
        .filter_map(|(index, step, exchange)| {
            let answer = exchange.answer().filter(|own| is_accepted(own))?;
            let fields = [answer.header("x-csrf-header"), answer.header("x-csrf-token")];
            Some(Look { index, session: (step.call.user, step.call.session), fields })
        })
        .collect();
    if looks.iter().all(|own| own.fields == [None, None]) {
        return Verdict::NotApplicable;
    }
    for own in &looks {
        let [Some(_), Some(token)] = own.fields else {
            let message = "a look does not give the token";
            let expected = "X-CSRF-HEADER and X-CSRF-TOKEN";
            return own.failing(message, expected, "one of them is missing");
        };
        if !is_uuid(token) {
            return own.failing("a token that is no UUID", "a UUID", token);
        }
        // Requests without a kept session have one each.
        let kept = matches!(own.session.1, Session::Kept | Session::Own);
        let same = |other: &&Look<'_>| other.session == own.session && other.fields != own.fields;
        if kept && looks.iter().any(|other| same(&other) && other.fields[1].is_some()) {
            let message = "the token changes within a session";
            return own.failing(message, "the same token in the whole session", "two tokens");
        }
    }
    Verdict::Pass(looks.len())
}

/// An answer to a look, and what it says of the token.
struct Look<'a> {
    index: usize,
    session: (User, Session),
    fields: [Option<&'a str>; 2],
}

impl Look<'_> {
    fn failing(&self, message: &str, expected: &str, actual: &str) -> Verdict {
        let (message, expected) = (message.to_owned(), expected.to_owned());
        Verdict::Fail(Failing { step: self.index, message, expected, actual: actual.to_owned() })
    }
}

fn is_uuid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok() && text.len() == 36
}
