//! What is committed is what the documents say: the emitted table is the one that is read at run time.

use std::fs;
use std::path::{Path, PathBuf};

use generated::{APIS, find};
use rollcall_codegen::{Source, read_api};

// By its path: the generator may not depend on what it generates.
#[path = "../../generated/src/lib.rs"]
#[allow(unused, unreachable_pub, reason = "machine-written, and used in part")]
mod generated;

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

fn source(id: &str, file: &str) -> Option<Source> {
    let text = fs::read_to_string(spec().join(id).join(file)).ok()?;
    Some(Source::new(format!("spec/{id}/{file}"), text))
}

#[test]
fn every_emitted_table_is_the_table_at_run_time() {
    for entry in APIS {
        let document = source(entry.id, "openapi.yaml").expect("a document");
        let overlay = source(entry.id, "overlay.yaml");
        let (api, _) =
            read_api(&document, overlay.as_ref()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(&api, entry.api, "help: run `cargo xtask gen`");
    }
}

#[test]
fn every_document_is_among_the_apis() {
    let mut ids: Vec<String> = fs::read_dir(spec())
        .expect("the folder of documents")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("openapi.yaml").is_file())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    ids.sort();
    let emitted: Vec<&str> = APIS.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, emitted, "help: run `cargo xtask gen`");
}

#[test]
fn requirements_are_sorted_and_their_ids_are_told_apart() {
    for entry in APIS {
        assert!(!entry.requirements.is_empty(), "{} has no requirements", entry.id);
        let ids: Vec<&str> = entry.requirements.iter().map(|one| one.id.as_ref()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }
}

#[test]
fn an_entry_decodes_by_operation_id() {
    let signalwire = find("signalwire").expect("the first api");
    assert_eq!((signalwire.decode)("delete_participant", 204, None, b""), Some(Ok(())));
    let outcome = (signalwire.decode)("retrieve_participant", 200, Some("application/json"), b"{}");
    assert!(matches!(outcome, Some(Err(reason)) if reason.contains("missing field")));
    assert_eq!((signalwire.decode)("nobody", 200, None, b""), None);
}

#[test]
fn the_participant_of_twilio_has_a_humane_name_and_its_own_nulls() {
    use generated::twilio::types::{Conference, ConferenceReasonConferenceEnded, Participant};
    use rollcall_spec::value::Maybe;
    let whole = serde_json::json!({
        "account_sid": "AC4b1e7d20f95c83a6041b2d3c5e6f7081", "call_sid": "CA0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        "label": null, "conference_sid": null, "date_created": "Mon, 24 Sep 2018 21:00:00 +0000",
        "date_updated": null, "end_conference_on_exit": false, "muted": true, "hold": false,
        "start_conference_on_enter": true, "status": "complete", "uri": "/a.json", "of_tomorrow": 1,
    });
    let read: Participant = serde_json::from_value(whole.clone()).expect("an open object");
    assert_eq!(
        (&read.label, &read.coaching, read.conference_sid),
        (&Maybe::Null, &Maybe::Absent, None)
    );
    for (member, value) in [("status", serde_json::Value::Null), ("call_sid", "CA1".into())] {
        let mut other = whole.clone();
        other[member] = value;
        assert!(serde_json::from_value::<Participant>(other).is_err(), "{member}");
    }
    let conference = |reason: &str| {
        let text = format!(
            r#"{{"account_sid": null, "date_created": null, "date_updated": null, "friendly_name": "a",
            "sid": null, "status": "in-progress", "uri": null, "reason_conference_ended": {reason}}}"#
        );
        serde_json::from_str::<Conference>(&text).expect("lawful").reason_conference_ended
    };
    assert_eq!(conference("null"), Maybe::Null, "a conference that goes on");
    let kicked = ConferenceReasonConferenceEnded::LastParticipantKicked;
    assert_eq!(conference("\"last-participant-kicked\""), Maybe::Value(kicked));
}

