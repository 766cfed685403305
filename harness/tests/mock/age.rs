//! The reference server as it grows old: the same for ever where it is plain, worse where it is told to be.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Site, basic, faulty, plain, send};

/// How many requests make a server old.
const OLD: usize = 1400;

/// The plain server and a faulty one, the plain one first.
async fn both(fault: &str) -> [(bool, Site); 2] {
    [(false, plain().await), (true, faulty(fault).await)]
}

#[tokio::test]
async fn an_old_server_still_retrieves_unless_it_fails() {
    for (fails, site) in both("fails-after-many").await {
        assert_eq!(site.ask("GET", &site.one(0, 0)).await.status, 200);
        site.age(OLD).await;
        let expected = if fails { 500 } else { 200 };
        assert_eq!(site.ask("GET", &site.one(0, 0)).await.status, expected);
        assert_eq!(site.ask("GET", &site.list(0)).await.status, 200);
        assert_eq!(site.post(&site.one(0, 0), "Muted=true").await.status, 200);
        assert_eq!(site.ask("DELETE", &site.one(0, 0)).await.status, 204);
    }
}

#[tokio::test]
async fn an_old_server_is_as_quick_as_a_young_one_unless_it_slows_down() {
    const SLOW: Duration = Duration::from_millis(25);
    for (slows, site) in both("slows-down").await {
        // The quickest of some answers, so that a busy machine is not taken for a slow server.
        let mut quickest = [Duration::MAX; 2];
        for quickest in &mut quickest {
            for _ in 0..5 {
                let begin = Instant::now();
                assert_eq!(site.ask("GET", &site.one(0, 0)).await.status, 200);
                *quickest = begin.elapsed().min(*quickest);
            }
            site.age(OLD).await;
        }
        assert!(quickest[0] < SLOW, "{quickest:?}");
        assert_eq!(quickest[1] >= SLOW, slows, "{quickest:?}");
    }
}

#[tokio::test]
async fn who_is_removed_stays_away_unless_the_server_forgets() {
    for (forgets, site) in both("forgets-removals-later").await {
        assert_eq!(site.ask("DELETE", &site.one(0, 1)).await.status, 204);
        site.age(500).await;
        assert_eq!(site.ask("GET", &site.one(0, 1)).await.status, 404);
        assert_eq!(site.calls(&site.list(0)).await.0.len(), 2);
        site.age(200).await;
        let calls = site.calls(&site.list(0)).await.0;
        assert_eq!(calls.len(), if forgets { 3 } else { 2 });
        assert_eq!(calls == site.conferences[0].calls, forgets);
        let expected = if forgets { 200 } else { 404 };
        assert_eq!(site.ask("GET", &site.one(0, 1)).await.status, expected);
    }
}

#[tokio::test]
async fn an_update_lasts_unless_the_server_forgets() {
    for (forgets, site) in both("forgets-updates-later").await {
        assert_eq!(site.post(&site.one(0, 1), "Muted=true").await.status, 200);
        site.age(500).await;
        assert_eq!(site.ask("GET", &site.one(0, 1)).await.json()["muted"], true);
        site.age(200).await;
        assert_eq!(site.ask("GET", &site.one(0, 1)).await.json()["muted"], !forgets);
        let muted = format!("{}?Muted=true", site.list(0));
        assert_eq!(site.calls(&muted).await.0.is_empty(), forgets);
    }
}

#[tokio::test]
async fn an_old_server_still_compares_passwords_unless_it_stops() {
    for (stops, site) in both("authentication-stops-later").await {
        let ask = async |username: &str, password: &str| {
            let credentials = basic(username, password);
            let fields = [("Authorization", credentials.as_str())];
            send(site.running.address, "GET", &site.one(0, 0), &fields, b"").await.status
        };
        let username = &site.running.username;
        assert_eq!(ask(username, "wrong").await, 401);
        site.age(OLD).await;
        assert_eq!(ask(username, "wrong").await, if stops { 200 } else { 401 });
        assert_eq!(ask("nobody", "wrong").await, 401);
        assert_eq!(send(site.running.address, "GET", "/", &[], b"").await.status, 401);
    }
}

#[tokio::test]
async fn a_read_shows_the_present_unless_it_comes_from_an_old_copy() {
    for (stale, site) in both("read-from-stale-copy").await {
        assert_eq!(site.post(&site.one(0, 0), "Muted=true").await.status, 200);
        let mut shown = Vec::new();
        for _ in 0..10 {
            shown.push(site.ask("GET", &site.one(0, 0)).await.json()["muted"] == true);
        }
        let old = shown.iter().enumerate().filter(|(_, muted)| !**muted).map(|(at, _)| at);
        assert_eq!(old.collect::<Vec<_>>(), if stale { vec![4, 9] } else { vec![] });
        assert_eq!(site.ask("GET", &site.one(0, 1)).await.json()["muted"], false);
    }
}

#[tokio::test]
async fn a_list_shows_the_present_unless_it_lags_behind_what_was_seen() {
    for (stale, site) in both("list-from-stale-copy").await {
        let muted = async || {
            let list = site.ask("GET", &site.list(0)).await.json();
            list["participants"][0]["muted"] == true
        };
        assert_eq!(site.post(&site.one(0, 0), "Muted=true").await.status, 200);
        assert!(muted().await, "what nobody has seen yet is shown");
        assert_eq!(muted().await, !stale);
        assert_eq!(site.post(&site.one(0, 0), "Hold=true").await.status, 200);
        assert_eq!(site.ask("GET", &site.one(0, 0)).await.json()["hold"], true);
        let list = site.ask("GET", &format!("{}?PageSize=1", site.list(0))).await.json();
        let first = &list["participants"][0];
        assert_eq!((&first["muted"], &first["hold"]), (&json!(true), &json!(!stale)));
    }
}

#[tokio::test]
async fn the_second_retrieval_after_an_update_of_hold_is_as_good_as_the_first_unless_it_fails() {
    for (fails, site) in both("retrieve-after-update-is-500").await {
        for (form, second) in
            [("Muted=true", 200), ("Hold=true", if fails { 500 } else { 200 }), ("Hold=false", 200)]
        {
            assert_eq!(site.post(&site.one(0, 0), form).await.status, 200);
            for expected in [200, second, 200] {
                assert_eq!(site.ask("GET", &site.one(0, 0)).await.status, expected, "{form}");
            }
        }
    }
}

#[tokio::test]
async fn dates_move_forward_unless_an_update_sets_them_wrong() {
    let dates = async |site: &Site| {
        let mut dates = Vec::new();
        for form in ["Muted=true", "Hold=true"] {
            let shown = site.post(&site.one(0, 0), form).await.json();
            dates.push(["date_created", "date_updated"].map(|name| {
                let date = shown[name].as_str().unwrap();
                date.strip_prefix("Mon, 05 Jan 2026 ").unwrap().replace(" +0000", "")
            }));
        }
        dates
    };
    for (fault, expected) in [
        (None, [["09:00:00", "09:00:01"], ["09:00:00", "09:00:02"]]),
        (Some("date-updated-goes-back"), [["09:00:00", "08:00:00"], ["09:00:00", "07:00:00"]]),
        (Some("update-changes-date-created"), [["09:00:01", "09:00:01"], ["09:00:02", "09:00:02"]]),
    ] {
        let site = match fault {
            Some(fault) => faulty(fault).await,
            None => plain().await,
        };
        assert_eq!(dates(&site).await, expected, "{fault:?}");
    }
}
