//! The reference server speaks LaML: paths, credentials, reading, updating, removing, refusing.

use serde_json::json;

use crate::support::{assert_refused, basic, plain, send, varied};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

#[tokio::test]
async fn both_bases_and_the_suffix_show_the_same_participant() {
    let site = plain().await;
    let path = site.one(0, 1);
    let old = path.replace("/api/laml", "");
    let shown = site.ask("GET", &path).await;
    assert_eq!((shown.status, shown.header("content-type")), (200, Some("application/json")));
    let own = &site.conferences[0];
    assert_eq!(
        shown.json(),
        json!({
            "account_sid": own.account,
            "call_sid": own.calls[1],
            "call_sid_to_coach": null,
            "coaching": false,
            "conference_sid": own.id,
            "date_created": "Mon, 05 Jan 2026 09:00:00 +0000",
            "status": "in-progress",
            "date_updated": "Mon, 05 Jan 2026 09:00:00 +0000",
            "end_conference_on_exit": false,
            "muted": false,
            "hold": false,
            "start_conference_on_enter": true,
            "uri": format!("{path}.json"),
        })
    );
    assert_eq!(site.ask("GET", &format!("{path}.json")).await.json(), shown.json());
    for path in [old.clone(), format!("{old}.json")] {
        let mut again = site.ask("GET", &path).await.json();
        assert_eq!(again["uri"], json!(format!("{old}.json")));
        again["uri"] = shown.json()["uri"].clone();
        assert_eq!(again, shown.json());
    }
    assert_eq!(site.ask("GET", &path.to_uppercase()).await.status, 404);
}

#[tokio::test]
async fn nobody_is_let_in_without_the_exact_credentials() {
    let site = plain().await;
    let target = site.one(0, 0);
    let mut answers = vec![send(site.running.address, "GET", &target, &[], b"").await];
    for wrong in [
        basic(&site.running.username, "wrong"),
        basic(&site.running.username, ""),
        basic(&site.running.other.username, &site.running.password),
        site.credentials().replace("Basic", "Bearer"),
        "Basic %%%".to_owned(),
    ] {
        let fields = [("Authorization", wrong.as_str())];
        answers.push(send(site.running.address, "GET", &target, &fields, b"").await);
        // Who asks comes before what is asked for.
        answers.push(send(site.running.address, "PUT", "/nowhere", &fields, b"").await);
    }
    for answer in answers {
        assert_refused(&answer, 401, 20003);
        assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"rollcall\""));
    }
    let lower = site.credentials().replace("Basic", "basic");
    let fields = [("Authorization", lower.as_str())];
    assert_eq!(send(site.running.address, "GET", &target, &fields, b"").await.status, 200);
}

#[tokio::test]
async fn what_is_not_there_is_404_and_what_is_foreign_is_hidden() {
    let site = plain().await;
    let list = site.list(0);
    let own = &site.conferences[0];
    for target in [
        format!("{list}/{NOBODY}"),
        format!("{list}/nobody"),
        format!("{list}/%zz"),
        format!("{list}/{}", site.conferences[1].calls[0]),
        format!("{list}/"),
        list.replace(&own.id, NOBODY),
        list.replace(&own.account, NOBODY),
        list.replace(&own.account, &site.running.other.account),
        site.list(2),
        site.one(2, 0),
        site.one(2, 0).replace(&site.running.other.account, &own.account),
        "/api/laml/2010-04-01/Accounts".to_owned(),
        "/".to_owned(),
    ] {
        assert_refused(&site.ask("GET", &target).await, 404, 20404);
    }
    let other = basic(&site.running.other.username, &site.running.other.password);
    let fields = [("Authorization", other.as_str())];
    assert_eq!(send(site.running.address, "GET", &site.one(2, 0), &fields, b"").await.status, 200);
    assert_eq!(send(site.running.address, "GET", &site.one(0, 0), &fields, b"").await.status, 404);
}

#[tokio::test]
async fn methods_that_a_path_does_not_have_are_405_with_allow() {
    let site = plain().await;
    for method in ["PUT", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let answer = site.ask(method, &site.one(0, 0)).await;
        assert_refused(&answer, 405, 20405);
        assert_eq!(answer.header("allow"), Some("GET, HEAD, POST, DELETE"));
    }
    for method in ["POST", "DELETE", "PUT"] {
        let answer = site.ask(method, &site.list(0)).await;
        assert_refused(&answer, 405, 20405);
        assert_eq!(answer.header("allow"), Some("GET, HEAD"));
    }
    let head = site.ask("HEAD", &site.one(0, 0)).await;
    let get = site.ask("GET", &site.one(0, 0)).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.header("content-length"));
}

