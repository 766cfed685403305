//! A client of Genesys for the reference server's tests: who asks keeps cookies and the token, and listens by Bayeux.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use rollcall::mock::{Options, Running, Variations, find_fault, start};
use serde_json::{Value, json};

use super::{Answer, basic, fixtures, send};

/// A reference server with calls: two conferences of four, a call of two, and a conference of three.
pub(crate) struct Desk {
    pub(crate) running: Running,
    pub(crate) calls: Vec<Handed>,
}

/// A call that the provider handed over.
#[derive(Debug, Clone)]
pub(crate) struct Handed {
    pub(crate) id: String,
    pub(crate) numbers: Vec<String>,
    /// The second user's own call.
    pub(crate) leg: Option<String>,
}

/// Somebody who asks, with all that a browser would keep.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    address: SocketAddr,
    pub(crate) credentials: Option<String>,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The name of its field, and the token.
    pub(crate) token: Option<(String, String)>,
}

pub(crate) async fn plain_desk() -> Desk {
    desk(Options::default()).await
}

pub(crate) async fn faulty_desk(fault: &str) -> Desk {
    let fault = find_fault("genesys", fault).unwrap();
    desk(Options { faults: vec![fault], ..Options::default() }).await
}

pub(crate) async fn varied_desk(name: &str) -> Desk {
    let variations = Variations::from_name(name).unwrap();
    desk(Options { variations, ..Options::default() }).await
}

pub(crate) async fn desk(options: Options) -> Desk {
    let running = start("genesys", Options { fixed_clock: true, ..options }).await.unwrap();
    let wish = [4, 1, 4, 3].map(|count| json!({ "participants": count }));
    let calls = hand_over(running.address, &json!(wish)).await;
    Desk { running, calls }
}

