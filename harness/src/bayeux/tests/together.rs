//! A client that is driven, and a server in the same process.

use super::*;
use crate::bayeux::client::Ended;

fn quick() -> server::Config {
    server::Config { timeout: Duration::from_secs(2), ..Default::default() }
}

#[tokio::test(start_paused = true)]
async fn subscriptions_by_array_and_one_by_one_stand_and_some_are_refused() {
    for subscribes_by_array in [true, false] {
        let readable = vec![pattern("/v2/me/*"), pattern("/v2/me/calls")];
        let wire = Wire::new(server::Config { readable, ..quick() });
        let config = client::Config { subscribes_by_array, ..Default::default() };
        let mut drive = drive(&wire, config, &["/v2/me/*", "/v2/me/calls"]);
        for _ in 0..2 {
            until(&mut drive, |one| matches!(one, Notice::Subscribed(_))).await;
        }
        assert_eq!(wire.publish("/v2/me/calls", &json!(0)), 1);
        assert_eq!(events(&mut drive, 1).await, numbers(0..1));
        drive.client().subscribe([pattern("/v2/**")]);
        let refused = until(&mut drive, |one| matches!(one, Notice::Refused { .. })).await;
        let Notice::Refused { pattern, error } = refused else { unreachable!() };
        assert_eq!((pattern.as_str(), error.as_str()), ("/v2/**", "403:/v2/**:subscribe_denied"));
        assert_eq!(drive.client().standing().count(), 2);
    }
}

