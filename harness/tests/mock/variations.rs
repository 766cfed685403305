//! Lawful variations of links, dates, words and heads: each departs from the plain server in its own point.

use serde_json::{Value, json};

use crate::support::{Site, assert_refused, plain, send, varied};

/// Where the test's client believes the server to be: it names this host in every request.
const ORIGIN: &str = "http://localhost";

/// A page of two with its links, and the link to the next page followed.
async fn two_pages(site: &Site) -> [Value; 2] {
    let first = site.ask("GET", &format!("{}?PageSize=2", site.list(0))).await.json();
    let next = first["next_page_uri"].as_str().unwrap();
    let path = next.strip_prefix(ORIGIN).unwrap_or(next);
    let second = site.ask("GET", path).await.json();
    [first, second]
}

#[tokio::test]
async fn links_are_absolute_or_without_suffix_and_lead_on() {
    let [first, second] = two_pages(&plain().await).await;
    let site = varied("absolute-page-links").await;
    let [absolute, followed] = two_pages(&site).await;
    assert_eq!(
        (&absolute["uri"], &absolute["participants"]),
        (&first["uri"], &first["participants"])
    );
    for (name, page, plain) in [
        ("first_page_uri", &absolute, &first),
        ("next_page_uri", &absolute, &first),
        ("previous_page_uri", &followed, &second),
    ] {
        let expected = format!("{}{}", ORIGIN, plain[name].as_str().unwrap());
        assert_eq!(page[name], json!(expected));
    }
    assert_eq!(absolute["previous_page_uri"], json!(null));
    assert_eq!(followed["participants"], second["participants"]);

    let [bare, followed] = two_pages(&varied("links-without-suffix").await).await;
    for (seen, plain) in [(bare, &first), (followed, &second)] {
        let expected = plain.to_string().replace(".json", "");
        assert_eq!(seen.to_string(), expected);
        assert_ne!(plain.to_string(), expected);
    }
}

#[tokio::test]
async fn dates_stand_in_another_zone_or_still() {
    for (name, created, updated) in [
        (None, "Mon, 05 Jan 2026 09:00:00 +0000", "Mon, 05 Jan 2026 09:00:01 +0000"),
        (
            Some("dates-in-other-zone"),
            "Mon, 05 Jan 2026 11:00:00 +0200",
            "Mon, 05 Jan 2026 11:00:01 +0200",
        ),
        (Some("date-frozen"), "Mon, 05 Jan 2026 00:00:00 +0000", "Mon, 05 Jan 2026 00:00:00 +0000"),
    ] {
        let site = match name {
            Some(name) => varied(name).await,
            None => plain().await,
        };
        let answered = site.post(&site.one(0, 0), "Muted=true").await.json();
        let retrieved = site.ask("GET", &site.one(0, 0)).await.json();
        let list = site.ask("GET", &site.list(0)).await.json();
        for shown in [&answered, &retrieved, &list["participants"][0]] {
            let dates = (&shown["date_created"], &shown["date_updated"]);
            assert_eq!(dates, (&json!(created), &json!(updated)), "{name:?}");
        }
    }
}

#[tokio::test]
async fn errors_speak_in_other_words_and_say_more_where_nothing_is_said_of_them() {
    let site = varied("other-wording").await;
    let refused = site.ask("GET", "/").await;
    assert_refused(&refused, 404, 20404);
    assert_ne!(refused.json()["message"], plain().await.ask("GET", "/").await.json()["message"]);
    let site = varied("extra-members").await;
    assert_refused(&site.ask("GET", "/").await, 404, 20404);
    let answer = site.ask("PUT", &site.one(0, 0)).await;
    assert_eq!((answer.status, &answer.json()["request_id"]), (405, &json!("f3b1c2")));
    assert_eq!(site.ask("GET", &site.one(0, 0)).await.json().as_object().unwrap().len(), 13);
}

#[tokio::test]
async fn the_newest_come_first_on_every_page() {
    let site = varied("order-newest-first").await;
    let mut newest = site.conferences[0].calls.clone();
    newest.reverse();
    for query in ["", "?PageSize=2", "?PageSize=1"] {
        let pages = site.follow(&format!("{}{query}", site.list(0)), 10).await;
        assert_eq!(pages.concat(), newest, "{query}");
    }
}

#[tokio::test]
async fn head_may_be_no_method_of_a_path() {
    let site = varied("head-not-allowed").await;
    for (target, allow) in [(site.one(0, 0), "GET, POST, DELETE"), (site.list(0), "GET")] {
        let answer = site.ask("HEAD", &target).await;
        assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)));
        assert_eq!(site.ask("GET", &target).await.status, 200);
    }
}

#[tokio::test]
async fn heads_are_written_in_an_odd_case_or_in_http_1_0() {
    let site = varied("header-case").await;
    let answer = site.ask("DELETE", &site.one(0, 1)).await;
    assert!(answer.raw.starts_with(b"HTTP/1.1 204 No Content\r\nCoNnEcTiOn: close\r\n"));
    let answer = site.ask("GET", &site.one(0, 0)).await;
    let raw = String::from_utf8(answer.raw.clone()).unwrap();
    assert!(raw.contains("\r\nCoNtEnT-TyPe: application/json\r\n"), "{raw}");
    assert!(raw.contains("\r\nCoNtEnT-LeNgTh: ") && !raw.contains("rollcall-wire"), "{raw}");
    let answer = send(site.running.address, "GET", "/", &[], b"").await;
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"rollcall\""));

    let site = varied("http-1-0").await;
    for (method, expected) in
        [("GET", "HTTP/1.0 200 OK\r\n"), ("DELETE", "HTTP/1.0 204 No Content\r\n")]
    {
        let credentials = site.credentials();
        let fields = [("Authorization", credentials.as_str())];
        let sent = crate::support::request(method, &site.one(0, 0), &fields, b"", false);
        let mut stream = tokio::net::TcpStream::connect(site.running.address).await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, &sent).await.unwrap();
        let begin = std::time::Instant::now();
        let raw = String::from_utf8(crate::support::read_all(&mut stream).await).unwrap();
        assert!(raw.starts_with(expected) && raw.contains("\r\nconnection: close\r\n"), "{raw}");
        assert!(begin.elapsed() < std::time::Duration::from_secs(1), "the connection stays open");
    }
}