#[test]
fn a_request_to_twilio_is_written_as_its_clients_write_it() {
    use generated::twilio::operations::{DeleteParticipant, ListParticipant, UpdateParticipant};
    use generated::twilio::types::UpdateParticipantRequest;
    let (account, conference) =
        ("AC4b1e7d20f95c83a6041b2d3c5e6f7081", "CF90a1b2c3d4e5f60718293a4b5c6d7e8f");
    let sid = |text: &str| text.parse().expect("34 letters");
    let list = ListParticipant::new(sid(account), sid(conference))
        .with_muted(true)
        .with_coaching(false)
        .with_page_size(1000.try_into().expect("the most there may be"))
        .with_page(0.try_into().expect("the first"))
        .with_page_token("PACP0");
    assert_eq!(list.query(), "Muted=true&Coaching=false&PageSize=1000&Page=0&PageToken=PACP0");
    let below = format!("/2010-04-01/Accounts/{account}/Conferences/{conference}/Participants");
    assert_eq!(list.path(), format!("{below}.json"));
    for (label, segment) in
        [("my label", "my%20label"), ("é+x", "%C3%A9+x"), ("a/b", "a%2Fb"), ("..", "%2E%2E")]
    {
        let delete = DeleteParticipant::new(sid(account), sid(conference), label);
        assert_eq!(delete.path(), format!("{below}/{segment}.json"));
    }
    let sent = b"Muted=True&HoldUrl=http%3A%2F%2Fx.test%2Fhold%3Fa%3Db&HoldMethod=GET&WaitUrl=&EndConferenceOnExit=true";
    let form = UpdateParticipantRequest::from_form(sent).expect("as a client sends it");
    assert_eq!((form.muted, form.end_conference_on_exit), (Some(true), Some(true)));
    let update = UpdateParticipant::new(sid(account), sid(conference), "a").with_body(form);
    let (_, body) = update.content().expect("a form");
    let text = String::from_utf8_lossy(&body).replace("Muted=true", "Muted=True");
    assert_eq!(text.as_bytes(), sent, "the empty URL stays, in the document's order");
}

#[test]
fn an_error_of_twilio_has_its_type_whatever_operation_it_answers() {
    use generated::twilio::responses::{DeleteParticipantResponse, FetchParticipantResponse};
    let json = Some("application/json");
    let body = br#"{"code": 20003, "detail": "", "message": "Authenticate", "more_info": "https://www.twilio.com/docs/errors/20003", "status": 401}"#;
    let unauthorized = DeleteParticipantResponse::decode(401, json, body).expect("described");
    assert!(matches!(unauthorized, DeleteParticipantResponse::Unauthorized(error)
        if error.code == 20003 && error.detail.as_deref() == Some("")));
    assert!(
        FetchParticipantResponse::decode(404, json, b"{}").is_err(),
        "four members are required"
    );
    let twilio = find("twilio").expect("the second api");
    assert_eq!((twilio.decode)("DeleteParticipant", 204, None, b""), Some(Ok(())));
    let gone = twilio.api.route("DeleteParticipant").and_then(|route| route.response(204));
    assert!(gone.expect("documented").content.is_empty());
}

#[test]
fn what_rfcs_say_is_said_once_for_every_api_that_includes_it() {
    let twilio = find("twilio").expect("the second api");
    let from_rfcs = |id: &str| {
        let own = twilio.requirements.iter().find(|one| one.id == id);
        own.map(|one| one.source.kind)
    };
    assert_eq!(from_rfcs("RFC-0001"), Some(rollcall_spec::SourceKind::Rfc));
    let own = twilio.requirements.iter().filter(|one| one.id.starts_with("TW-"));
    let said_again = own.filter(|one| one.source.kind == rollcall_spec::SourceKind::Rfc).count();
    assert_eq!(said_again, 2, "two are judged in another way, as a path may hold a label");
}

