//! Who is let in: credentials begin a session, its cookie keeps it, and its token says that the request is meant.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use uuid::Uuid;

use super::Server;
use super::answer::Answer;
use super::refusal::Refusal;
use crate::mock::auth;
use crate::mock::serve::Call;

/// The field that carries the token, and the one that says so.
const TOKEN: HeaderName = HeaderName::from_static("x-csrf-token");
const TOKEN_NAMED: HeaderName = HeaderName::from_static("x-csrf-header");

/// The cookie of a session.
const SESSION: &str = "JSESSIONID";

/// Somebody who was let in.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The place among the server's users.
    pub(super) user: usize,
    token: Uuid,
    /// The cookie, where it has to be set.
    cookie: Option<String>,
}

/// The value of a cookie.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let fields = headers.get_all(header::COOKIE).iter().filter_map(|field| field.to_str().ok());
    let pairs = fields.flat_map(|field| field.split(';')).filter_map(|pair| pair.split_once('='));
    let mut own = pairs.filter(|(own, _)| own.trim() == name);
    own.next().map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

/// Lets somebody in, or says why not.
pub(super) fn enter(server: &Server, call: &Call) -> Result<Entry, Refusal> {
    let claimed = call.headers.contains_key(header::AUTHORIZATION);
    let known = cookie(&call.headers, SESSION).and_then(|cookie| server.sessions().find(&cookie));
    let protects = !server.variations.genesys.unprotected;
    let changes = !matches!(call.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if !claimed && known.is_none() {
        // Who brings a token has been here, and left the cookie at home.
        if protects && changes && call.headers.contains_key(TOKEN) {
            return Err(Refusal::token());
        }
        return Err(Refusal::unauthenticated(server));
    }
    // Credentials that come along are looked at, whatever the cookie says.
    let user = if claimed { Some(authenticate(server, call)?) } else { None };
    let session = known.filter(|session| user.is_none_or(|user| user == session.user));
    if protects && changes {
        let sent = call.headers.get(TOKEN).and_then(|value| value.to_str().ok());
        let right = session.is_some_and(|session| sent == Some(session.token.to_string().as_str()));
        if !right {
            return Err(Refusal::token());
        }
    }
    if let Some(session) = session {
        return Ok(Entry { user: session.user, token: session.token, cookie: None });
    }
    let user = user.ok_or_else(|| Refusal::unauthenticated(server))?;
    let (cookie, session) = server.sessions().begin(user);
    Ok(Entry { user, token: session.token, cookie: Some(cookie) })
}

/// The user whose credentials a request carries.
fn authenticate(server: &Server, call: &Call) -> Result<usize, Refusal> {
    let [first, second] = &server.users;
    let logins = [&first.login, &second.login];
    let login = auth::authenticate(&call.headers, logins, &server.faults, false)
        .map_err(|_| Refusal::unauthenticated(server))?;
    Ok(usize::from(login.username == second.login.username))
}

/// Puts on an answer what belongs to the session: its cookie, and its token where it was asked for by GET.
pub(super) fn stamp(server: &Server, call: &Call, entry: &Entry, answer: &mut Answer) {
    if let Some(cookie) = &entry.cookie {
        set_cookie(answer, SESSION, cookie);
    }
    let reads = matches!(call.method, Method::GET | Method::HEAD);
    if reads && !server.variations.genesys.unprotected {
        answer.fields.push((TOKEN_NAMED, HeaderValue::from_static("X-CSRF-TOKEN")));
        // A UUID is ASCII.
        let token = HeaderValue::try_from(entry.token.to_string());
        answer.fields.extend(token.map(|token| (TOKEN, token)));
    }
}

/// Has the client keep a cookie.
pub(super) fn set_cookie(answer: &mut Answer, name: &str, value: &str) {
    let field = HeaderValue::try_from(format!("{name}={value}; Path=/; HttpOnly"));
    answer.fields.extend(field.map(|field| (header::SET_COOKIE, field)));
}
