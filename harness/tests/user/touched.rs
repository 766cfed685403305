//! Nothing is touched but what the provider handed over in this run: whatever a server lists, says or links to, what belongs to
//! others of the same account is neither changed nor looked at.

use serde_json::Value;

use crate::desk::{Desk, fired};
use crate::proxy::{Act, Proxy};
use crate::server::Server;
use crate::side_by_side::side_by_side;
use crate::tee::Request;

/// What others have on the server before a run, by the names that ids go by.
struct Bystanders {
    ids: Vec<String>,
    handed: Value,
}

impl Bystanders {
    fn of(server: &Server, api: &str) -> Self {
        let wish = format!(
            r#"{{"version":1,"api":"{api}","conferences":[{{"participants":3}},{{"participants":2}}]}}"#
        );
        let (head, body) = server.ask("POST", "/_rollcall/fixtures", &[], &wish);
        assert!(head.starts_with("HTTP/1.1 200"), "{head}{body}");
        let handed: Value = serde_json::from_str(&body).unwrap();
        let names = ["ConferenceSid", "CallSid", "id"];
        let mut ids = Vec::new();
        for conference in handed["conferences"].as_array().unwrap() {
            let people = conference["participants"].as_array().unwrap().iter();
            for own in people.chain([&conference["parameters"]]) {
                ids.extend(
                    names.iter().filter_map(|name| own[name].as_str()).map(str::to_lowercase),
                );
            }
        }
        assert!(!ids.is_empty(), "{handed}");
        Self { ids, handed }
    }

    /// How each of their conferences looks, as its own list or call shows it.
    fn look(&self, server: &Server, api: &str) -> Vec<String> {
        let credentials = crate::redaction::basic(&server.username, &server.password);
        let conferences = self.handed["conferences"].as_array().unwrap().iter();
        let path = |own: &Value| {
            let of = |name: &str| own["parameters"][name].as_str().unwrap_or_default().to_owned();
            let list = format!(
                "/Accounts/{}/Conferences/{}/Participants",
                of("AccountSid"),
                of("ConferenceSid")
            );
            match api {
                "signalwire" => format!("/api/laml/2010-04-01{list}"),
                "twilio" => format!("/2010-04-01{list}.json"),
                _ => format!("/api/v2/me/calls/{}", of("id")),
            }
        };
        let ask = |own| {
            let (head, body) =
                server.ask("GET", &path(own), &[("Authorization", &credentials)], "");
            assert!(head.starts_with("HTTP/1.1 200"), "{head}{body}");
            // How long a call has been is no change.
            let (begin, rest) = body.split_once("\"duration\":\"").unwrap_or((body.as_str(), ""));
            format!("{begin}{}", rest.trim_start_matches(|own: char| own.is_ascii_digit()))
        };
        conferences.map(ask).collect()
    }

    #[track_caller]
    fn are_untouched(&self, requests: &[Request]) {
        for request in requests.iter().filter(|own| !own.target.starts_with("/_rollcall")) {
            let text = format!("{} {}", request.target, request.body).to_lowercase();
            let named = self.ids.iter().find(|id| text.contains(id.as_str()));
            assert!(named.is_none(), "{named:?} is somebody else's: {request:?}");
        }
        let released = requests
            .iter()
            .filter(|own| own.method == "DELETE" && own.target.starts_with("/_rollcall"));
        for request in released {
            let text = request.body.to_lowercase();
            assert!(
                !self.ids.iter().any(|id| text.contains(id)),
                "not ours to give back: {request:?}"
            );
        }
    }
}

/// Runs against a server that is what the arguments say, fixed and random cases, confirming and shrinking.
fn run(api: &str, arguments: &[&str], cases: &str) -> (i32, Vec<String>) {
    let server = Server::mock_of(api, arguments);
    let bystanders = Bystanders::of(&server, api);
    let before = bystanders.look(&server, api);
    let proxy = Proxy::before(server.authority(), |_, _| Act::Pass);
    let here = |url: &str| url.replace(server.authority(), &proxy.authority);
    let (target, fixtures) = (here(&server.base), here(&server.fixtures));
    let common = ["--target", &target, "--fixtures", &fixtures, "--seed", "6", "--cases", cases];
    let (ran, report) = Desk::of(&server).check_api(api, &common);
    let requests = proxy.requests();
    assert!(requests.iter().filter(|own| own.changes()).count() > 100, "{api}: {ran}");
    bystanders.are_untouched(&requests);
    assert_eq!(bystanders.look(&server, api), before, "{api} {arguments:?}");
    (ran.code, fired(&report))
}

