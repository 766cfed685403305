//! No request ever goes to another host, whatever a server says: redirects, links, fields and hosts are not followed.

use std::sync::OnceLock;

use crate::desk::{Desk, findings, fired, text};
use crate::proxy::{Act, Proxy, Trap};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// The one who must never be called, by all tests of this file.
fn trap() -> &'static Trap {
    static TRAP: OnceLock<Trap> = OnceLock::new();
    TRAP.get_or_init(Trap::set)
}

/// Ways to name somebody else.
fn forms() -> Vec<String> {
    let there = trap().authority();
    vec![
        format!("http://{there}/next"),
        format!("//{there}/next"),
        format!("http://user:password@{there}/next"),
        format!("https://{there}/next"),
        format!("\\\\\\\\{there}/next"),
        format!("HTTP:\\t//{there}/next"),
    ]
}

/// Another answer in place of the server's, with status and fields.
fn says(answer: String) -> Act {
    Act::Play(std::sync::Arc::new(move |stream, _| {
        let _ = std::io::Write::write_all(stream, answer.as_bytes());
    }))
}

/// Runs a check through a proxy, with the environment's proxies set to the trap.
fn check(
    api: &str,
    server: &Server,
    proxy: &Proxy,
    further: &[&str],
) -> (crate::desk::Ran, serde_json::Value) {
    let desk = Desk::of(server).with_proxies(&format!("http://{}", trap().authority()));
    let target = server.base.replace(server.authority(), &proxy.authority);
    let common =
        ["--target", &target, "--fixtures", &server.fixtures, "--seed", "3", "--cases", "0"];
    desk.check_api(api, &[&common[..], further].concat())
}

#[test]
fn no_redirect_is_followed_in_whatever_form_it_leads_elsewhere() {
    let statuses = [301, 302, 303, 307, 308];
    side_by_side(&statuses, |status| {
        let server = Server::mock(&[]);
        let status = *status;
        let proxy = Proxy::before(server.authority(), move |_, count| {
            if count < 40 {
                return Act::Pass;
            }
            let forms = forms();
            let place = forms[count % forms.len()].replace("\\t", "\t").replace("\\\\", "\\");
            let fields = format!(
                "Location: {place}\r\nRefresh: 0; url={place}\r\nLink: <{place}>; rel=next\r\n\
                 Alt-Svc: h2=\"{}\"; ma=600\r\nContent-Location: {place}",
                trap().authority()
            );
            says(format!("HTTP/1.1 {status} Elsewhere\r\n{fields}\r\nContent-Length: 0\r\n\r\n"))
        });
        let (ran, report) = check("signalwire", &server, &proxy, &["--only", "list_*"]);
        ran.ends_with(1);
        assert!(fired(&report).contains(&"status-documented".to_owned()), "{ran}");
        trap().is_untouched();
    });
}

#[test]
fn a_next_page_elsewhere_is_a_finding_and_is_not_visited() {
    type Edit = fn(&str, &str) -> (String, String);
    /// Puts another link to the next page into a list.
    fn linked(head: &str, body: &str, form: usize) -> (String, String) {
        let place = &forms()[form];
        let body = match body.find("\"next_page_uri\":") {
            Some(start) if head.starts_with("HTTP/1.1 200") => {
                let rest = &body[start..];
                let end = start + rest.find([',', '}']).unwrap();
                format!("{}\"next_page_uri\":\"{place}\"{}", &body[..start], &body[end..])
            }
            _ => body.to_owned(),
        };
        (head.to_owned(), body)
    }
    let edits: [Edit; 6] = [
        |head, body| linked(head, body, 0),
        |head, body| linked(head, body, 1),
        |head, body| linked(head, body, 2),
        |head, body| linked(head, body, 3),
        |head, body| linked(head, body, 4),
        |head, body| linked(head, body, 5),
    ];
    side_by_side(&edits, |edit| {
        let edit = *edit;
        let server = Server::mock(&[]);
        let proxy = Proxy::before(server.authority(), move |_, _| Act::Edit(edit));
        let (ran, report) = check("signalwire", &server, &proxy, &["--only", "list_*"]);
        ran.ends_with(1);
        assert!(fired(&report).contains(&"page-links-lead-home".to_owned()), "{ran}");
        let away = findings(&report).iter().filter(|own| own["check"] == "page-links-lead-home");
        assert!(away.clone().all(|own| text(&own["message"]).contains("next_page_uri")), "{ran}");
        assert!(proxy.requests().iter().all(|own| !own.target.contains("/next")));
        trap().is_untouched();
    });
}

/// Every path in a list of links becomes an address elsewhere.
fn uris(head: &str, body: &str) -> (String, String) {
    let there = format!("http://{}/", trap().authority());
    let body = ["uri\":\"/", "participants\":\"/", "Uri\":\"/", "path\":\"/"]
        .iter()
        .fold(body.to_owned(), |body, own| {
            body.replace(own, &format!("{}{there}", &own[..own.len() - 1]))
        });
    (head.to_owned(), body)
}

/// The same of Genesys, whose Bayeux server may advise other hosts.
fn hosts(head: &str, body: &str) -> (String, String) {
    let there = trap().authority();
    let hosts = format!("\"advice\":{{\"hosts\":[\"{there}\",\"http://{there}/\"],");
    let (head, body) = uris(head, &body.replace("\"advice\":{", &hosts));
    let local = body.replace("\"uri\":\"http://127.0.0.1", &format!("\"uri\":\"http://{there}#"));
    (head, local)
}

#[test]
fn links_and_hosts_within_answers_call_nobody() {
    let server = Server::mock(&[]);
    let proxy = Proxy::before(server.authority(), |_, _| Act::Edit(uris));
    let (ran, _) = check("signalwire", &server, &proxy, &[]);
    ran.ends_with(1);
    trap().is_untouched();

    let server = Server::mock_of("genesys", &[]);
    let proxy = Proxy::before(server.authority(), |_, _| Act::Edit(hosts));
    let (ran, _) = check("genesys", &server, &proxy, &[]);
    assert!(matches!(ran.code, 0 | 1 | 3), "{ran}");
    trap().is_untouched();
}

#[test]
fn a_providers_redirect_is_not_followed_either() {
    let server = Server::mock(&[]);
    for place in forms() {
        let place = place.replace("\\t", "\t").replace("\\\\", "\\");
        let proxy = Proxy::before(server.authority(), move |_, _| {
            says(format!(
                "HTTP/1.1 307 Elsewhere\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
            ))
        });
        let desk = Desk::of(&server).with_proxies(&format!("http://{}", trap().authority()));
        let fixtures = format!("http://{}/hand-over", proxy.authority);
        let ran =
            desk.run(&["check", "signalwire", "--target", &server.base, "--fixtures", &fixtures]);
        ran.ends_with(4).complains(&["status 307", "which is not followed"]);
        trap().is_untouched();
    }
}
