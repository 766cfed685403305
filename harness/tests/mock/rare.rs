//! Faults that hide: behind a combination of fields, a length, a value, in another conference, or in one class of refusals.

use serde_json::{Value, json};

use crate::support::{Site, basic, faulty, plain, send};

/// The plain server and a faulty one, the plain one first.
async fn both(fault: &str) -> [(bool, Site); 2] {
    [(false, plain().await), (true, faulty(fault).await)]
}

/// Muted, hold and coaching of a participant.
async fn flags(site: &Site, conference: usize, call: usize) -> [bool; 3] {
    let shown = site.ask("GET", &site.one(conference, call)).await.json();
    ["muted", "hold", "coaching"].map(|name| shown[name] == true)
}

async fn update(site: &Site, call: usize, form: &str) -> Value {
    let answer = site.post(&site.one(0, call), form).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn two_flags_at_once_are_both_stored_unless_one_gets_lost() {
    for (lost, site) in both("hold-with-muted-lost").await {
        let shown = update(&site, 0, "Muted=true&Hold=true").await;
        assert_eq!((&shown["muted"], &shown["hold"]), (&json!(true), &json!(!lost)));
        assert_eq!(flags(&site, 0, 0).await, [true, !lost, false]);
        update(&site, 1, "Hold=true").await;
        assert_eq!(flags(&site, 0, 1).await, [false, true, false]);
    }
}

#[tokio::test]
async fn coaching_ends_unless_it_never_does() {
    for (never, site) in both("coaching-never-ends").await {
        let coached = site.conferences[0].calls[1].clone();
        update(&site, 0, &format!("Coaching=true&CallSidToCoach={coached}")).await;
        let shown = update(&site, 0, "Coaching=false").await;
        assert_eq!(shown["coaching"], json!(never));
        assert_eq!(shown["call_sid_to_coach"] == json!(coached), never);
        update(&site, 0, "Muted=true").await;
        update(&site, 0, "Muted=false").await;
        assert_eq!(flags(&site, 0, 0).await, [false, false, never]);
    }
}

#[tokio::test]
async fn a_flag_that_is_not_sent_stays_unless_it_is_reset() {
    for (resets, site) in both("update-resets-other-flags").await {
        update(&site, 0, "Muted=true").await;
        update(&site, 0, "Hold=true").await;
        assert_eq!(flags(&site, 0, 0).await, [!resets, true, false]);
    }
}

#[tokio::test]
async fn changes_stay_in_their_conference_unless_they_cross() {
    for (crosses, site) in both("update-crosses-conferences").await {
        update(&site, 1, "Muted=true").await;
        assert_eq!(flags(&site, 1, 0).await, [false; 3]);
        update(&site, 0, "Muted=true").await;
        assert_eq!(flags(&site, 1, 0).await, [crosses, false, false]);
        assert_eq!(flags(&site, 0, 2).await, [false; 3]);
    }
    for (crosses, site) in both("delete-crosses-conferences").await {
        assert_eq!(site.ask("DELETE", &site.one(0, 1)).await.status, 204);
        assert_eq!(site.calls(&site.list(1)).await.0.len(), 1);
        assert_eq!(site.ask("DELETE", &site.one(0, 0)).await.status, 204);
        assert_eq!(site.calls(&site.list(1)).await.0.is_empty(), crosses);
        assert_eq!(site.calls(&site.list(0)).await.0.len(), 1);
        // Neither the other account's conference nor one that was handed over another time.
        let other = basic(&site.running.other.username, &site.running.other.password);
        let fields = [("Authorization", other.as_str())];
        let spared = send(site.running.address, "GET", &site.one(2, 0), &fields, b"").await;
        assert_eq!(spared.status, 200);
    }
}

#[tokio::test]
async fn each_removal_removes_unless_it_is_the_fifth() {
    for (forgotten, mut site) in both("one-in-five-deletes-does-nothing").await {
        let wish = json!([{ "participants": 10 }]);
        site.conferences = crate::support::provision(site.running.address, &wish).await;
        let mut left = Vec::new();
        for call in 0..10 {
            assert_eq!(site.ask("DELETE", &site.one(0, call)).await.status, 204);
            if site.ask("GET", &site.one(0, call)).await.status == 200 {
                left.push(call);
            }
        }
        assert_eq!(left, if forgotten { vec![4, 9] } else { vec![] });
    }
}

#[tokio::test]
async fn values_at_a_boundary_are_taken_unless_they_are_not() {
    for (fails, site) in both("long-url-is-500").await {
        let url = |length: usize| {
            let begin = "https%3A%2F%2Fhost.example%2F";
            format!("HoldUrl={begin}{}", "a".repeat(length - "https://host.example/".len()))
        };
        for (length, status) in [(1999, 200), (2000, 200), (2001, if fails { 500 } else { 200 })] {
            assert_eq!(site.post(&site.one(0, 0), &url(length)).await.status, status, "{length}");
        }
    }
    for (refused, site) in both("page-size-1000-is-refused").await {
        for (size, status) in [(999, 200), (1000, if refused { 422 } else { 200 }), (1001, 422)] {
            let list = format!("{}?PageSize={size}", site.list(0));
            assert_eq!(site.ask("GET", &list).await.status, status, "{size}");
        }
    }
}

#[tokio::test]
async fn a_password_is_compared_whole_unless_it_is_not() {
    for fault in ["password-case-ignored", "empty-password-accepted"] {
        for (faulty, site) in both(fault).await {
            let password = site.running.password.clone();
            let other_case = password.to_lowercase();
            assert_ne!(other_case, password);
            for (tried, accepted) in [
                (password.clone(), true),
                (other_case, faulty && fault == "password-case-ignored"),
                (String::new(), faulty && fault == "empty-password-accepted"),
                (password[1..].to_owned(), false),
            ] {
                let credentials = basic(&site.running.username, &tried);
                let fields = [("Authorization", credentials.as_str())];
                let answer = send(site.running.address, "GET", &site.one(0, 0), &fields, b"").await;
                assert_eq!(answer.status, if accepted { 200 } else { 401 }, "{fault}: {tried}");
            }
        }
    }
}

#[tokio::test]
async fn refusals_of_one_status_have_another_form_where_they_are_told_to() {
    for (text, site) in both("error-on-404-is-text").await {
        let unknown = site.ask("GET", "/").await;
        let media_type = if text { "text/plain" } else { "application/json" };
        assert_eq!((unknown.status, unknown.header("content-type")), (404, Some(media_type)));
        assert_eq!(unknown.body.starts_with(b"The requested resource"), text);
        let refused = site.post(&site.one(0, 0), "Muted=banana").await;
        crate::support::assert_refused(&refused, 422, 10000);
    }
    for (empty, site) in both("error-on-401-is-empty").await {
        let refused = send(site.running.address, "GET", "/", &[], b"").await;
        assert_eq!((refused.status, refused.body.is_empty()), (401, empty));
        assert!(refused.header("www-authenticate").is_some());
        assert_eq!(refused.header("content-type").is_none(), empty);
        crate::support::assert_refused(&site.ask("GET", "/").await, 404, 20404);
    }
}
