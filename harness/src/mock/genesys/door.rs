//! Who is let in: credentials begin a session, its cookie keeps it, and its token says that the request is meant.

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use uuid::Uuid;

use super::answer::Answer;
use super::refusal::Refusal;
use super::session::Session;
use super::{Resource, Server, operate};
use crate::mock::auth;
use crate::mock::fault::{Active, Defect};
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

/// Whether a request only looks.
fn reads(call: &Call) -> bool {
    matches!(call.method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether requests of this server are protected by tokens.
fn protects(server: &Server) -> bool {
    !server.variations.genesys.unprotected && !server.faults.has(Defect::SessionCookieNotSet)
}

/// Whether a request needs a token.
fn demands(server: &Server, call: &Call) -> bool {
    let messages = matches!(Resource::find(&call.path), Some(Resource::Notifications));
    let exempt = messages && server.variations.genesys.token_not_for_messages;
    protects(server) && !reads(call) && !exempt && !server.faults.has(Defect::TokenNotDemanded)
}

/// Lets somebody in, or says why not.
pub(super) fn enter(server: &Server, call: &Call) -> Result<Entry, Refusal> {
    let claims = call.headers.contains_key(header::AUTHORIZATION);
    let known = known(server, call);
    if !claims && known.is_none() {
        return stranger(server, call);
    }
    // Credentials that come along are looked at, whatever the cookie says.
    let user = if claims { Some(authenticate(server, call)?) } else { None };
    if user.is_none() && server.faults.has(Defect::SessionNotEnough) {
        return Err(Refusal::unauthenticated(server));
    }
    let session = known.filter(|session| user.is_none_or(|user| user == session.user));
    if demands(server, call) && !brings_token(server, call, session, user.is_some()) {
        if server.faults.has(Defect::RefusedForTokenRemovesAnyway)
            && let Some(user) = session.map(|session| session.user).or(user)
        {
            operate::remove_anyway(server, user, call);
        }
        return Err(Refusal::token());
    }
    if let Some(session) = session {
        return Ok(Entry { user: session.user, token: session.token, cookie: None });
    }
    let user = user.ok_or_else(|| Refusal::unauthenticated(server))?;
    Ok(begin(server, user))
}

fn begin(server: &Server, user: usize) -> Entry {
    let (cookie, session) = server.sessions().begin(user);
    Entry { user, token: session.token, cookie: Some(cookie) }
}

/// The session of the request's cookie. Hook of the faults that know too many, or none.
fn known(server: &Server, call: &Call) -> Option<Session> {
    let cookie = cookie(&call.headers, SESSION)?;
    let mut sessions = server.sessions();
    let found = sessions.find(&cookie);
    if server.faults.has(Defect::AnySessionWillDo) {
        return Some(found.unwrap_or_else(|| sessions.begin_as(&cookie, 0)));
    }
    found
}

/// Somebody without credentials and without a session. Hook of the faults that mind neither.
fn stranger(server: &Server, call: &Call) -> Result<Entry, Refusal> {
    let messages = matches!(Resource::find(&call.path), Some(Resource::Notifications));
    let everybody = messages && server.faults.has(Defect::HandshakeForEverybody);
    if everybody || reads(call) && server.faults.has(Defect::NobodyIsLetIn) {
        return Ok(begin(server, 0));
    }
    // Who brings a token has been here, and left the cookie at home.
    if demands(server, call) && call.headers.contains_key(TOKEN) {
        return Err(Refusal::token());
    }
    Err(Refusal::unauthenticated(server))
}

/// Whether the request brings the token of its session. Hook of the faults that take another one.
fn brings_token(
    server: &Server,
    call: &Call,
    session: Option<Session>,
    has_credentials: bool,
) -> bool {
    let has = |defect| server.faults.has(defect);
    let sent = call.headers.get(TOKEN).and_then(|value| value.to_str().ok());
    let Some(sent) = sent else { return false };
    let read = Uuid::try_parse(sent).ok();
    let is_known = || read.is_some_and(|token| server.sessions().know(token));
    match session {
        Some(session) => {
            sent == written(server, session.token)
                || has(Defect::AnyTokenWillDo)
                || has(Defect::TokenOfAnotherTaken) && is_known()
                || read.is_some_and(|token| server.sessions().gave(token, session))
        }
        None => has_credentials && has(Defect::TokenWithoutCookieTaken) && is_known(),
    }
}

/// A token as it travels. Hook of the fault that writes it in another way.
fn written(server: &Server, token: Uuid) -> String {
    if server.faults.has(Defect::TokenIsNoUuid) {
        return format!("t-{}", token.simple());
    }
    token.to_string()
}

/// The user whose credentials a request carries. Where a faulty server takes any, those of a user still mean that user.
fn authenticate(server: &Server, call: &Call) -> Result<usize, Refusal> {
    let [first, second] = &server.users;
    let logins = [&first.login, &second.login];
    let login = auth::authenticate(&call.headers, logins, &Active::default(), false)
        .or_else(|_| auth::authenticate(&call.headers, logins, &server.faults, false))
        .map_err(|_| Refusal::unauthenticated(server))?;
    Ok(usize::from(login.username == second.login.username))
}

/// Puts on an answer what belongs to the session: its cookie, and its token where it was asked for by GET.
pub(super) fn stamp(server: &Server, call: &Call, entry: &Entry, answer: &mut Answer) {
    answer.fields.extend(fields(server, call, entry));
}

/// The fields of that.
pub(super) fn fields(
    server: &Server,
    call: &Call,
    entry: &Entry,
) -> Vec<(HeaderName, HeaderValue)> {
    let mut fields = Vec::new();
    let has = |defect| server.faults.has(defect);
    if let Some(cookie) = entry.cookie.as_ref().filter(|_| !has(Defect::SessionCookieNotSet)) {
        fields.extend(cookie_field(SESSION, cookie));
        if server.variations.genesys.balanced {
            fields.extend(cookie_field("AWSELB", "7F3A21C40E"));
        }
    }
    if !matches!(call.method, Method::GET | Method::HEAD) || !protects(server) {
        return fields;
    }
    let single = matches!(Resource::find(&call.path), Some(Resource::Call(_)));
    if single && has(Defect::TokenNotAlwaysGiven) {
        return fields;
    }
    if !(single && has(Defect::TokenFieldUnnamed)) {
        fields.push((TOKEN_NAMED, HeaderValue::from_static("X-CSRF-TOKEN")));
    }
    let changes = has(Defect::TokenChanges);
    let token = if changes { server.sessions().give_another(entry.token) } else { entry.token };
    // A UUID is ASCII.
    let token = HeaderValue::try_from(written(server, token));
    fields.extend(token.map(|token| (TOKEN, token)));
    fields
}

/// Has the client keep a cookie.
pub(super) fn set_cookie(answer: &mut Answer, name: &str, value: &str) {
    answer.fields.extend(cookie_field(name, value));
}

fn cookie_field(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    let field = HeaderValue::try_from(format!("{name}={value}; Path=/; HttpOnly"));
    field.ok().map(|field| (header::SET_COOKIE, field))
}
