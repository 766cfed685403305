//! Ears before a server whose sockets can be cut.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use super::{Carrier, Ear, EarError, Heard, Office};
use crate::bayeux::server::Config;
use crate::bayeux::{LONG_POLLING, WEBSOCKET};
use crate::record::User;

mod server;

use server::Gws;

const BOTH: [Carrier; 2] = [Carrier::LongPolling, Carrier::WebSocket];
const CHANNEL: &[&str] = &["/v2/me/calls"];
const PATIENCE: Duration = Duration::from_secs(20);

/// A WebSocket brings no cookie back, so a session is not bound to one there.
fn config(carrier: Carrier) -> Config {
    Config {
        connection_types: vec![LONG_POLLING, WEBSOCKET],
        binds_cookie: carrier == Carrier::LongPolling,
        answers_first_connect: false,
        ..Config::default()
    }
}

async fn open(gws: &Gws, carrier: Carrier, office: &Arc<Office>) -> Ear {
    let line = gws.line(carrier, 0);
    Ear::open(&line, User::First, Arc::clone(office), CHANNEL).await.unwrap()
}

async fn fails(gws: &Gws, carrier: Carrier, channels: &[&str]) -> EarError {
    let line = gws.line(carrier, 0);
    Ear::open(&line, User::First, Arc::default(), channels).await.map(|_| ()).unwrap_err()
}

fn ids() -> Vec<String> {
    vec!["A".to_owned()]
}

fn numbers(heard: &[Heard]) -> Vec<usize> {
    heard.iter().map(|one| usize::try_from(one.data["number"].as_u64().unwrap()).unwrap()).collect()
}

#[tokio::test]
async fn nothing_told_once_it_is_open_is_lost_and_its_end_ends_the_session() {
    for carrier in BOTH {
        for (events_first, holds_always) in [(true, false), (false, true)] {
            let gws = Gws::start(Config { events_first, ..config(carrier) }).await;
            gws.holds_always.store(holds_always, Ordering::SeqCst);
            let office = Arc::new(Office::default());
            let mailbox = office.expect(&ids());
            let ear = open(&gws, carrier, &office).await;
            for number in 0..3 {
                assert_eq!(gws.tell_number("me", number), 1);
            }
            assert!(mailbox.until(PATIENCE, |heard| heard.len() == 3).await, "{carrier:?}");
            assert_eq!(numbers(&mailbox.heard()), [0, 1, 2]);
            assert!(mailbox.heard().iter().all(|one| !one.renewed && one.to == User::First));
            assert!(!mailbox.lost_touch(User::First), "{:?}", ear.trouble());
            ear.close().await;
            assert_eq!(gws.count(), 0, "{carrier:?}");
        }
    }
}

#[tokio::test]
async fn of_a_thousand_none_is_lost_nor_told_twice_though_connections_are_cut_and_answers_lost() {
    for carrier in BOTH {
        let gws = Gws::start(config(carrier)).await;
        let office = Arc::new(Office::default());
        let ear = open(&gws, carrier, &office).await;
        let mailbox = office.expect(&ids());
        for number in 0..1000 {
            match number % 200 {
                50 => gws.cut(),
                150 => gws.answers_to_lose.store(1, Ordering::SeqCst),
                _ => {}
            }
            assert_eq!(gws.tell_number("me", number), 1, "the session stands");
            if number % 10 == 0 {
                let enough = |heard: &[Heard]| heard.len() > number;
                assert!(mailbox.until(PATIENCE, enough).await, "{carrier:?}: {:?}", ear.trouble());
            }
        }
        assert!(mailbox.until(PATIENCE, |heard| heard.len() >= 1000).await, "{carrier:?}");
        let heard = mailbox.heard();
        assert_eq!(numbers(&heard), (0..1000).collect::<Vec<_>>(), "{carrier:?}");
        assert!(heard.iter().filter(|one| one.renewed).count() >= 5, "it is told");
        assert!(mailbox.lost_touch(User::First));
        assert_eq!(gws.count(), 1, "{carrier:?}");
        ear.close().await;
    }
}

#[tokio::test]
async fn an_http_session_that_is_over_or_whose_token_is_stale_is_begun_again() {
    for stale in [Gws::log_everybody_out, Gws::change_tokens] {
        let gws = Gws::start(config(Carrier::LongPolling)).await;
        let office = Arc::new(Office::default());
        let ear = open(&gws, Carrier::LongPolling, &office).await;
        let mailbox = office.expect(&ids());
        stale(&gws);
        gws.tell_number("me", 1);
        assert!(mailbox.until(PATIENCE, |heard| heard.len() == 1).await);
        gws.tell_number("me", 2);
        // The connect that was held when it became stale is answered yet; the next one is refused.
        let both = |heard: &[Heard]| numbers(heard) == [1, 2];
        assert!(mailbox.until(PATIENCE, both).await, "{:?}", mailbox.heard());
        assert_eq!(mailbox.heard().iter().filter(|one| one.renewed).count(), 1);
        let trouble = ear.trouble().unwrap();
        assert!(trouble.contains("status 403, `Missing or invalid Csrf token`"), "{trouble}");
        ear.close().await;
    }
}

