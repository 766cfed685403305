//! Each end alone, message by message.

#![expect(clippy::needless_pass_by_value, reason = "tests write messages in place")]

use super::*;
use crate::bayeux::advice::Reconnect;
use crate::bayeux::client::{Ended, Request, Step, Ticket};
use crate::bayeux::message::parse;

const START: Duration = Duration::ZERO;

pub(super) fn batch(value: Value) -> Vec<Message> {
    parse(value.to_string().as_bytes()).unwrap()
}

/// A server with a session `id2`, whose cookie is `id1`.
pub(super) fn with_session(config: server::Config) -> (Server, Origin) {
    let mut server = server(config);
    let origin = Origin { browser: None, owner: Some("me".into()) };
    let shake = json!([{"channel": "/meta/handshake", "id": "1", "version": "1.0",
        "supportedConnectionTypes": ["long-polling", "websocket"]}]);
    let answer = server.receive(batch(shake), &origin, START);
    assert_eq!(answer.browser.as_deref(), Some("id1"));
    assert_eq!(answer.messages[0].client_id.as_deref(), Some("id2"));
    assert_eq!(answer.messages[0].id, Some(json!("1")), "the request's id");
    (server, Origin { browser: Some("id1".into()), ..origin })
}

pub(super) fn ask(server: &mut Server, origin: &Origin, message: Value, at: u64) -> Answer {
    server.receive(batch(json!([message])), origin, Duration::from_millis(at))
}

pub(super) fn connect(id: &str) -> Value {
    json!({"channel": "/meta/connect", "id": id, "clientId": "id2", "connectionType": "long-polling"})
}

pub(super) fn subscribe(to: Value) -> Value {
    json!({"channel": "/meta/subscribe", "id": "s", "clientId": "id2", "subscription": to})
}

#[test]
fn what_is_published_before_the_first_connect_comes_with_it() {
    for (answers_first_connect, events_first) in [(true, true), (true, false), (false, false)] {
        let config = server::Config { answers_first_connect, events_first, ..Default::default() };
        let (mut server, origin) = with_session(config);
        ask(&mut server, &origin, subscribe(json!(["/v2/me/*", "/v2/me/calls"])), 0);
        assert_eq!(server.publish(&name("/v2/me/calls"), &json!(1), |_| true), ["id2"]);
        assert!(server.publish(&name("/v2/other"), &json!(2), |_| true).is_empty());
        assert!(
            server.publish(&name("/v2/me/calls"), &json!(3), |own| own != Some("me")).is_empty()
        );
        let answer = ask(&mut server, &origin, connect("c"), 1);
        let channels: Vec<&str> = answer.messages.iter().map(|one| one.channel.as_str()).collect();
        let expected = ["/meta/connect", "/v2/me/calls"];
        let place = usize::from(events_first);
        assert_eq!((channels[place], channels[1 - place]), (expected[0], expected[1]));
        assert_eq!(channels.len(), 2, "once, though two patterns stand for it");
    }
}

#[test]
fn a_connect_is_held_until_there_is_something_or_the_time_is_over() {
    let config = server::Config { answers_first_connect: false, ..Default::default() };
    let (mut server, origin) = with_session(config);
    ask(&mut server, &origin, subscribe(json!("/a")), 0);
    let held = ask(&mut server, &origin, connect("c1"), 0).held.expect("held");
    assert_eq!(held.until, Duration::from_secs(30));
    assert_eq!(server.release(&held, Duration::from_secs(29)), None);
    server.publish(&name("/a"), &Value::Null, |_| true);
    let answer = server.release(&held, Duration::from_secs(29)).expect("news");
    assert_eq!(
        (answer[0].id.clone(), answer[1].data.clone()),
        (Some(json!("c1")), Some(Value::Null))
    );
    let second = ask(&mut server, &origin, connect("c2"), 30_000).held.expect("held");
    // A connect that follows takes the place of the one before.
    let third = ask(&mut server, &origin, connect("c3"), 30_001).held.expect("held");
    server.publish(&name("/a"), &json!(2), |_| true);
    assert_eq!(server.release(&second, Duration::from_secs(31)).expect("replaced").len(), 1);
    assert_eq!(server.release(&third, Duration::from_secs(31)).expect("news").len(), 2);
    let fourth = ask(&mut server, &origin, connect("c4"), 31_000).held.expect("held");
    let late = server.release(&fourth, Duration::from_secs(61)).expect("time is over");
    assert!(late.len() == 1 && late[0].is_successful());
    let at_once = json!({"channel": "/meta/connect", "clientId": "id2", "advice": {"timeout": 0}});
    assert!(ask(&mut server, &origin, at_once, 61_000).held.is_none());
    let patient =
        json!({"channel": "/meta/connect", "clientId": "id2", "advice": {"timeout": 99_000}});
    let held = ask(&mut server, &origin, patient, 61_000).held.expect("held");
    assert_eq!(held.until, Duration::from_secs(91), "no longer than the server holds any");
}

