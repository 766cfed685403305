//! Lawful variations of Genesys' reference server: each departs from the plain one in its own point, and works all the same.

use std::time::Instant;

use rollcall::mock::Variations;
use rollcall_generated::genesys::types::{CallNotification, CallReturnValue};
use serde_json::{Value, json};

use crate::support::genesys::{Desk, handshake, in_short, named, path, removal, varied_desk};

const CALLS: &str = "/v2/me/calls";

/// What happens to whoever removes somebody and is told of it, in short.
async fn removed(desk: &Desk) -> (String, Value) {
    let mut visitor = desk.first();
    let client_id = visitor.listen(&json!(CALLS)).await;
    visitor.poll(&client_id).await;
    let answer = visitor.post(&desk.call(0), &removal(&desk.calls[0].numbers[0])).await;
    assert_eq!((answer.status, answer.json()["statusCode"].clone()), (200, json!(0)));
    let told = visitor.told(&client_id).await;
    let told =
        told.into_iter().find(|own| own["notificationType"] == "ParticipantsUpdated").unwrap();
    let shown = visitor.get(&desk.call(0)).await.json();
    assert_eq!(shown["call"], told["call"]);
    let read: CallReturnValue = serde_json::from_value(shown).unwrap();
    let heard: CallNotification = serde_json::from_value(told.clone()).unwrap();
    assert_eq!(read.call.unwrap(), heard.call);
    (in_short(&told), told)
}

#[tokio::test]
async fn every_variation_lets_a_removal_be_asked_for_and_told() {
    for name in Variations::names("genesys") {
        let desk = varied_desk(name).await;
        let (short, _) = removed(&desk).await;
        let stay = desk.calls[0].numbers[1..].join(" ");
        assert_eq!(short, format!("ParticipantsUpdated Established [{stay}]"), "{name}");
    }
}

#[tokio::test]
async fn participants_and_calls_have_another_form() {
    let desk = varied_desk("participants-as-texts").await;
    let (_, told) = removed(&desk).await;
    assert_eq!(told["call"]["participants"], json!(desk.calls[0].numbers[1..]));
    assert_eq!(told["call"]["participantsInfo"][0]["digits"], desk.calls[0].numbers[1].as_str());
    let (_, told) = removed(&varied_desk("extra-members").await).await;
    assert!(told["metrics"].is_object() && told["call"]["dnisInfo"].is_object(), "{told}");
    assert!(varied_desk("numbers-with-plus").await.calls[0].numbers[0].starts_with("+4930"));
    let ids = varied_desk("other-ids").await.calls[0].id.clone();
    assert!(ids.contains(':') && ids.contains('@') && ids.contains('~'), "{ids}");
    let calls = varied_desk("one-number").await.calls;
    assert_eq!((calls[0].numbers.last(), calls[0].numbers.len()), (calls[2].numbers.last(), 4));
}

