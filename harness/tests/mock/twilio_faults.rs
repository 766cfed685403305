//! Every fault of twilio's reference server shows: the same tours through a plain and a faulty server differ where it acts.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rollcall::mock::{Options, Variations, faults, find_profile, profiles};
use serde_json::json;

use crate::support::tour::{NOT_ON_TOUR, Seen, tour};
use crate::support::{Site, basic, faulty_in, provision_in, send, with_in};

/// What is percent-encoded in a path: all but letters, digits and the plus, which stands for itself there.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'+');

/// The path of a participant by the label of one, under a conference that need not be its own.
fn labelled(site: &Site, under: usize, conference: usize, call: usize) -> String {
    let label = site.conferences[conference].labels[call].as_deref().unwrap();
    site.named(under, &utf8_percent_encode(label, SEGMENT).to_string())
}

/// Both tours, each through a server of its own that `make` starts.
async fn tours<F: Future<Output = Site>>(make: impl Fn() -> F) -> Seen {
    let mut seen = tour(&make().await).await;
    let mut site = make().await;
    let wish = [1, 1, 3, 1].map(|count| json!({ "participants": count }));
    site.conferences = provision_in("twilio", site.running.address, &json!(wish)).await;
    by_label(&site, &mut seen).await;
    list(&site, &mut seen).await;
    update(&site, &mut seen).await;
    refuse(&site, &mut seen).await;
    end(&site, &mut seen).await;
    seen
}

async fn by_label(site: &Site, seen: &mut Seen) {
    let mut note = |name, text| assert_eq!(seen.insert(name, text), None, "{name}");
    note("label", site.ask("GET", &labelled(site, 2, 2, 0)).await.text());
    note("label-with-percent", site.ask("GET", &labelled(site, 2, 2, 2)).await.text());
    note("label-of-another", site.ask("GET", &labelled(site, 2, 3, 0)).await.text());
    note("label-update", site.post(&labelled(site, 2, 2, 0), "Muted=true").await.text());
    note("label-updated", site.ask("GET", &site.one(2, 0)).await.text());
    note("label-update-again", site.post(&labelled(site, 2, 2, 0), "Muted=false").await.text());
    note("label-delete", site.ask("DELETE", &labelled(site, 3, 3, 0)).await.text());
    note("label-deleted", site.ask("GET", &site.one(3, 0)).await.text());
    note("last-by-label", site.ask("GET", &site.conference(3)).await.text());
}

async fn list(site: &Site, seen: &mut Seen) {
    let list = site.list(2);
    let mut note = |name, text| assert_eq!(seen.insert(name, text), None, "{name}");
    note("list-in-order", site.ask("GET", &list).await.text());
    note("list-coaches", site.ask("GET", &format!("{list}?Coaching=true")).await.text());
    note("list-bad-filter", site.ask("GET", &format!("{list}?Hold=banana")).await.text());
    note("page-alone", site.ask("GET", &format!("{list}?Page=1&PageSize=1")).await.text());
    note("page-beyond", site.ask("GET", &format!("{list}?Page=9")).await.text());
    site.post(&site.one(2, 1), "Hold=true").await;
    let first = format!("{list}?Hold=false&PageSize=1");
    for (page, following, link) in [
        ("held-first", "held-first-next", first),
        ("held-third", "held-third-next", format!("{list}?Page=2&PageSize=1")),
    ] {
        let text = site.ask("GET", &link).await;
        let next = serde_json::from_slice::<serde_json::Value>(&text.body).ok();
        let next = next.and_then(|page| Some(page.get("next_page_uri")?.as_str()?.to_owned()));
        note(page, text.text());
        if let Some(next) = next.filter(|next| next.starts_with('/')) {
            note(following, site.ask("GET", &next).await.text());
        }
    }
    site.post(&site.one(2, 1), "Hold=false").await;
}

