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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::{
        HOLDS, change, fails, passed_on, plain, refusal, says_of, with_header, words,
    };
    use crate::generate::build::valid;
    use crate::record::{Answer, Call, Step, Told};

    const ONE: &str = "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0";
    const OTHER: &str = "1f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0";

    fn with_token(token: &str) -> Answer {
        let named = with_header(passed_on(), "X-CSRF-HEADER", Some("X-CSRF-TOKEN"));
        with_header(named, "X-CSRF-TOKEN", Some(token))
    }

    fn within(session: Session, user: User) -> Step {
        valid("", Call { user, session, ..plain(words().me) })
    }

    fn says(looks: Vec<(Step, Answer)>) -> Option<Result<(), String>> {
        says_of(&RULE, looks, Told::default())
    }

    /// Two looks in the kept session.
    fn both(one: Answer, other: Answer) -> Option<Result<(), String>> {
        let kept = || within(Session::Kept, User::First);
        says(vec![(kept(), one), (kept(), other)])
    }

    #[test]
    fn every_look_gives_the_same_token() {
        assert_eq!(both(with_token(ONE), with_token(ONE)), HOLDS);
        let changes = fails("the token changes within a session");
        assert_eq!(both(with_token(ONE), with_token(OTHER)), changes);
        let lacks = fails("a look does not give the token");
        assert_eq!(both(with_token(ONE), passed_on()), lacks);
        let nameless = || with_header(with_token(ONE), "X-CSRF-HEADER", None);
        assert_eq!(both(nameless(), nameless()), lacks);
        assert_eq!(both(with_token("1"), with_token("1")), fails("a token that is no UUID"));
        let bare = ONE.replace('-', "");
        assert_eq!(both(with_token(&bare), with_token(&bare)), fails("a token that is no UUID"));
    }

    #[test]
    fn other_sessions_have_other_tokens() {
        let row = |session, user, token| (within(session, user), with_token(token));
        let kept = || row(Session::Kept, User::First, ONE);
        assert_eq!(says(vec![kept(), row(Session::Own, User::First, OTHER)]), HOLDS);
        assert_eq!(says(vec![kept(), row(Session::Kept, User::Second, OTHER)]), HOLDS);
        let alone = |token| row(Session::None, User::First, token);
        assert_eq!(says(vec![alone(ONE), alone(OTHER)]), HOLDS);
    }

    #[test]
    fn who_gives_none_need_not_give_any() {
        assert_eq!(both(passed_on(), passed_on()), None);
        assert_eq!(both(with_token(ONE), refusal(404, 6)), HOLDS, "a refusal need not give it");
        let posted = (change("Hold"), passed_on());
        let kept = within(Session::Kept, User::First);
        assert_eq!(says(vec![(kept, with_token(ONE)), posted]), HOLDS);
    }
}
