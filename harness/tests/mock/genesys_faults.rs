//! Every fault of Genesys' reference server shows: the same tours through a plain and a faulty server differ where it acts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use futures_util::stream::{self, StreamExt as _};
use rollcall::mock::{Fault, Options, faults, find_fault};
use serde_json::{Value, json};

use crate::support::genesys::{
    Desk, Visitor, desk, faulty_desk, handshake, in_short, named, path, plain_desk, removal,
};
use crate::support::{Answer, basic};

/// Faults that show when time has passed, which no step of a tour waits for; they have tests of their own.
const NOT_ON_TOUR: &[&str] = &["told-backwards"];

/// How many servers are toured at once.
const AT_ONCE: usize = 6;

/// What each step of a tour has shown.
type Seen = BTreeMap<&'static str, String>;

/// Notes what a step has shown, without what is another each time or follows from how often something was asked for.
struct Notes {
    seen: Seen,
    address: String,
}

impl Notes {
    fn new(desk: &Desk) -> Self {
        Self { seen: Seen::new(), address: desk.running.address.to_string() }
    }

    fn answer(&mut self, step: &'static str, answer: &Answer) {
        let text = answer.text().replace(&self.address, "SERVER");
        let lines = text.split('\n').map(|line| {
            let secret =
                ["set-cookie: ", "x-csrf-token: "].into_iter().find(|own| line.starts_with(own));
            match secret {
                Some(name) => format!("{name}{}", shape(&line[name.len()..])),
                None => line.to_owned(),
            }
        });
        self.text(step, &lines.collect::<Vec<_>>().join("\n"));
    }

    fn text(&mut self, step: &'static str, text: &str) {
        let text = text.replace(&self.address, "SERVER");
        assert_eq!(self.seen.insert(step, text), None, "{step}");
    }
}

/// The kinds of letters of a text: what it looks like, whatever it says.
fn shape(text: &str) -> String {
    let kind = |letter: char| if letter.is_ascii_hexdigit() { 'x' } else { letter };
    text.trim().chars().map(kind).collect()
}

/// Every tour, each through a server of its own that `make` starts.
async fn tours<F: Future<Output = Desk>>(make: impl Fn() -> F) -> Seen {
    let mut seen = Seen::new();
    let one = make().await;
    seen.append(&mut enter(&one).await);
    let two = make().await;
    seen.append(&mut refuse(&two).await);
    let three = make().await;
    seen.append(&mut remove(&three).await);
    let four = make().await;
    seen.append(&mut change(&four).await);
    let five = make().await;
    seen.append(&mut speak(&five).await);
    seen
}

async fn enter(desk: &Desk) -> Seen {
    let mut notes = Notes::new(desk);
    let me = "/api/v2/me";
    let running = &desk.running;
    let mut nobody = desk.visitor(None);
    notes.answer("no-credentials", &nobody.get(me).await);
    notes.answer("no-credentials-at-all", &nobody.post(&desk.call(0), &named("Retrieve")).await);
    let cut = &running.password[..running.password.len() - 1];
    for (step, credentials) in [
        ("wrong-password", basic(&running.username, "wrong")),
        ("cut-password", basic(&running.username, cut)),
        ("no-password", basic(&running.username, "")),
        ("wrong-username", basic("agent.nobody", &running.password)),
    ] {
        notes.answer(step, &desk.visitor(Some(credentials)).get(me).await);
    }
    let mut unknown = desk.visitor(None);
    unknown.cookies.insert("JSESSIONID".to_owned(), "f".repeat(32));
    notes.answer("unknown-cookie", &unknown.get(me).await);

    let mut visitor = desk.first();
    notes.answer("first-answer", &visitor.log_in().await);
    let first = visitor.token.clone();
    let again = visitor.get(&desk.call(0)).await;
    notes.text("token-again", &format!("{}", visitor.token == first));
    notes.answer("call", &again);
    let mut alone = visitor.clone();
    alone.credentials = None;
    notes.answer("cookie-alone", &alone.get(me).await);
    forge(desk, &visitor, &mut notes).await;
    notes.seen
}