async fn update(site: &Site, seen: &mut Seen) {
    let one = site.one(2, 1);
    let mut note = |name, text| assert_eq!(seen.insert(name, text), None, "{name}");
    site.post(&one, "Muted=true").await;
    for (name, form) in [
        ("muted-word", "Muted=banana"),
        ("muted-word-again", "Muted=true"),
        ("silence", "WaitUrl="),
        ("nothing", ""),
        ("flag-word", "Hold=banana"),
        ("ending", "EndConferenceOnExit=true&BeepOnExit=true"),
        ("no-more-ending", "EndConferenceOnExit=false"),
    ] {
        note(name, site.post(&one, form).await.text());
    }
    let coach = |sid: &str| format!("Coaching=true&CallSidToCoach={sid}");
    let own = &site.conferences[2].calls;
    site.post(&site.one(2, 2), "Hold=true").await;
    note("coach-held", site.post(&one, &coach(&own[2])).await.text());
    site.post(&one, "Coaching=false").await;
    site.post(&site.one(2, 2), "Hold=false").await;
    let elsewhere = coach(&site.conferences[0].calls[0]);
    note("coach-elsewhere", site.post(&one, &elsewhere).await.text());
    site.post(&one, "Coaching=false").await;
    note("unknown-update", site.post(&site.named(2, &site.nobody("CA")), "Hold=true").await.text());
}

async fn refuse(site: &Site, seen: &mut Seen) {
    let mut note = |name, text| assert_eq!(seen.insert(name, text), None, "{name}");
    let small = site.conferences[2].calls[0].replacen("CA", "ca", 1);
    note("small-prefix", site.ask("GET", &site.named(2, &small)).await.text());
    let malformed = site.list(2).replace(&site.conferences[2].id, "CF1");
    note("malformed-conference", site.ask("GET", &malformed).await.text());
    let target = site.conference(2);
    note("bad-status", site.post(&target, "Status=in-progress").await.text());
    let running = &site.running;
    let loud = basic(&running.username, &running.password.to_uppercase());
    let fields = [("Authorization", loud.as_str())];
    let answer = send(running.address, "GET", &site.list(2), &fields, b"").await;
    note("loud-password", answer.text());
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = send(running.address, "POST", &target, &form, b"Status=completed").await;
    note("end-without-credentials", answer.text());
    note("conference-after-refusals", site.ask("GET", &target).await.text());
}

async fn end(site: &Site, seen: &mut Seen) {
    let mut note = |name, text| assert_eq!(seen.insert(name, text), None, "{name}");
    site.post(&site.one(2, 1), "Muted=false&EndConferenceOnExit=true").await;
    note("end-flag", site.ask("GET", &site.one(2, 1)).await.text());
    site.post(&site.one(2, 1), "Muted=true").await;
    note("after-mute", site.ask("GET", &site.conference(2)).await.text());
    note("delete-without-flag", site.ask("DELETE", &site.one(2, 2)).await.text());
    note("after-plain-delete", site.ask("GET", &site.conference(2)).await.text());
    note("delete-with-flag", site.ask("DELETE", &site.one(2, 1)).await.text());
    note("ended-by-flag", site.ask("GET", &site.conference(2)).await.text());
    note("left-by-flag", site.ask("GET", &site.one(2, 0)).await.text());
    note("list-of-ended", site.ask("GET", &site.list(2)).await.text());
    note("other-goes-on", site.ask("GET", &site.conference(0)).await.text());
    note("end", site.post(&site.conference(0), "Status=completed").await.text());
    note("ended", site.ask("GET", &site.conference(0)).await.text());
    note("left", site.ask("GET", &site.one(0, 0)).await.text());
    for (name, other) in [("other-1", 1), ("other-2", 2), ("other-3", 3)] {
        note(name, site.ask("GET", &site.conference(other)).await.text());
    }
    site.ask("DELETE", &site.one(1, 0)).await;
    note("last-left", site.ask("GET", &site.conference(1)).await.text());
}

