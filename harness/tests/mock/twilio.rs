//! The dialect twilio: SIDs, labels, open forms, conferences that end, created participants, and how all of it is refused.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rollcall::mock::Options;
use serde_json::{Value, json};

use crate::support::{Answer, Site, provision_in, varied_in, with_in};

async fn plain() -> Site {
    with_in("twilio", Options::default()).await
}

/// The path of a participant by its label.
fn labelled(site: &Site, conference: usize, call: usize) -> String {
    let label = site.conferences[conference].labels[call].as_deref().unwrap();
    site.named(conference, &utf8_percent_encode(label, NON_ALPHANUMERIC).to_string())
}

/// Asserts that an answer is a refusal in the api's error form.
#[track_caller]
fn assert_refused(answer: &Answer, status: u16, code: u32) {
    let body = answer.json();
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!((&body["status"], &body["code"]), (&json!(status), &json!(code)), "{body}");
    let more_info = format!("https://www.twilio.com/docs/errors/{code}");
    assert_eq!(body["more_info"], json!(more_info));
    assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert_eq!(body.get("detail").is_some(), status == 401, "{body}");
}

#[tokio::test]
async fn a_participant_is_shown_with_sids_and_without_surprises() {
    let site = plain().await;
    let own = &site.conferences[0];
    let shown = site.ask("GET", &site.one(0, 1)).await;
    // The second came in a second after the first.
    let date = "Mon, 05 Jan 2026 09:00:01 +0000";
    assert_eq!(
        shown.json(),
        json!({
            "account_sid": own.account,
            "call_sid": own.calls[1],
            "label": null,
            "call_sid_to_coach": null,
            "coaching": false,
            "conference_sid": own.id,
            "date_created": date,
            "date_updated": date,
            "end_conference_on_exit": false,
            "muted": false,
            "hold": false,
            "start_conference_on_enter": true,
            "status": "connected",
            "uri": site.one(0, 1),
        })
    );
    for (prefix, sid) in [("AC", &own.account), ("CF", &own.id), ("CA", &own.calls[1])] {
        let digits = sid.strip_prefix(prefix).unwrap();
        assert_eq!(digits.len(), 32);
        assert!(digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')), "{sid}");
    }
}

#[tokio::test]
async fn a_label_stands_in_place_of_the_call_and_the_answer_names_the_call() {
    let site = plain().await;
    for call in [0, 2] {
        let (target, sid) = (labelled(&site, 0, call), &site.conferences[0].calls[call]);
        let shown = site.ask("GET", &target).await.json();
        assert_eq!(shown["call_sid"], json!(sid));
        assert_eq!(shown["label"].as_str(), site.conferences[0].labels[call].as_deref());
        assert_eq!(shown["uri"], json!(site.one(0, call)));
        let updated = site.post(&target, "Muted=true").await.json();
        assert_eq!((&updated["call_sid"], &updated["muted"]), (&json!(sid), &json!(true)));
        let again = site.ask("GET", &site.one(0, call)).await.json();
        assert_eq!(again["muted"], json!(true));
    }
    assert_eq!(site.ask("DELETE", &labelled(&site, 0, 0)).await.status, 204);
    assert_refused(&site.ask("GET", &site.one(0, 0)).await, 404, 20404);
    assert_refused(&site.ask("GET", &labelled(&site, 0, 0)).await, 404, 20404);
}

#[tokio::test]
async fn what_is_no_label_of_the_conference_names_nobody() {
    let site = plain().await;
    let label = site.conferences[0].labels[0].clone().unwrap();
    let other = provision_in("twilio", site.running.address, &json!([{ "participants": 3 }])).await;
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let elsewhere = encode(other[0].labels[2].as_deref().unwrap());
    for segment in [
        encode(&label.to_lowercase()),
        encode(&label.to_uppercase()),
        encode(&encode(&label)),
        label.replace('é', "%C3%A9").replace(' ', "+"),
        elsewhere,
        encode(&format!("{label}/x")),
        format!("{}/x", encode(&label)),
        String::from("%ff"),
        String::from("%2"),
        site.conferences[0].calls[1].to_lowercase(),
        site.conferences[0].calls[1].replacen("CA", "CF", 1),
    ] {
        let answer = site.ask("GET", &site.named(0, &segment)).await;
        assert_refused(&answer, 404, 20404);
    }
    let upper = format!("CA{}", site.conferences[0].calls[1][2..].to_uppercase());
    assert_eq!(site.ask("GET", &site.named(0, &upper)).await.status, 200);
}

#[tokio::test]
async fn a_path_ends_in_json_or_leads_nowhere() {
    let site = plain().await;
    for target in [site.list(0), site.one(0, 0), site.conference(0)] {
        let bare = target.strip_suffix(".json").unwrap();
        assert_eq!(site.ask("GET", &target).await.status, 200);
        assert_refused(&site.ask("GET", bare).await, 404, 20404);
        assert_refused(&site.ask("GET", &format!("{bare}.xml")).await, 404, 20404);
        assert_eq!(varied_in("twilio", "suffix-optional").await.ask("GET", "/").await.status, 404);
    }
    let site = varied_in("twilio", "suffix-optional").await;
    let bare = site.one(0, 0);
    assert_eq!(site.ask("GET", bare.strip_suffix(".json").unwrap()).await.status, 200);
}

#[tokio::test]
async fn a_page_says_where_it_begins_and_ends_and_leads_on_by_tokens() {
    let site = plain().await;
    let list = site.list(0);
    let first = site.ask("GET", &format!("{list}?Muted=false&Coaching=false&PageSize=2")).await;
    let first = first.json();
    assert_eq!((&first["start"], &first["end"], &first["page"]), (&json!(0), &json!(1), &json!(0)));
    let mut keys = first.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "end",
            "first_page_uri",
            "next_page_uri",
            "page",
            "page_size",
            "participants",
            "previous_page_uri",
            "start",
            "uri"
        ]
    );
    let next = first["next_page_uri"].as_str().unwrap();
    let query = "?Muted=false&Coaching=false&Page=1&PageSize=2&PageToken=PA";
    assert!(next.starts_with(&format!("{list}{query}")), "{next}");
    let second = site.ask("GET", next).await.json();
    assert_eq!((&second["start"], &second["end"]), (&json!(2), &json!(2)));
    assert_eq!((&second["page"], &second["next_page_uri"]), (&json!(1), &Value::Null));
    let back = second["previous_page_uri"].as_str().unwrap();
    assert!(back.contains("&PageToken=PB"), "{back}");
    assert_eq!(site.ask("GET", back).await.json()["participants"], first["participants"]);
    let jumped = site.ask("GET", &format!("{list}?Page=1&PageSize=2")).await.json();
    assert_eq!(jumped["participants"], second["participants"]);
    let beyond = site.ask("GET", &format!("{list}?Page=7&PageSize=2")).await.json();
    assert_eq!((&beyond["start"], &beyond["end"]), (&json!(0), &json!(0)));
    assert_eq!(beyond["participants"], json!([]));
    let turned = next.replace("=PA", "=PB");
    for refused in [&turned, &format!("{list}?Page=1&PageToken=PAffff")] {
        assert_refused(&site.ask("GET", refused).await, 400, 21481);
    }
}

