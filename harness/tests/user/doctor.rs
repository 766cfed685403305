//! `rollcall doctor`: each thing that a check needs, missing once, with what to do about it; and nothing is changed.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};

use crate::bad_input_setup::{always, closed_port};
use crate::desk::{Desk, Ran};
use crate::server::Server;
use crate::tee::{Tee, requests};

const SECRET: &str = "a-long-secret-password";

/// A line of the doctor's.
#[track_caller]
fn says(ran: &Ran, word: &str, about: &str, words: &[&str]) {
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let at = lines.iter().position(|line| {
        let mut parts = line.split_whitespace();
        parts.next() == Some(word) && line.get(6..).is_some_and(|rest| rest.starts_with(about))
    });
    let at = at.unwrap_or_else(|| panic!("no `{word} {about}`: {ran}"));
    let help = lines.get(at + 1).filter(|line| line.trim_start().starts_with("help: "));
    let text = format!("{}\n{}", lines[at], help.unwrap_or(&""));
    for own in words {
        assert!(text.contains(own), "`{own}` is not in `{text}`: {ran}");
    }
    assert!(word == "ok" || help.is_some(), "what to do is missing: {ran}");
}

/// Looks at a server of which only the URL is known.
#[track_caller]
fn look(target: &str, further: &[&str]) -> Ran {
    let desk = Desk::new().with_credentials("me", SECRET);
    let ran = desk.run(&[&["doctor", "signalwire", "--target", target], further].concat());
    assert!(!ran.to_string().contains(SECRET), "{ran}");
    ran
}

