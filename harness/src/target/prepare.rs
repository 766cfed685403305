//! A call and a world, put together: the request that goes out.

use std::borrow::Cow;

use rollcall_spec::value::{FormEncoder, path_segment};

use super::{Account, Address};
use crate::api::Dialect;
use crate::record::{Body, Call, Place, Request, World};

/// A request ready to be sent. Its `Debug` shows what may be recorded.
#[derive(Clone)]
pub struct Prepared {
    /// The method token.
    pub method: String,
    /// Path and query, encoded: the request target.
    pub target: String,
    /// Header fields, but for `Host` and `Content-Length`.
    pub headers: Vec<(String, String)>,
    /// The content; none where no content is sent.
    pub body: Option<Vec<u8>>,
    /// The same as it may be recorded.
    pub record: Request,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prepared").field("record", &self.record).finish_non_exhaustive()
    }
}

/// Puts a call and a world together; none where the world lacks what the call names. `session` are the fields by which the
/// request says in which session it comes.
pub fn prepare(
    dialect: &Dialect,
    address: &Address,
    account: &Account,
    session: &[(String, String)],
    call: &Call,
    world: &World,
) -> Option<Prepared> {
    let route = dialect.api.route(&call.operation)?;
    let mut path = String::new();
    for segment in route.template.split('/').skip(1) {
        path.push('/');
        match segment.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((name, suffix)) => {
                let place = call.path.get(name)?;
                let value = world.value(place)?;
                match place {
                    Place::Encoded(_) => path.push_str(&value),
                    _ => path.push_str(&path_segment(&value)),
                }
                path.push_str(suffix);
            }
            None => path.push_str(segment),
        }
    }
    let mut target = format!("{}{path}", address.base_path());
    if !call.query.is_empty() {
        target.push('?');
        target.push_str(&encode(&call.query, world)?);
    }
    let method = call.method.clone().unwrap_or_else(|| route.method.to_string());
    let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
    let (media_type, body) = content(call, world)?;
    headers.extend(media_type.map(|own| ("Content-Type".to_owned(), own)));
    let mut recorded = headers.clone();
    if let Some(value) = account.authorization(call.credentials) {
        headers.push(("Authorization".to_owned(), value));
        recorded.push(("Authorization".to_owned(), format!("[{}]", call.credentials.words())));
    }
    for (name, value) in session {
        headers.push((name.clone(), value.clone()));
        // Another one each time, and of no use to anybody who reads a report.
        let is_cookie = name.eq_ignore_ascii_case("cookie");
        let shown = if is_cookie { call.session.words() } else { "token" };
        recorded.push((name.clone(), format!("[{shown}]")));
    }
    let record = Request {
        method: method.clone(),
        url: format!("{}{target}", address.origin()),
        origin: address.origin().to_owned(),
        headers: recorded,
        body: body.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
    };
    Some(Prepared { method, target, headers, body, record })
}

/// The media type and the content of a call; none where the world lacks what the content names.
fn content(call: &Call, world: &World) -> Option<(Option<String>, Option<Vec<u8>>)> {
    Some(match &call.body {
        Body::None => (None, None),
        Body::Form(fields) => {
            let form = FormEncoder::MEDIA_TYPE.to_owned();
            (Some(form), Some(encode(fields, world)?.into_bytes()))
        }
        Body::Json(json) => {
            let value = json.value(&|place| world.value(place).map(Cow::into_owned))?;
            (Some("application/json".to_owned()), Some(value.to_string().into_bytes()))
        }
        Body::Raw { media_type, text } => (media_type.clone(), Some(text.clone().into_bytes())),
    })
}

fn encode(pairs: &[(String, Place)], world: &World) -> Option<String> {
    let mut encoder = FormEncoder::new();
    for (name, place) in pairs {
        encoder.pair(name, &world.value(place)?);
    }
    Some(encoder.finish())
}
