//! The fields of forms and queries: how they are read, and what is refused.

use axum::http::header;
use url::Url;

use super::dialect::Reason;
use super::refusal::Refusal;
use crate::mock::fault::Defect;
use crate::mock::laml::server::Server;
use crate::mock::pairs::read_pairs;
use crate::mock::serve::Call;

/// The longest URL, in bytes, that a server with little room can hold.
const LONG_URL: usize = 2000;

/// The fields of the form, in the order of sending.
pub(in crate::mock) fn fields(
    server: &Server,
    call: &Call,
) -> Result<Vec<(String, String)>, Refusal> {
    let Some(body) = &call.body else {
        let message = "The body is too long, or broke off";
        return Err(Refusal::bad_input(server, Reason::InvalidArgument, message));
    };
    let essence = call
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match essence.as_deref() {
        Some("application/x-www-form-urlencoded") => read_pairs(body)
            .map_err(|malformed| Refusal::bad_input(server, Reason::Format, malformed.as_str())),
        Some("application/json") if server.variations.lenient => json_fields(server, body),
        _ => Err(Refusal::wrong_media_type(server)),
    }
}

/// A JSON object taken for a form, as lenient servers do.
fn json_fields(server: &Server, body: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(body).map_err(|_| {
            let message = "The body is not a JSON object";
            Refusal::bad_input(server, Reason::Format, message)
        })?;
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(object.into_iter().map(|(name, value)| (name, text(value))).collect())
}

/// A boolean in any case, as clients of every age send it. Hook of the fault that reads anything.
pub(in crate::mock) fn boolean(server: &Server, name: &str, value: &str) -> Result<bool, Refusal> {
    if value.eq_ignore_ascii_case("true") {
        return Ok(true);
    }
    if value.eq_ignore_ascii_case("false") || server.faults.has(Defect::BadBooleanAccepted) {
        return Ok(false);
    }
    let message = format!("{name} must be true or false");
    Err(Refusal::bad_input(server, Reason::InvalidArgument, message))
}

/// A boolean that any word but true turns off. Hook of the faults that trip over such words.
pub(super) fn any_word(server: &Server, name: &str, value: &str) -> Result<bool, Refusal> {
    let known = ["true", "false"].into_iter().any(|word| value.eq_ignore_ascii_case(word));
    let has = |defect| !known && server.faults.has(defect);
    if has(Defect::MutedWordIs500) {
        return Err(Refusal::internal());
    }
    if has(Defect::MutedWordRefused) {
        return boolean(server, name, value);
    }
    Ok(value.eq_ignore_ascii_case("true") || has(Defect::MutedWordIsTrue))
}

pub(in crate::mock) fn method(server: &Server, name: &str, value: &str) -> Result<(), Refusal> {
    if matches!(value, "GET" | "POST") || server.faults.has(Defect::BadMethodEnumAccepted) {
        return Ok(());
    }
    let message = format!("{name} must be GET or POST");
    Err(Refusal::bad_input(server, Reason::CallbackMethod, message))
}

/// A URL that a telephony server can fetch: absolute, of the web, in the characters of RFC 3986.
pub(in crate::mock) fn absolute(server: &Server, name: &str, value: &str) -> Result<(), Refusal> {
    if value.len() > LONG_URL && server.faults.has(Defect::LongUrlIs500) {
        return Err(Refusal::internal());
    }
    let scheme = value.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let web = matches!(scheme.as_deref(), Some("http" | "https"));
    let spelt =
        value.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    let whole = web && spelt && Url::parse(value).is_ok_and(|url| url.has_host());
    if whole || server.faults.has(Defect::RelativeUrlAccepted) {
        return Ok(());
    }
    let message = format!("{name} must be an absolute URL of the scheme http or https");
    Err(Refusal::bad_input(server, Reason::Url, message))
}

/// The beginning of a name that a client chose, for a message.
pub(in crate::mock) fn excerpt(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(40).collect()
}