#[test]
fn an_operation_of_genesys_is_told_by_its_name_and_an_unknown_one_survives() {
    use generated::genesys::operations::OperateCall;
    use generated::genesys::types::{
        CallOperation, RemoveParticipantFromConference,
        RemoveParticipantFromConferenceOperationName as Name,
    };
    let remove =
        RemoveParticipantFromConference::new(Name::RemoveParticipantFromConference, "15001");
    let request = OperateCall::new(
        "01RCC3N118B1V0SL807GK2LAES000000".parse().expect("an id"),
        CallOperation::RemoveParticipantFromConference(Box::new(remove)),
    );
    assert_eq!(request.path(), "/api/v2/me/calls/01RCC3N118B1V0SL807GK2LAES000000");
    let (media, body) = request.content().expect("a body");
    let sent = br#"{"operationName":"RemoveParticipantFromConference","participant":"15001"}"#;
    assert_eq!((media, body.as_slice()), ("application/json", sent.as_slice()));
    assert_eq!(serde_json::from_slice::<CallOperation>(sent).expect("lawful"), request.body);
    let read = |text: &str| serde_json::from_str::<CallOperation>(text);
    let of_tomorrow = r#"{"operationName":"MuteParticipant","participant":"15001"}"#;
    let kept = read(of_tomorrow).expect("kept");
    assert!(matches!(kept, CallOperation::Other(_)));
    assert_eq!(serde_json::to_string(&kept).expect("JSON"), of_tomorrow);
    let error = read(r#"{"operationName":"RemoveParticipantFromConference"}"#).expect_err("short");
    assert!(error.to_string().contains("missing field `participant`"), "{error}");
    assert!(read(r#"{"participant":"15001"}"#).is_err(), "an operation has a name");
}

#[test]
fn a_return_value_of_genesys_keeps_codes_of_other_releases() {
    use generated::genesys::responses::OperateCallResponse as Response;
    use generated::genesys::types::StatusCode;
    use rollcall_spec::value::IntegerEnum;
    let json = Some("application/json;charset=UTF-8");
    for (status, body, code) in [
        (200, r#"{"statusCode":0}"#, StatusCode::Success),
        (200, r#"{"statusCode":6,"statusMessage":"no such call"}"#, StatusCode::NotFound),
        (404, r#"{"statusCode":6,"statusMessage":"no such call"}"#, StatusCode::NotFound),
        (200, r#"{"statusCode":99,"statusMessage":"new"}"#, StatusCode::Other(99)),
    ] {
        let answer = Response::decode(status, json, body.as_bytes()).expect("documented");
        let value = match answer {
            Response::Ok(value) | Response::ClientError { body: value, .. } => value,
            other => panic!("{other:?}"),
        };
        assert_eq!(value.status_code, code);
        assert_eq!(value.status_message.is_some(), code != StatusCode::Success);
    }
    assert_eq!(StatusCode::KNOWN, (0..=20).collect::<Vec<i64>>());
    let refused = Response::decode(403, Some("text/html"), b"Missing or invalid Csrf token");
    assert!(matches!(refused, Ok(Response::Forbidden)), "nobody says what its content is");
}

#[test]
fn a_notification_of_genesys_is_read_in_both_shapes_of_its_participants() {
    use generated::genesys::events::Event;
    use generated::genesys::types::{CallParticipantsItem, CallState, NotificationType};
    let genesys = find("genesys").expect("the third api");
    let names: Vec<&str> =
        genesys.api.events_on("/v2/me/calls").map(|event| event.name.as_ref()).collect();
    assert_eq!(names, ["callStateChange"]);
    let notification = |kind: &str, participants: &str| {
        format!(
            r#"{{"messageType":"CallStateChangeMessage","notificationType":"{kind}","phoneNumber":"15000",
            "extensions":{{"BusinessCall":0}},"of_tomorrow":1,"call":{{"id":"01RCC3","state":"Established",
            "participants":{participants},"capabilities":["Hold","Levitate"],"duration":"43","mute":"Off"}}}}"#
        )
    };
    for (kind, participants) in [
        ("ParticipantsUpdated", r#"["15002"]"#),
        ("ParticipantsUpdated", r#"[{"digits":"15002","phoneNumber":"15002","e164Number":""}]"#),
        ("Astonished", "[]"),
    ] {
        let text = notification(kind, participants);
        let event = Event::decode("callStateChange", text.as_bytes()).expect("known");
        let Event::CallStateChange(event) = event.expect(participants) else { panic!("{text}") };
        let known = event.notification_type == NotificationType::ParticipantsUpdated;
        assert_eq!(known, kind == "ParticipantsUpdated", "{kind}");
        assert_eq!(event.call.state, CallState::Established);
        let numbers: Vec<&str> = event
            .call
            .participants
            .iter()
            .flatten()
            .map(|one| match one {
                CallParticipantsItem::Text(number) => number.as_str(),
                CallParticipantsItem::Participant(one) => one.digits.as_str(),
            })
            .collect();
        assert_eq!(numbers, if known { vec!["15002"] } else { vec![] });
    }
    let nameless = notification("StatusChange", r#"[{"phoneNumber":"15002"}]"#);
    assert!(Event::decode("callStateChange", nameless.as_bytes()).expect("known").is_err());
}
