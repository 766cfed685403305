//! Lawful variations of calls and of the finished answer.

use axum::http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::Server;
use super::answer::{About, Answer};
use super::refusal::code;
use crate::mock::reply::Reply;

/// The media type with a parameter that JSON does not need, but many servers send.
const JSON_UTF8: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const HTML: HeaderValue = HeaderValue::from_static("text/html;charset=utf-8");

/// Shows a call in another lawful way.
pub(super) fn call(server: &Server, call: &mut Value) {
    if server.variations.genesys.participants_as_texts {
        let objects = call["participants"].as_array().cloned().unwrap_or_default();
        call["participants"] = objects.iter().map(|own| own["digits"].clone()).collect();
        let info = objects.into_iter().map(|mut own| {
            if let Some(members) = own.as_object_mut() {
                members.shift_remove("phoneNumber");
            }
            own
        });
        call["participantsInfo"] = info.collect();
    }
    if server.variations.extra_members {
        call["userData"] = json!({ "CaseId": "42", "Languages": ["de", "fr"] });
        call["recordingState"] = json!("Stopped");
        call["previousConnId"] = Value::Null;
        call["dnisInfo"] = json!({ "trunk": 7 });
    }
}

/// Tells something in another lawful way.
pub(super) fn told(server: &Server, data: &mut Value) {
    if server.variations.extra_members {
        data["metrics"] = json!({ "eventProcessing": { "nodeProcessingTimeNanos": 91_422 } });
        data["sequence"] = Value::Null;
    }
}

/// Says a refusal in another lawful way.
pub(super) fn answer(server: &Server, answer: &mut Answer) {
    if answer.about != About::Refused {
        return;
    }
    if server.variations.other_codes {
        let other = match answer.body["statusCode"].as_i64() {
            Some(code::INVALID_IN_STATE) => Some(23),
            Some(code::FORBIDDEN) => Some(31),
            Some(code::INVALID_INPUT) => Some(40),
            _ => None,
        };
        if let Some(other) = other {
            answer.body["statusCode"] = json!(other);
        }
    }
    if server.variations.other_wording {
        answer.body["statusMessage"] = json!("Das geht so nicht.");
    }
}

/// Sends an answer in another lawful way: with more said of its media type, or as whatever the server runs in would.
pub(super) fn reply(server: &Server, about: About, reply: &mut Reply) {
    if server.variations.charset && reply.media_type.is_some() {
        reply.media_type = Some(JSON_UTF8);
    }
    if !server.variations.genesys.container_errors || about != About::Refused {
        return;
    }
    match reply.status {
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            reply.body = Vec::new();
            reply.media_type = None;
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
            let status = reply.status;
            let page = format!("<html><head><title>{status}</title></head><body/></html>\n");
            reply.body = page.into_bytes();
            reply.media_type = Some(HTML);
        }
        _ => {}
    }
}
