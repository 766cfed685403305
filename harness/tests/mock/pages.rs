//! The reference server's lists: filters, pages, tokens.

use serde_json::json;

use crate::support::{assert_refused, faulty, plain, provision};

#[tokio::test]
async fn following_the_links_shows_everybody_once_and_in_order() {
    let mut site = plain().await;
    site.conferences = provision(site.running.address, &json!([{ "participants": 120 }])).await;
    let all = site.conferences[0].calls.clone();
    for (query, expected_pages) in [("", 3), ("?PageSize=1000", 1), ("?PageSize=7", 18)] {
        let mut shown = Vec::new();
        let mut pages = 0;
        let mut next = Some(format!("{}{query}", site.list(0)));
        while let Some(link) = next {
            let (calls, following) = site.calls(&link).await;
            shown.extend(calls);
            pages += 1;
            next = following;
        }
        assert_eq!((shown, pages), (all.clone(), expected_pages), "{query}");
    }
}

#[tokio::test]
async fn a_page_names_its_neighbours_and_keeps_the_filters() {
    let site = plain().await;
    let list = site.list(0);
    let first = site.ask("GET", &format!("{list}?PageSize=2&Muted=False")).await.json();
    let own = format!("{list}.json?Muted=false&Page=0&PageSize=2");
    assert_eq!(
        (&first["uri"], &first["first_page_uri"], &first["previous_page_uri"]),
        (&json!(own), &json!(own), &json!(null))
    );
    assert_eq!((&first["page"], &first["page_size"]), (&json!(0), &json!(2)));
    let next = first["next_page_uri"].as_str().unwrap();
    let (link, token) = next.split_once("&PageToken=PA").unwrap();
    assert_eq!(link, format!("{list}.json?Muted=false&Page=1&PageSize=2"));
    assert!(token.len() == 32 && token.bytes().all(|digit| digit.is_ascii_hexdigit()));

    let second = site.ask("GET", next).await.json();
    assert_eq!((&second["page"], &second["next_page_uri"]), (&json!(1), &json!(null)));
    assert_eq!(second["participants"][0]["call_sid"], json!(site.conferences[0].calls[2]));
    let back = site.ask("GET", second["previous_page_uri"].as_str().unwrap()).await.json();
    assert_eq!(back["participants"], first["participants"]);
    assert_eq!(second.as_object().map(serde_json::Map::len), Some(7));
}

#[tokio::test]
async fn filters_select_by_flag() {
    let site = plain().await;
    let calls = &site.conferences[0].calls;
    assert_eq!(site.post(&site.one(0, 0), "Muted=true").await.status, 200);
    assert_eq!(site.post(&site.one(0, 1), "Muted=true&Hold=true").await.status, 200);
    for (query, expected) in [
        ("Muted=true", vec![0, 1]),
        ("Muted=FALSE", vec![2]),
        ("Hold=True", vec![1]),
        ("Muted=true&Hold=false", vec![0]),
        ("Muted=false&Hold=true", vec![]),
        ("Unknown=1", vec![0, 1, 2]),
        ("", vec![0, 1, 2]),
    ] {
        let (shown, _) = site.calls(&format!("{}?{query}", site.list(0))).await;
        let expected = expected.into_iter().map(|at: usize| calls[at].clone());
        assert_eq!(shown, expected.collect::<Vec<_>>(), "{query}");
    }
}

#[tokio::test]
async fn a_query_that_breaks_one_constraint_is_refused() {
    let site = plain().await;
    let first = site.ask("GET", &format!("{}?PageSize=2", site.list(0))).await.json();
    let next = first["next_page_uri"].as_str().unwrap();
    let token = next.split_once("PageToken=").unwrap().1;
    for (query, code) in [
        ("Muted=banana", 10000),
        ("Hold=", 10000),
        ("Muted=true&Muted=true", 90000),
        ("Page=-1", 90000),
        ("Page=abc", 90000),
        ("Page=", 90000),
        ("Page=2147483648", 90000),
        ("Page=99999999999999999999", 90000),
        ("PageSize=0", 54454),
        ("PageSize=1001", 54454),
        ("PageSize=1.5", 54454),
        ("PageSize=-1", 54454),
        ("Page=1&PageSize=2", 54453),
        ("PageToken=XX00000000000000000000000000000000", 54453),
        ("PageToken=", 54453),
        ("PageToken=P%C3%A9", 54453),
        ("Page=1&PageSize=2&PageToken=PA00000000000000000000000000000000", 21481),
        (&format!("Page=2&PageSize=2&PageToken={token}"), 21481),
        (&format!("Page=1&PageSize=1&PageToken={token}"), 21481),
        ("Muted=%zz", 90000),
    ] {
        let answer = site.ask("GET", &format!("{}?{query}", site.list(0))).await;
        assert_refused(&answer, 422, code);
    }
    assert_eq!(site.ask("GET", next).await.status, 200);
}