/// Has calls opened.
pub(crate) async fn hand_over(address: SocketAddr, conferences: &Value) -> Vec<Handed> {
    let wish = json!({ "version": 1, "api": "genesys", "conferences": conferences });
    let answer = fixtures(address, "POST", wish.to_string().as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let read = |own: &Value| {
        let others = own["participants"].as_array().unwrap();
        Handed {
            id: text(&own["parameters"]["id"]),
            numbers: others.iter().map(|other| text(&other["participant"])).collect(),
            leg: others.iter().find_map(|other| other.get("id")).map(text),
        }
    };
    answer.json()["conferences"].as_array().unwrap().iter().map(read).collect()
}

impl Desk {
    pub(crate) fn first(&self) -> Visitor {
        self.visitor(Some(basic(&self.running.username, &self.running.password)))
    }

    pub(crate) fn second(&self) -> Visitor {
        let other = &self.running.other;
        self.visitor(Some(basic(&other.username, &other.password)))
    }

    pub(crate) fn visitor(&self, credentials: Option<String>) -> Visitor {
        let address = self.running.address;
        Visitor { address, credentials, cookies: BTreeMap::new(), token: None }
    }

    /// The path of a call.
    pub(crate) fn call(&self, place: usize) -> String {
        path(&self.calls[place].id)
    }

    /// The path of the second user's own call.
    pub(crate) fn leg(&self, place: usize) -> String {
        path(self.calls[place].leg.as_ref().unwrap())
    }
}

/// The path of a call by its id.
pub(crate) fn path(id: &str) -> String {
    format!("/api/v2/me/calls/{id}")
}

/// The content of an operation without parameters.
pub(crate) fn named(operation: &str) -> String {
    json!({ "operationName": operation }).to_string()
}

/// The content of a removal.
pub(crate) fn removal(participant: &str) -> String {
    let name = "RemoveParticipantFromConference";
    json!({ "operationName": name, "participant": participant }).to_string()
}

impl Visitor {
    /// A request with whatever is kept, and with the credentials where there are any.
    pub(crate) async fn ask(&mut self, method: &str, target: &str, body: &str) -> Answer {
        self.ask_as(method, target, body, "application/json").await
    }

    pub(crate) async fn ask_as(
        &mut self,
        method: &str,
        target: &str,
        body: &str,
        media_type: &str,
    ) -> Answer {
        let jar = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let jar = jar.collect::<Vec<_>>().join("; ");
        let mut fields = Vec::new();
        fields.extend(self.credentials.as_deref().map(|own| ("Authorization", own)));
        fields.extend((!jar.is_empty()).then_some(("Cookie", jar.as_str())));
        if method != "GET" && method != "HEAD" {
            fields.push(("Content-Type", media_type));
            fields.extend(self.token.as_ref().map(|(name, own)| (name.as_str(), own.as_str())));
        }
        let mut answer = send(self.address, method, target, &fields, body.as_bytes()).await;
        let has = |name| answer.header(name).is_some();
        if has("transfer-encoding") && !has("content-length") {
            answer.body = one_chunk(&answer.body);
        }
        self.learn(&answer);
        answer
    }

    fn learn(&mut self, answer: &Answer) {
        let set = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
        for (name, value) in set.filter_map(|(_, field)| field.split(';').next()?.split_once('=')) {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        if let (Some(name), Some(token)) =
            (answer.header("x-csrf-header"), answer.header("x-csrf-token"))
        {
            self.token = Some((name.to_owned(), token.to_owned()));
        }
    }

    pub(crate) async fn get(&mut self, target: &str) -> Answer {
        self.ask("GET", target, "").await
    }

    pub(crate) async fn post(&mut self, target: &str, body: &str) -> Answer {
        self.ask("POST", target, body).await
    }

    /// Begins a session of HTTP, and gives its first answer.
    pub(crate) async fn log_in(&mut self) -> Answer {
        self.get("/api/v2/me").await
    }

    /// Sends a batch of Bayeux.
    pub(crate) async fn say(&mut self, batch: &Value) -> Answer {
        self.post("/api/v2/notifications", &batch.to_string()).await
    }

    /// Begins a session of Bayeux, and gives its id.
    pub(crate) async fn shake_hands(&mut self) -> String {
        let answer = self.say(&handshake()).await;
        answer.json()[0]["clientId"].as_str().unwrap_or("nobody").to_owned()
    }

    /// Begins sessions of both kinds, subscribes, and gives the id.
    pub(crate) async fn listen(&mut self, subscription: &Value) -> String {
        self.log_in().await;
        let client_id = self.shake_hands().await;
        let subscribe = json!([{ "channel": "/meta/subscribe", "clientId": client_id,
            "subscription": subscription, "id": "s" }]);
        let answer = self.say(&subscribe).await.json();
        assert_eq!(answer[0]["successful"], true, "{answer}");
        client_id
    }

    /// What there is to tell, at once.
    pub(crate) async fn poll(&mut self, client_id: &str) -> Answer {
        let connect = json!([{ "channel": "/meta/connect", "clientId": client_id, "id": "c",
            "connectionType": "long-polling", "advice": { "timeout": 0 } }]);
        self.say(&connect).await
    }

    /// What was told, by its data.
    pub(crate) async fn told(&mut self, client_id: &str) -> Vec<Value> {
        let answer = self.poll(client_id).await.json();
        let events = answer.as_array().unwrap().iter().filter(|own| own.get("data").is_some());
        events.map(|own| own["data"].clone()).collect()
    }
}

/// The content of the only chunk that this server ever sends, and whatever comes behind it.
fn one_chunk(body: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(body.to_vec()).unwrap();
    let (_, content) = text.split_once("\r\n").unwrap();
    // What stands behind the last chunk is no content; a fault puts something there.
    let (content, behind) = content.split_once("\r\n0\r\n\r\n").unwrap();
    [content, behind].concat().into_bytes()
}

/// A handshake.
pub(crate) fn handshake() -> Value {
    json!([{ "channel": "/meta/handshake", "version": "1.0", "id": "h",
        "supportedConnectionTypes": ["long-polling"] }])
}

/// What is told of a call in few words: its type, its state, and who else is on it.
pub(crate) fn in_short(data: &Value) -> String {
    let call = &data["call"];
    let others = call["participants"].as_array().unwrap().iter();
    let digits = others.map(|own| own["digits"].as_str().or(own.as_str()).unwrap());
    let digits = digits.collect::<Vec<_>>().join(" ");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    format!("{} {} [{digits}]", text(&data["notificationType"]), text(&call["state"]))
}