#[tokio::test]
async fn an_update_changes_the_target_and_nobody_else() {
    let site = plain().await;
    let before = site.ask("GET", &site.one(0, 1)).await.json();
    let coached = &site.conferences[0].calls[2];
    let form = format!(
        "Muted=TRUE&Hold=True&HoldUrl=https%3A%2F%2Fhost.example%2Fhold%3Fa%3Db&HoldMethod=GET&WaitUrl=&WaitMethod=POST\
         &AnnounceUrl=http%3A%2F%2Fhost.example&AnnounceMethod=POST&Coaching=true&CallSidToCoach={coached}"
    );
    let answer = site.post(&site.one(0, 0), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let shown = answer.json();
    assert_eq!([&shown["muted"], &shown["hold"], &shown["coaching"]], [&json!(true); 3]);
    assert_eq!(shown["call_sid_to_coach"], json!(coached));
    assert_eq!(shown["date_updated"], json!("Mon, 05 Jan 2026 09:00:01 +0000"));
    assert_eq!(shown["date_created"], json!("Mon, 05 Jan 2026 09:00:00 +0000"));
    assert_eq!(site.ask("GET", &site.one(0, 0)).await.json(), shown);
    assert_eq!(site.ask("GET", &site.one(0, 1)).await.json(), before);

    let back = site.post(&site.one(0, 0), "Muted=false&Coaching=false").await.json();
    assert_eq!(
        [&back["muted"], &back["hold"], &back["coaching"]].map(|flag| flag == true),
        [false, true, false]
    );
    assert_eq!(back["call_sid_to_coach"], json!(null));
    assert_eq!(site.post(&site.one(0, 0), "").await.status, 200);
}

#[tokio::test]
async fn a_form_that_breaks_one_constraint_is_refused_and_changes_nothing() {
    let site = plain().await;
    let before = site.ask("GET", &site.one(0, 0)).await.json();
    let own = site.conferences[0].calls[0].clone();
    let elsewhere = site.conferences[1].calls[0].clone();
    let long = format!("Muted={}", "t".repeat(300_000));
    for (form, code) in [
        ("Muted=banana", 10000),
        ("Muted=", 10000),
        ("Muted=1", 10000),
        ("Hold=yes", 10000),
        ("Muted=true&Hold=yes", 10000),
        ("Muted=true&Muted=true", 10000),
        ("Muted=true&Label=desk", 10000),
        ("muted=true", 10000),
        ("Muted=true&HoldMethod=PUT", 13221),
        ("HoldMethod=get", 13221),
        ("WaitMethod=", 13221),
        ("HoldUrl=", 21402),
        ("HoldUrl=%2Frelative", 21402),
        ("WaitUrl=host.example", 21402),
        ("AnnounceUrl=ftp%3A%2F%2Fhost.example", 21402),
        ("AnnounceUrl=http%3A%2F%2F", 21402),
        ("AnnounceUrl=http%3A%2F%2Fa%20b", 21402),
        ("Coaching=true", 16002),
        ("Coaching=true&CallSidToCoach=nobody", 10000),
        ("CallSidToCoach=", 10000),
        (&format!("Coaching=true&CallSidToCoach={NOBODY}"), 16002),
        (&format!("Coaching=true&CallSidToCoach={own}"), 16002),
        (&format!("Coaching=true&CallSidToCoach={elsewhere}"), 16002),
        ("Muted=true&Hold=%zz", 90000),
        ("Muted=%ff", 90000),
        (&long, 10000),
    ] {
        assert_refused(&site.post(&site.one(0, 0), form).await, 422, code);
    }
    let credentials = site.credentials();
    for media_type in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
        let fields = [("Authorization", credentials.as_str()), ("Content-Type", media_type)];
        let answer =
            send(site.running.address, "POST", &site.one(0, 0), &fields, b"Muted=true").await;
        assert_refused(&answer, 422, 10000);
    }
    assert_eq!(site.ask("GET", &site.one(0, 0)).await.json(), before);
}

#[tokio::test]
async fn who_is_removed_is_gone_and_the_others_stay() {
    let site = plain().await;
    let (before, _) = site.calls(&site.list(0)).await;
    assert_eq!(before, site.conferences[0].calls);
    let answer = site.ask("DELETE", &site.one(0, 1)).await;
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    let names = answer.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    assert_eq!(names, ["connection", "date"], "a 204 has no content to describe");
    for method in ["GET", "DELETE", "HEAD"] {
        assert_eq!(site.ask(method, &site.one(0, 1)).await.status, 404);
    }
    assert_refused(&site.post(&site.one(0, 1), "Muted=true").await, 404, 20404);
    let (left, _) = site.calls(&site.list(0)).await;
    assert_eq!(left, [before[0].clone(), before[2].clone()]);

    assert_eq!(site.ask("DELETE", &site.one(1, 0)).await.status, 204);
    assert_eq!(site.calls(&site.list(1)).await, (Vec::new(), None));
}

