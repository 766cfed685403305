//! No byte of any output holds the password, nor what it could be read back from.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rollcall::record::Credentials;
use rollcall::target::Account;

use crate::desk::{Desk, Ran, fired};
use crate::reports::EVERY;
use crate::server::Server;

/// HTTP Basic credentials as a field value.
pub(crate) fn basic(username: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{username}:{password}")))
}

/// Everything that gives the password away: it, and every way in which a run encodes it or spoils it reversibly.
fn secrets(username: &str, password: &str) -> Vec<String> {
    let account = Account::new(username, password);
    let mut secrets = vec![password.to_owned(), STANDARD.encode(password)];
    for credentials in Credentials::WRONG.iter().chain(&[Credentials::Right]) {
        let Some(value) = account.authorization(*credentials) else { continue };
        let payload = value.split_once(' ').map_or("", |(_, payload)| payload);
        let Ok(pair) = STANDARD.decode(payload) else { continue };
        let pair = String::from_utf8(pair).unwrap();
        // What the user name alone makes is no secret.
        if pair.trim_matches(':') != username && payload.len() > 8 {
            secrets.push(payload.to_owned());
        }
    }
    secrets
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    all
}

#[track_caller]
fn assert_silent(desk: &Desk, ran: &Ran, username: &str, password: &str) {
    let mut outputs = files(&desk.path(""));
    for sink in EVERY.iter().filter_map(|own| own.split_once('=')).chain([("json", "report.json")])
    {
        assert!(outputs.iter().any(|(name, bytes)| name.ends_with(sink.1) && bytes.len() > 500));
    }
    outputs.push(("stdout".to_owned(), ran.stdout.clone().into_bytes()));
    outputs.push(("stderr".to_owned(), ran.stderr.clone().into_bytes()));
    for (name, bytes) in outputs {
        let text = String::from_utf8_lossy(&bytes);
        for secret in secrets(username, password) {
            assert!(!text.contains(&secret), "{name} holds {secret}");
        }
    }
}

#[test]
fn a_server_that_echoes_credentials_in_its_refusals_gets_them_into_no_output() {
    let server = Server::mock(&["--fault", "error-echoes-credentials"]);
    let desk = Desk::of(&server);
    let arguments = [&["--seed", "1", "--cases", "30", "-vv"], &EVERY[..]].concat();
    let (ran, report) = desk.check(&server.arguments(&arguments));
    ran.ends_with(1);
    assert_eq!(fired(&report), ["error-keeps-secrets"]);
    assert!(desk.read("report.json").contains("[redacted]"));
    assert_silent(&desk, &ran, &server.username, &server.password);
}

/// A server that says back whatever credentials it is given, wherever it can: in the reason phrase, a field, the content
/// in plain and encoded, and behind a 204. It hands fixtures out as well.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut request = Vec::new();
                let mut buffer = [0; 4096];
                while let Ok(count @ 1..) = stream.read(&mut buffer) {
                    request.extend_from_slice(&buffer[..count]);
                    let text = String::from_utf8_lossy(&request).into_owned();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    let length = field(head, "content-length").parse().unwrap_or(0);
                    if body.len() < length {
                        continue;
                    }
                    if stream.write_all(echoed(head).as_bytes()).is_err() {
                        return;
                    }
                    request.clear();
                }
            });
        }
    });
    authority
}

fn field(head: &str, name: &str) -> String {
    let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")));
    line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim()).to_owned()
}

fn echoed(head: &str) -> String {
    const ID: &str = "b3877c40-da60-4998-90ad-b792e98472ac";
    if head.contains("/fixtures") {
        let people = format!(r#"{{"CallSid":"{ID}"}},"#).repeat(3);
        let people = people.trim_end_matches(',');
        let own = format!(
            r#"{{"parameters":{{"AccountSid":"{ID}","ConferenceSid":"{ID}"}},"participants":[{people}]}}"#
        );
        let body = format!(r#"{{"conferences":[{own},{own}]}}"#);
        return format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    }
    let value = field(head, "authorization");
    let payload = value.split_once(' ').map_or("", |(_, payload)| payload);
    let plain = STANDARD.decode(payload).unwrap_or_default();
    let plain = String::from_utf8_lossy(&plain).into_owned();
    if head.starts_with("DELETE") {
        return format!("HTTP/1.1 204 {value}\r\nX-Echo: {value}\r\n\r\n{plain} {value}");
    }
    let escaped = serde_json::to_string(&plain).unwrap();
    let body = format!("{{\"you\": {escaped}, \"sent\": \"{value}\"}} {plain}");
    format!(
        "HTTP/1.1 200 {value}\r\nX-Echo: {plain}\r\nContent-Type: {value}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_server_that_echoes_credentials_everywhere_gets_them_into_no_output() {
    // The second one is written with escapes in JSON, and takes part in none of the reference server's habits.
    for password in ["PT0123456789abcdef0123456789abcdef", "p\"ss\\w\u{f6}rd <&> 100%"] {
        let authority = echo();
        let username = "b3877c40-da60-4998-90ad-b792e98472af";
        let desk = Desk::new().with_credentials(username, password);
        let target = format!("http://{authority}/api/laml/2010-04-01");
        let fixtures = format!("http://{authority}/fixtures");
        let target = ["--target", &target, "--fixtures", &fixtures];
        let arguments = [&target, &["--seed", "1", "--cases", "5"], &EVERY[..]].concat();
        let (ran, report) = desk.check(&arguments);
        ran.ends_with(1);
        assert!(fired(&report).contains(&"error-keeps-secrets".to_owned()), "{ran}");
        assert_silent(&desk, &ran, username, password);
        let escaped = serde_json::to_string(password).unwrap();
        let twice = serde_json::to_string(&escaped).unwrap();
        // As JSON writes it, within a text of its own as well; as HTML and XML, as Markdown, and as GitHub want it.
        let html = password.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let forms = [
            escaped.trim_matches('"'),
            &twice[3..twice.len() - 3],
            &html,
            &html.replace('"', "&quot;"),
            &html.replace('\\', "\\\\"),
            &password.replace('%', "%25"),
        ];
        for form in forms {
            for sink in
                EVERY.iter().filter_map(|own| own.split_once('=')).chain([("json", "report.json")])
            {
                assert!(!desk.read(sink.1).contains(form), "{}: {form}", sink.0);
            }
            assert!(!ran.stdout.contains(form), "{form}");
        }
    }
}
