//! The reference server of Genesys: sessions and tokens, operations, what is told of them, and how it is listened to.

use std::time::{Duration, Instant};

use rollcall_generated::genesys::types::{CallNotification, CallReturnValue, CallsReturnValue};
use serde_json::{Value, json};

use crate::support::genesys::{Desk, handshake, in_short, named, plain_desk, removal};
use crate::support::{fixtures, send};

const CALLS: &str = "/v2/me/calls";

/// Asserts that an answer is a refusal: a code, a message, and nothing else.
fn assert_refused(answer: &crate::support::Answer, status: u16, code: i64) {
    assert_eq!(answer.status, status, "{}", answer.text());
    let body = answer.json();
    assert_eq!(body["statusCode"], code, "{body}");
    assert!(body["statusMessage"].as_str().is_some_and(|own| !own.is_empty()), "{body}");
    assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
}

#[tokio::test]
async fn credentials_begin_a_session_whose_cookie_keeps_it() {
    let desk = plain_desk().await;
    let mut visitor = desk.first();
    let first = visitor.log_in().await;
    assert!(first.header("set-cookie").unwrap().starts_with("JSESSIONID="));
    assert_eq!(first.header("x-csrf-header"), Some("X-CSRF-TOKEN"));
    let token = first.header("x-csrf-token").unwrap().to_owned();
    assert_eq!(token.len(), 36);
    visitor.credentials = None;
    let second = visitor.log_in().await;
    assert_eq!((second.status, second.header("set-cookie")), (200, None));
    assert_eq!(second.header("x-csrf-token"), Some(token.as_str()));

    let mut nobody = desk.visitor(None);
    let refused = nobody.log_in().await;
    assert_refused(&refused, 401, 20);
    assert_eq!(refused.header("www-authenticate"), Some("Basic realm=\"rollcall\""));
    assert_eq!(refused.header("x-csrf-token"), None);
    nobody.cookies.insert("JSESSIONID".to_owned(), "f".repeat(32));
    assert_refused(&nobody.log_in().await, 401, 20);
    let wrong = crate::support::basic(&desk.running.username, "wrong");
    visitor.credentials = Some(wrong);
    assert_refused(&visitor.log_in().await, 401, 20);
}

#[tokio::test]
async fn a_post_needs_the_token_of_its_session_and_the_cookie() {
    let desk = plain_desk().await;
    let (hold, call) = (named("Hold"), desk.call(0));
    let mut visitor = desk.first();
    visitor.log_in().await;
    let kept = visitor.clone();
    let mut other = desk.first();
    other.log_in().await;

    visitor.token = None;
    assert_refused(&visitor.post(&call, &hold).await, 403, 3);
    visitor.token = other.token.clone();
    assert_refused(&visitor.post(&call, &hold).await, 403, 3);
    visitor.token = kept.token.clone();
    visitor.cookies.clear();
    assert_refused(&visitor.post(&call, &hold).await, 403, 3);
    visitor.credentials = None;
    assert_refused(&visitor.post(&call, &hold).await, 403, 3);
    visitor.token = None;
    assert_refused(&visitor.post(&call, &hold).await, 401, 20);
    let mut visitor = kept;
    assert_eq!(visitor.get(&call).await.json()["call"]["state"], "Established");
    assert_eq!(visitor.post(&call, &hold).await.json(), json!({ "statusCode": 0 }));
    assert_eq!(visitor.get(&call).await.json()["call"]["state"], "Held");
}