#[tokio::test]
async fn the_list_is_filtered_by_who_coaches() {
    let site = plain().await;
    let form = format!("Coaching=true&CallSidToCoach={}", site.conferences[0].calls[1]);
    assert_eq!(site.post(&site.one(0, 0), &form).await.status, 200);
    let list = site.list(0);
    let coaches = site.calls(&format!("{list}?Coaching=TRUE")).await.0;
    assert_eq!(coaches, [site.conferences[0].calls[0].clone()]);
    assert_eq!(site.calls(&format!("{list}?Coaching=false")).await.0.len(), 2);
    assert_refused(&site.ask("GET", &format!("{list}?Coaching=banana")).await, 400, 20422);
}

#[tokio::test]
async fn an_update_takes_what_the_document_lets_pass() {
    let site = plain().await;
    let one = site.one(0, 0);
    for (form, member, expected) in [
        ("Muted=TRUE&Hold=True", "muted", json!(true)),
        ("Muted=banana", "muted", json!(false)),
        ("WaitUrl=&WaitMethod=GET", "hold", json!(true)),
        ("EndConferenceOnExit=true&BeepOnExit=false", "end_conference_on_exit", json!(true)),
        ("Nonsense=1&Hold=false", "hold", json!(false)),
        ("", "end_conference_on_exit", json!(true)),
    ] {
        let answer = site.post(&one, form).await;
        assert_eq!(answer.status, 200, "{form}: {}", answer.text());
        assert_eq!(answer.json()[member], expected, "{form}");
        assert_eq!(answer.json()["status"], json!("connected"));
    }
    let coached = format!("CallSidToCoach={}", site.conferences[0].calls[1]);
    let answer = site.post(&one, &coached).await.json();
    assert_eq!(answer["coaching"], json!(true));
    assert_eq!(answer["call_sid_to_coach"], json!(site.conferences[0].calls[1]));
    let answer = site.post(&one, "Coaching=false").await.json();
    assert_eq!((&answer["coaching"], &answer["call_sid_to_coach"]), (&json!(false), &Value::Null));
}