#[test]
fn what_waits_rides_in_any_answer_and_nothing_comes_after_unsubscribe() {
    let (mut server, origin) = with_session(server::Config::default());
    ask(&mut server, &origin, subscribe(json!("/a/**")), 0);
    server.publish(&name("/a/b/c"), &json!(1), |_| true);
    let answer = ask(&mut server, &origin, subscribe(json!("/b")), 0);
    assert_eq!(answer.messages.len(), 2);
    assert_eq!(
        answer.messages[0].subscription,
        batch(json!([subscribe(json!("/b"))]))[0].subscription
    );
    assert!(answer.messages[1].is_event());
    let end = json!({"channel": "/meta/unsubscribe", "clientId": "id2", "subscription": ["/a/**"]});
    assert!(ask(&mut server, &origin, end, 0).messages[0].is_successful());
    assert!(server.publish(&name("/a/b"), &json!(2), |_| true).is_empty());
    let left: Vec<&str> = server.subscriptions("id2").map(Pattern::as_str).collect();
    assert_eq!(left, ["/b"]);
}

#[test]
fn what_is_not_acknowledged_is_told_again_in_order_and_by_connects_alone() {
    let (mut server, origin) = with_session(server::Config::default());
    let shake = json!({"channel": "/meta/handshake", "version": "1.0", "ext": {"ack": true},
        "supportedConnectionTypes": ["long-polling"]});
    let shaken = ask(&mut server, &origin, shake, 0).messages.remove(0);
    let client_id = shaken.client_id.expect("a session");
    assert_eq!(shaken.ext.expect("agreed")["ack"], json!(true));
    let of = |mut message: Value| {
        message["clientId"] = json!(client_id);
        message
    };
    ask(&mut server, &origin, of(subscribe(json!("/a"))), 0);
    let connects = |server: &mut Server, batch: u64| {
        let mut connect = of(connect("c"));
        connect["ext"] = json!({"ack": batch});
        let messages = ask(server, &origin, connect, 0).messages;
        let events: Vec<Value> = messages.iter().filter_map(|one| one.data.clone()).collect();
        (messages[0].ext.clone().expect("a batch")["ack"].clone(), events)
    };
    for number in 0..3 {
        server.publish(&name("/a"), &json!(number), |_| true);
    }
    let other = ask(&mut server, &origin, of(subscribe(json!("/b"))), 0);
    assert_eq!(other.messages.len(), 1, "its loss would not be noticed");
    assert_eq!(connects(&mut server, 0), (json!(1), numbers(0..3)));
    server.publish(&name("/a"), &json!(3), |_| true);
    assert_eq!(connects(&mut server, 0), (json!(2), numbers(0..4)), "the answer was lost");
    server.publish(&name("/a"), &json!(4), |_| true);
    assert_eq!(connects(&mut server, 2), (json!(3), numbers(4..5)));
}