#[tokio::test]
async fn a_session_that_is_over_is_followed_by_another_and_that_is_told() {
    for carrier in BOTH {
        let gws = Gws::start(config(carrier)).await;
        let office = Arc::new(Office::default());
        let mailbox = office.expect(&ids());
        let ear = open(&gws, carrier, &office).await;
        gws.forget_everybody();
        assert_eq!(gws.tell_number("me", 1), 0, "nobody is there");
        let stands = |gws: &Gws| {
            let server = gws.bayeux.lock().unwrap();
            server.sessions().next().is_some_and(|id| server.subscriptions(id).count() == 1)
        };
        tokio::time::timeout(PATIENCE, gws.until(stands)).await.unwrap();
        gws.tell_number("me", 2);
        assert!(mailbox.until(PATIENCE, |heard| !heard.is_empty()).await);
        let heard = mailbox.heard();
        assert_eq!((numbers(&heard), heard[0].renewed), (vec![2], true));
        assert!(mailbox.lost_touch(User::First) && !mailbox.lost_touch(User::Second));
        assert_eq!(ear.trouble().as_deref(), Some("402::session_unknown"));
        ear.close().await;
    }
}

#[tokio::test]
async fn each_of_two_users_hears_what_is_told_to_that_one() {
    let gws = Gws::start(config(Carrier::LongPolling)).await;
    let office = Arc::new(Office::default());
    let mailbox = office.expect(&ids());
    let first = open(&gws, Carrier::LongPolling, &office).await;
    let line = gws.line(Carrier::LongPolling, 1);
    let second = Ear::open(&line, User::Second, Arc::clone(&office), &["/v2/me/*"]).await.unwrap();
    gws.tell_number("you", 1);
    gws.tell_number("me", 2);
    assert!(mailbox.until(PATIENCE, |heard| heard.len() == 2).await);
    let mut heard: Vec<_> = mailbox.heard().into_iter().map(|one| (one.to, one.data)).collect();
    heard.sort_by_key(|(to, _)| *to);
    let data = |number| json!({"call": {"id": "A"}, "number": number});
    assert_eq!(heard, [(User::First, data(2)), (User::Second, data(1))]);
    first.close().await;
    assert_eq!(gws.count(), 1);
    second.close().await;
}

#[tokio::test]
async fn who_is_not_let_in_is_told_where_why_and_what_to_do_and_no_secret() {
    let gws = Gws::start(config(Carrier::LongPolling)).await;
    let mut line = gws.line(Carrier::LongPolling, 0);
    line.account = crate::target::Account::new("me", "no-such-password");
    for carrier in BOTH {
        line.carrier = carrier;
        let error = Ear::open(&line, User::First, Arc::default(), CHANNEL).await.unwrap_err();
        let words = error.to_string();
        assert!(words.contains("/api/v2/me` begins no session for `me`: status 401"), "{words}");
        assert!(words.contains("help:") && !words.contains("no-such-password"), "{words}");
    }
    *gws.instead.lock().unwrap() = Some((307, "/elsewhere"));
    let words = fails(&gws, Carrier::LongPolling, CHANNEL).await.to_string();
    assert!(words.contains("status 307, a redirect to `/elsewhere`; none is followed"), "{words}");
    assert_eq!(gws.strayed.load(Ordering::SeqCst), 0);
    let error = fails(&gws, Carrier::LongPolling, &["v2"]).await;
    assert!(matches!(error, EarError::Channel(_)), "{error}");
}

#[tokio::test]
async fn who_may_not_listen_is_told_by_which_word_of_the_server() {
    for carrier in BOTH {
        let readable = vec!["/v2/me/calls".parse().unwrap()];
        let gws = Gws::start(Config { readable, ..config(carrier) }).await;
        let words = fails(&gws, carrier, &["/v2/**"]).await.to_string();
        assert!(
            words.contains("`me` not subscribe to `/v2/**`: 403:/v2/**:subscribe_denied"),
            "{words}"
        );
        let other: &'static str =
            if carrier == Carrier::LongPolling { WEBSOCKET } else { LONG_POLLING };
        let gws = Gws::start(Config { connection_types: vec![other], ..config(carrier) }).await;
        let error = fails(&gws, carrier, CHANNEL).await;
        assert!(matches!(error, EarError::Refused { .. }), "{error}");
        let words = error.to_string();
        assert!(words.contains("400::connection_types_unsupported\n  help:"), "{words}");
    }
}

#[tokio::test]
async fn answers_are_bounded_and_one_that_is_none_or_in_part_is_told_and_outlived() {
    let long = vec![b' '; 3 << 20];
    let part = br#"[{"channel":"/meta/connect","clientId":7},{"channel":"/v2/me/calls","data":{"call":{"id":"A"},"number":0}}]"#;
    for (body, words, told) in [
        (long, "longer than 2097152 bytes", 0),
        (b"<html>".to_vec(), "no batch of messages", 0),
        (part.to_vec(), "nothing in it answers the request", 1),
    ] {
        let gws = Gws::start(config(Carrier::LongPolling)).await;
        let office = Arc::new(Office::default());
        let mailbox = office.expect(&ids());
        let ear = open(&gws, Carrier::LongPolling, &office).await;
        gws.bodies.lock().unwrap().push_back(body);
        // The connect that is held is answered, and the next one with that.
        gws.tell_number("me", 1);
        gws.until(|gws| gws.bodies.lock().unwrap().is_empty()).await;
        gws.tell_number("me", 2);
        assert!(mailbox.until(PATIENCE, |heard| heard.len() == 2 + told).await);
        let trouble = ear.trouble().unwrap();
        assert!(trouble.contains(words), "{trouble}");
        assert!(mailbox.lost_touch(User::First));
        ear.close().await;
    }
}