/// Operations whose token or cookie is wrong; where they are let in, there is nothing to be done.
async fn forge(desk: &Desk, visitor: &Visitor, notes: &mut Notes) {
    let nothing = named("Retrieve");
    let mut other = desk.first();
    other.log_in().await;
    let forged = |token: Option<&str>| {
        let mut forged = visitor.clone();
        forged.token = token.map(|own| ("X-CSRF-TOKEN".to_owned(), own.to_owned()));
        forged
    };
    let random = "11111111-2222-4333-8444-555555555555";
    notes.answer("token-random", &forged(Some(random)).post(&desk.call(0), &nothing).await);
    let others = other.token.as_ref().map(|(_, own)| own.as_str());
    notes.answer("token-of-another", &forged(others).post(&desk.call(0), &nothing).await);
    let mut cookieless = visitor.clone();
    cookieless.cookies.clear();
    notes.answer("token-without-cookie", &cookieless.post(&desk.call(0), &nothing).await);
    let body = removal(&desk.calls[2].numbers[0]);
    notes.answer("no-token", &forged(None).post(&desk.call(2), &body).await);
    notes.answer("after-no-token", &visitor.clone().get(&desk.call(2)).await);
}

async fn refuse(desk: &Desk) -> Seen {
    let mut notes = Notes::new(desk);
    let (mut first, own, mut second, others) = both(desk).await;
    let call = desk.call(0);
    let remove = "RemoveParticipantFromConference";
    let with = |value: Value| json!({ "operationName": remove, "participant": value }).to_string();
    for (step, body) in [
        ("missing-participant", named(remove)),
        ("null-participant", with(Value::Null)),
        ("unknown-participant", with(json!("99999"))),
        ("long-participant", with(json!("9".repeat(300)))),
        ("missing-name", json!({ "participant": "99999" }).to_string()),
        ("unknown-name", named("Dance")),
        ("malformed", "{".to_owned()),
    ] {
        notes.answer(step, &first.post(&call, &body).await);
    }
    let text = first.ask_as("POST", &call, &named("Retrieve"), "text/plain").await;
    notes.answer("media-type", &text);
    notes.answer("after-refusals", &first.get(&call).await);
    notes.answer("told-after-refusals", &first.poll(&own).await);
    let number: u64 = desk.calls[2].numbers[0].parse().unwrap();
    notes.answer("number-participant", &first.post(&desk.call(2), &with(json!(number))).await);
    let plain = removal(&desk.calls[1].numbers[0]);
    notes.answer("plain-call", &first.post(&desk.call(1), &plain).await);
    notes.answer("after-plain-call", &first.get(&desk.call(1)).await);
    let unknown = path("01NOBODY");
    notes.answer("unknown-call", &first.get(&unknown).await);
    notes.answer("unknown-call-operated", &first.post(&unknown, &named("Retrieve")).await);
    notes.answer("foreign-call", &second.get(&call).await);
    notes.answer("foreign-call-operated", &second.post(&call, &named("Retrieve")).await);
    let stranger = removal(&desk.calls[3].numbers[0]);
    notes.answer("guest-removes", &second.post(&desk.leg(3), &stranger).await);
    notes.answer("after-guest", &first.get(&desk.call(3)).await);
    notes.answer("told-guest", &second.poll(&others).await);
    notes.answer("guest", &second.get(&desk.leg(0)).await);
    notes.answer("put", &first.ask("PUT", &call, &named("Retrieve")).await);
    notes.seen
}

async fn remove(desk: &Desk) -> Seen {
    let mut notes = Notes::new(desk);
    let (mut first, own, mut second, others) = both(desk).await;
    let (call, numbers) = (desk.call(0), &desk.calls[0].numbers);
    notes.answer("removal", &first.post(&call, &removal(&numbers[0])).await);
    notes.answer("removal-told", &first.poll(&own).await);
    notes.answer("removal-told-second", &second.poll(&others).await);
    notes.answer("removal-shown", &first.get(&call).await);
    notes.answer("removal-crossing", &first.get(&desk.call(2)).await);
    notes.answer("removal-again", &first.post(&call, &removal(&numbers[0])).await);
    notes.answer("list", &first.get("/api/v2/me/calls").await);
    notes.answer("list-whole", &first.get("/api/v2/me/calls?fields=*").await);
    notes.answer("head", &first.ask("HEAD", &call, "").await);
    notes.seen
}