#[test]
fn a_session_is_of_no_use_to_others_nor_after_its_end() {
    let (mut server, origin) = with_session(server::Config::default());
    let cookieless = Origin { browser: None, ..origin.clone() };
    let stranger = Origin { owner: Some("you".into()), ..origin.clone() };
    for from in [&cookieless, &stranger] {
        let answer = ask(&mut server, from, connect("c"), 0);
        let refused = &answer.messages[0];
        assert_eq!(refused.error.as_deref(), Some("402::session_unknown"));
        let advised = refused.advice.as_ref().and_then(|advice| advice.reconnect.clone());
        assert_eq!((advised, answer.held), (Some(Reconnect::Handshake), None));
    }
    assert!(ask(&mut server, &origin, connect("c"), 0).messages[0].is_successful());
    let held = ask(&mut server, &origin, connect("c"), 0).held.expect("held");
    assert!(server.expire(Duration::from_secs(25)).is_empty(), "a connect keeps it alive");
    server.abandon(&held, Duration::from_secs(25));
    assert!(server.expire(Duration::from_secs(35)).is_empty());
    assert_eq!(server.expire(Duration::from_millis(35_001)), ["id2"]);
    let gone = server.release(&held, Duration::from_secs(36)).expect("the session is gone");
    assert_eq!(gone[0].error.as_deref(), Some("402::session_unknown"));
}

#[test]
fn each_unlawful_message_has_its_error() {
    let readable = vec![pattern("/v2/me/*"), pattern("/v2/me/calls")];
    let config = server::Config { readable, ..Default::default() };
    let (mut server, origin) = with_session(config);
    for (message, error) in [
        (json!({"id": 1}), "400::channel_missing"),
        (subscribe(json!("/v2/**")), "403:/v2/**:subscribe_denied"),
        (subscribe(json!(["/v2/me/calls", "/meta/connect"])), "403:/meta/connect:subscribe_denied"),
        (subscribe(json!("v2")), "403:v2:subscription_invalid"),
        (subscribe(json!([])), "403::subscription_missing"),
        (
            json!({"channel": "/v2/me/calls", "clientId": "id2", "data": 1}),
            "403:/v2/me/calls:publish_denied",
        ),
        (json!({"channel": "nowhere", "clientId": "id2", "data": 1}), "405::channel_invalid"),
        (json!({"channel": "/meta/disconnect", "clientId": "id3"}), "402::session_unknown"),
        (json!({"channel": "/meta/handshake", "version": "2.0"}), "400::version_unsupported"),
    ] {
        let answer = ask(&mut server, &origin, message.clone(), 0);
        assert_eq!(answer.messages[0].error.as_deref(), Some(error), "{message}");
        assert_eq!(answer.messages[0].successful, Some(false));
        assert_eq!(answer.messages[0].id.as_ref(), message.get("id"));
    }
    assert_eq!(server.subscriptions("id2").count(), 0, "of a refused array nothing stands");
}

/// The request that a client sends now.
pub(super) fn request(client: &mut Client, at: u64) -> Request {
    match client.poll(Duration::from_millis(at)) {
        Step::Send(request) => request,
        other => panic!("{other:?}"),
    }
}

pub(super) fn shaken(config: client::Config) -> (Client, Ticket) {
    let mut client = Client::new(config);
    let shake = request(&mut client, 0);
    assert_eq!(client.poll(START), Step::Idle, "one handshake at a time");
    let answer = json!([{"channel": "/meta/handshake", "successful": true, "clientId": "x",
        "version": "1.0", "supportedConnectionTypes": ["long-polling"]}]);
    let notices = client.reply(shake.ticket, Ok(batch(answer)), START);
    assert_eq!(notices, [Notice::Handshaken { client_id: "x".into() }]);
    let connect = request(&mut client, 0);
    assert_eq!(connect.ticket.kind, Kind::Connect);
    (client, connect.ticket)
}

