//! The reference server under requests at the same moment: right where it is plain, wrong where it is told to lose races.

use serde_json::{Value, json};

use crate::support::{Site, faulty, plain, provision};

/// Rounds in which a fault that shows always must show each time.
const ROUNDS: usize = 5;
/// Rounds in which a fault that shows one time in twenty must show, but not often.
const MANY: usize = 150;

/// A fresh conference of three in the place of the first one.
async fn renew(site: &mut Site) {
    let wish = json!([{ "participants": 3 }]);
    site.conferences = provision(site.running.address, &wish).await;
}

/// How many of two removals of one participant at the same moment succeed.
async fn remove_twice(site: &mut Site) -> usize {
    renew(site).await;
    let one = site.one(0, 0);
    let (left, right) = tokio::join!(site.ask("DELETE", &one), site.ask("DELETE", &one));
    let statuses = [left.status, right.status];
    assert!(statuses.iter().all(|status| [204, 404].contains(status)), "{statuses:?}");
    assert_eq!(site.ask("GET", &one).await.status, 404);
    statuses.iter().filter(|status| **status == 204).count()
}

/// What two updates of one participant at the same moment leave of both: muted and hold.
async fn update_twice(site: &mut Site) -> [Value; 2] {
    renew(site).await;
    let one = site.one(0, 0);
    let (left, right) = tokio::join!(site.post(&one, "Muted=true"), site.post(&one, "Hold=true"));
    assert_eq!([left.status, right.status], [200, 200]);
    let shown = site.ask("GET", &one).await.json();
    [shown["muted"].clone(), shown["hold"].clone()]
}

#[tokio::test]
async fn of_two_removals_one_succeeds_unless_it_may_not() {
    let mut site = plain().await;
    for _ in 0..ROUNDS {
        assert_eq!(remove_twice(&mut site).await, 1);
    }
    let mut site = faulty("two-deletes-both-succeed").await;
    for _ in 0..ROUNDS {
        assert_eq!(remove_twice(&mut site).await, 2);
    }
    // Behind each other they are right.
    assert_eq!(site.ask("DELETE", &site.one(0, 1)).await.status, 204);
    assert_eq!(site.ask("DELETE", &site.one(0, 1)).await.status, 404);
}

#[tokio::test]
async fn both_of_two_updates_are_kept_unless_one_is_lost() {
    let mut site = plain().await;
    for _ in 0..ROUNDS {
        assert_eq!(update_twice(&mut site).await, [json!(true), json!(true)]);
    }
    let mut site = faulty("update-lost-in-race").await;
    for _ in 0..ROUNDS {
        let kept = update_twice(&mut site).await;
        assert_eq!(kept.iter().filter(|flag| **flag == json!(true)).count(), 1, "{kept:?}");
    }
    for form in ["Muted=true", "Hold=true"] {
        assert_eq!(site.post(&site.one(0, 1), form).await.status, 200);
    }
    let shown = site.ask("GET", &site.one(0, 1)).await.json();
    assert_eq!([&shown["muted"], &shown["hold"]], [&json!(true); 2]);
}

#[tokio::test]
async fn some_races_are_lost_one_time_in_twenty() {
    let mut site = faulty("two-deletes-both-succeed-rarely").await;
    let mut lost = 0;
    for _ in 0..MANY {
        lost += usize::from(remove_twice(&mut site).await == 2);
    }
    assert!((1..MANY / 6).contains(&lost), "{lost}");
    let mut site = faulty("update-lost-in-race-rarely").await;
    let mut lost = 0;
    for _ in 0..MANY {
        lost += usize::from(update_twice(&mut site).await != [json!(true), json!(true)]);
    }
    assert!((1..MANY / 6).contains(&lost), "{lost}");
}

#[tokio::test]
async fn two_who_are_removed_stay_away_unless_the_list_is_written_back() {
    for (fault, left) in [(None, 1), (Some("removal-lost-in-race"), 2)] {
        let mut site = match fault {
            Some(fault) => faulty(fault).await,
            None => plain().await,
        };
        for _ in 0..ROUNDS {
            renew(&mut site).await;
            let (one, two) = (site.one(0, 0), site.one(0, 1));
            let answers = tokio::join!(site.ask("DELETE", &one), site.ask("DELETE", &two));
            assert_eq!([answers.0.status, answers.1.status], [204, 204]);
            assert_eq!(site.calls(&site.list(0)).await.0.len(), left, "{fault:?}");
        }
        renew(&mut site).await;
        for call in 0..3 {
            assert_eq!(site.ask("DELETE", &site.one(0, call)).await.status, 204);
            assert_eq!(site.calls(&site.list(0)).await.0.len(), 2 - call, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn an_update_brings_nobody_back_unless_it_looked_before_the_removal() {
    for (fault, revives) in [(None, false), (Some("update-revives-removed"), true)] {
        let mut site = match fault {
            Some(fault) => faulty(fault).await,
            None => plain().await,
        };
        let mut revived = 0;
        for _ in 0..ROUNDS {
            renew(&mut site).await;
            let one = site.one(0, 0);
            let (updated, removed) =
                tokio::join!(site.post(&one, "Muted=true"), site.ask("DELETE", &one));
            assert_eq!(removed.status, 204);
            assert!([200, 404].contains(&updated.status), "{}", updated.text());
            // Where the removal came first, even the faulty server has nobody to bring back.
            revived += usize::from(site.ask("GET", &one).await.status == 200);
        }
        assert_eq!(revived > 0, revives, "{revived}");
        assert_eq!(site.ask("DELETE", &site.one(0, 1)).await.status, 204);
        assert_eq!(site.post(&site.one(0, 1), "Muted=true").await.status, 404);
    }
}