async fn change(desk: &Desk) -> Seen {
    let mut notes = Notes::new(desk);
    let (mut first, own, mut second, others) = both(desk).await;
    let call = desk.call(3);
    for (operation, steps) in [
        ("Hold", ["hold", "hold-told", "hold-told-second", "hold-shown"]),
        ("Retrieve", ["retrieve", "retrieve-told", "retrieve-told-second", "retrieve-shown"]),
        ("ClearCall", ["clear", "clear-told", "clear-told-second", "clear-shown"]),
    ] {
        notes.answer(steps[0], &first.post(&call, &named(operation)).await);
        notes.answer(steps[1], &first.poll(&own).await);
        notes.answer(steps[2], &second.poll(&others).await);
        notes.answer(steps[3], &first.get(&call).await);
    }
    notes.answer("plain-shown", &first.get(&desk.call(1)).await);
    notes.answer("hangup", &first.post(&desk.call(1), &named("Hangup")).await);
    notes.answer("hangup-told", &first.poll(&own).await);
    notes.seen
}

/// Both users, who listen and have connected. What a faulty server says to that is no matter here.
async fn both(desk: &Desk) -> (Visitor, String, Visitor, String) {
    let (mut first, mut second) = (desk.first(), desk.second());
    let mut ids = Vec::new();
    for visitor in [&mut first, &mut second] {
        visitor.log_in().await;
        let client_id = visitor.shake_hands().await;
        let subscribe = message("subscribe", &client_id, &json!("/v2/me/calls"));
        visitor.say(&subscribe).await;
        visitor.poll(&client_id).await;
        ids.push(client_id);
    }
    let [one, two] = ids.try_into().unwrap();
    (first, one, second, two)
}

fn message(verb: &str, client_id: &str, subscription: &Value) -> Value {
    json!([{ "channel": format!("/meta/{verb}"), "clientId": client_id, "id": verb,
        "subscription": subscription }])
}