#[tokio::test]
async fn an_update_refuses_with_the_vendor_s_numbers() {
    let site = plain().await;
    let own = &site.conferences[0];
    let to = |sid: &str| format!("Coaching=true&CallSidToCoach={sid}");
    assert_eq!(site.post(&site.one(0, 1), "Hold=true").await.status, 200);
    let before = site.ask("GET", &site.one(0, 0)).await.json();
    for (form, code) in [
        ("Hold=banana".to_owned(), 20422),
        ("EndConferenceOnExit=maybe".to_owned(), 20422),
        ("HoldUrl=nowhere".to_owned(), 21402),
        ("HoldUrl=".to_owned(), 21402),
        ("AnnounceMethod=PUT".to_owned(), 21403),
        ("Coaching=true".to_owned(), 16002),
        (to("CA1"), 20422),
        (to(&own.calls[0]), 16028),
        (to(&own.calls[1]), 16027),
        (to(&site.conferences[1].calls[0]), 16028),
        (to("CA00000000000000000000000000000000"), 16028),
        ("Muted=true&Hold=%zz".to_owned(), 20422),
    ] {
        assert_refused(&site.post(&site.one(0, 0), &form).await, 400, code);
    }
    assert_eq!(site.ask("GET", &site.one(0, 0)).await.json(), before);
}

#[tokio::test]
async fn a_caller_is_let_in_by_token_and_told_why_not() {
    let site = plain().await;
    let answer = crate::support::send(site.running.address, "GET", &site.list(0), &[], b"").await;
    assert_refused(&answer, 401, 20003);
    assert!(
        answer.header("www-authenticate").is_some_and(|field| field.starts_with("Basic realm"))
    );
    assert!(site.running.username.starts_with("AC"));
    assert_eq!(site.running.username, site.running.account);
    assert_refused(&site.ask("GET", &site.list(2)).await, 404, 20404);
    assert_refused(&site.ask("PUT", &site.one(0, 0)).await, 405, 20004);
    let allow = site.ask("PUT", &site.list(0)).await;
    assert_eq!(allow.header("allow"), Some("GET, HEAD, POST"));
}

/// Status and reason of a conference, and whose leaving ended it.
async fn end_of(site: &Site, conference: usize) -> (Value, Value, Value) {
    let shown = site.ask("GET", &site.conference(conference)).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let shown = shown.json();
    let member = |name: &str| shown[name].clone();
    (member("status"), member("reason_conference_ended"), member("call_sid_ending_conference"))
}

#[tokio::test]
async fn a_conference_ends_with_the_one_who_ends_it() {
    let site = plain().await;
    assert_eq!(end_of(&site, 0).await, (json!("in-progress"), Value::Null, Value::Null));
    site.post(&site.one(0, 1), "EndConferenceOnExit=true").await;
    assert_eq!(site.ask("DELETE", &site.one(0, 0)).await.status, 204);
    assert_eq!(end_of(&site, 0).await.0, json!("in-progress"));
    assert_eq!(site.ask("DELETE", &site.one(0, 1)).await.status, 204);
    let reason = "participant-with-end-conference-on-exit-kicked";
    let by = json!(site.conferences[0].calls[1]);
    assert_eq!(end_of(&site, 0).await, (json!("completed"), json!(reason), by));
    for call in 0..3 {
        assert_refused(&site.ask("GET", &site.one(0, call)).await, 404, 20404);
        assert_refused(&site.post(&site.one(0, call), "Muted=true").await, 404, 20404);
    }
    assert_refused(&site.ask("GET", &labelled(&site, 0, 2)).await, 404, 20404);
    assert_eq!(site.calls(&site.list(0)).await.0, Vec::<String>::new());
    assert_eq!(end_of(&site, 1).await.0, json!("in-progress"));
}

#[tokio::test]
async fn a_conference_ends_with_its_last_participant() {
    let site = plain().await;
    assert_eq!(site.ask("DELETE", &site.one(1, 0)).await.status, 204);
    let by = json!(site.conferences[1].calls[0]);
    assert_eq!(end_of(&site, 1).await, (json!("completed"), json!("last-participant-kicked"), by));
    let site = varied_in("twilio", "ended-list-404").await;
    site.ask("DELETE", &site.one(1, 0)).await;
    assert_refused(&site.ask("GET", &site.list(1)).await, 404, 20404);
    assert_eq!(end_of(&site, 1).await.0, json!("completed"));
}

