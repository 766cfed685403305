//! What each end does where messages come without being asked for, and where there are too many or too odd ones.

use super::ends::{ask, batch, connect, request, shaken, subscribe, with_session};
use super::*;
use crate::bayeux::client::{Ended, Step};
use crate::bayeux::{LONG_POLLING, WEBSOCKET};

const START: Duration = Duration::ZERO;

#[test]
fn what_is_published_is_pushed_at_once_unless_it_must_be_acknowledged() {
    let (mut server, origin) = with_session(server::Config::default());
    ask(&mut server, &origin, subscribe(json!("/a")), 0);
    server.publish(&name("/a"), &json!(1), |_| true);
    let pushed = server.push("id2");
    assert_eq!((pushed.len(), pushed[0].data.clone()), (1, Some(json!(1))));
    assert!(server.push("id2").is_empty() && server.push("id9").is_empty());
    let shake = json!({"channel": "/meta/handshake", "version": "1.0", "ext": {"ack": true},
        "supportedConnectionTypes": ["long-polling"]});
    let shaken = ask(&mut server, &origin, shake, 0).messages.remove(0);
    let id = shaken.client_id.unwrap();
    let mut wish = subscribe(json!("/a"));
    wish["clientId"] = json!(id);
    ask(&mut server, &origin, wish, 0);
    assert_eq!(server.publish(&name("/a"), &json!(2), |_| true).len(), 2);
    assert!(server.push(&id).is_empty(), "only a connect would notice its loss");
}

#[test]
fn a_session_for_which_too_much_waits_is_over_and_learns_it() {
    let (mut server, origin) =
        with_session(server::Config { max_queue: 3, ..server::Config::default() });
    ask(&mut server, &origin, subscribe(json!("/a")), 0);
    for number in 0..3 {
        server.publish(&name("/a"), &json!(number), |_| true);
    }
    assert_eq!(server.push("id2").len(), 3, "as much as it may have");
    ask(&mut server, &origin, connect("c"), 0);
    let held = ask(&mut server, &origin, connect("c"), 0).held.expect("held");
    for number in 0..4 {
        assert_eq!(server.sessions().count(), 1);
        server.publish(&name("/a"), &json!(number), |_| true);
    }
    let told = server.release(&held, START).expect("it is over");
    assert_eq!(told[0].error.as_deref(), Some("402::session_unknown"));
    assert!(server.publish(&name("/a"), &json!(5), |_| true).is_empty());
}

#[test]
fn a_malformed_message_is_refused_and_its_neighbours_are_not() {
    let (mut server, origin) = with_session(server::Config::default());
    let odd = json!([{"channel": "/meta/subscribe", "id": "1", "clientId": "id2", "subscription": 7},
        {"channel": "/meta/subscribe", "id": "2", "clientId": "id2", "subscription": "/a"}]);
    let messages = server.receive(batch(odd), &origin, START).messages;
    let told: Vec<_> = messages.iter().map(|one| (one.id.clone(), one.error.clone())).collect();
    let refused = (Some(json!("1")), Some("400::message_malformed".to_owned()));
    assert_eq!(told, [refused, (Some(json!("2")), None)]);
    assert_eq!(server.subscriptions("id2").count(), 1);
}

#[test]
fn a_handshake_tells_the_ways_that_both_have() {
    let both = server::Config {
        connection_types: vec![LONG_POLLING, WEBSOCKET],
        ..server::Config::default()
    };
    for (theirs, shared) in [
        (json!(["callback-polling", "websocket"]), vec!["websocket"]),
        (json!(["websocket", "long-polling"]), vec!["long-polling", "websocket"]),
        (json!(["callback-polling"]), vec![]),
    ] {
        let mut server = server(both.clone());
        let shake = json!({"channel": "/meta/handshake", "version": "1.0",
            "supportedConnectionTypes": theirs});
        let answer = ask(&mut server, &Origin::default(), shake, 0).messages.remove(0);
        assert_eq!(answer.is_successful(), !shared.is_empty(), "{theirs}");
        if answer.is_successful() {
            assert_eq!(answer.supported_connection_types.unwrap(), shared);
        }
    }
}

