//! Faults of the finished answer: participants, pages and conferences that say something wrong, or say it wrongly.

use axum::http::{HeaderValue, StatusCode};
use rollcall_spec::value::Rfc2822;
use serde_json::{Map, Value, json};

use super::{Kind, prefix};
use crate::mock::fault::Defect;
use crate::mock::ids::read_sid;
use crate::mock::laml::server::Server;
use crate::mock::laml::vary::two_hours_east;
use crate::mock::pairs::read_segment;
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;

/// Spoils an answer as the faults of this dialect demand.
pub(super) fn spoil(server: &Server, call: &Call, reply: &mut Reply) {
    if let Ok(Value::Object(mut content)) = serde_json::from_slice::<Value>(&reply.body) {
        let before = content.clone();
        match reply.subject {
            Subject::Retrieved | Subject::Updated | Subject::Created => {
                spoil_participant(server, &mut content);
                echo_label(server, call, &mut content);
            }
            Subject::Page => spoil_page(server, &mut content),
            Subject::Conference => spoil_conference(server, &mut content),
            Subject::Refused => spoil_refusal(server, &mut content),
            Subject::Removed | Subject::Own | Subject::Aside => {}
        }
        if content != before {
            reply.body = Value::Object(content).to_string().into_bytes();
        }
    }
    if reply.subject == Subject::Retrieved && server.faults.has(Defect::XmlInsteadOfJson) {
        reply.body = xml(&reply.body);
        reply.media_type = Some(HeaderValue::from_static("application/xml"));
    }
    if reply.status == StatusCode::NOT_FOUND && server.faults.has(Defect::ErrorOn404IsEmpty) {
        reply.body = Vec::new();
        reply.media_type = None;
    }
}

fn spoil_participant(server: &Server, own: &mut Map<String, Value>) {
    let has = |defect| server.faults.has(defect);
    for name in ["date_created", "date_updated"] {
        if has(Defect::DatesAreIso) {
            change(own, name, |date| Some(date.parse::<Rfc2822>().ok()?.instant().to_string()));
        }
        if has(Defect::DatesInOtherZone) {
            change(own, name, two_hours_east);
        }
    }
    let mut set = |name: &str, value: Value| own.insert(name.to_owned(), value);
    if has(Defect::LabelIsNullText) {
        set("label", json!("null"));
    }
    if has(Defect::EndFlagNeverShown) {
        set("end_conference_on_exit", json!(false));
    }
    if has(Defect::StatusIsNull) {
        set("status", Value::Null);
    }
    if has(Defect::QueueTimeIsNumber) {
        set("queue_time", json!(0));
    }
    if has(Defect::StatusIsOnHold) && own.get("hold") == Some(&json!(true)) {
        own.insert("status".to_owned(), json!("on-hold"));
    }
    if has(Defect::StartFlagMissing) {
        own.shift_remove("start_conference_on_enter");
    }
    if has(Defect::UriLeadsToCalls) {
        change(own, "uri", |uri| {
            let (account, _) = uri.split_once("/Conferences/")?;
            Some(format!("{account}/Calls/{}", uri.rsplit_once('/')?.1))
        });
    }
    if has(Defect::SidInUpperCase) {
        change(own, "call_sid", |sid| Some(sid.to_uppercase()));
    }
    if has(Defect::SidWithoutPrefix) {
        change(own, "call_sid", |sid| Some(sid.get(2..)?.to_owned()));
    }
    if has(Defect::SidInsteadOfCallSid) {
        rename(own, "call_sid", "sid");
    }
}

/// Hook of the fault that gives back what it was asked for, whatever that names.
fn echo_label(server: &Server, call: &Call, own: &mut Map<String, Value>) {
    let last = call.path.rsplit('/').next().and_then(|raw| read_segment(raw).ok());
    let segment = last.unwrap_or_default();
    let segment = segment.strip_suffix(".json").unwrap_or(&segment);
    let label = own.get("label").and_then(Value::as_str) == Some(segment);
    let sid = read_sid(prefix(Kind::Call), segment).is_some();
    if server.faults.has(Defect::LabelEchoedAsCallSid) && label && !sid {
        own.insert("call_sid".to_owned(), json!(segment));
    }
}

fn spoil_page(server: &Server, page: &mut Map<String, Value>) {
    let has = |defect| server.faults.has(defect);
    for own in page.get_mut("participants").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(own) = own.as_object_mut() {
            spoil_participant(server, own);
        }
    }
    for name in ["start", "end"] {
        let Some(place) = page.get_mut(name) else { continue };
        if has(Defect::PlacesCountedFromOne) {
            *place = json!(place.as_u64().unwrap_or_default() + 1);
        }
        if has(Defect::EnvelopeNumbersAreText) {
            *place = json!(place.to_string());
        }
    }
    if has(Defect::EnvelopeWithExtraKey) {
        page.insert("account_sid".to_owned(), json!(server.primary.account));
    }
    if has(Defect::EnvelopeKeyCalls) {
        rename(page, "participants", "calls");
    }
}

fn spoil_conference(server: &Server, own: &mut Map<String, Value>) {
    let has = |defect| server.faults.has(defect);
    let over = own.get("status") == Some(&json!("completed"));
    let mut set = |name: &str, value: Value| own.insert(name.to_owned(), value);
    if over && has(Defect::EndedSaysInProgress) {
        set("status", json!("in-progress"));
    }
    if over && has(Defect::EndReasonWrong) || !over && has(Defect::EndReasonTooEarly) {
        set("reason_conference_ended", json!("last-participant-left"));
    }
}

fn spoil_refusal(server: &Server, own: &mut Map<String, Value>) {
    if server.faults.has(Defect::ErrorsInList) {
        let detail = own.get("message").cloned().unwrap_or_default();
        own.clear();
        own.insert("errors".to_owned(), json!([{ "detail": detail }]));
    }
}

/// Puts another text in the place of a member's text.
fn change(own: &mut Map<String, Value>, name: &str, other: impl Fn(&str) -> Option<String>) {
    if let Some(Value::String(text)) = own.get_mut(name)
        && let Some(changed) = other(text)
    {
        *text = changed;
    }
}

/// Gives a member another name.
fn rename(own: &mut Map<String, Value>, name: &str, other: &str) {
    if let Some(value) = own.shift_remove(name) {
        own.insert(other.to_owned(), value);
    }
}

/// A participant as the path without a suffix would show it, as far as anybody looks at it.
fn xml(json: &[u8]) -> Vec<u8> {
    let own: Map<String, Value> = serde_json::from_slice(json).unwrap_or_default();
    let element = |(name, value): (&String, &Value)| {
        let words = name.split('_').map(|word| match word.split_at_checked(1) {
            Some((first, rest)) => first.to_uppercase() + rest,
            None => String::new(),
        });
        let name = words.collect::<String>();
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!("<{name}>{text}</{name}>")
    };
    let elements = own.iter().map(element).collect::<String>();
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    format!("{head}<TwilioResponse><Participant>{elements}</Participant></TwilioResponse>")
        .into_bytes()
}