#[tokio::test]
async fn a_conference_ends_when_it_is_asked_to() {
    let site = plain().await;
    let target = site.conference(0);
    for (form, code) in [
        ("Status=in-progress", 21475),
        ("Status=Completed", 21475),
        ("AnnounceUrl=nowhere", 21402),
        ("AnnounceMethod=PUT&Status=completed", 21403),
    ] {
        assert_refused(&site.post(&target, form).await, 400, code);
    }
    let announced = site.post(&target, "AnnounceUrl=https%3A%2F%2Fhost.example%2Fa&Else=1").await;
    assert_eq!(announced.json()["status"], json!("in-progress"));
    let ended = site.post(&target, "Status=completed").await;
    assert_eq!((ended.status, &ended.json()["status"]), (200, &json!("completed")));
    let expected = (json!("completed"), json!("conference-ended-via-api"), Value::Null);
    assert_eq!(end_of(&site, 0).await, expected);
    assert_refused(&site.ask("GET", &site.one(0, 0)).await, 404, 20404);
    assert_refused(&site.ask("DELETE", &site.one(0, 0)).await, 404, 20404);
    assert_eq!(site.post(&target, "Status=completed").await.status, 200);
    assert_refused(&site.ask("DELETE", &target).await, 405, 20004);
}

#[tokio::test]
async fn participants_are_created_by_sid_or_by_name() {
    let site = plain().await;
    let form = "From=%2B15005550006&To=%2B15005550007";
    let full = format!(
        "{form}&Label=new+%C3%A9&Muted=true&EndConferenceOnExit=true&StartConferenceOnEnter=false\
         &StatusCallbackEvent=ringing&StatusCallbackEvent=answered"
    );
    let made = site.post(&site.list(0), &full).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made = made.json();
    assert_eq!((&made["status"], &made["queue_time"]), (&json!("queued"), &json!("0")));
    let shown = site.ask("GET", &site.named(0, "new%20%C3%A9")).await.json();
    assert_eq!(shown["call_sid"], made["call_sid"]);
    for (member, expected) in [
        ("muted", true),
        ("end_conference_on_exit", true),
        ("start_conference_on_enter", false),
        ("coaching", false),
    ] {
        assert_eq!(shown[member], json!(expected), "{member}");
    }
    assert_eq!((shown.get("queue_time"), &shown["status"]), (None, &json!("connected")));
    assert_eq!(site.calls(&site.list(0)).await.0.len(), 4);

    let named = site.list(0).replace(&site.conferences[0].id, "my%20room");
    let first = site.post(&named, form).await.json();
    let conference =
        site.list(0).replace(&site.conferences[0].id, first["conference_sid"].as_str().unwrap());
    let of = conference.replace("/Participants", "");
    let status = site.ask("GET", &of).await.json();
    assert_eq!((&status["status"], &status["friendly_name"]), (&json!("init"), &json!("my room")));
    let second = site.post(&named, form).await.json();
    assert_eq!(second["conference_sid"], first["conference_sid"]);
    assert_eq!(site.ask("GET", &of).await.json()["status"], json!("in-progress"));
    site.post(&of, "Status=completed").await;
    let third = site.post(&named, form).await.json();
    assert_ne!(third["conference_sid"], first["conference_sid"]);
    assert_refused(&site.post(&conference, form).await, 404, 20404);
}

#[tokio::test]
async fn what_cannot_be_created_is_refused() {
    let site = plain().await;
    let taken = site.conferences[0].labels[0].clone().unwrap();
    let taken = utf8_percent_encode(&taken, NON_ALPHANUMERIC).to_string();
    let call = &site.conferences[0].calls[0];
    for (form, code) in [
        ("From=%2B1".to_owned(), 20422),
        ("To=%2B1".to_owned(), 20422),
        ("From=&To=%2B1".to_owned(), 20422),
        ("From=a&To=b&Timeout=4".to_owned(), 20422),
        ("From=a&To=b&Beep=sometimes".to_owned(), 20422),
        ("From=a&To=b&Label=a%2Fb".to_owned(), 16023),
        (format!("From=a&To=b&Label={call}"), 16023),
        (format!("From=a&To=b&Label={taken}"), 16025),
        (format!("From=a&To=b&Label={}", "x".repeat(129)), 20422),
        ("From=a&To=b&MaxParticipants=3".to_owned(), 16020),
        ("From=a&To=b&Coaching=true".to_owned(), 16002),
        (format!("From=a&To=b&CallSidToCoach={}", site.conferences[1].calls[0]), 16028),
    ] {
        assert_refused(&site.post(&site.list(0), &form).await, 400, code);
    }
    assert_eq!(site.calls(&site.list(0)).await.0.len(), 3);
    let nowhere = site.list(0).replace(&site.conferences[0].id, &format!("CF{}", "0".repeat(32)));
    assert_refused(&site.post(&nowhere, "From=a&To=b").await, 404, 20404);
}