#[tokio::test]
async fn every_fault_of_twilio_shows_where_it_is_meant_to() {
    let plain = || with_in("twilio", Options::default());
    let expected = tours(plain).await;
    assert_eq!(tours(plain).await, expected, "a plain server is the same each time");
    let (mut table, mut wrong) = (String::new(), Vec::new());
    for fault in faults("twilio") {
        let seen = tours(|| faulty_in("twilio", fault.id)).await;
        let differing = expected
            .iter()
            .filter(|(step, text)| seen.get(*step) != Some(text))
            .map(|(step, _)| *step)
            .collect::<Vec<_>>();
        let hidden = NOT_ON_TOUR.contains(&fault.id);
        if differing.is_empty() != hidden {
            wrong.push(format!("{fault} shows at {differing:?}"));
        }
        if !hidden {
            writeln!(table, "{fault}: {}", differing.join(", ")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    insta::assert_snapshot!(table);
}

#[test]
fn at_least_two_dozen_faults_are_twilio_s_alone() {
    let shared = faults("signalwire").iter().map(|fault| fault.id).collect::<Vec<_>>();
    let own = faults("twilio").iter().filter(|fault| !shared.contains(&fault.id));
    assert!(own.count() >= 24);
}

#[tokio::test]
async fn profiles_do_what_their_neighbours_do() {
    let site = |id: &str| {
        let profile = find_profile("twilio", id).unwrap();
        let faults = profile.faults().collect();
        let variations = profile.vary(Variations::default());
        with_in("twilio", Options { faults, variations, ..Options::default() })
    };
    assert_eq!(profiles("twilio").count(), 3);

    let restcomm = site("restcomm").await;
    let page = restcomm.ask("GET", &restcomm.list(0)).await.json();
    assert_eq!((&page["start"], &page["end"]), (&json!("0"), &json!("2")));
    assert_eq!(page["next_page_uri"], json!("null"));
    assert_eq!(page["calls"][0]["sid"], json!(restcomm.conferences[0].calls[0]));
    assert!(page["calls"][0]["uri"].as_str().unwrap().contains("/Calls/CA"));
    assert_eq!(restcomm.ask("DELETE", &restcomm.one(0, 0)).await.status, 405);
    let nobody = restcomm.named(0, &restcomm.nobody("CA"));
    assert_eq!(restcomm.post(&nobody, "Mute=true").await.status, 406);
    assert_eq!(restcomm.ask("GET", &nobody).await.body, b"");
    let one = restcomm.one(0, 0);
    assert_eq!(restcomm.post(&one, "Mute=true").await.json()["muted"], json!(true));
    assert_eq!(restcomm.post(&one, "Hold=true").await.json()["muted"], json!(false));

    let voiceml = site("voiceml").await;
    let one = voiceml.one(0, 0);
    assert_eq!(voiceml.post(&one, "EndConferenceOnExit=true").await.status, 400);
    let held = voiceml.post(&one, "Hold=true&EndConferenceOnExit=true").await.json();
    assert_eq!((&held["status"], &held["queue_time"]), (&json!("on-hold"), &json!("0")));
    assert_eq!(held["end_conference_on_exit"], json!(false));
    assert_eq!(voiceml.ask("GET", &voiceml.list(0)).await.json()["total"], json!(3));
    let account = &voiceml.conferences[0].account;
    let stranger = voiceml.list(0).replace(account, &voiceml.nobody("AC"));
    assert_eq!(voiceml.ask("GET", &stranger).await.status, 401);

    let telnyx = site("telnyx").await;
    let shown = telnyx.ask("GET", &telnyx.one(0, 0)).await.json();
    let names = ["label", "start_conference_on_enter", "call_sid_to_coach", "coaching_call_sid"];
    assert_eq!(names.map(|name| shown.get(name).is_some()), [false, false, false, true]);
    let refused = telnyx.ask("GET", &telnyx.named(0, "nobody")).await.json();
    assert!(refused["errors"][0]["detail"].is_string(), "{refused}");
}
