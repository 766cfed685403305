//! The sessions of a target's users, and what a request brings of them.

use url::Url;

use super::Account;
use super::session::Session;
use crate::record::{Call, User, call};

/// A cookie that no server gave.
const UNKNOWN_COOKIE: &str = "JSESSIONID=0F1E2D3C4B5A69788796A5B4C3D2E1F0";

/// A token that no server gave.
const UNKNOWN_TOKEN: &str = "0f1e2d3c-4b5a-4978-8796-a5b4c3d2e1f0";

/// The users of a target, each with the session that is kept for them.
#[derive(Debug)]
pub(super) struct Sessions {
    first: Session,
    second: Option<(Account, Session)>,
}

impl Sessions {
    pub(super) fn new(second: Option<Account>) -> Self {
        let second = second.map(|account| (account, Session::default()));
        Self { first: Session::default(), second }
    }

    /// Whether there is a second user.
    pub(super) fn second(&self) -> Option<&Account> {
        self.second.as_ref().map(|(account, _)| account)
    }

    fn kept(&self, user: User) -> Option<&Session> {
        match user {
            User::First => Some(&self.first),
            User::Second => self.second.as_ref().map(|(_, own)| own),
        }
    }

    /// The fields by which a call says in which session it comes; `own` is the case's.
    pub(super) fn fields(
        &self,
        call: &Call,
        own: Option<&Session>,
        url: &Url,
    ) -> Vec<(String, String)> {
        let Some(kept) = self.kept(call.user) else { return vec![] };
        let cookie = |value: String| ("Cookie".to_owned(), value);
        let cookies = || kept.cookie(url).map(cookie);
        let token_field = || kept.token().map_or("X-CSRF-TOKEN".to_owned(), |(name, _)| name);
        match call.session {
            call::Session::Kept | call::Session::CookiesAlone => kept.fields(url),
            call::Session::Own => own.map(|own| own.fields(url)).unwrap_or_default(),
            call::Session::WithoutToken => cookies().into_iter().collect(),
            call::Session::UnknownToken => {
                let token = (token_field(), UNKNOWN_TOKEN.to_owned());
                cookies().into_iter().chain([token]).collect()
            }
            call::Session::TokenOfOwn => {
                cookies().into_iter().chain(own.and_then(Session::token)).collect()
            }
            call::Session::WithoutCookies => kept.token().into_iter().collect(),
            call::Session::UnknownCookie => vec![cookie(UNKNOWN_COOKIE.to_owned())],
            call::Session::None => vec![],
        }
    }

    /// Takes over what an answer says of the session that a call came in.
    pub(super) fn learn(
        &self,
        call: &Call,
        own: Option<&Session>,
        url: &Url,
        fields: &[(String, String)],
    ) {
        let session = match call.session {
            call::Session::Kept if call.credentials.is_right() => self.kept(call.user),
            call::Session::Own => own,
            _ => None,
        };
        if let Some(session) = session {
            session.learn(url, fields);
        }
    }

    /// What must never be recorded: the cookies of every session.
    pub(super) fn secrets(&self, own: Option<&Session>) -> Vec<String> {
        self.all(own).flat_map(Session::secrets).collect()
    }

    /// The tokens of every session.
    pub(super) fn tokens(&self, own: Option<&Session>) -> Vec<String> {
        self.all(own).flat_map(Session::tokens).collect()
    }