#[tokio::test]
async fn calls_are_shown_as_the_document_has_them() {
    let desk = plain_desk().await;
    let mut visitor = desk.first();
    let shown = visitor.get(&desk.call(0)).await.json();
    let read: CallReturnValue = serde_json::from_value(shown.clone()).unwrap();
    let call = read.call.unwrap();
    assert_eq!(call.id, desk.calls[0].id);
    assert!(shown["call"]["uri"].as_str().unwrap().ends_with(&call.path.unwrap()));
    assert_eq!(call.dnis.as_deref(), Some(desk.calls[0].numbers[0].as_str()));
    assert!(shown["call"]["capabilities"].as_array().unwrap().contains(&json!("ClearCall")));

    let list = visitor.get("/api/v2/me/calls").await.json();
    let uris = list["uris"].as_array().unwrap();
    assert_eq!((uris.len(), &uris[0]), (4, &shown["call"]["uri"]));
    let all = visitor.get("/api/v2/me/calls?fields=*").await.json();
    assert_eq!(all["calls"][0], shown["call"]);
    let all: CallsReturnValue = serde_json::from_value(all).unwrap();
    assert_eq!(all.calls.unwrap().len(), 4);
    assert_refused(&visitor.get("/api/v2/me/calls?fields=id").await, 200, 10);

    let mut second = desk.second();
    let legs = second.get("/api/v2/me/calls").await.json();
    assert_eq!(
        legs["uris"].as_array().unwrap().len(),
        3,
        "the second user is in conferences alone"
    );
    assert_refused(&second.get(&desk.call(0)).await, 200, 6);
    let leg = second.get(&desk.leg(0)).await.json();
    assert_eq!(leg["call"]["participants"][0]["digits"], "15000");
    assert!(!leg["call"]["capabilities"].to_string().contains("RemoveParticipant"), "{leg}");
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let desk = plain_desk().await;
    let mut visitor = desk.first();
    let client_id = visitor.listen(&json!(CALLS)).await;
    let before = visitor.get(&desk.call(0)).await.json();
    let number = desk.calls[0].numbers[0].clone();
    let remove = "RemoveParticipantFromConference";
    for (body, code) in [
        (named(remove), 1),
        (json!({ "operationName": remove, "participant": null }).to_string(), 10),
        (json!({ "operationName": remove, "participant": 15001 }).to_string(), 10),
        (removal("99999"), 2),
        (removal("15000"), 2),
        (json!({ "participant": number }).to_string(), 1),
        (json!({ "operationName": 5 }).to_string(), 10),
        (named("Remove"), 10),
        (named("Retrieve"), 2),
        (named("CompleteConference"), 2),
        (named("InitiateConference"), 1),
        (format!("{} ,", removal(&number)), 10),
        ("[]".to_owned(), 10),
        (String::new(), 10),
    ] {
        let answer = visitor.post(&desk.call(0), &body).await;
        assert_refused(&answer, 200, code);
    }
    let text = visitor.ask_as("POST", &desk.call(0), &removal(&number), "text/plain").await;
    assert_refused(&text, 415, 10);
    assert_refused(&visitor.post(&desk.call(1), &removal(&desk.calls[1].numbers[0])).await, 200, 2);
    assert_refused(&visitor.post("/api/v2/me/calls/01NONE", &named("Hold")).await, 200, 6);
    let mut second = desk.second();
    second.log_in().await;
    assert_refused(&second.post(&desk.call(0), &named("Hold")).await, 200, 6);
    assert_refused(&second.post(&desk.leg(0), &removal(&number)).await, 200, 5);
    assert_refused(&visitor.get("/api/v2/you").await, 404, 6);
    for (method, target, allow) in [
        ("DELETE", desk.call(0), "GET, HEAD, POST"),
        ("PUT", "/api/v2/me/calls".to_owned(), "GET, HEAD"),
        ("PATCH", "/api/v2/notifications".to_owned(), "POST"),
    ] {
        let answer = visitor.ask(method, &target, "{}").await;
        assert_refused(&answer, 405, 3);
        assert_eq!(answer.header("allow"), Some(allow), "{method} {target}");
    }
    assert_eq!(visitor.get(&desk.call(0)).await.json(), before);
    assert_eq!(visitor.told(&client_id).await, [] as [Value; 0]);
}