#[tokio::test]
async fn refusals_have_other_statuses_codes_and_words() {
    let ask = async |name: &str| {
        let desk = varied_desk(name).await;
        let mut visitor = desk.first();
        visitor.log_in().await;
        [
            visitor.get(&path("01NOBODY")).await,
            visitor.post(&desk.call(0), &removal("99999")).await,
            visitor.post(&desk.call(0), &named("Dance")).await,
            visitor.ask("DELETE", &desk.call(0), "").await,
            visitor.ask_as("POST", &desk.call(0), &named("Hold"), "text/plain").await,
            desk.visitor(None).log_in().await,
        ]
    };
    let statuses = |answers: &[crate::support::Answer]| {
        answers.iter().map(|own| own.status).collect::<Vec<_>>()
    };
    let codes = |answers: &[crate::support::Answer]| {
        answers.iter().map(|own| own.json()["statusCode"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    let plain = [200, 200, 200, 405, 415, 401];
    let by_status = ask("refusals-by-status").await;
    assert_eq!(statuses(&by_status), [404, 400, 400, 405, 415, 401]);
    assert_eq!(codes(&by_status), [6, 2, 10, 3, 10, 20]);
    let other = ask("other-codes").await;
    assert_eq!((statuses(&other), codes(&other)), (plain.to_vec(), vec![6, 23, 40, 31, 40, 20]));
    assert_eq!(statuses(&ask("media-type-by-code").await), [200, 200, 200, 405, 200, 401]);
    assert_eq!(statuses(&ask("unknown-method-404").await), [200, 200, 200, 404, 415, 401]);
    let words = ask("other-wording").await;
    assert!(words.iter().all(|own| own.json()["statusMessage"] == "Das geht so nicht."));
    let container = ask("container-errors").await;
    assert_eq!(statuses(&container), plain);
    assert_eq!((container[3].body.len(), container[3].header("content-type")), (0, None));
    assert!(container[5].body.starts_with(b"<html>"));
    assert_eq!(container[5].header("content-type"), Some("text/html;charset=utf-8"));
}

#[tokio::test]
async fn sessions_are_kept_in_another_way() {
    let desk = varied_desk("unprotected").await;
    let mut visitor = desk.first();
    let answer = visitor.post(&desk.call(0), &named("Hold")).await;
    assert_eq!(answer.json(), json!({ "statusCode": 0 }), "credentials alone suffice");
    assert_eq!(visitor.get("/api/v2/me").await.header("x-csrf-token"), None);
    let desk = varied_desk("balancer-cookie").await;
    let mut visitor = desk.first();
    visitor.log_in().await;
    assert!(visitor.cookies.contains_key("AWSELB") && visitor.cookies.contains_key("JSESSIONID"));
    let desk = varied_desk("token-not-for-messages").await;
    let mut visitor = desk.first();
    assert_eq!(visitor.say(&handshake()).await.json()[0]["successful"], true);
    assert_eq!(visitor.post(&desk.call(0), &named("Hold")).await.status, 403);
    let desk = varied_desk("handshake-denied").await;
    let answer = desk.visitor(None).say(&handshake()).await;
    let refused = &answer.json()[0];
    assert_eq!((answer.status, &refused["error"]), (200, &json!("403::handshake_denied")));
    assert_eq!((refused.get("clientId"), &refused["successful"]), (None, &json!(false)));
}

#[tokio::test]
async fn connects_and_sessions_of_bayeux_go_another_way() {
    let shaken = async |name: &str| {
        let desk = varied_desk(name).await;
        let mut visitor = desk.first();
        let client_id = visitor.listen(&json!("/v2/**")).await;
        (desk, visitor, client_id)
    };
    let (desk, mut visitor, client_id) = shaken("events-first").await;
    visitor.post(&desk.call(0), &named("Hold")).await;
    let answer = visitor.poll(&client_id).await.json();
    assert_eq!(
        (&answer[0]["channel"], &answer[1]["channel"]),
        (&json!(CALLS), &json!("/meta/connect"))
    );

    let (desk, mut visitor, client_id) = shaken("first-connect-held").await;
    let connect = json!([{ "channel": "/meta/connect", "clientId": client_id,
        "connectionType": "long-polling", "id": "1" }]);
    let mut held = visitor.clone();
    let waiting = tokio::spawn(async move { held.say(&connect).await.json() });
    visitor.post(&desk.call(0), &named("Hold")).await;
    let answer = waiting.await.unwrap();
    assert_eq!(answer.as_array().unwrap().len(), 2, "{answer}");

    let (_desk, mut visitor, client_id) = shaken("cookie-unbound").await;
    visitor.cookies.remove("BAYEUX_BROWSER");
    assert_eq!(visitor.poll(&client_id).await.json()[0]["successful"], true);

    let (_desk, mut visitor, _) = shaken("one-session-a-browser").await;
    let answer = visitor.say(&handshake()).await.json();
    let advice = json!({ "reconnect": "retry", "interval": 2000, "timeout": 30000, "multiple-clients": true });
    assert_eq!(answer[0]["advice"], advice);

    let (_desk, mut visitor, client_id) = shaken("short-timeouts").await;
    visitor.poll(&client_id).await;
    let begun = Instant::now();
    let connect = json!([{ "channel": "/meta/connect", "clientId": client_id,
        "connectionType": "long-polling" }]);
    // The test's client waits for two seconds as well, so the server is asked for a little less.
    let mut connect = connect;
    connect[0]["advice"] = json!({ "timeout": 300 });
    let answer = visitor.say(&connect).await.json();
    assert_eq!(
        (answer[0]["successful"].clone(), begun.elapsed().as_millis() >= 250),
        (json!(true), true)
    );
    assert_eq!(answer[0]["advice"]["timeout"], 2000);

    for (name, ack) in [("ack-absent", Value::Null), ("charset", json!(true))] {
        let desk = varied_desk(name).await;
        let mut visitor = desk.first();
        visitor.log_in().await;
        let mut asked = handshake();
        asked[0]["ext"] = json!({ "ack": true });
        assert_eq!(visitor.say(&asked).await.json()[0]["ext"]["ack"], ack, "{name}");
    }
}

#[tokio::test]
async fn more_is_told_or_sooner_and_a_released_call_stays() {
    let desk = varied_desk("more-told").await;
    let mut visitor = desk.first();
    let client_id = visitor.listen(&json!("/v2/me/*")).await;
    visitor.post(&desk.call(0), &named("Hold")).await;
    visitor.post(&desk.call(0), &named("Hangup")).await;
    let told = visitor.told(&client_id).await;
    let kinds =
        told.iter().map(|own| own["notificationType"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(kinds, ["StatusChange", "AttachedDataChanged", "StatusChange", "StatusChange"]);
    assert_eq!(told[2]["messageType"], "DeviceStateChangeMessage");

    let desk = varied_desk("told-first").await;
    let mut visitor = desk.first();
    let client_id = visitor.listen(&json!(CALLS)).await;
    visitor.poll(&client_id).await;
    let connect = json!([{ "channel": "/meta/connect", "clientId": client_id,
        "connectionType": "long-polling" }]);
    let mut held = visitor.clone();
    let (told, answered) = tokio::join!(
        async {
            let answer = held.say(&connect).await.json();
            assert_eq!(answer.as_array().unwrap().len(), 2, "{answer}");
            Instant::now()
        },
        async {
            visitor.post(&desk.call(0), &named("Hold")).await;
            Instant::now()
        }
    );
    assert!(told < answered);

    let desk = varied_desk("released-stays").await;
    let mut visitor = desk.first();
    visitor.log_in().await;
    visitor.post(&desk.call(0), &named("ClearCall")).await;
    let shown = visitor.get(&desk.call(0)).await.json();
    let call = &shown["call"];
    assert_eq!((&call["state"], &call["capabilities"]), (&json!("Released"), &json!([])));
    let refused = visitor.post(&desk.call(0), &removal(&desk.calls[0].numbers[0])).await.json();
    assert_eq!(refused["statusCode"], 2);
}