    fn all<'a>(&'a self, own: Option<&'a Session>) -> impl Iterator<Item = &'a Session> {
        let second = self.second.iter().map(|(_, session)| session);
        [&self.first].into_iter().chain(second).chain(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::testing::genesys::plain;
    use crate::record::Credentials;

    const TOKEN: &str = "X-XSRF";

    fn url() -> Url {
        Url::parse("http://127.0.0.1:8080/api/v2/me").unwrap()
    }

    fn answered(name: &str) -> Vec<(String, String)> {
        let pairs = [
            ("Set-Cookie", format!("JSESSIONID={name}; Path=/")),
            ("X-CSRF-HEADER", TOKEN.to_owned()),
            ("X-CSRF-TOKEN", format!("token-of-{name}")),
        ];
        pairs.map(|(field, value)| (field.to_owned(), value)).to_vec()
    }

    fn call(session: call::Session, user: User) -> Call {
        Call { user, session, ..plain("getMe") }
    }

    /// Two users, each with a session that has begun, and a session of a case's own.
    fn begun() -> (Sessions, Session) {
        let (sessions, own) = (Sessions::new(Some(Account::new("b", "b"))), Session::new());
        for (user, name) in [(User::First, "first"), (User::Second, "second")] {
            let kept = call(call::Session::Kept, user);
            sessions.learn(&kept, Some(&own), &url(), &answered(name));
        }
        let of_own = call(call::Session::Own, User::First);
        sessions.learn(&of_own, Some(&own), &url(), &answered("own"));
        (sessions, own)
    }

    fn cookie(name: &str) -> (String, String) {
        ("Cookie".to_owned(), format!("JSESSIONID={name}"))
    }

    fn token(name: &str) -> (String, String) {
        (TOKEN.to_owned(), format!("token-of-{name}"))
    }

    #[test]
    fn each_session_brings_what_it_says() {
        let (sessions, own) = begun();
        let brings = |session| sessions.fields(&call(session, User::First), Some(&own), &url());
        let unknown = (TOKEN.to_owned(), UNKNOWN_TOKEN.to_owned());
        let unknown_cookie = ("Cookie".to_owned(), UNKNOWN_COOKIE.to_owned());
        for (session, expected) in [
            (call::Session::Kept, vec![cookie("first"), token("first")]),
            (call::Session::CookiesAlone, vec![cookie("first"), token("first")]),
            (call::Session::Own, vec![cookie("own"), token("own")]),
            (call::Session::WithoutToken, vec![cookie("first")]),
            (call::Session::UnknownToken, vec![cookie("first"), unknown]),
            (call::Session::TokenOfOwn, vec![cookie("first"), token("own")]),
            (call::Session::WithoutCookies, vec![token("first")]),
            (call::Session::UnknownCookie, vec![unknown_cookie]),
            (call::Session::None, vec![]),
        ] {
            assert_eq!(brings(session), expected, "{session:?}");
        }
    }

    #[test]
    fn each_user_has_a_session_and_nobody_has_anothers() {
        let (sessions, own) = begun();
        let brings = |sessions: &Sessions, session, user| {
            sessions.fields(&call(session, user), Some(&own), &url())
        };
        let second = brings(&sessions, call::Session::Kept, User::Second);
        assert_eq!(second, [cookie("second"), token("second")]);
        let alone = Sessions::new(None);
        assert_eq!(brings(&alone, call::Session::Kept, User::Second), [], "there is none");
        assert_eq!(brings(&alone, call::Session::Kept, User::First), [], "it has not begun");
        let made_up = brings(&alone, call::Session::UnknownToken, User::First);
        assert_eq!(made_up, [("X-CSRF-TOKEN".to_owned(), UNKNOWN_TOKEN.to_owned())]);
        let without = alone.fields(&call(call::Session::Own, User::First), None, &url());
        assert_eq!(without, []);
    }

    #[test]
    fn only_lawful_requests_teach_anything() {
        let (sessions, own) = begun();
        let teach = |session, credentials| {
            let call = Call { credentials, ..call(session, User::First) };
            sessions.learn(&call, Some(&own), &url(), &answered("stranger"));
        };
        teach(call::Session::Kept, Credentials::WrongPassword);
        for session in [
            call::Session::CookiesAlone,
            call::Session::WithoutToken,
            call::Session::UnknownToken,
            call::Session::TokenOfOwn,
            call::Session::WithoutCookies,
            call::Session::UnknownCookie,
            call::Session::None,
        ] {
            teach(session, Credentials::Right);
        }
        let mut secrets = sessions.secrets(Some(&own));
        secrets.sort();
        assert_eq!(secrets, ["first", "own", "second"]);
        teach(call::Session::Kept, Credentials::Right);
        assert!(sessions.secrets(None).contains(&"stranger".to_owned()));
    }
}