/// The places of a conference's participants on each page of a list of five, at most ten pages.
async fn turned(fault: Option<&str>, query: &str) -> Vec<Vec<usize>> {
    let mut site = match fault {
        Some(fault) => faulty(fault).await,
        None => plain().await,
    };
    site.conferences = provision(site.running.address, &json!([{ "participants": 5 }])).await;
    for call in [0, 2, 3] {
        assert_eq!(site.post(&site.one(0, call), "Muted=true").await.status, 200);
    }
    let calls = site.conferences[0].calls.clone();
    let place = |call: &String| calls.iter().position(|own| own == call).unwrap();
    let pages = site.follow(&format!("{}?{query}", site.list(0)), 10).await;
    pages.iter().map(|page| page.iter().map(place).collect()).collect()
}

#[tokio::test]
async fn pages_turn_in_order_unless_a_fault_turns_them() {
    let plain_pages = vec![vec![0, 1], vec![2, 3], vec![4]];
    assert_eq!(turned(None, "PageSize=2").await, plain_pages);
    for (fault, expected) in [
        ("page-repeats-last", vec![vec![0, 1], vec![1, 2], vec![3, 4]]),
        ("page-skips-one", vec![vec![0, 1], vec![3, 4]]),
        ("pages-out-of-order", vec![vec![3, 4], vec![1, 2], vec![0]]),
        ("page-drops-size", vec![vec![0, 1], vec![]]),
    ] {
        assert_eq!(turned(Some(fault), "PageSize=2").await, expected, "{fault}");
        // A list on one page is what it should be.
        assert_eq!(turned(Some(fault), "").await, [[0, 1, 2, 3, 4]], "{fault}");
    }
    let endless = turned(Some("pages-never-end"), "PageSize=2").await;
    assert_eq!((&endless[..3], endless.len()), (&plain_pages[..], 10));
    assert!(endless[3..].iter().all(Vec::is_empty), "{endless:?}");
    let filtered = "PageSize=1&Muted=true";
    assert_eq!(turned(None, filtered).await, [[0], [2], [3]]);
    let dropped = turned(Some("page-drops-filter"), filtered).await;
    assert_eq!(dropped, [[0], [1], [2], [3], [4]]);
    // Pages of one repeat and skip as well, and end.
    let single = turned(Some("page-repeats-last"), "PageSize=1").await;
    assert_eq!(single, [[0], [0], [1], [2], [3], [4]]);
    assert_eq!(turned(Some("page-skips-one"), "PageSize=1").await, [[0], [2], [3], [4]]);
}

#[tokio::test]
async fn links_lead_to_the_next_page_unless_a_fault_bends_them() {
    let next = async |site: &crate::support::Site, query: &str| {
        let page = site.ask("GET", &format!("{}?{query}", site.list(0))).await.json();
        page["next_page_uri"].as_str().map(str::to_owned)
    };
    let site = plain().await;
    let good = next(&site, "PageSize=2").await.unwrap();
    assert_eq!(next(&site, "").await, None);
    let site = faulty("page-links-elsewhere").await;
    let elsewhere = next(&site, "PageSize=2").await.unwrap();
    assert_eq!(elsewhere.strip_prefix("http://elsewhere.invalid"), Some(good.as_str()));
    assert_eq!(next(&site, "").await, None);
    let site = faulty("page-links-broken").await;
    let broken = next(&site, "PageSize=2").await.unwrap();
    assert_refused(&site.ask("GET", &broken).await, 422, 21481);
    let site = faulty("next-page-null-text").await;
    assert_eq!(next(&site, "").await.as_deref(), Some("null"));
    let page = next(&site, "PageSize=2").await.unwrap();
    assert_eq!(site.ask("GET", &page).await.json()["next_page_uri"], json!("null"));
}
