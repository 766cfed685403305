//! The hand-written server in another language: it agrees with the reference server, and varies and fails as it is told.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Answer, Conference, basic, provision, send, varied};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// A participants server, whoever wrote it, with a conference of three and one of one.
struct Peer {
    address: SocketAddr,
    credentials: String,
    conferences: Vec<Conference>,
}

/// The script as a process; it ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has then noticed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the script with some arguments.
async fn lawful(arguments: &[&str]) -> (Process, Peer) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/servers/lawful.py");
    let mut command = Command::new("python3");
    let mut process = command.arg(script).args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let process = Process(process);
    let line: Value = serde_json::from_str(&line).unwrap();
    let text = |name: &str| line[name].as_str().unwrap();
    let origin = text("base").strip_suffix("/api/laml/2010-04-01").unwrap();
    assert_eq!(text("fixtures"), format!("{origin}/_rollcall/fixtures"));
    assert_eq!(text("account"), text("username"));
    let address = origin.strip_prefix("http://").unwrap().parse().unwrap();
    let wish = json!([{ "participants": 3 }, { "participants": 1 }]);
    let conferences = provision(address, &wish).await;
    let credentials = basic(text("username"), text("password"));
    (process, Peer { address, credentials, conferences })
}

impl Peer {
    fn list(&self, conference: usize) -> String {
        let Conference { account, id, .. } = &self.conferences[conference];
        format!("/api/laml/2010-04-01/Accounts/{account}/Conferences/{id}/Participants")
    }

    fn one(&self, conference: usize, call: usize) -> String {
        format!("{}/{}", self.list(conference), self.conferences[conference].calls[call])
    }

    async fn ask(&self, method: &str, target: &str, form: &str) -> Answer {
        let fields = [
            ("Authorization", self.credentials.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        send(self.address, method, target, &fields, form.as_bytes()).await
    }

    /// A tour in which nothing depends on taste: method, target and form of each request.
    fn tour(&self) -> Vec<(&'static str, String, String)> {
        let (list, one) = (self.list(0), self.one(0, 0));
        let own = &self.conferences[0];
        let coached = format!("Coaching=true&CallSidToCoach={}", own.calls[1]);
        let [itself, elsewhere] = [&own.calls[0], &self.conferences[1].calls[0]]
            .map(|call| format!("Coaching=true&CallSidToCoach={call}"));
        let mut tour = Vec::new();
        for target in [
            list.clone(),
            format!("{list}.json?Muted=TRUE&Hold=false&PageSize=1000"),
            format!("{list}?PageSize=2"),
            list.replace("/api/laml", ""),
            format!("{list}?Page=1"),
            format!("{list}?Page=-1"),
            format!("{list}?Page=2147483648"),
            format!("{list}?PageSize=0"),
            format!("{list}?PageSize=1001"),
            format!("{list}?PageToken=XX"),
            format!("{list}?PageToken=PA{}", "0".repeat(32)),
            format!("{list}?Muted=banana"),
            format!("{list}?Hold=%zz"),
            one.clone(),
            format!("{one}.json"),
            one.replace("Accounts", "Accoun%74s"),
            one.replace(&own.calls[0], &own.calls[0].to_uppercase()),
            format!("{list}/{NOBODY}"),
            format!("{list}/nobody"),
            format!("{list}/"),
            one.replace(&own.id, &self.conferences[1].id),
            one.replace(&own.account, NOBODY),
            "/2010-04-01".to_owned(),
        ] {
            tour.push(("GET", target, String::new()));
        }
        for method in ["PUT", "PATCH", "OPTIONS", "BREW"] {
            tour.push((method, one.clone(), String::new()));
        }
        tour.push(("DELETE", list.clone(), String::new()));
        tour.push(("HEAD", list, String::new()));
        for form in [
            "",
            "Muted=True&Hold=false&HoldUrl=http%3A%2F%2Fhost.example%2F&HoldMethod=GET&WaitUrl=",
            &coached,
            "Muted=",
            "Muted=true&Muted=true",
            "Label=desk",
            "HoldMethod=get",
            "AnnounceUrl=%2Frelative",
            "HoldUrl=",
            "Coaching=true",
            "CallSidToCoach=nobody",
            &itself,
            &elsewhere,
        ] {
            tour.push(("POST", one.clone(), form.to_owned()));
        }
        for target in [self.one(0, 1), self.one(0, 1), self.one(1, 0)] {
            tour.push(("DELETE", target, String::new()));
        }
        tour.push(("GET", self.list(1), String::new()));
        tour
    }
}

#[tokio::test]
async fn two_readings_of_the_promises_agree() {
    let (_process, lawful) = lawful(&[]).await;
    let mut site = varied("bad-input-400").await;
    let reference = Peer {
        address: site.running.address,
        credentials: site.credentials(),
        conferences: std::mem::take(&mut site.conferences),
    };
    for (theirs, ours) in lawful.tour().iter().zip(&reference.tour()) {
        let (theirs, ours) = (
            lawful.ask(theirs.0, &theirs.1, &theirs.2).await,
            reference.ask(ours.0, &ours.1, &ours.2).await,
        );
        let asked = format!("{ours:?}");
        assert_eq!(theirs.status, ours.status, "{asked}\n{}", theirs.text());
        assert_eq!(theirs.header("content-type"), ours.header("content-type"), "{asked}");
        assert_eq!(allowed(theirs.header("allow")), allowed(ours.header("allow")), "{asked}");
        assert_eq!(theirs.body.is_empty(), ours.body.is_empty(), "{asked}");
        if !ours.body.is_empty() {
            assert_eq!(members(&theirs.json()), members(&ours.json()), "{asked}");
        }
    }
    let refused = send(lawful.address, "GET", &lawful.list(0), &[], b"").await;
    crate::support::assert_refused(&refused, 401, 20003);
    assert_eq!(refused.header("www-authenticate"), Some("Basic realm=\"lawful\""));
}

/// The methods of a list, sorted.
fn allowed(list: Option<&str>) -> Vec<&str> {
    let mut methods: Vec<&str> = list.unwrap_or_default().split(',').map(str::trim).collect();
    methods.sort_unstable();
    methods
}

/// The names of an object's members, sorted, and of the participants in it.
fn members(value: &Value) -> Vec<String> {
    let mut names = value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let inside = value["participants"].as_array().into_iter().flatten();
    names.extend(inside.flat_map(members));
    names.sort();
    names
}

#[tokio::test]
async fn it_varies_as_it_is_told() {
    let (_process, peer) = lawful(&[
        "--malformed=400",
        "--unknown-method=404",
        "--foreign=403",
        "--bad-input=422",
        "--framing=chunked",
        "--charset",
        "--header-case=upper",
        "--ended-list-404",
        "--page-token-free",
        "--lenient",
    ])
    .await;
    let list = peer.list(0);
    let foreign = list.replace(&peer.conferences[0].account, NOBODY);
    for (method, target, form, expected) in [
        ("GET", format!("{list}/nobody"), "", 400),
        ("PUT", peer.one(0, 0), "", 404),
        ("GET", foreign, "", 403),
        ("POST", peer.one(0, 0), "Muted=banana", 422),
        ("POST", peer.one(0, 0), "Label=desk", 200),
        ("GET", format!("{list}?Page=1&PageSize=2"), "", 200),
        ("GET", format!("{list}?PageSize=4294967296"), "", 200),
        ("DELETE", peer.one(1, 0), "", 204),
        ("GET", peer.list(1), "", 404),
    ] {
        let answer = peer.ask(method, &target, form).await;
        assert_eq!(answer.status, expected, "{method} {target} {form}");
    }
    let answer = peer.ask("GET", &list, "").await;
    let raw = String::from_utf8(answer.raw.clone()).unwrap();
    assert!(raw.contains("\r\nCONTENT-TYPE: application/json; charset=utf-8\r\n"), "{raw}");
    assert!(raw.contains("\r\nTRANSFER-ENCODING: chunked\r\n") && raw.ends_with("\r\n0\r\n\r\n"));
    assert_eq!(answer.header("content-length"), None);

    let (_process, peer) = lawful(&["--version=1.0", "--realm", "a \"b\""]).await;
    let answer = send(peer.address, "GET", &peer.list(0), &[], b"").await;
    assert!(answer.raw.starts_with(b"HTTP/1.0 401 Unauthorized\r\n"));
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"a \\\"b\\\"\""));
}

