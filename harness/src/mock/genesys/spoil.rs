//! Faults of the finished answer: what it shows, how it refuses, and its bytes.

use axum::http::{HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};

use super::Server;
use super::answer::{About, Answer};
use super::refusal::code;
use crate::mock::fault::Defect;
use crate::mock::reply::Reply;
use crate::mock::serve::Call;
use crate::mock::wire::Edits;
use crate::mock::{auth, misframe};

/// Changes what an answer says.
pub(super) fn answer(server: &Server, call: &Call, answer: &mut Answer) {
    if server.faults.is_empty() {
        return;
    }
    match answer.about {
        About::Call => spoil_call(server, &mut answer.body["call"]),
        About::Operated => spoil_operated(server, answer),
        About::Refused => {
            spoil_code(server, answer);
            spoil_message(server, call, answer);
        }
        About::Me | About::Calls | About::Messages => {}
    }
}

fn spoil_call(server: &Server, shown: &mut Value) {
    let has = |defect| server.faults.has(defect);
    if has(Defect::AnotherCallInAnswer) {
        shown["id"] = json!("01ANOTHERCALL00000000000000000000");
    }
    if has(Defect::MemberWrongType) {
        shown["mute"] = json!(false);
    }
    if has(Defect::DurationIsNumber) {
        let seconds = shown["duration"].as_str().and_then(|text| text.parse::<u64>().ok());
        shown["duration"] = json!(seconds);
    }
}

fn spoil_operated(server: &Server, answer: &mut Answer) {
    if server.faults.has(Defect::OperationIs202) {
        answer.status = StatusCode::ACCEPTED;
    }
    if server.faults.has(Defect::CodeWithFraction) {
        answer.body["statusCode"] = json!(0.0);
    }
}

/// The code of a refusal, and what else stands beside its message.
fn spoil_code(server: &Server, answer: &mut Answer) {
    let has = |defect| server.faults.has(defect);
    let found = answer.body["statusCode"].as_i64().unwrap_or_default();
    let mut set = |number: i64| answer.body["statusCode"] = json!(number);
    match (found, answer.status) {
        (code::MISSING_PARAMETER, _) if has(Defect::MissingParameterIs4) => set(code::INTERNAL),
        (code::NOT_FOUND, StatusCode::OK) if has(Defect::UnknownCallIs1) => {
            set(code::MISSING_PARAMETER);
        }
        (code::NOT_FOUND, StatusCode::OK) if has(Defect::NotFoundWithCodeZero) => {
            set(0);
            answer.status = StatusCode::NOT_FOUND;
        }
        (code::FORBIDDEN, StatusCode::FORBIDDEN) if has(Defect::TokenRefusalWithCodeZero) => set(0),
        (_, StatusCode::UNAUTHORIZED) if has(Defect::UnauthenticatedIs6) => set(code::NOT_FOUND),
        _ => {}
    }
    if has(Defect::CodeIsText) {
        answer.body["statusCode"] = json!(answer.body["statusCode"].to_string());
    }
    if let Some(members) = answer.body.as_object_mut() {
        if has(Defect::RefusalWithoutCode) {
            members.shift_remove("statusCode");
        }
        if has(Defect::MessageMissing) {
            members.shift_remove("statusMessage");
        }
        if has(Defect::RefusalWithMore) {
            members.insert("uris".to_owned(), json!([]));
        }
    }
}

/// The message of a refusal, and the challenge that goes with it.
fn spoil_message(server: &Server, call: &Call, answer: &mut Answer) {
    let has = |defect| server.faults.has(defect);
    if let Some(Value::String(message)) = answer.body.get_mut("statusMessage") {
        if has(Defect::ErrorMessageEmpty) {
            message.clear();
        }
        if has(Defect::ErrorWithStackTrace) {
            message.push_str("\njava.lang.IllegalStateException\n\tat com.example.voice.CallController.handle(CallController.java:142)\n\tat java.base/java.lang.Thread.run(Thread.java:840)");
        }
        if has(Defect::ErrorEchoesCredentials)
            && let Some((field, decoded)) = auth::claimed(&call.headers)
        {
            *message = format!("{message} (Authorization: {field}; {decoded})");
        }
        if has(Defect::ErrorEchoesSession)
            && let Some(cookies) = call.headers.get(header::COOKIE)
        {
            let cookies = String::from_utf8_lossy(cookies.as_bytes());
            *message = format!("{message} (Cookie: {cookies})");
        }
    }
    if has(Defect::ChallengeMissing) {
        answer.fields.retain(|(name, _)| name != header::WWW_AUTHENTICATE);
    }
    if has(Defect::ChallengeWithoutRealm) {
        for (_, value) in
            answer.fields.iter_mut().filter(|(name, _)| name == header::WWW_AUTHENTICATE)
        {
            *value = HeaderValue::from_static("Basic");
        }
    }
}

/// Changes the text of an answer and its bytes.
pub(super) fn reply(server: &Server, call: &Call, about: About, reply: &mut Reply) {
    if server.faults.is_empty() {
        return;
    }
    let has = |defect| server.faults.has(defect);
    if about == About::Call {
        if has(Defect::DuplicateJsonKey)
            && let Some(at) = reply.body.windows(7).position(|seven| seven == b"\"mute\":")
        {
            reply.body.splice(at..at, b"\"mute\":\"On\",".iter().copied());
        }
        if has(Defect::TrailingBytesAfterJson) {
            reply.body.extend_from_slice(b"\n<!-- 1 -->");
        }
        if has(Defect::MediaTypeText) {
            reply.media_type = Some(HeaderValue::from_static("text/plain"));
        }
    }
    if about == About::Refused {
        if has(Defect::ErrorIsHtml) && reply.status == StatusCode::OK {
            reply.body = b"<html><body><h1>That did not work</h1></body></html>\n".to_vec();
            reply.media_type = Some(HeaderValue::from_static("text/html"));
        }
        if reply.status == StatusCode::METHOD_NOT_ALLOWED {
            if has(Defect::MethodNotAllowedWithoutAllow) {
                reply.drop_header(&header::ALLOW);
            }
            reply.withheld = has(Defect::MethodNotAllowedNeverAnswered);
        }
    }
    misframe(server, call, about, reply);
}

/// Notes what is to happen to an answer on the wire.
fn misframe(server: &Server, call: &Call, about: About, reply: &mut Reply) {
    let mut edits = Edits::default();
    if call.method == Method::HEAD {
        misframe::head(&server.faults, reply, &mut edits);
    } else if about == About::Call {
        misframe::single(&server.faults, reply, &mut edits);
        misframe::line_ends(&server.faults, reply, &mut edits);
    } else if about == About::Calls {
        if server.faults.has(Defect::ConnectionDropped) && call.query.is_some() {
            edits.cut = Some("HTTP/1.1 200 OK\r\nx-csrf".len());
        }
        if server.faults.has(Defect::StatusLineGarbled) && call.query.is_none() {
            edits.status_line = Some("/api/v2 200".to_owned());
        }
    } else if about == About::Operated && server.faults.has(Defect::BytesAfterOperation) {
        // In chunks, so that no length says where they would belong.
        edits.without.push("content-length");
        edits.lines.push("transfer-encoding: chunked".to_owned());
        edits.before = format!("{:x}\r\n", reply.body.len()).into_bytes();
        edits.after = b"\r\n0\r\n\r\n{}".to_vec();
    }
    if edits != Edits::default() {
        reply.edits = Some(Box::new(edits));
    }
}
