//! A client for the reference server's tests: it writes and reads bytes, so that it sees what HTTP libraries hide.

pub(crate) mod genesys;
pub(crate) mod tour;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use rollcall::mock::{Options, Running, Variations, find_fault, start};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long an answer may take before it counts as none.
const PATIENCE: Duration = Duration::from_secs(2);

/// A reference server with fixtures: conference 0 with three participants, conference 1 with one, a foreign one with one.
pub(crate) struct Site {
    /// As the api is called.
    pub(crate) api: &'static str,
    pub(crate) running: Running,
    pub(crate) conferences: Vec<Conference>,
}

/// A conference that the provider handed over.
pub(crate) struct Conference {
    pub(crate) account: String,
    pub(crate) id: String,
    pub(crate) calls: Vec<String>,
    /// The label of each, where it has one.
    pub(crate) labels: Vec<Option<String>>,
}

/// An answer, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// 0 where there was none that could be read.
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) raw: Vec<u8>,
}

impl Answer {
    pub(crate) fn read(raw: Vec<u8>) -> Self {
        let mut fields = [httparse::EMPTY_HEADER; 32];
        let mut head = httparse::Response::new(&mut fields);
        let Ok(httparse::Status::Complete(end)) = head.parse(&raw) else {
            return Self { status: 0, headers: Vec::new(), body: Vec::new(), raw };
        };
        let headers = head
            .headers
            .iter()
            .map(|field| {
                let value = String::from_utf8_lossy(field.value).into_owned();
                (field.name.to_ascii_lowercase(), value)
            })
            .collect();
        let status = head.code.unwrap_or_default();
        Self { status, headers, body: raw[end..].to_vec(), raw }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error} in {:?}", String::from_utf8_lossy(&self.raw));
        })
    }

    /// Status line, fields and body as text, without the date of sending.
    pub(crate) fn text(&self) -> String {
        let raw = String::from_utf8_lossy(&self.raw);
        raw.split('\n').filter(|line| !line.starts_with("date: ")).collect::<Vec<_>>().join("\n")
    }
}

/// A plain server with fixtures.
pub(crate) async fn plain() -> Site {
    with(Options::default()).await
}

/// A server with one fault.
pub(crate) async fn faulty(fault: &str) -> Site {
    faulty_in("signalwire", fault).await
}

/// A server of an api with one fault.
pub(crate) async fn faulty_in(api: &'static str, fault: &str) -> Site {
    let fault = find_fault(api, fault).unwrap();
    with_in(api, Options { faults: vec![fault], ..Options::default() }).await
}

/// A server with one lawful variation.
pub(crate) async fn varied(name: &str) -> Site {
    varied_in("signalwire", name).await
}

/// A server of an api with one lawful variation.
pub(crate) async fn varied_in(api: &'static str, name: &str) -> Site {
    let variations = Variations::from_name(name).unwrap();
    with_in(api, Options { variations, ..Options::default() }).await
}

/// A server with these options, a fixed clock, and fixtures.
pub(crate) async fn with(options: Options) -> Site {
    with_in("signalwire", options).await
}

/// A server of an api with these options, a fixed clock, and fixtures.
pub(crate) async fn with_in(api: &'static str, options: Options) -> Site {
    let running = start(api, Options { fixed_clock: true, ..options }).await.unwrap();
    let conferences = provision_in(
        api,
        running.address,
        &json!([
            { "participants": 3 },
            { "participants": 1 },
            { "participants": 1, "account": running.other.account },
        ]),
    )
    .await;
    Site { api, running, conferences }
}

/// Has conferences opened.
pub(crate) async fn provision(address: SocketAddr, conferences: &Value) -> Vec<Conference> {
    provision_in("signalwire", address, conferences).await
}

/// Has conferences of an api opened.
pub(crate) async fn provision_in(
    api: &str,
    address: SocketAddr,
    conferences: &Value,
) -> Vec<Conference> {
    let wish = json!({ "version": 1, "api": api, "conferences": conferences });
    let answer = fixtures(address, "POST", wish.to_string().as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let handed = answer.json();
    let read = |conference: &Value| {
        let participants = conference["participants"].as_array().unwrap().iter();
        let label = |own: &Value| own.get("Label").map(text);
        Conference {
            account: text(&conference["parameters"]["AccountSid"]),
            id: text(&conference["parameters"]["ConferenceSid"]),
            calls: participants.clone().map(|own| text(&own["CallSid"])).collect(),
            labels: participants.map(label).collect(),
        }
    };
    handed["conferences"].as_array().unwrap().iter().map(read).collect()
}

/// A request to the provider's URL.
pub(crate) async fn fixtures(address: SocketAddr, method: &str, body: &[u8]) -> Answer {
    send(address, method, "/_rollcall/fixtures", &[], body).await
}

/// HTTP Basic credentials as a field value.
pub(crate) fn basic(username: &str, password: &str) -> String {
    let credentials = format!("{username}:{password}");
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(credentials))
}

/// One request on a connection of its own; the answer is whatever came before the server closed or patience ended.
pub(crate) async fn send(
    address: SocketAddr,
    method: &str,
    target: &str,
    fields: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&request(method, target, fields, body, true)).await.unwrap();
    Answer::read(read_all(&mut stream).await)
}