/// A server that says the same to everybody, and closes.
fn saying(status: &str, fields: &str, body: &str) -> String {
    let text = format!(
        "HTTP/1.1 {status}\r\n{fields}Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    format!("http://{}/api", always(String::leak(text)))
}

#[test]
fn nothing_is_missing_at_the_built_in_server_and_at_those_in_other_languages() {
    for api in ["signalwire", "twilio", "genesys"] {
        let ran = Desk::new().run(&["doctor", api]);
        ran.ends_with(0);
        assert!(ran.stdout.contains("all is well"), "{ran}");
        assert!(!ran.stdout.contains("FAIL") && !ran.stdout.contains("warn"), "{ran}");
    }
    for (api, script) in
        [("signalwire", "lawful.py"), ("twilio", "twilio.py"), ("genesys", "genesys.py")]
    {
        let server = Server::script(script, &[]);
        let account = ["--account", server.account.as_str()];
        let account = if server.account.is_empty() { &[][..] } else { &account[..] };
        let ran =
            Desk::of(&server).run(&[&["doctor", api], &server.arguments(account)[..]].concat());
        ran.ends_with(0);
        assert!(!ran.stdout.contains("FAIL"), "{ran}");
        says(&ran, "ok", "fixtures", &["the target knows them", "taken back"]);
    }
}

#[test]
fn only_looks_arrive_at_the_target() {
    for api in ["signalwire", "twilio"] {
        let server = Server::mock_of(api, &[]);
        let tee = Tee::before(server.authority());
        let target = server.base.replace(server.authority(), &tee.authority);
        let with =
            ["--target", &target, "--fixtures", &server.fixtures, "--account", &server.account];
        let desk = Desk::of(&server);
        desk.run(&[&["doctor", api], &with[..]].concat()).ends_with(0);
        let sent: Vec<_> = tee.talks().iter().flat_map(|talk| requests(&talk.asked)).collect();
        assert!(sent.len() >= 4 && sent.iter().all(|own| own.method == "GET"), "{sent:?}");
    }
}

#[test]
fn a_target_that_is_not_there() {
    let ran = look("http://nowhere.invalid/api", &[]);
    ran.ends_with(4);
    says(&ran, "FAIL", "address", &["`nowhere.invalid` leads nowhere", "--target"]);
    let ran = look(&format!("http://{}/api", closed_port()), &[]);
    ran.ends_with(4);
    says(&ran, "FAIL", "connection", &["takes no connection", "that the server runs"]);
    says(&ran, "warn", "the rest", &["not looked at"]);
    look("nowhere://x", &[]).ends_with(2).complains(&["is not a base URL"]);
    let ran = Desk::new().run(&["doctor", "signalwire", "--target", "http://127.0.0.1:1"]);
    ran.ends_with(2).complains(&["ROLLCALL_USERNAME"]);
    Desk::new().run(&["doctor", "signalwrie"]).ends_with(2).complains(&["`signalwire`?"]);
}

/// A mock that speaks TLS with a certificate for these names, which is valid for these years.
fn tls(desk: &Desk, names: &[&str], years: std::ops::Range<i32>) -> Server {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let mut wish = CertificateParams::new(names).unwrap();
    wish.not_before = date_time_ymd(years.start, 1, 1);
    wish.not_after = date_time_ymd(years.end, 1, 1);
    let key = KeyPair::generate().unwrap();
    let made = wish.self_signed(&key).unwrap();
    desk.file("cert.pem", &made.pem());
    desk.file("key.pem", &key.serialize_pem());
    let path = |name| desk.path(name).display().to_string();
    Server::mock(&["--tls-cert", &path("cert.pem"), "--tls-key", &path("key.pem")])
}

#[test]
fn each_fault_of_tls_is_told_apart() {
    let desk = Desk::new().with_credentials("me", SECRET);
    let doctor = |target: &str, further: &[&str]| {
        let ran = desk.run(&[&["doctor", "signalwire", "--target", target], further].concat());
        ran.ends_with(4);
        ran
    };
    let trusting = ["--ca-file", "cert.pem"];
    let here = ["localhost", "127.0.0.1"];
    {
        let server = tls(&desk, &here, 2020..4000);
        let ran = doctor(&server.base, &[]);
        says(&ran, "FAIL", "TLS", &["authority that is not trusted", "--ca-file"]);
        let plain = server.base.replace("https://", "http://");
        says(&doctor(&plain, &[]), "FAIL", "HTTP", &["speaks TLS", "write https://"]);
        // The credentials are those of nobody, so that this is the first to fail.
        let ran = doctor(&server.base, &trusting);
        says(&ran, "ok", "TLS", &["TLS 1.3"]);
        says(&ran, "FAIL", "credentials", &["401"]);
    }
    {
        let server = tls(&desk, &here, 2000..2001);
        says(&doctor(&server.base, &trusting), "FAIL", "TLS", &["has expired", "renew it"]);
    }
    {
        let server = tls(&desk, &["elsewhere.example"], 2020..4000);
        let ran = doctor(&server.base, &trusting);
        says(&ran, "FAIL", "TLS", &["for another name", "127.0.0.1"]);
    }
    let server = Server::mock(&[]);
    let ran = doctor(&server.base.replace("http://", "https://"), &[]);
    says(&ran, "FAIL", "TLS", &["plain HTTP", "write http://"]);
    // A server that hangs up on what it does not understand.
    let ran = doctor(&saying("200 OK", "", "{}").replace("http://", "https://"), &[]);
    says(&ran, "FAIL", "TLS", &["http"]);
}

#[test]
fn an_answer_that_is_none_or_that_leads_elsewhere() {
    let ran = look(&format!("http://{}", always("SSH-2.0-OpenSSH_9.6\r\n")), &[]);
    ran.ends_with(4);
    says(&ran, "FAIL", "HTTP", &["no answer came", "HTTP/1.1"]);
    let ran = look(&saying("308 Permanent Redirect", "Location: https://a.example/\r\n", ""), &[]);
    ran.ends_with(4);
    says(&ran, "FAIL", "base path", &["308", "https://a.example/", "--target"]);
    let ran = look(&saying("503 Service Unavailable", "", ""), &[]);
    ran.ends_with(4);
    says(&ran, "FAIL", "base path", &["503", "log"]);
}

#[test]
fn a_base_path_at_which_nothing_is() {
    let document = "https://{space_name}.signalwire.com/api/laml/2010-04-01";
    let ran = look(&saying("404 Not Found", "", "<html>nothing</html>"), &[]);
    ran.ends_with(4);
    says(
        &ran,
        "FAIL",
        "base path",
        &["/api/Accounts/me/Conferences/", "404, whoever asks", document],
    );
    // A server that asks for credentials before all else knows nothing of its own fixtures there.
    let server = Server::mock(&[]);
    let elsewhere = server.base.replace("/api/laml/2010-04-01", "/v1");
    let with = ["doctor", "signalwire", "--target", &elsewhere, "--fixtures", &server.fixtures];
    let ran = Desk::of(&server).run(&with);
    ran.ends_with(4);
    says(&ran, "warn", "base path", &["/v1/Accounts/", document]);
    says(&ran, "FAIL", "fixtures", &["whole server URL with its base path"]);
}

#[test]
fn credentials_that_are_refused_and_those_that_should_be() {
    let ran =
        look(&saying("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"\r\n", "{}"), &[]);
    ran.ends_with(4);
    says(
        &ran,
        "FAIL",
        "credentials",
        &["`me` is refused with 401", "ROLLCALL_USERNAME", "ROLLCALL_PASSWORD"],
    );
    let ran = look(&saying("403 Forbidden", "", "{}"), &[]);
    ran.ends_with(4);
    says(
        &ran,
        "FAIL",
        "credentials",
        &["403", "the right to look", "--account", "ROLLCALL_USERNAME"],
    );
    let ran = look(&saying("200 OK", "", "{}"), &[]);
    ran.ends_with(0);
    says(&ran, "warn", "credentials", &["made-up password", "authentication is on"]);
    says(&ran, "warn", "fixtures", &["none", "--fixtures"]);
    let server = Server::mock(&[]);
    let ran = Desk::of(&server).run(
        &[&["doctor", "signalwire", "--account", "another"], &server.arguments(&[])[..]].concat(),
    );
    ran.ends_with(0);
    says(&ran, "warn", "account", &["`another`", &format!("--account {}", server.account)]);
}

#[test]
fn a_clock_that_is_two_hours_off() {
    for (hours, words) in [(2, "ahead of ours"), (-2, "behind ours"), (0, "to the minute")] {
        let then = Timestamp::now() + SignedDuration::from_hours(hours);
        let date = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&then).unwrap();
        let ran = look(&saying("200 OK", &format!("Date: {date}\r\n"), "{}"), &[]);
        ran.ends_with(0);
        says(&ran, if hours == 0 { "ok" } else { "warn" }, "clock", &[words]);
        assert!(
            hours == 0 || ran.stdout.contains("1 h 59 min") || ran.stdout.contains("2 h 0 min"),
            "{ran}"
        );
    }
}

#[test]
fn a_provider_that_does_not_do_what_it_should() {
    let server = Server::mock(&[]);
    let other = Server::mock(&["--seed", "77"]);
    let desk = Desk::of(&server);
    let fits = server.provision(&[3, 1]);
    desk.file("fits.json", &fits);
    desk.file("few.json", &server.provision(&[1, 1]));
    desk.file("strangers.json", &other.provision(&[3, 1]));
    desk.file("newer.json", &fits.replacen('{', "{\"version\":2,", 1));
    desk.file("no.sh", "echo 'no calls left' >&2; exit 3\n");
    desk.file("keeps.sh", "test $1 = provision && cat fits.json\n");
    desk.file("logs.sh", "echo $1 >> log; test $1 = release || cat strangers.json\n");
    let nobody = format!("http://{}/fixtures", closed_port());
    for (provider, words) in [
        (nobody.as_str(), &["can't be reached", "start it, or correct --fixtures"][..]),
        ("sh no.sh", &["refused", "no calls left", "its own log"]),
        ("newer.json", &["version 1", "speaks version 2", "it has to answer"]),
        ("few.json", &["hands over too little", "[3, 1]"]),
        (
            "strangers.json",
            &["knows nothing of what the fixture provider handed over", "speaks for this target"],
        ),
        ("sh keeps.sh", &["does not take back", "release"]),
        ("sh logs.sh", &["knows nothing"]),
    ] {
        let ran =
            desk.run(&["doctor", "signalwire", "--target", &server.base, "--fixtures", provider]);
        ran.ends_with(4);
        says(&ran, "FAIL", "fixtures", words);
        says(&ran, "ok", "credentials", &["is let in; made-up ones are refused"]);
        assert!(!ran.to_string().contains(&server.password), "{ran}");
    }
    // What was handed over goes back even where nobody knows it.
    assert_eq!(desk.read("log"), "provision\nrelease\n");
    let ends = ["--to", "+15005550010", "--from", "+15005550006", "--allow-calls", "8"];
    let twilio = Server::mock_of("twilio", &[]);
    let api = ["doctor", "twilio", "--target", &twilio.base, "--fixtures", "api"];
    let ran = Desk::of(&twilio).run(&[&api[..], &ends].concat());
    ran.ends_with(0);
    says(&ran, "warn", "fixtures", &["was not tried", "--allow-calls"]);
}

#[test]
fn a_server_that_tells_nothing_and_a_second_user_who_is_nobody() {
    let desk = Desk::new().with_credentials("me", SECRET);
    let mute = saying("200 OK", "Content-Type: application/json\r\n", "{\"statusCode\":0}");
    let ran = desk.run(&["doctor", "genesys", "--target", &mute, "--timeout", "1s"]);
    ran.ends_with(4);
    says(&ran, "FAIL", "notifications", &["help: "]);
    says(&ran, "warn", "second user", &["ROLLCALL_SECOND_USERNAME"]);
    let server = Server::mock_of("genesys", &[]);
    let with = server.arguments(&["--second-username", "nobody"]);
    let ran = Desk::of(&server).run(&[&["doctor", "genesys"], &with[..]].concat());
    ran.ends_with(4);
    says(&ran, "FAIL", "second user", &["`nobody`", "ROLLCALL_SECOND_PASSWORD"]);
}

#[test]
fn a_secret_that_the_server_sends_back_is_not_shown() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}/api", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut buffer = [0; 4096];
            let count = stream.read(&mut buffer).unwrap_or(0);
            let said = String::from_utf8_lossy(&buffer[..count]).into_owned();
            let field = said.lines().find_map(|line| line.strip_prefix("Authorization: Basic "));
            let echo = field.unwrap_or("nothing");
            let answer = format!(
                "HTTP/1.1 302 Found\r\nLocation: http://a.example/{echo}/{SECRET}\r\nDate: {SECRET}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            );
            // It may have heard enough.
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    let ran = look(&target, &[]);
    ran.ends_with(4);
    says(&ran, "FAIL", "base path", &["[redacted]"]);
    assert!(!ran.stdout.contains("bWU6"), "{ran}");
}