/// Conversations of Bayeux.
async fn speak(desk: &Desk) -> Seen {
    let mut notes = Notes::new(desk);
    notes.answer("handshake-of-nobody", &desk.visitor(None).say(&handshake()).await);
    let mut visitor = desk.first();
    visitor.log_in().await;
    let answer = visitor.say(&handshake()).await;
    let text = answer.text();
    let id = answer.json()[0]["clientId"].as_str().unwrap().to_owned();
    notes.text("handshake", text.replace(&id, "ID").lines().last().unwrap());
    let hold = [named("Hold"), named("Retrieve")];
    // Nobody has subscribed yet.
    for body in &hold {
        visitor.post(&desk.call(0), body).await;
    }
    let mut say = async |step, body: Value| {
        let answer = visitor.say(&body).await;
        let id = body[0]["clientId"].as_str().unwrap_or("nobody").to_owned();
        notes.text(step, &answer.text().replace(&id, "ID"));
    };
    say("subscribe-list", message("subscribe", &id, &json!(["/v2/me/calls", "/v2/me/devices"])))
        .await;
    say("unsubscribe-list", message("unsubscribe", &id, &json!(["/v2/me/calls"]))).await;
    say("subscribe", message("subscribe", &id, &json!("/v2/me/calls"))).await;
    say("unknown-client", message("connect", "nobody", &Value::Null)).await;
    say("no-channel", json!([{ "id": "1" }])).await;
    visitor.post(&desk.call(0), &hold[0]).await;
    notes.answer("first-connect", &visitor.poll(&id).await);
    visitor.post(&desk.call(0), &hold[1]).await;
    notes.answer("second-connect", &visitor.poll(&id).await);
    for (step, told, subscription) in [
        ("subscribe-wildcard", "told-wildcard", json!("/v2/me/*")),
        ("subscribe-only-list", "told-list", json!(["/v2/me/calls"])),
    ] {
        let id = visitor.shake_hands().await;
        let answer = visitor.say(&message("subscribe", &id, &subscription)).await;
        notes.text(step, &answer.text().replace(&id, "ID"));
        visitor.poll(&id).await;
        visitor.post(&desk.call(3), &hold[0]).await;
        notes.answer(told, &visitor.poll(&id).await);
        visitor.post(&desk.call(3), &hold[1]).await;
    }
    visitor.poll(&id).await;
    notes.answer(
        "unsubscribe",
        &visitor.say(&message("unsubscribe", &id, &json!("/v2/me/calls"))).await,
    );
    visitor.post(&desk.call(0), &hold[0]).await;
    notes.answer("after-unsubscribe", &visitor.poll(&id).await);
    notes.answer("disconnect", &visitor.say(&message("disconnect", &id, &Value::Null)).await);
    notes.answer("after-disconnect", &visitor.poll(&id).await);
    for (step, end) in [("slash", "/"), ("typed", "/handshake")] {
        let target = format!("/api/v2/notifications{end}");
        let answer = visitor.post(&target, &json!([{ "id": "1" }]).to_string()).await;
        notes.answer(step, &answer);
    }
    notes.seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_shows_where_it_is_meant_to() {
    let expected = tours(plain_desk).await;
    assert_eq!(tours(plain_desk).await, expected, "a plain server is the same each time");
    let expected = &expected;
    let on_tour = |fault: &&Fault| !NOT_ON_TOUR.contains(&fault.id);
    let rows = stream::iter(faults("genesys").iter().filter(on_tour));
    let rows = rows.map(|fault: &Fault| async move {
        let seen = tours(|| faulty_desk(fault.id)).await;
        let differs = |step: &&str| seen.get(*step) != expected.get(*step);
        let differing = expected.keys().copied().filter(differs).collect::<Vec<_>>();
        assert!(!differing.is_empty(), "{fault} does not show");
        (fault, differing)
    });
    let rows = rows.buffered(AT_ONCE).collect::<Vec<_>>().await;
    let mut table = String::new();
    for (fault, differing) in rows {
        writeln!(table, "{fault}: {}", differing.join(", ")).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn what_is_told_backwards_comes_all_the_same() {
    let desk = faulty_desk("told-backwards").await;
    let mut visitor = desk.first();
    let client_id = visitor.listen(&json!("/v2/me/calls")).await;
    visitor.poll(&client_id).await;
    let begun = std::time::Instant::now();
    let mut short = Vec::new();
    for operation in ["Hold", "Retrieve"] {
        visitor.post(&desk.call(0), &named(operation)).await;
    }
    while short.len() < 2 && begun.elapsed().as_secs() < 5 {
        let connect = json!([{ "channel": "/meta/connect", "clientId": client_id, "id": "c",
            "connectionType": "long-polling", "advice": { "timeout": 1500 } }]);
        let answer = visitor.say(&connect).await.json();
        let told = answer.as_array().unwrap().iter().filter_map(|own| own.get("data"));
        short.extend(told.map(in_short));
    }
    let states = short.iter().map(|own| own.split(' ').nth(1).unwrap()).collect::<Vec<_>>();
    assert_eq!(states, ["Established", "Held"]);
}

#[tokio::test]
async fn faults_act_together() {
    let [one, two] =
        ["refusal-with-more", "bytes-after-operation"].map(|id| find_fault("genesys", id).unwrap());
    let desk = desk(Options { faults: vec![one, two], ..Options::default() }).await;
    let mut visitor = desk.first();
    visitor.log_in().await;
    assert_eq!(visitor.get(&path("01NOBODY")).await.json()["uris"], json!([]));
    let answer = visitor.post(&desk.call(0), &named("Hold")).await;
    assert!(answer.body.ends_with(b"}{}"), "{}", answer.text());
}