/// The bytes of a request.
pub(crate) fn request(
    method: &str,
    target: &str,
    fields: &[(&str, &str)],
    body: &[u8],
    last: bool,
) -> Vec<u8> {
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in fields {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if last {
        head.push_str("Connection: close\r\n");
    }
    let _ = write!(head, "Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Everything up to the end of the connection, or to the end of patience.
pub(crate) async fn read_all(stream: &mut TcpStream) -> Vec<u8> {
    let mut raw = Vec::new();
    loop {
        let mut buffer = [0; 4096];
        match tokio::time::timeout(PATIENCE, stream.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) | Err(_) => return raw,
            Ok(Ok(count)) => raw.extend_from_slice(&buffer[..count]),
        }
    }
}

impl Site {
    /// The primary account's credentials as a field value.
    pub(crate) fn credentials(&self) -> String {
        basic(&self.running.username, &self.running.password)
    }

    /// The path of a conference's participants.
    pub(crate) fn list(&self, conference: usize) -> String {
        format!("{}/Participants{}", self.place(conference), self.suffix())
    }

    /// The path of one participant.
    pub(crate) fn one(&self, conference: usize, call: usize) -> String {
        self.named(conference, &self.conferences[conference].calls[call])
    }

    /// The path of the participant whom a segment names, as it stands there.
    pub(crate) fn named(&self, conference: usize, segment: &str) -> String {
        format!("{}/Participants/{segment}{}", self.place(conference), self.suffix())
    }

    /// The path of a conference, where the api has one.
    pub(crate) fn conference(&self, conference: usize) -> String {
        format!("{}{}", self.place(conference), self.suffix())
    }

    fn place(&self, conference: usize) -> String {
        let Conference { account, id, .. } = &self.conferences[conference];
        let base = if self.api == "signalwire" { "/api/laml" } else { "" };
        format!("{base}/2010-04-01/Accounts/{account}/Conferences/{id}")
    }

    /// An id of nothing, with the prefix that ids of its kind have where they have one.
    pub(crate) fn nobody(&self, prefix: &str) -> String {
        match self.api {
            "signalwire" => "00000000-0000-4000-8000-000000000000".to_owned(),
            _ => format!("{prefix}{}", "0".repeat(32)),
        }
    }

    /// What paths end in.
    fn suffix(&self) -> &'static str {
        if self.api == "signalwire" { "" } else { ".json" }
    }

    /// An authenticated request without a body.
    pub(crate) async fn ask(&self, method: &str, target: &str) -> Answer {
        let credentials = self.credentials();
        send(self.running.address, method, target, &[("Authorization", &credentials)], b"").await
    }

    /// An authenticated form.
    pub(crate) async fn post(&self, target: &str, form: &str) -> Answer {
        let credentials = self.credentials();
        let form_type = "application/x-www-form-urlencoded";
        let fields = [("Authorization", credentials.as_str()), ("Content-Type", form_type)];
        send(self.running.address, "POST", target, &fields, form.as_bytes()).await
    }

    /// Sends so many requests of no consequence, so that the server grows old.
    pub(crate) async fn age(&self, requests: usize) {
        // Few at a time: who does not read what comes back blocks the one who sends it.
        const AT_ONCE: usize = 50;
        for begin in (0..requests).step_by(AT_ONCE) {
            let count = AT_ONCE.min(requests - begin);
            let sent = (1..=count)
                .flat_map(|number| request("GET", "/nowhere", &[], b"", number == count))
                .collect::<Vec<_>>();
            let mut stream = TcpStream::connect(self.running.address).await.unwrap();
            stream.write_all(&sent).await.unwrap();
            let raw = String::from_utf8(read_all(&mut stream).await).unwrap();
            assert_eq!(raw.matches("HTTP/1.1 401 ").count(), count);
        }
    }

    /// The calls on each page of a list, by the links from page to page; at most so many pages.
    pub(crate) async fn follow(&self, target: &str, most: usize) -> Vec<Vec<String>> {
        let mut pages = Vec::new();
        let mut next = Some(target.to_owned());
        while let Some(link) = next.filter(|_| pages.len() < most) {
            let (calls, following) = self.calls(&link).await;
            pages.push(calls);
            next = following;
        }
        pages
    }

    /// The calls that a list shows, and the link to its next page.
    pub(crate) async fn calls(&self, target: &str) -> (Vec<String>, Option<String>) {
        let answer = self.ask("GET", target).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let page = answer.json();
        let calls = page["participants"].as_array().unwrap();
        let calls =
            calls.iter().map(|shown| shown["call_sid"].as_str().unwrap().to_owned()).collect();
        (calls, page["next_page_uri"].as_str().map(str::to_owned))
    }
}

/// Asserts that an answer is a refusal in the api's error form.
pub(crate) fn assert_refused(answer: &Answer, status: u16, code: u32) {
    let body = answer.json();
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!((&body["status"], &body["code"]), (&json!(status), &json!(code)), "{body}");
    assert!(body["more_info"].as_str().is_some_and(|link| link.starts_with("https://")));
    assert!(body["message"].as_str().is_some_and(|message| !message.is_empty()));
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(4));
}