#[test]
fn a_client_obeys_the_advice_of_a_connect() {
    for (advice, step) in [
        (json!({"reconnect": "retry", "interval": 2000}), Step::Wait(Duration::from_secs(2))),
        (json!({"interval": -1}), Step::Idle),
        (json!({"long-polling": {"interval": 5}}), Step::Wait(Duration::from_millis(5))),
    ] {
        let (mut client, ticket) = shaken(client::Config::default());
        let answer = json!([{"channel": "/meta/connect", "successful": true, "advice": advice}]);
        assert_eq!(client.reply(ticket, Ok(batch(answer)), START), [Notice::Connected]);
        assert_eq!(client.poll(START), step, "{advice}");
    }
    let (mut client, ticket) = shaken(client::Config::default());
    let answer =
        json!([{"channel": "/meta/connect", "successful": true, "advice": {"timeout": 45_000}}]);
    client.reply(ticket, Ok(batch(answer)), START);
    assert_eq!(request(&mut client, 0).timeout, Duration::from_secs(50), "held, and the slack");
    let (mut client, ticket) = shaken(client::Config::default());
    let answer = json!([{"channel": "/meta/connect", "successful": false, "error": "403::no",
        "advice": {"reconnect": "none"}}]);
    client.reply(ticket, Ok(batch(answer)), START);
    assert_eq!(client.ended(), Some(&Ended::Refused("403::no".into())));
}

#[test]
fn a_client_whose_session_is_unknown_shakes_hands_again_whatever_the_number() {
    for refusal in [
        json!({"error": "402::session_unknown", "advice": {"reconnect": "handshake", "interval": 0}}),
        json!({"error": "401:x:Unknown client"}),
        json!({"error": "999::?", "advice": {"reconnect": "handshake"}}),
    ] {
        let (mut client, ticket) = shaken(client::Config::default());
        let mut answer = json!([{"channel": "/meta/connect", "successful": false}]);
        answer[0].as_object_mut().unwrap().extend(refusal.as_object().unwrap().clone());
        let notices = client.reply(ticket, Ok(batch(answer)), START);
        assert!(matches!(notices.as_slice(), [Notice::SessionLost { .. }]), "{refusal}");
        // It was of no use, so there is a wait before the next.
        assert_eq!(request(&mut client, 100).ticket.kind, Kind::Handshake);
        // What belongs to the lost session changes nothing, but what was published counts.
        let stale =
            json!([{"channel": "/a", "data": 1}, {"channel": "/meta/connect", "successful": true}]);
        let notices = client.reply(ticket, Ok(batch(stale)), START);
        assert!(matches!(notices.as_slice(), [Notice::Event(_)]), "{notices:?}");
        assert_eq!(client.poll(START), Step::Idle);
    }
}

#[test]
fn an_answer_without_an_answer_is_a_failure_and_waits_grow() {
    let (mut client, mut ticket) = shaken(client::Config::default());
    for wait in [100, 200, 300] {
        let notices = client.reply(ticket, Ok(batch(json!([{"channel": "/a", "data": 1}]))), START);
        let failed = matches!(notices.as_slice(), [Notice::Event(_), Notice::Failed { .. }]);
        assert!(failed, "{notices:?}");
        assert_eq!(client.poll(START), Step::Wait(Duration::from_millis(wait)));
        ticket = request(&mut client, wait).ticket;
    }
}

#[test]
fn a_client_that_is_never_welcome_gives_up() {
    for (answer, tries) in [
        (
            json!([{"channel": "/meta/handshake", "successful": false, "error": "403::no",
            "advice": {"reconnect": "none"}}]),
            1,
        ),
        (
            json!([{"channel": "/meta/handshake", "successful": true, "clientId": "x",
            "supportedConnectionTypes": ["websocket"]}]),
            1,
        ),
        (json!([{"channel": "/meta/handshake", "successful": false, "error": "403::no"}]), 5),
        (json!([{"channel": "/meta/handshake", "successful": true}]), 5),
        (json!([]), 5),
    ] {
        let mut client = Client::new(client::Config::default());
        let mut count = 0;
        while client.ended().is_none() {
            let ticket = request(&mut client, 60_000 * count).ticket;
            client.reply(ticket, Ok(batch(answer.clone())), START);
            count += 1;
        }
        assert_eq!(count, tries, "{answer}");
    }
}
