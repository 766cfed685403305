//! What a target or a provider that cannot be used gets: exit code 4, and a message that says what to look at.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::desk::Desk;
use crate::server::Server;

/// A port that nobody listens at.
pub(crate) fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// A server that answers every request in the same way.
pub(crate) fn always(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut said = Vec::new();
                let mut buffer = [0; 4096];
                while let Ok(count @ 1..) = stream.read(&mut buffer) {
                    said.extend_from_slice(&buffer[..count]);
                    let text = String::from_utf8_lossy(&said).to_lowercase();
                    let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                    let length = head.split("content-length: ").nth(1);
                    let length = length.and_then(|rest| rest.lines().next()?.parse().ok());
                    if body.len() < length.unwrap_or(0) {
                        continue;
                    }
                    // It may have heard enough.
                    let _ = stream.write_all(answer.as_bytes());
                    return;
                }
            });
        }
    });
    authority
}

fn assert_could_not_run(desk: &Desk, arguments: &[&str], words: &[&str]) {
    let ran = desk.run(&[&["check", "signalwire", "--cases", "0"], arguments].concat());
    ran.ends_with(4).complains(&["error: ", "help: "]).complains(words);
    assert!(ran.stdout.is_empty(), "{ran}");
}

#[test]
fn a_target_that_cannot_be_spoken_to() {
    let server = Server::mock(&[]);
    let desk = Desk::of(&server);
    let nobody = closed_port();
    let unreachable = format!("http://{nobody}/api/laml/2010-04-01");
    let encrypted = server.base.replace("http://", "https://");
    let silent = format!("http://{}", always(""));
    let rubbish = format!("http://{}", always("SSH-2.0-OpenSSH_9.6\r\n"));
    for (target, words) in [
        (&unreachable, &["can't be reached", nobody.as_str(), "that the server runs"][..]),
        (&encrypted, &["can't be reached", "check --target"]),
        (&silent, &["can't be reached", "whether --target wants http or https"]),
        (&rubbish, &["can't be reached", "whether --target wants http or https"]),
    ] {
        let with = ["--target", target, "--fixtures", &server.fixtures];
        assert_could_not_run(&desk, &with, words);
        // The same without a provider: somebody has to be there.
        assert_could_not_run(&desk, &with[..2], words);
    }
    let unknown = ["--target", "http://nobody.invalid/api", "--fixtures", &server.fixtures];
    assert_could_not_run(&desk, &unknown, &["http://nobody.invalid/api can't be reached"]);
}

#[test]
fn a_target_that_does_not_know_who_asks_or_what_for() {
    let server = Server::mock(&[]);
    let other = Server::mock(&["--seed", "77"]);
    let wrong = Desk::new().with_credentials(&server.username, "not-the-password");
    assert_could_not_run(
        &wrong,
        &server.arguments(&[]),
        &["refuses the credentials", &server.username, "status 401", "ROLLCALL_PASSWORD"],
    );
    assert_could_not_run(&wrong, &["--target", &server.base], &["refuses the credentials"]);
    let desk = Desk::of(&server);
    assert_could_not_run(
        &desk,
        &["--target", &server.base, "--fixtures", &other.fixtures],
        &["knows nothing of what the fixture provider handed over", "404"],
    );
    // A base path that is not the document's.
    let elsewhere = server.base.replace("/api/laml/2010-04-01", "/v1");
    assert_could_not_run(
        &desk,
        &["--target", &elsewhere, "--fixtures", &server.fixtures],
        &["whole server URL with its base path"],
    );
}

#[test]
fn a_provider_that_answers_rubbish_or_nothing() {
    let server = Server::mock(&[]);
    let desk = Desk::of(&server);
    desk.file("page.html", "<html></html>");
    desk.file("fail.sh", "echo 'no calls left' >&2; exit 3\n");
    desk.file("talk.sh", "echo 'Provisioning ...'; echo '{}'\n");
    let nobody = format!("http://{}/fixtures", closed_port());
    let url = |answer| format!("http://{}/fixtures", always(answer));
    let html =
        url("HTTP/1.1 200 OK\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>");
    let wrong = url("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n{\"a\":1}");
    let broken = url("HTTP/1.1 500 Oh\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy");
    let hangs_up = url("");
    let few = server.provision(&[0]);
    desk.file("few.json", &few);
    let other_ids = few.replace("ConferenceSid", "conference");
    desk.file("names.json", &other_ids);
    for (provider, words) in [
        (nobody.as_str(), &["the fixture provider", "can't be reached", "--fixtures"][..]),
        (&hangs_up, &["can't be reached"]),
        (&html, &["not of the fixture protocol, version 1", "not JSON", "<html>"]),
        (&wrong, &["`conferences` is no list", "it has to answer"]),
        (&broken, &["refused: status 500, `busy`", "see its own log"]),
        ("page.html", &["`page.html` answered", "not JSON"]),
        ("names.json", &["`conferences[0].parameters` lacks `ConferenceSid`"]),
        ("few.json", &["hands over too little"]),
        ("sh fail.sh", &["`provision` ended with exit status: 3", "no calls left"]),
        ("sh talk.sh", &["`sh talk.sh` answered", "not JSON"]),
        ("true", &["not JSON", "with nothing"]),
    ] {
        assert_could_not_run(&desk, &["--target", &server.base, "--fixtures", provider], words);
    }
}

#[test]
fn a_certificate_that_nobody_trusts_is_refused_until_its_authority_is_named() {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let desk = Desk::new();
    desk.file("cert.pem", &made.cert.pem());
    desk.file("key.pem", &made.signing_key.serialize_pem());
    let path = |name| desk.path(name).display().to_string();
    let server = Server::mock(&["--tls-cert", &path("cert.pem"), "--tls-key", &path("key.pem")]);
    assert!(server.base.starts_with("https://"), "{}", server.base);
    let desk = desk.with_credentials(&server.username, &server.password);
    let provisioned = {
        // A file, so that the target is the first to be spoken to.
        let plain = Server::mock(&[]);
        plain.provision(&[3, 1])
    };
    desk.file("fixtures.json", &provisioned);
    let distrusted = ["--target", &server.base, "--fixtures", "fixtures.json"];
    assert_could_not_run(&desk, &distrusted, &["can't be reached", "certificate", "--ca-file"]);
    assert_could_not_run(&desk, &server.arguments(&[]), &["can't be reached"]);
    let plain = server.base.replace("https://", "http://");
    assert_could_not_run(
        &desk,
        &["--target", &plain, "--fixtures", "fixtures.json"],
        &["can't be reached", "whether --target wants http or https"],
    );
    let trusting = server.arguments(&["--ca-file", "cert.pem", "--seed", "1", "--cases", "10"]);
    let (ran, report) = desk.check(&trusting);
    ran.ends_with(0);
    assert_eq!(report["verdict"], "conforms");
}
