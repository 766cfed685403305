//! One tour through a server, in which every fault that the LaML dialects share finds its occasion.

use std::collections::BTreeMap;

use super::{Site, basic, send};

/// Faults that need many requests, or two at once: on the tour, where each step waits for the one before, they never show.
/// The tests of races, of age and of rare faults have their occasions, which are the same in every LaML dialect.
pub(crate) const NOT_ON_TOUR: &[&str] = &[
    "authentication-stops-later",
    "fails-after-many",
    "forgets-removals-later",
    "forgets-updates-later",
    "one-in-five-deletes-does-nothing",
    "removal-lost-in-race",
    "slows-down",
    "two-deletes-both-succeed",
    "two-deletes-both-succeed-rarely",
    "update-lost-in-race",
    "update-lost-in-race-rarely",
    "update-revives-removed",
];

/// What a tour saw: each step's answer by the step's name.
pub(crate) type Seen = BTreeMap<&'static str, String>;

/// One tour, in which every fault finds its occasion.
pub(crate) async fn tour(site: &Site) -> Seen {
    let mut seen = Seen::new();
    read_and_update(site, &mut seen).await;
    turn_pages(site, &mut seen).await;
    coach(site, &mut seen).await;
    refuse(site, &mut seen).await;
    enter(site, &mut seen).await;
    remove(site, &mut seen).await;
    seen
}

async fn read_and_update(site: &Site, seen: &mut Seen) {
    let (list, one) = (site.list(0), site.one(0, 0));
    let mut note = |name, text| assert_eq!(seen.insert(name, text), None, "{name}");
    note("list", site.ask("GET", &list).await.text());
    note("retrieve", site.ask("GET", &one).await.text());
    note("update", site.post(&one, "Muted=true&Hold=true").await.text());
    note("retrieve-after-update", site.ask("GET", &one).await.text());
    note("retrieve-again", site.ask("GET", &one).await.text());
    note("head", site.ask("HEAD", &one).await.text());
    note("sibling-after-update", site.ask("GET", &site.one(0, 1)).await.text());
    note("other-conference-after-update", site.ask("GET", &site.one(1, 0)).await.text());
    note("list-muted", site.ask("GET", &format!("{list}?Muted=true")).await.text());
    note("list-held", site.ask("GET", &format!("{list}?Hold=true")).await.text());
    note("update-false", site.post(&one, "Hold=false").await.text());
    note("fourth-retrieve", site.ask("GET", &one).await.text());
    note("fifth-retrieve", site.ask("GET", &one).await.text());
}

async fn turn_pages(site: &Site, seen: &mut Seen) {
    let list = site.list(0);
    seen.insert("list-whole", site.ask("GET", &format!("{list}?PageSize=1000")).await.text());
    for (query, first, second) in [
        ("PageSize=2", "list-small", "list-small-next"),
        ("Muted=false&PageSize=1", "list-unmuted-small", "list-unmuted-small-next"),
    ] {
        let page = site.ask("GET", &format!("{list}?{query}")).await;
        seen.insert(first, page.text());
        // A page that cannot be read, or leads elsewhere, has shown by now what is wrong with it.
        let next = serde_json::from_slice::<serde_json::Value>(&page.body).ok();
        let next = next.and_then(|page| Some(page.get("next_page_uri")?.as_str()?.to_owned()));
        if let Some(next) = next.filter(|next| next.starts_with('/')) {
            seen.insert(second, site.ask("GET", &next).await.text());
        }
    }
}

async fn coach(site: &Site, seen: &mut Seen) {
    let coached = &site.conferences[0].calls[0];
    let form = format!("Coaching=true&CallSidToCoach={coached}");
    seen.insert("coach", site.post(&site.one(0, 2), &form).await.text());
    seen.insert("coach-no-more", site.post(&site.one(0, 2), "Coaching=false").await.text());
    let long = format!("AnnounceUrl=https%3A%2F%2Fhost.example%2F{}", "a".repeat(2100));
    seen.insert("long-url", site.post(&site.one(0, 2), &long).await.text());
}

async fn refuse(site: &Site, seen: &mut Seen) {
    let (list, one) = (site.list(0), site.one(0, 1));
    let own = &site.conferences[0];
    let mut note = |name, text| assert_eq!(seen.insert(name, text), None, "{name}");
    note("unknown", site.ask("GET", &site.named(0, &site.nobody("CA"))).await.text());
    note("malformed", site.ask("GET", &site.named(0, "nobody")).await.text());
    note("long", site.ask("GET", &site.named(0, &"n".repeat(300))).await.text());
    note("foreign", site.ask("GET", &one.replace(&own.account, &site.nobody("AC"))).await.text());
    note("others-list", site.ask("GET", &site.list(2)).await.text());
    let wrong = one.replace(&own.id, &site.conferences[1].id);
    note("wrong-conference", site.ask("GET", &wrong).await.text());
    for (name, form) in [
        ("bad-boolean", "Muted=banana"),
        ("bad-enum", "HoldMethod=PUT"),
        ("bad-coaching", "Coaching=true"),
        ("bad-url", "HoldUrl=relative"),
        ("bad-second-field", "Muted=true&HoldMethod=BREW"),
        ("unknown-field", "Label=desk"),
    ] {
        note(name, site.post(&one, form).await.text());
    }
    note("retrieve-after-refusals", site.ask("GET", &one).await.text());
    note("bad-page-size", site.ask("GET", &format!("{list}?PageSize=1001")).await.text());
    note("bad-token", site.ask("GET", &format!("{list}?PageToken=XX")).await.text());
    note("put", site.ask("PUT", &site.one(0, 2)).await.text());
    note("post-on-list", site.post(&list, "Muted=true").await.text());
}

async fn enter(site: &Site, seen: &mut Seen) {
    let running = &site.running;
    let (username, password) = (running.username.as_str(), running.password.as_str());
    let cut = &password[..password.len() - 1];
    for (name, credentials) in [
        ("wrong-password", basic(username, "wrong")),
        ("cut-password", basic(username, cut)),
        ("quiet-password", basic(username, &password.to_lowercase())),
        ("no-password", basic(username, "")),
        ("wrong-username", basic(&site.nobody("AC"), password)),
    ] {
        let fields = [("Authorization", credentials.as_str())];
        seen.insert(name, send(running.address, "GET", &site.one(0, 1), &fields, b"").await.text());
    }
    let shouted = site.credentials().replace("Basic", "BASIC");
    let fields = [("Authorization", shouted.as_str())];
    let shouted = send(running.address, "GET", &site.one(0, 1), &fields, b"").await;
    seen.insert("shouted-scheme", shouted.text());
    let missing = send(running.address, "DELETE", &site.one(0, 2), &[], b"").await;
    seen.insert("no-credentials", missing.text());
    seen.insert("retrieve-after-401", site.ask("GET", &site.one(0, 2)).await.text());
}

async fn remove(site: &Site, seen: &mut Seen) {
    seen.insert("delete", site.ask("DELETE", &site.one(0, 0)).await.text());
    seen.insert("retrieve-after-delete", site.ask("GET", &site.one(0, 0)).await.text());
    seen.insert("delete-again", site.ask("DELETE", &site.one(0, 0)).await.text());
    seen.insert("list-after-delete", site.ask("GET", &site.list(0)).await.text());
    let other = site.ask("GET", &site.list(1)).await;
    seen.insert("other-conference-after-delete", other.text());
}