#[test]
fn a_lawful_server_of_each_api_keeps_what_is_others() {
    for (api, cases) in [("signalwire", "100"), ("twilio", "100"), ("genesys", "30")] {
        assert_eq!(run(api, &[], cases), (0, vec![]), "{api}");
    }
}

#[test]
fn a_faulty_server_gets_nobody_else_into_a_run_that_confirms_and_shrinks() {
    // Those that show others, or take one for another, among them.
    let faults = [
        ("signalwire", "delete-removes-nothing"),
        ("signalwire", "wrong-call-sid-in-answer"),
        ("signalwire", "wrong-conference-accepted"),
        ("signalwire", "other-account-visible"),
        ("signalwire", "pages-never-end"),
        ("signalwire", "credentials-never-compared"),
        ("twilio", "label-found-elsewhere"),
        ("twilio", "coach-elsewhere-accepted"),
        ("twilio", "update-not-stored"),
        ("genesys", "another-call-in-answer"),
        ("genesys", "foreign-call-operated"),
        ("genesys", "clear-does-nothing"),
    ];
    side_by_side(&faults, |(api, fault)| {
        let (code, fired) = run(api, &["--fault", fault], "20");
        assert!(code == 1 && !fired.is_empty(), "{api} {fault}: {code} {fired:?}");
    });
}

/// What somebody else has, in a form that a server may put in anywhere.
const FOREIGN: &str = "b0b0b0b0-1111-4222-8333-b0b0b0b0b0b0";

/// Puts somebody else's id where a participant's or a conference's belongs, and lists somebody who was never handed over.
fn others(head: &str, body: &str) -> (String, String) {
    let body =
        ["\"call_sid\":\"", "\"conference_sid\":\""].iter().fold(body.to_owned(), |body, own| {
            let parts: Vec<&str> = body.split(own).collect();
            let rest = parts[1..]
                .iter()
                .map(|part| format!("{own}{FOREIGN}{}", part.get(36..).unwrap_or_default()));
            format!("{}{}", parts[0], rest.collect::<String>())
        });
    (head.to_owned(), body)
}

/// Links the next page to another conference of the account.
fn next_page(head: &str, body: &str) -> (String, String) {
    let place = "/api/laml/2010-04-01/Accounts/a/Conferences/b0b0b0b0-1111-4222-8333-b0b0b0b0b0b0/Participants?Page=1";
    let body = body.replace("\"next_page_uri\":null", &format!("\"next_page_uri\":\"{place}\""));
    (head.to_owned(), body)
}

/// Links the next page to the same conference of another account.
fn other_account(head: &str, body: &str) -> (String, String) {
    let body = match body.split_once("\"next_page_uri\":\"/api/laml/2010-04-01/Accounts/") {
        Some((begin, rest)) => format!(
            "{begin}\"next_page_uri\":\"/api/laml/2010-04-01/Accounts/{FOREIGN}{}",
            rest.get(36..).unwrap_or_default()
        ),
        None => body.to_owned(),
    };
    (head.to_owned(), body)
}

#[test]
fn an_id_or_a_link_in_an_answer_is_never_taken_up() {
    type Edit = fn(&str, &str) -> (String, String);
    let edits: [(Edit, &str); 3] = [
        (others, "answer-names-target"),
        (next_page, "page-links-lead-home"),
        (other_account, "page-links-lead-home"),
    ];
    side_by_side(&edits, |(edit, check)| {
        let edit = *edit;
        let server = Server::mock(&[]);
        let proxy = Proxy::before(server.authority(), move |_, _| Act::Edit(edit));
        let target = server.base.replace(server.authority(), &proxy.authority);
        let common = ["--target", &target, "--fixtures", &server.fixtures, "--seed", "6"];
        let (ran, report) = Desk::of(&server).check(&[&common[..], &["--cases", "20"]].concat());
        ran.ends_with(1);
        assert!(fired(&report).contains(&(*check).to_owned()), "{ran}");
        for request in proxy.requests() {
            let text = format!("{} {}", request.target, request.body);
            assert!(!text.contains(FOREIGN), "{request:?}");
        }
    });
}