/// Both users, listening.
async fn both(desk: &Desk) -> [(crate::support::genesys::Visitor, String); 2] {
    let (mut first, mut second) = (desk.first(), desk.second());
    let ids = [first.listen(&json!(CALLS)).await, second.listen(&json!("/v2/me/*")).await];
    let [one, two] = ids;
    [(first, one), (second, two)]
}

#[tokio::test]
async fn a_removal_is_told_to_each_who_stays_about_their_own_call() {
    let desk = plain_desk().await;
    let [(mut first, own), (mut second, others)] = both(&desk).await;
    let numbers = desk.calls[0].numbers.clone();
    let answer = first.post(&desk.call(0), &removal(&numbers[0])).await;
    assert_eq!(answer.json(), json!({ "statusCode": 0 }));

    let told = first.told(&own).await;
    let read: CallNotification = serde_json::from_value(told[0].clone()).unwrap();
    assert_eq!((told.len(), &read.call.id), (1, &desk.calls[0].id));
    let stay = format!("{} {} {}", numbers[1], numbers[2], numbers[3]);
    assert_eq!(in_short(&told[0]), format!("ParticipantsUpdated Established [{stay}]"));
    assert_eq!(told[0]["call"]["dnis"], numbers[0].as_str());
    assert_eq!(first.get(&desk.call(0)).await.json()["call"], told[0]["call"]);
    let told = second.told(&others).await;
    let stay = format!("15000 {} {}", numbers[1], numbers[2]);
    assert_eq!(in_short(&told[0]), format!("ParticipantsUpdated Established [{stay}]"));
    assert_eq!((told.len(), &told[0]["phoneNumber"]), (1, &json!(numbers[3])));

    // Whoever is removed hears that the call is over, and with two left there is no conference any more.
    first.post(&desk.call(0), &removal(&numbers[3])).await;
    first.post(&desk.call(0), &removal(&numbers[1])).await;
    let told = first.told(&own).await;
    assert_eq!(told.len(), 2);
    assert!(!told[1]["call"]["capabilities"].to_string().contains("RemoveParticipant"));
    let told = second.told(&others).await;
    assert_eq!((told.len(), in_short(&told[0]).starts_with("StatusChange Released")), (1, true));
    assert_refused(&first.post(&desk.call(0), &removal(&numbers[2])).await, 200, 2);
    assert_refused(&second.get(&desk.leg(0)).await, 200, 6);
}