#[tokio::test]
async fn connections_are_kept_closed_and_answered_in_http_1_0() {
    let site = plain().await;
    let credentials = site.credentials();
    let close = site.ask("GET", &site.one(0, 0)).await;
    assert_eq!(close.header("connection"), Some("close"));

    let mut stream = tokio::net::TcpStream::connect(site.running.address).await.unwrap();
    let fields = [("Authorization", credentials.as_str())];
    let two = [
        crate::support::request("DELETE", &site.one(0, 0), &fields, b"", false),
        crate::support::request("GET", &site.one(0, 1), &fields, b"", true),
    ]
    .concat();
    tokio::io::AsyncWriteExt::write_all(&mut stream, &two).await.unwrap();
    let raw = String::from_utf8(crate::support::read_all(&mut stream).await).unwrap();
    let statuses = raw.lines().filter(|line| line.starts_with("HTTP/")).collect::<Vec<_>>();
    assert_eq!(statuses, ["HTTP/1.1 204 No Content", "HTTP/1.1 200 OK"]);

    let mut stream = tokio::net::TcpStream::connect(site.running.address).await.unwrap();
    let old = format!("GET {} HTTP/1.0\r\nAuthorization: {credentials}\r\n\r\n", site.one(0, 1));
    tokio::io::AsyncWriteExt::write_all(&mut stream, old.as_bytes()).await.unwrap();
    let raw = String::from_utf8(crate::support::read_all(&mut stream).await).unwrap();
    assert!(raw.starts_with("HTTP/1.0 200 OK"), "{raw}");
}

#[tokio::test]
async fn a_message_for_no_host_or_for_two_is_400() {
    let site = plain().await;
    for hosts in ["", "Host: a\r\nHost: b\r\n"] {
        let mut stream = tokio::net::TcpStream::connect(site.running.address).await.unwrap();
        let sent = format!("GET {} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n", site.list(0));
        tokio::io::AsyncWriteExt::write_all(&mut stream, sent.as_bytes()).await.unwrap();
        let raw = crate::support::read_all(&mut stream).await;
        assert_refused(&crate::support::Answer::read(raw), 400, 10000);
    }
}

#[tokio::test]
async fn lawful_variations_answer_in_their_own_way() {
    let path = |site: &crate::support::Site| format!("{}/nobody", site.list(0));
    let site = varied("malformed-400").await;
    assert_refused(&site.ask("GET", &path(&site)).await, 400, 90000);
    let site = varied("malformed-422").await;
    assert_refused(&site.ask("GET", &path(&site)).await, 422, 90000);
    let site = varied("unknown-method-404").await;
    assert_refused(&site.ask("PUT", &site.one(0, 0)).await, 404, 20404);
    let site = varied("foreign-403").await;
    assert_refused(&site.ask("GET", &site.list(2)).await, 403, 20003);
    let site = varied("foreign-401").await;
    let answer = site.ask("GET", &site.list(2)).await;
    assert_refused(&answer, 401, 20003);
    assert!(answer.header("www-authenticate").is_some());
    let site = varied("bad-input-400").await;
    assert_refused(&site.post(&site.one(0, 0), "Muted=banana").await, 400, 10000);
    let site = varied("wrong-media-type-415").await;
    assert_refused(&site.ask("POST", &site.one(0, 0)).await, 415, 10000);
    let site = varied("ended-list-404").await;
    assert_eq!(site.ask("DELETE", &site.one(1, 0)).await.status, 204);
    assert_refused(&site.ask("GET", &site.list(1)).await, 404, 20404);
    let site = varied("page-token-free").await;
    assert_eq!(site.calls(&format!("{}?Page=1&PageSize=2", site.list(0))).await.0.len(), 1);
    let site = varied("lenient").await;
    assert_eq!(site.post(&site.one(0, 0), "Label=desk").await.status, 200);
    assert_eq!(site.ask("GET", &format!("{}?PageSize=2147483648", site.list(0))).await.status, 200);
    let site = varied("charset").await;
    let answer = site.ask("GET", &site.one(0, 0)).await;
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    let site = varied("chunked").await;
    let answer = site.ask("GET", &site.one(0, 0)).await;
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    assert_eq!(answer.header("content-length"), None);
    let site = varied("quoted-realm").await;
    let answer = send(site.running.address, "GET", &site.list(0), &[], b"").await;
    let challenge = "Basic realm=\"a \\\"quoted\\\" realm, with a comma\"";
    assert_eq!(answer.header("www-authenticate"), Some(challenge));
}
