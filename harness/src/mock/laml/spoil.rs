//! Faults of the finished answer: its members and its refusals.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use super::dialect::Kind;
use super::{misframe, past};
use crate::mock::auth;
use crate::mock::fault::Defect;
use crate::mock::ids::digest;
use crate::mock::laml::server::Server;
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;

/// Spoils an answer as the server's faults demand.
pub(super) fn spoil(server: &Server, call: &Call, reply: &mut Reply) {
    match reply.subject {
        Subject::Retrieved | Subject::Updated | Subject::Page => {
            spoil_participants(server, reply);
            spoil_text(server, reply);
        }
        Subject::Refused => {
            spoil_refusal(server, call, reply);
            spoil_headers(server, reply);
        }
        Subject::Created
        | Subject::Conference
        | Subject::Removed
        | Subject::Own
        | Subject::Aside => {}
    }
    if reply.subject == Subject::Retrieved {
        reply.delay = past::delay(server);
    }
    (server.dialect.hooks.spoil)(server, call, reply);
    misframe::misframe(server, call, reply);
}

/// Changes each participant of the content.
fn spoil_participants(server: &Server, reply: &mut Reply) {
    let single = reply.subject != Subject::Page;
    let Ok(mut content) = serde_json::from_slice::<Value>(&reply.body) else { return };
    let before = content.clone();
    match content.get_mut("participants").and_then(Value::as_array_mut) {
        Some(participants) => {
            for participant in participants {
                spoil_participant(server, participant, single);
            }
        }
        None => spoil_participant(server, &mut content, single),
    }
    if server.faults.has(Defect::IntegerWithFraction)
        && let Some(size) = content.get_mut("page_size")
    {
        *size = json!(size.as_f64());
    }
    if content != before {
        reply.body = content.to_string().into_bytes();
    }
}

fn spoil_participant(server: &Server, participant: &mut Value, single: bool) {
    let has = |defect| server.faults.has(defect);
    let Some(members) = participant.as_object_mut() else { return };
    if has(Defect::MemberMissing) {
        members.shift_remove("date_updated");
    }
    if has(Defect::MemberExtra) {
        members.insert("queue_time".to_owned(), json!("0"));
    }
    if has(Defect::MemberWrongType) {
        let muted = members.get("muted").map(Value::to_string);
        members.insert("muted".to_owned(), json!(muted));
    }
    if has(Defect::StatusOutsideEnum) {
        let word = if server.dialect.id == "signalwire" { "complete" } else { "completed" };
        members.insert("status".to_owned(), json!(word));
    }
    if has(Defect::WrongAccountInUri) {
        let uri = members.get("uri").and_then(Value::as_str).unwrap_or_default();
        let uri = uri.replace(&server.primary.account, &server.other.account);
        members.insert("uri".to_owned(), json!(uri));
    }
    if has(Defect::WrongCallSidInAnswer) && single {
        let stranger = uuid::Builder::from_random_bytes(digest(server.seed, &[1]).to_be_bytes());
        members.insert(
            "call_sid".to_owned(),
            json!((server.dialect.ids.show)(Kind::Call, stranger.into_uuid())),
        );
    }
}

/// Changes the JSON text, its media type or its status.
fn spoil_text(server: &Server, reply: &mut Reply) {
    let has = |defect| server.faults.has(defect);
    if has(Defect::DuplicateJsonKey)
        && let Some(at) = reply.body.windows(8).position(|eight| eight == b"\"muted\":")
    {
        let again = b"\"muted\":false,";
        reply.body.splice(at..at, again.iter().copied());
    }
    if has(Defect::TrailingBytesAfterJson) {
        reply.body.extend_from_slice(b"\n<!-- 1 -->");
    }
    if has(Defect::MediaTypeText) {
        reply.media_type = Some(HeaderValue::from_static("text/plain"));
    }
    if has(Defect::CreatedInsteadOfOk) && reply.subject == Subject::Updated {
        reply.status = StatusCode::CREATED;
    }
}

/// Changes the four members of a refusal, or its form.
fn spoil_refusal(server: &Server, call: &Call, reply: &mut Reply) {
    let has = |defect| server.faults.has(defect);
    if has(Defect::BadInputIs409) && reply.status.as_u16() == server.bad_input() {
        reply.status = StatusCode::CONFLICT;
    }
    let Ok(Value::Object(mut members)) = serde_json::from_slice(&reply.body) else { return };
    let message = members.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
    members.insert("status".to_owned(), json!(reply.status.as_u16()));
    if has(Defect::ErrorStatusLies) {
        members.insert("status".to_owned(), json!(200));
    }
    if has(Defect::ErrorWithoutMoreInfo) {
        members.shift_remove("more_info");
    }
    if has(Defect::ErrorMessageEmpty) {
        members.insert("message".to_owned(), json!(""));
    }
    if has(Defect::ErrorCodeIsString) {
        let code = members.get("code").map(Value::to_string);
        members.insert("code".to_owned(), json!(code));
    }
    if has(Defect::ErrorWithStackTrace) {
        let trace = "\nTraceback (most recent call last):\n  File \"/srv/app/participants.py\", line 72, in handle\n    raise Refused(code)\napp.errors.Refused";
        members.insert("message".to_owned(), json!(format!("{message}{trace}")));
    }
    if has(Defect::ErrorEchoesCredentials)
        && let Some((field, decoded)) = auth::claimed(&call.headers)
    {
        let echo = format!("{message} (Authorization: {field}; {decoded})");
        members.insert("message".to_owned(), json!(echo));
    }
    reply.body = Value::Object(members).to_string().into_bytes();
    if has(Defect::ErrorIsHtml) {
        let status = reply.status;
        reply.body =
            format!("<html><head><title>{status}</title></head><body>{message}</body></html>\n")
                .into_bytes();
        reply.media_type = Some(HeaderValue::from_static("text/html"));
    }
    if has(Defect::ErrorOn404IsText) && reply.status == StatusCode::NOT_FOUND {
        reply.body = message.into_bytes();
        reply.media_type = Some(HeaderValue::from_static("text/plain"));
    }
    if has(Defect::ErrorOn401IsEmpty) && reply.status == StatusCode::UNAUTHORIZED {
        reply.body = Vec::new();
        reply.media_type = None;
    }
}

/// Changes the header fields of a refusal, or withholds it.
fn spoil_headers(server: &Server, reply: &mut Reply) {
    let has = |defect| server.faults.has(defect);
    if has(Defect::ChallengeMissing) {
        reply.drop_header(&header::WWW_AUTHENTICATE);
    }
    if has(Defect::ChallengeWithoutRealm) && reply.status == StatusCode::UNAUTHORIZED {
        reply.drop_header(&header::WWW_AUTHENTICATE);
        reply.headers.push((header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic")));
    }
    if reply.status == StatusCode::METHOD_NOT_ALLOWED {
        if has(Defect::MethodNotAllowedWithoutAllow) {
            reply.drop_header(&header::ALLOW);
        }
        reply.withheld = has(Defect::MethodNotAllowedNeverAnswered);
    }
}