#[test]
fn a_server_that_holds_no_connect_is_not_asked_as_fast_as_it_answers() {
    let answer = json!([{"channel": "/meta/connect", "successful": true}]);
    let event =
        json!([{"channel": "/meta/connect", "successful": true}, {"channel": "/a", "data": 1}]);
    let (mut client, first) = shaken(client::Config::default());
    client.reply(first, Ok(batch(answer.clone())), START);
    let second = request(&mut client, 0).ticket;
    client.reply(second, Ok(batch(answer.clone())), START);
    assert_eq!(client.poll(START), Step::Wait(Duration::from_millis(20)));
    let third = request(&mut client, 20).ticket;
    client.reply(third, Ok(batch(event)), Duration::from_millis(21));
    let fourth = request(&mut client, 21).ticket;
    let later = Duration::from_millis(90);
    client.reply(fourth, Ok(batch(answer)), later);
    assert!(matches!(client.poll(later), Step::Send(_)), "it was held for long enough");
}

#[test]
fn a_server_that_passes_a_subscription_over_is_not_asked_as_fast_as_it_answers() {
    let (mut client, _) = shaken(client::Config::default());
    client.subscribe([pattern("/a")]);
    let mut at = 0;
    for wait in [100, 200, 300] {
        let ticket = request(&mut client, at).ticket;
        assert_eq!(ticket.kind, Kind::Command);
        let other = json!([{"channel": "/meta/subscribe", "id": "other", "successful": true}]);
        client.reply(ticket, Ok(batch(other)), Duration::from_millis(at));
        at += wait;
        assert_eq!(client.poll(START), Step::Wait(Duration::from_millis(at)));
    }
    let again = request(&mut client, at);
    let answer =
        json!([{"channel": "/meta/subscribe", "id": again.messages[0].id, "successful": true}]);
    let notices = client.reply(again.ticket, Ok(batch(answer)), Duration::from_millis(at));
    assert!(matches!(notices[..], [Notice::Subscribed(_)]), "{notices:?}");
    client.subscribe([pattern("/b")]);
    assert_eq!(request(&mut client, at).ticket.kind, Kind::Command, "there is no wait any more");
}

#[test]
fn a_client_heeds_what_comes_unasked_and_no_answer_that_comes_too_late() {
    let (mut client, _) = shaken(client::Config::default());
    let late = json!([{"channel": "/meta/connect", "id": "1", "successful": false,
        "error": "402::session_unknown", "advice": {"reconnect": "handshake"}}]);
    assert_eq!(client.pushed(batch(late), START), []);
    let others = json!([{"channel": "/meta/disconnect", "clientId": "y", "successful": true}]);
    assert_eq!(client.pushed(batch(others), START), []);
    let mixed = json!([{"channel": "/a", "data": 1}, {"channel": "/a", "clientId": 7}]);
    let notices = client.pushed(batch(mixed), START);
    assert!(matches!(notices[..], [Notice::Event(_), Notice::Malformed { .. }]), "{notices:?}");
    let over = json!([{"channel": "/meta/disconnect", "successful": true}]);
    let notices = client.pushed(batch(over.clone()), START);
    assert!(matches!(notices[..], [Notice::SessionLost { .. }]), "{notices:?}");
    assert_eq!(request(&mut client, 100).ticket.kind, Kind::Handshake, "another session is sought");
    let (mut client, _) = shaken(client::Config::default());
    client.disconnect();
    request(&mut client, 0);
    client.pushed(batch(over), START);
    assert_eq!(client.ended(), Some(&Ended::Disconnected));
}

#[test]
fn a_client_speaks_of_the_way_in_which_its_messages_travel() {
    let config = client::Config { connection_type: WEBSOCKET, ..Default::default() };
    let mut client = Client::new(config.clone());
    let shake = request(&mut client, 0);
    let types = shake.messages[0].supported_connection_types.clone();
    assert_eq!(types, Some(vec!["websocket".to_owned()]));
    let answer = json!([{"channel": "/meta/handshake", "successful": true, "clientId": "x",
        "supportedConnectionTypes": ["long-polling", "websocket"],
        "advice": {"interval": 9, "websocket": {"timeout": 7000}, "long-polling": {"timeout": 1}}}]);
    client.reply(shake.ticket, Ok(batch(answer)), START);
    let connect = request(&mut client, 0);
    assert_eq!(connect.messages[0].connection_type.as_deref(), Some("websocket"));
    assert_eq!(connect.timeout, Duration::from_secs(12), "the advice of its own way counts");
}
