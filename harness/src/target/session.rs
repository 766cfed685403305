//! One HTTP session of one user: its cookies, and the token that a GET gave.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cookie_store::{Cookie, CookieStore};
use url::Url;

/// The field that names the token's own field.
const TOKEN_FIELD: &str = "x-csrf-header";

/// The field with the token, and its own field where none is named.
const TOKEN: &str = "X-CSRF-TOKEN";

/// No answer may have the token written into one of these.
const NOT_A_TOKEN_FIELD: [&str; 9] = [
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// One HTTP session of one user. Its `Debug` shows no secret.
#[derive(Default)]
pub struct Session {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    cookies: CookieStore,
    /// The token's own field, and the token.
    token: Option<(String, String)>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner();
        f.debug_struct("Session")
            .field("cookies", &inner.cookies.iter_any().count())
            .field("has_token", &inner.token.is_some())
            .finish_non_exhaustive()
    }
}

impl Session {
    /// A session that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a request to the URL brings of the session: `Cookie`, and the token in its own field.
    pub fn fields(&self, url: &Url) -> Vec<(String, String)> {
        let cookie = self.cookie(url).map(|value| ("Cookie".to_owned(), value));
        cookie.into_iter().chain(self.token()).collect()
    }

    /// The value of the `Cookie` field of a request to the URL; none where there is no cookie for it.
    pub fn cookie(&self, url: &Url) -> Option<String> {
        let inner = self.inner();
        let mut cookies: Vec<&Cookie<'_>> = inner.cookies.matches(url);
        // The longer path goes first (RFC 6265, 5.4); the store has no order of its own.
        cookies.sort_by(|a, b| {
            let length = |own: &Cookie<'_>| String::from(&own.path).len();
            length(b).cmp(&length(a)).then_with(|| a.name().cmp(b.name()))
        });
        let pairs: Vec<String> =
            cookies.iter().map(|own| format!("{}={}", own.name(), own.value())).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The token's own field, and the token.
    pub fn token(&self) -> Option<(String, String)> {
        self.inner().token.clone()
    }

    /// Takes over what the fields of an answer from the URL say of the session: `Set-Cookie`, `X-CSRF-HEADER` and
    /// `X-CSRF-TOKEN`. What can't be sent back is left out.
    pub fn learn(&self, url: &Url, fields: &[(String, String)]) {
        let mut inner = self.inner();
        for (_, value) in fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        {
            // A cookie that is not meant for this URL, or is none, changes nothing.
            let _ = inner.cookies.parse(value, url);
        }
        if let Some(token) = token_of(fields) {
            inner.token = Some(token);
        }
    }

    /// What must never be recorded: the values of the cookies.
    pub fn secrets(&self) -> Vec<String> {
        let inner = self.inner();
        let mut secrets: Vec<String> =
            inner.cookies.iter_any().map(|own| own.value().to_owned()).collect();
        secrets.retain(|secret| !secret.is_empty());
        secrets.sort();
        secrets.dedup();
        secrets
    }

    /// What is of no use to a reader and not to be recorded either: the token.
    pub fn tokens(&self) -> Vec<String> {
        self.inner().token.iter().map(|(_, token)| token.clone()).collect()
    }

    /// Ends it: nothing of it is sent again.
    pub fn forget(&self) {
        *self.inner() = Inner::default();
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The token's own field and the token, as an answer gives them.
pub fn token_of(fields: &[(String, String)]) -> Option<(String, String)> {
    let value = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.trim())
    };
    let field = value(TOKEN_FIELD).unwrap_or(TOKEN);
    let token = value(TOKEN).or_else(|| value(field))?;
    let is_token_field = http::HeaderName::from_bytes(field.as_bytes()).is_ok()
        && !NOT_A_TOKEN_FIELD.iter().any(|one| one.eq_ignore_ascii_case(field));
    let is_visible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    (is_token_field && is_visible).then(|| (field.to_owned(), token.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(path: &str) -> Url {
        Url::parse("http://127.0.0.1:8080").unwrap().join(path).unwrap()
    }

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn cookies_are_kept_by_path_replaced_and_taken_back() {
        let session = Session::new();
        assert!(session.fields(&url("/api/v2/me")).is_empty());
        session.learn(
            &url("/api/v2/me"),
            &fields(&[
                ("Set-Cookie", "JSESSIONID=one; Path=/; HttpOnly"),
                ("set-cookie", "BAYEUX_BROWSER=two; Path=/api/v2"),
                ("set-cookie", "elsewhere=three; Path=/other"),
                ("set-cookie", "foreign=four; Domain=example.com"),
            ]),
        );
        let cookie = session.cookie(&url("/api/v2/notifications"));
        assert_eq!(cookie.as_deref(), Some("BAYEUX_BROWSER=two; JSESSIONID=one"));
        assert_eq!(session.secrets(), ["one", "three", "two"]);
        session.learn(&url("/"), &fields(&[("SET-COOKIE", "JSESSIONID=five; Path=/")]));
        assert_eq!(session.cookie(&url("/")).as_deref(), Some("JSESSIONID=five"));
        session.learn(&url("/"), &fields(&[("set-cookie", "JSESSIONID=; Path=/; Max-Age=0")]));
        assert_eq!(session.cookie(&url("/")), None);
        let elsewhere = Url::parse("http://localhost:8080/api/v2/me").unwrap();
        assert_eq!(session.cookie(&elsewhere), None, "another host");
    }

    #[test]
    fn the_token_goes_back_in_the_field_that_was_named() {
        let session = Session::new();
        for (given, expected) in [
            (&[("X-CSRF-TOKEN", "a")][..], ("X-CSRF-TOKEN", "a")),
            (&[("x-csrf-header", "X-XSRF"), ("x-csrf-token", "b")], ("X-XSRF", "b")),
            (&[("X-CSRF-HEADER", "X-XSRF"), ("x-xsrf", "c")], ("X-XSRF", "c")),
            // Nothing of this is a token that could be sent; the one before stays.
            (&[("X-CSRF-HEADER", "X-XSRF")], ("X-XSRF", "c")),
            (&[("X-CSRF-HEADER", "Authorization"), ("X-CSRF-TOKEN", "d")], ("X-XSRF", "c")),
            (&[("X-CSRF-HEADER", "a b"), ("X-CSRF-TOKEN", "d")], ("X-XSRF", "c")),
            (&[("X-CSRF-TOKEN", "d e")], ("X-XSRF", "c")),
        ] {
            session.learn(&url("/"), &fields(given));
            let expected = (expected.0.to_owned(), expected.1.to_owned());
            assert_eq!(session.token(), Some(expected.clone()), "{given:?}");
            assert_eq!(session.fields(&url("/")), [expected]);
        }
        session.forget();
        assert_eq!(session.token(), None);
    }

    #[test]
    fn debug_shows_no_secret() {
        let session = Session::new();
        let given = [("set-cookie", "JSESSIONID=hunter2"), ("X-CSRF-TOKEN", "swordfish")];
        session.learn(&url("/"), &fields(&given));
        let text = format!("{session:?}");
        assert!(!text.contains("hunter2") && !text.contains("swordfish"), "{text}");
    }
}
