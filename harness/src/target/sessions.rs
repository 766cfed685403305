//! The sessions of a target's users, and what a request brings of them.

use std::sync::Arc;

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
    first: Arc<Session>,
    second: Option<(Account, Arc<Session>)>,
}

impl Sessions {
    pub(super) fn new(second: Option<Account>) -> Self {
        let second = second.map(|account| (account, Arc::default()));
        Self { first: Arc::default(), second }
    }

    /// Whether there is a second user.
    pub(super) fn second(&self) -> Option<&Account> {
        self.second.as_ref().map(|(account, _)| account)
    }

    fn kept(&self, user: User) -> Option<&Session> {
        match user {
            User::First => Some(&self.first),
            User::Second => self.second.as_ref().map(|(_, own)| own.as_ref()),
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
        let second = self.second.iter().map(|(_, session)| session.as_ref());
        let all = [self.first.as_ref()].into_iter().chain(second).chain(own);
        all.flat_map(Session::secrets).collect()
    }
}