#[tokio::test]
async fn it_fails_as_it_is_told() {
    let wrong = basic("nobody", "wrong");
    let wrong = [("Authorization", wrong.as_str())];
    let (_process, peer) = lawful(&["--fault=no-content-with-body"]).await;
    assert_eq!(peer.ask("DELETE", &peer.one(0, 0), "").await.body, b"{}");
    let (_process, peer) = lawful(&["--fault=delete-removes-nothing"]).await;
    assert_eq!(peer.ask("DELETE", &peer.one(0, 0), "").await.status, 204);
    assert_eq!(peer.ask("GET", &peer.one(0, 0), "").await.status, 200);
    let (_process, peer) = lawful(&["--fault=delete-removes-everybody"]).await;
    assert_eq!(peer.ask("DELETE", &peer.one(0, 0), "").await.status, 204);
    assert_eq!(peer.ask("GET", &peer.one(0, 1), "").await.status, 404);
    let (_process, peer) = lawful(&["--fault=error-status-lies"]).await;
    assert_eq!(peer.ask("GET", "/", "").await.json()["status"], 200);
    let (_process, peer) = lawful(&["--fault=credentials-never-compared"]).await;
    assert_eq!(send(peer.address, "GET", &peer.list(0), &wrong, b"").await.status, 200);
    let (_process, peer) = lawful(&["--fault=challenge-missing"]).await;
    let answer = send(peer.address, "GET", &peer.list(0), &wrong, b"").await;
    assert_eq!((answer.status, answer.header("www-authenticate")), (401, None));
    let (_process, peer) = lawful(&["--fault=malformed-id-is-500"]).await;
    assert_eq!(peer.ask("GET", &format!("{}/nobody", peer.list(0)), "").await.status, 500);
    let (_process, peer) = lawful(&["--fault=page-size-unbounded"]).await;
    assert_eq!(peer.ask("GET", &format!("{}?PageSize=1001", peer.list(0)), "").await.status, 200);
    let (_process, peer) = lawful(&["--fault=update-not-stored"]).await;
    assert_eq!(peer.ask("POST", &peer.one(0, 0), "Muted=true").await.json()["muted"], true);
    assert_eq!(peer.ask("GET", &peer.one(0, 0), "").await.json()["muted"], false);
    let (_process, peer) = lawful(&["--fault=member-extra"]).await;
    assert!(peer.ask("GET", &peer.one(0, 0), "").await.json().get("label").is_some());
}
