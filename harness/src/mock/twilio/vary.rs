//! Lawful variations that only this dialect allows: what may be absent, null, or said besides.

use serde_json::{Map, Value, json};

use crate::mock::laml::server::Server;
use crate::mock::reply::Subject;

/// Statuses that a call goes through by itself.
const STATUSES: [&str; 3] = ["ringing", "connecting", "connected"];

/// How many participants are shown until they are in the next status.
const EVERY: u64 = 200;

/// Says an answer in another lawful way.
pub(super) fn vary(server: &Server, subject: Subject, content: &mut Value) {
    let Some(own) = content.as_object_mut() else { return };
    match subject {
        Subject::Retrieved | Subject::Updated | Subject::Created => vary_participant(server, own),
        Subject::Page => vary_page(server, own),
        Subject::Conference => {
            if server.variations.extra_members {
                own.insert("bridge".to_owned(), json!({ "id": null }));
            }
        }
        Subject::Refused => vary_refusal(server, own),
        Subject::Removed | Subject::Own | Subject::Aside => {}
    }
}

fn vary_participant(server: &Server, own: &mut Map<String, Value>) {
    let variations = &server.variations;
    if variations.coaching_call_sid
        && let Some(sid) = own.shift_remove("call_sid_to_coach")
    {
        own.insert("coaching_call_sid".to_owned(), sid);
    }
    if variations.label_absent || variations.unlabelled {
        own.shift_remove("label");
    }
    if variations.nulls_absent {
        own.retain(|_, value| !value.is_null());
    }
    if variations.nulls {
        for name in ["uri", "start_conference_on_enter"] {
            own.insert(name.to_owned(), Value::Null);
        }
    }
    if variations.extra_members {
        own.insert("api_version".to_owned(), json!("2010-04-01"));
        own.insert("queue_time".to_owned(), json!("0"));
    }
    if variations.status_moves {
        let turn = usize::try_from(server.counts.tick() / EVERY).unwrap_or_default();
        own.insert("status".to_owned(), json!(STATUSES[turn % STATUSES.len()]));
    }
}

fn vary_page(server: &Server, page: &mut Map<String, Value>) {
    for own in page.get_mut("participants").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(own) = own.as_object_mut() {
            vary_participant(server, own);
        }
    }
}

fn vary_refusal(server: &Server, own: &mut Map<String, Value>) {
    let variations = &server.variations;
    if variations.detail_empty && own.contains_key("detail") {
        own.insert("detail".to_owned(), json!(""));
    }
    if variations.detail_absent {
        own.shift_remove("detail");
    }
    if variations.other_codes {
        own.insert("code".to_owned(), json!(4_000_000_000_u64));
    }
}
