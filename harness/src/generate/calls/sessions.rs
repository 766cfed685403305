//! Who asks: credentials, cookies and tokens, right and wrong.

use super::super::build::consuming;
use super::build::{about, look, look_at_me, plain, quiet, remove};
use crate::api::Calls;
use crate::generate::build::{shared, step, valid};
use crate::record::{Call, Case, Class, Credentials, Session, Step};

/// Sessions that are right in one way or another, and those that are none.
pub(super) fn cases(words: &Calls) -> Vec<Case> {
    let mut cases = right(words);
    for credentials in Credentials::WRONG {
        let wrong = |call: Call| Call { credentials: *credentials, session: Session::None, ..call };
        let call = wrong(about(words, words.retrieve, 0));
        cases.push(beside_look(words, words.retrieve, credentials.words(), call));
        if matches!(credentials, Credentials::Missing | Credentials::WrongPassword) {
            for operation in [words.me, words.list] {
                let call = wrong(plain(operation));
                cases.push(beside_look(words, operation, credentials.words(), call));
            }
            cases.push(refused_removal(words, credentials.words(), wrong(remove(words, 0, 0))));
        }
    }
    let unknown = |call: Call| Call {
        session: Session::UnknownCookie,
        credentials: Credentials::Missing,
        ..call
    };
    let note = Session::UnknownCookie.words();
    let call = unknown(about(words, words.retrieve, 0));
    cases.push(beside_look(words, words.retrieve, note, call));
    cases.push(refused_removal(words, note, unknown(remove(words, 0, 0))));
    cases
}

/// Credentials without a session, a session of the case's own, and cookies alone.
fn right(words: &Calls) -> Vec<Case> {
    let within = |session, call: Call| Call { session, ..call };
    let own = |call: Call| valid("", within(Session::Own, call));
    let cookies = Call {
        credentials: Credentials::Missing,
        ..within(Session::CookiesAlone, about(words, words.retrieve, 0))
    };
    let none = within(Session::None, about(words, words.retrieve, 0));
    let steps = vec![
        own(plain(words.me)),
        own(plain(words.list)),
        own(about(words, words.retrieve, 0)),
        own(plain(words.me)),
    ];
    vec![
        shared(words.retrieve, "credentials alone", vec![valid("", none)]),
        shared(words.me, "a session from its first request on", steps),
        shared(words.retrieve, "the cookies alone", vec![look_at_me(words), valid("", cookies)]),
    ]
}

fn beside_look(words: &Calls, operation: &str, note: &str, call: Call) -> Case {
    let steps = vec![look(words, 0), step(Class::Unauthenticated, note, call)];
    shared(operation, format!("{operation} with {note}"), steps)
}

fn refused_removal(words: &Calls, note: &str, call: Call) -> Case {
    let mut steps = vec![look(words, 0), step(Class::Unauthenticated, note, call)];
    steps.extend(quiet(words, 0));
    steps.push(look(words, 0));
    shared(words.operate, format!("a removal with {note}"), steps)
}

/// Removals without the token of the session. Where a server asks for none, they are removals like any other.
pub(super) fn forged(words: &Calls) -> Vec<Case> {
    let sessions = [
        Session::WithoutToken,
        Session::UnknownToken,
        Session::TokenOfOwn,
        Session::WithoutCookies,
    ];
    let case = |session: &Session| {
        let mut steps: Vec<Step> = Vec::new();
        if *session == Session::TokenOfOwn {
            let own = Call { session: Session::Own, ..plain(words.me) };
            steps.push(valid("another session", own));
        }
        steps.push(look(words, 0));
        let call = Call { session: *session, ..remove(words, 0, 0) };
        steps.push(step(Class::Forged, session.words(), call));
        steps.extend(quiet(words, 0));
        steps.push(look(words, 0));
        consuming(words.operate, format!("a removal in {}", session.words()), steps)
    };
    sessions.iter().map(case).collect()
}
