//! The reference server hands fixtures out by the provider protocol, version 1, and starts as it is told.

use rollcall::mock::{Options, StartError, start};
use serde_json::{Value, json};

use crate::support::{fixtures, plain, provision, with};

#[tokio::test]
async fn conferences_are_handed_out_and_taken_back() {
    let site = plain().await;
    let own = &site.conferences[0];
    assert_eq!(own.account, site.running.account);
    assert_eq!(own.calls.len(), 3);
    assert_eq!(site.conferences[2].account, site.running.other.account);
    let release = json!({
        "version": 1,
        "conferences": [
            { "parameters": { "AccountSid": own.account, "ConferenceSid": own.id }, "participants": [] },
        ],
    });
    for _ in 0..2 {
        let answer = fixtures(site.running.address, "DELETE", release.to_string().as_bytes()).await;
        assert_eq!((answer.status, answer.body.len()), (204, 0));
    }
    assert_eq!(site.ask("GET", &site.list(0)).await.status, 404);
    assert_eq!(site.ask("GET", &site.list(1)).await.status, 200);
    let empty = provision(site.running.address, &json!([{ "participants": 0 }])).await;
    assert_eq!(empty[0].calls.len(), 0);
}

#[tokio::test]
async fn a_wish_that_cannot_be_read_is_400_with_a_message() {
    let site = plain().await;
    for (method, body, why) in [
        ("POST", "", "EOF"),
        ("POST", "{", "EOF"),
        ("POST", "[]", "invalid length"),
        ("POST", r#"{"version":2,"api":"signalwire","conferences":[]}"#, "version 1"),
        ("POST", r#"{"version":1,"api":"twilio","conferences":[]}"#, "`twilio`"),
        ("POST", r#"{"version":1,"api":"signalwire"}"#, "conferences"),
        ("POST", r#"{"version":1,"api":"signalwire","conferences":[{}]}"#, "participants"),
        ("POST", r#"{"version":1,"api":"signalwire","conferences":[{"participants":-1}]}"#, "-1"),
        (
            "POST",
            r#"{"version":1,"api":"signalwire","conferences":[{"participants":1000000}]}"#,
            "100000",
        ),
        (
            "POST",
            r#"{"version":1,"api":"signalwire","conferences":[{"participants":1,"label":"x"}]}"#,
            "label",
        ),
        (
            "POST",
            r#"{"version":1,"api":"signalwire","conferences":[{"participants":1,"account":"00000000-0000-4000-8000-000000000000"}]}"#,
            "no account",
        ),
        ("DELETE", r#"{"version":1}"#, "conferences"),
        ("DELETE", r#"{"version":3,"conferences":[]}"#, "version 1"),
    ] {
        let answer = fixtures(site.running.address, method, body.as_bytes()).await;
        assert_eq!(answer.status, 400, "{body}");
        let message = answer.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains(why), "{message}");
    }
    assert_eq!(fixtures(site.running.address, "GET", b"").await.status, 405);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_server() {
    let one = with(Options { seed: 7, ..Options::default() }).await;
    let two = with(Options { seed: 7, ..Options::default() }).await;
    let three = with(Options { seed: 8, ..Options::default() }).await;
    assert_eq!(one.running.password, two.running.password);
    assert_ne!(one.running.password, three.running.password);
    assert_eq!(one.list(0), two.list(0));
    assert_eq!(
        one.ask("GET", &one.list(0)).await.json(),
        two.ask("GET", &two.list(0)).await.json()
    );
}

#[tokio::test]
async fn the_first_line_says_where_it_is_and_who_may_come_in() {
    let site = plain().await;
    let line: Value = serde_json::from_str(&site.running.json_line()).unwrap();
    let origin = format!("http://{}", site.running.address);
    assert_eq!(
        line,
        json!({
            "base": format!("{origin}/api/laml/2010-04-01"),
            "fixtures": format!("{origin}/_rollcall/fixtures"),
            "username": site.running.username,
            "password": site.running.password,
            "account": site.running.account,
        })
    );
    assert!(!site.running.json_line().contains('\n'));
}

#[tokio::test]
async fn what_cannot_start_says_why() {
    let unknown = start("twilioo", Options::default()).await.unwrap_err();
    assert!(matches!(unknown, StartError::UnknownApi { .. }));
    assert!(unknown.to_string().contains("`signalwire`"));
    let site = plain().await;
    let taken = Options { listen: site.running.address, ..Options::default() };
    let error = start("signalwire", taken).await.unwrap_err();
    assert!(error.to_string().contains(&site.running.address.to_string()), "{error}");
}

#[tokio::test]
async fn a_stopped_server_takes_no_connection() {
    let site = plain().await;
    let address = site.running.address;
    site.running.stop().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