#[tokio::test]
async fn states_change_and_end_and_each_change_is_told_in_order() {
    let desk = plain_desk().await;
    let [(mut first, own), (mut second, others)] = both(&desk).await;
    for operation in ["Hold", "Retrieve", "ClearCall"] {
        assert_eq!(first.post(&desk.call(3), &named(operation)).await.status, 200);
    }
    let told = first.told(&own).await;
    let states = told.iter().map(|own| own["call"]["state"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(states, ["Held", "Established", "Released"]);
    assert!(told.iter().all(|own| own["notificationType"] == "StatusChange"));
    assert_eq!(told[0]["call"]["capabilities"], json!(["Retrieve", "ClearCall", "Hangup"]));
    assert_eq!(told[2]["call"]["capabilities"], json!([]));
    let told = second.told(&others).await;
    assert_eq!((told.len(), in_short(&told[0]).starts_with("StatusChange Released")), (1, true));
    assert_refused(&first.get(&desk.call(3)).await, 200, 6);

    // The owner may leave a conference: then nobody owns it.
    first.post(&desk.call(2), &named("Hangup")).await;
    let told = second.told(&others).await;
    assert!(in_short(&told[0]).starts_with("ParticipantsUpdated Established"), "{}", told[0]);
    assert_refused(&second.post(&desk.leg(2), &removal(&desk.calls[2].numbers[0])).await, 200, 5);
    // A call of two ends with one of them.
    first.told(&own).await;
    first.post(&desk.call(1), &named("Hangup")).await;
    let ended = format!("StatusChange Released [{}]", desk.calls[1].numbers[0]);
    assert_eq!(in_short(&first.told(&own).await[0]), ended);
}

#[tokio::test]
async fn a_conference_is_made_in_one_step_or_in_two() {
    let desk = plain_desk().await;
    let mut visitor = desk.first();
    let client_id = visitor.listen(&json!(CALLS)).await;
    let number = &desk.calls[1].numbers[0];
    let to = |name: &str, number: &str| {
        json!({ "operationName": name, "destination": { "phoneNumber": number } }).to_string()
    };
    let me = json!({ "operationName": "StartContactCenterSession", "channels": ["voice"] });
    assert_eq!(visitor.post("/api/v2/me", &me.to_string()).await.json()["statusCode"], 0);
    visitor.post(&desk.call(1), &to("InitiateConference", "7001")).await;
    let told = visitor.told(&client_id).await;
    let short = told.iter().map(in_short).collect::<Vec<_>>();
    assert_eq!(
        short,
        [format!("StatusChange Held [{number}]"), "StatusChange Dialing [7001]".into()]
    );
    let consult = &told[1]["call"];
    assert_eq!(
        (&consult["callType"], &consult["parentCallPath"]),
        (&json!("Consult"), &json!(format!("/calls/{}", desk.calls[1].id)))
    );
    let target = format!("/api/v2/me{}", consult["path"].as_str().unwrap());
    visitor.post(&target, &named("CompleteConference")).await;
    visitor.post(&desk.call(1), &to("SingleStepConference", "7002")).await;
    let told = visitor.told(&client_id).await;
    assert_eq!(
        told.iter().map(in_short).collect::<Vec<_>>(),
        [
            "StatusChange Released []".to_owned(),
            format!("StatusChange Established [{number} 7001]"),
            format!("ParticipantsUpdated Established [{number} 7001]"),
            format!("ParticipantsUpdated Established [{number} 7001 7002]"),
        ]
    );
    assert_refused(
        &visitor.post(&desk.call(1), &to("SingleStepConference", "7002")).await,
        200,
        18,
    );
    assert_eq!(visitor.post(&desk.call(1), &removal("7001")).await.json()["statusCode"], 0);
}

#[tokio::test]
async fn a_connect_is_held_until_there_is_news_and_forgotten_with_its_connection() {
    let desk = plain_desk().await;
    let mut visitor = desk.first();
    let client_id = visitor.listen(&json!(CALLS)).await;
    visitor.poll(&client_id).await;
    let connect = json!([{ "channel": "/meta/connect", "clientId": client_id,
        "connectionType": "long-polling", "id": "held" }]);
    // One that nobody waits for any more: its connection goes before there is news.
    let mut gone = visitor.clone();
    let gone_connect = connect.to_string();
    let limit = Duration::from_millis(100);
    let left = tokio::time::timeout(limit, gone.post("/api/v2/notifications", &gone_connect)).await;
    assert!(left.is_err(), "there was nothing to tell");

    let mut held = visitor.clone();
    let waiting = tokio::spawn(async move { held.say(&connect).await.json() });
    let begun = Instant::now();
    visitor.post(&desk.call(0), &named("Hold")).await;
    let answer = waiting.await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(1));
    assert_eq!((&answer[0]["id"], &answer[0]["successful"]), (&json!("held"), &json!(true)));
    assert_eq!(answer[1]["data"]["call"]["state"], "Held", "{answer}");
}

#[tokio::test]
async fn sessions_of_bayeux_belong_to_a_user_and_a_browser() {
    let desk = plain_desk().await;
    let mut visitor = desk.first();
    let client_id = visitor.listen(&json!([CALLS])).await;
    let mut stranger = desk.second();
    stranger.log_in().await;
    stranger.cookies.insert("BAYEUX_BROWSER".to_owned(), visitor.cookies["BAYEUX_BROWSER"].clone());
    for answer in [stranger.poll(&client_id).await, {
        let mut bare = visitor.clone();
        bare.cookies.remove("BAYEUX_BROWSER");
        bare.poll(&client_id).await
    }] {
        let answer = answer.json();
        assert_eq!((&answer[0]["successful"], &answer[0]["id"]), (&json!(false), &json!("c")));
        assert_eq!(answer[0]["advice"]["reconnect"], "handshake");
    }
    assert_refused(&desk.visitor(None).say(&handshake()).await, 401, 20);
    let disconnect = json!({ "channel": "/meta/disconnect", "clientId": client_id, "id": 7 });
    let answer = visitor.say(&disconnect).await.json();
    assert_eq!((&answer[0]["successful"], &answer[0]["id"]), (&json!(true), &json!(7)));
    assert_eq!(visitor.poll(&client_id).await.json()[0]["successful"], false);
}

#[tokio::test]
async fn messages_come_at_every_path_as_json_or_in_a_form_and_spoil_each_other_never() {
    let desk = plain_desk().await;
    let mut visitor = desk.first();
    visitor.log_in().await;
    let batch = handshake().to_string();
    for end in ["", "/", "/handshake", "/connect", "/disconnect"] {
        let target = format!("/api/v2/notifications{end}");
        assert_eq!(visitor.post(&target, &batch).await.json()[0]["successful"], true, "{target}");
    }
    assert_eq!(visitor.post("/api/v2/notifications/publish", &batch).await.status, 404);
    let form = "message=%5B%7B%22channel%22%3A%22/meta/handshake%22%2C%22version%22%3A%221.0%22%2C%22supportedConnectionTypes%22%3A%5B%22long-polling%22%5D%7D%5D";
    let form_type = "application/x-www-form-urlencoded";
    let answer = visitor.ask_as("POST", "/api/v2/notifications", form, form_type).await.json();
    assert_eq!(answer[0]["successful"], true, "{answer}");
    let client_id = visitor.shake_hands().await;
    let mixed = json!([
        { "channel": "/meta/subscribe", "clientId": 5, "id": "bad" },
        { "channel": "/meta/subscribe", "clientId": client_id, "subscription": CALLS, "id": "good" },
    ]);
    let answer = visitor.say(&mixed).await.json();
    let fates =
        answer.as_array().unwrap().iter().map(|own| (own["id"].clone(), own["successful"].clone()));
    let fates = fates.collect::<Vec<_>>();
    assert!(fates.contains(&(json!("bad"), json!(false))), "{answer}");
    assert!(fates.contains(&(json!("good"), json!(true))), "{answer}");
    for broken in ["[", "5", "\"/meta/handshake\""] {
        let answer = visitor.post("/api/v2/notifications", broken).await;
        assert_refused(&answer, 400, 10);
    }
}

#[tokio::test]
async fn calls_that_are_given_back_end_without_a_word() {
    let desk = plain_desk().await;
    let [(mut first, own), (mut second, others)] = both(&desk).await;
    let released =
        json!({ "version": 1, "conferences": [{ "parameters": { "id": desk.calls[0].id } }] });
    let answer = fixtures(desk.running.address, "DELETE", released.to_string().as_bytes()).await;
    assert_eq!(answer.status, 204);
    assert_refused(&first.get(&desk.call(0)).await, 200, 6);
    assert_refused(&second.get(&desk.leg(0)).await, 200, 6);
    assert_eq!(first.told(&own).await.len() + second.told(&others).await.len(), 0);
    let two_hosts =
        send(desk.running.address, "GET", "/api/v2/me", &[("Host", "other")], b"").await;
    assert_refused(&two_hosts, 400, 10);
    let line: Value = serde_json::from_str(&desk.running.json_line()).unwrap();
    assert_eq!(line["second_username"], desk.running.other.username.as_str());
}