/// Publishes a thousand, and has something go wrong at every hundredth.
async fn thousand(config: server::Config, client: client::Config, mishaps: &[(Kind, Mishap)]) {
    let wire = Wire::new(config);
    let mut drive = drive(&wire, client, &["/v2/me/*"]);
    until(&mut drive, |one| matches!(one, Notice::Subscribed(_))).await;
    let mut got = Vec::new();
    for number in 0..1000 {
        if number % 100 == 0 {
            wire.mishaps.lock().unwrap().extend(mishaps);
        }
        assert_eq!(wire.publish("/v2/me/calls", &json!(number)), 1, "the session stands");
        if number % 7 == 0 {
            got.extend(events(&mut drive, usize::try_from(number).unwrap() + 1 - got.len()).await);
        }
    }
    let left = 1000 - got.len();
    got.extend(events(&mut drive, left).await);
    assert_eq!(got, numbers(0..1000), "each once, in order");
    assert_eq!(wire.server.lock().unwrap().sessions().count(), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_of_a_thousand_is_lost_though_answers_are() {
    let mishaps = [
        (Kind::Connect, Mishap::AnswerLost),
        (Kind::Connect, Mishap::NotSent),
        (Kind::Connect, Mishap::Cut),
    ];
    thousand(quick(), client::Config::default(), &mishaps).await;
    thousand(quick(), client::Config::default(), &mishaps[..1]).await;
    let first = server::Config { events_first: true, answers_first_connect: false, ..quick() };
    thousand(first, client::Config::default(), &mishaps).await;
}

#[tokio::test(start_paused = true)]
async fn without_acknowledgements_nothing_is_lost_of_what_was_not_sent_yet() {
    let config = client::Config { acknowledges: false, ..Default::default() };
    thousand(quick(), config, &[(Kind::Connect, Mishap::NotSent)]).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_goes_while_a_connect_is_held_takes_nothing_along() {
    let wire = Wire::new(server::Config { answers_first_connect: false, ..quick() });
    let config =
        client::Config { acknowledges: false, first_connect_at_once: false, ..Default::default() };
    wire.mishaps.lock().unwrap().push_back((Kind::Connect, Mishap::Cut));
    let mut drive = drive(&wire, config, &["/a"]);
    until(&mut drive, |one| matches!(one, Notice::Failed { kind: Kind::Connect, .. })).await;
    wire.publish("/a", &json!(0));
    assert_eq!(events(&mut drive, 1).await, numbers(0..1));
}

#[tokio::test(start_paused = true)]
async fn a_client_need_not_wait_for_its_first_connect() {
    for (first_connect_at_once, most) in [(true, 1), (false, 2001)] {
        let wire = Wire::new(server::Config { answers_first_connect: false, ..quick() });
        let config = client::Config { first_connect_at_once, ..Default::default() };
        let mut drive = drive(&wire, config, &[]);
        until(&mut drive, |one| matches!(one, Notice::Connected)).await;
        let took = wire.now();
        assert!(took.as_millis() < most && took.as_millis() + 1000 > most, "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_session_is_followed_by_another_with_the_same_subscriptions() {
    let wire = Wire::new(server::Config { max_interval: Duration::from_secs(1), ..quick() });
    let mut drive = drive(&wire, client::Config::default(), &["/a", "/b/*"]);
    for _ in 0..2 {
        until(&mut drive, |one| matches!(one, Notice::Subscribed(_))).await;
    }
    let first = drive.client().client_id().to_owned();
    // Nothing gets through for longer than the session lives.
    wire.mishaps.lock().unwrap().push_back((Kind::Connect, Mishap::Cut));
    wire.mishaps.lock().unwrap().extend([(Kind::Connect, Mishap::NotSent); 6]);
    until(&mut drive, |one| matches!(one, Notice::SessionLost { .. })).await;
    for _ in 0..2 {
        until(&mut drive, |one| matches!(one, Notice::Subscribed(_))).await;
    }
    assert_ne!(drive.client().client_id(), first);
    let sessions: Vec<String> = wire.server.lock().unwrap().sessions().map(str::to_owned).collect();
    assert_eq!(sessions, [drive.client().client_id()]);
    wire.publish("/b/c", &json!(0));
    assert_eq!(events(&mut drive, 1).await, numbers(0..1));
}

#[tokio::test(start_paused = true)]
async fn a_second_client_of_one_browser_waits_between_its_connects() {
    let wire = Wire::new(server::Config::default());
    let mut first = drive(&wire, client::Config::default(), &["/a"]);
    until(&mut first, |one| matches!(one, Notice::Connected)).await;
    wire.log.lock().unwrap().clear();
    let mut second = drive(&wire, client::Config::default(), &["/a"]);
    for _ in 0..3 {
        until(&mut second, |one| matches!(one, Notice::Connected)).await;
    }
    assert_eq!(second.client().advice().multiple_clients, Some(true));
    let times = wire.sent(Kind::Connect);
    for pair in times.windows(2) {
        let apart = pair[1].saturating_sub(pair[0]);
        assert!(apart >= Duration::from_secs(2) && apart < Duration::from_secs(3), "{times:?}");
    }
    wire.publish("/a", &json!(0));
    assert_eq!(events(&mut second, 1).await, numbers(0..1));
    assert_eq!(events(&mut first, 1).await, numbers(0..1), "each client has its own queue");
}

#[tokio::test(start_paused = true)]
async fn a_client_without_the_cookie_gives_up_after_a_few_sessions() {
    let wire = Arc::new(Wire { keeps_cookies: false, ..Wire::plain(quick()) });
    let mut drive = drive(&wire, client::Config::default(), &["/a"]);
    while drive.next().await.is_some() {}
    let ended = drive.client().ended().cloned();
    assert_eq!(ended, Some(Ended::Refused("402::session_unknown".into())));
    assert_eq!(wire.sent(Kind::Handshake).len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_disconnect_ends_the_session_and_lets_the_held_connect_go() {
    let wire = Wire::new(quick());
    let mut drive = drive(&wire, client::Config::default(), &["/a"]);
    until(&mut drive, |one| matches!(one, Notice::Subscribed(_))).await;
    until(&mut drive, |one| matches!(one, Notice::Connected)).await;
    drive.client().unsubscribe([pattern("/a")]);
    until(&mut drive, |one| matches!(one, Notice::Unsubscribed(_))).await;
    assert_eq!(wire.publish("/a", &json!(0)), 0);
    drive.client().disconnect();
    while drive.next().await.is_some() {}
    assert_eq!(drive.client().ended(), Some(&Ended::Disconnected));
    assert_eq!(wire.server.lock().unwrap().sessions().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_client_may_publish_where_the_server_lets_it() {
    let wire = Wire::new(server::Config { takes_publications: true, ..quick() });
    let mut drive = drive(&wire, client::Config::default(), &["/a"]);
    until(&mut drive, |one| matches!(one, Notice::Subscribed(_))).await;
    drive.client().publish(&name("/a"), json!({"x": 1}));
    let mut seen = (false, false);
    while seen != (true, true) {
        match drive.next().await.expect("the client goes on") {
            Notice::Published(answer) => {
                assert!(answer.is_successful());
                seen.0 = true;
            }
            Notice::Event(event) => {
                assert_eq!(event.data, Some(json!({"x": 1})));
                seen.1 = true;
            }
            _ => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_handshake_ends_the_client() {
    let wire = Wire::new(server::Config { needs_owner: true, ..quick() });
    let mut refused = drive(&wire, client::Config::default(), &["/a"]);
    while refused.next().await.is_some() {}
    let ended = refused.client().ended().cloned();
    assert_eq!(ended, Some(Ended::Refused("403::handshake_denied".into())));
    wire.origin.lock().unwrap().owner = Some("me".into());
    let mut welcome = drive(&wire, client::Config::default(), &["/a"]);
    until(&mut welcome, |one| matches!(one, Notice::Connected)).await;
}
