//! A secret said back in every form that a server may think of reaches no output: no report, replay, log or error.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::desk::{Desk, Ran, fired};
use crate::proxy::{Act, Play, Proxy};
use crate::server::Server;
use crate::tee::Tee;

/// Not of the reference server's making: each of its characters is escaped by something.
pub(crate) const PASSWORD: &str = "p\"ss\\w\u{f6}rd <&> 100% ?>~";
pub(crate) const USERNAME: &str = "b3877c40-da60-4998-90ad-b792e98472af";
const COOKIE: &str = "c00k1e-0f-n0b0dy-e15e";

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02X}"))
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |all, byte| format!("{all}{byte:02x}"))
}

fn units(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |all, unit| format!("{all}\\u{unit:04x}"))
}

fn entities() -> String {
    PASSWORD.chars().fold(String::new(), |all, own| format!("{all}&#{};", own as u32))
}

fn pair() -> String {
    format!("{USERNAME}:{PASSWORD}")
}

fn base64() -> String {
    STANDARD.encode(pair())
}

fn broken(by: &str) -> String {
    let text = base64();
    let lines = text.as_bytes().chunks(20).map(|line| std::str::from_utf8(line).unwrap());
    lines.collect::<Vec<_>>().join(by)
}

/// Every form that is looked for, as bytes.
fn secrets() -> Vec<Vec<u8>> {
    let json = serde_json::to_string(PASSWORD).unwrap();
    let json = json.trim_matches('"').to_owned();
    let twice = serde_json::to_string(&json).unwrap();
    let html = PASSWORD.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let entities = entities();
    let mut texts = vec![
        PASSWORD.to_owned(),
        PASSWORD.to_lowercase(),
        PASSWORD.replace(' ', "+"),
        json,
        twice.trim_matches('"').to_owned(),
        html.replace('"', "&quot;"),
        html,
        entities,
        units(PASSWORD),
        units(PASSWORD).to_uppercase(),
        units(PASSWORD).replace('\\', "\\\\"),
        percent(PASSWORD),
        percent(PASSWORD).to_lowercase(),
        percent(&percent(PASSWORD)),
        hex(PASSWORD),
        hex(PASSWORD).to_uppercase(),
        hex(&pair()),
        STANDARD_NO_PAD.encode(PASSWORD),
        URL_SAFE_NO_PAD.encode(PASSWORD),
        STANDARD_NO_PAD.encode(pair()),
        STANDARD_NO_PAD.encode(pair()).to_lowercase(),
        URL_SAFE_NO_PAD.encode(pair()),
        percent(&base64()),
        COOKIE.to_owned(),
    ];
    texts.dedup();
    let mut all: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    for big in [false, true] {
        let unit = |own: u16| if big { own.to_be_bytes() } else { own.to_le_bytes() };
        all.push(PASSWORD.encode_utf16().flat_map(unit).collect());
    }
    all
}

/// The answers of a hostile server, one after the other.
fn answers() -> Vec<Vec<u8>> {
    let (base64, pair) = (base64(), pair());
    let json = |text: &str| {
        let body = format!("{{\"you\":\"{text}\",\"next_page_uri\":null}}");
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    };
    let page = |text: &str| {
        let body = format!("<p>{text}</p>");
        format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    };
    let head = |fields: &str| {
        format!("HTTP/1.1 200 OK\r\n{fields}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}").into_bytes()
    };
    let escaped = serde_json::to_string(PASSWORD).unwrap();
    let mut all = vec![
        json(escaped.trim_matches('"')),
        json(&units(PASSWORD)),
        json(&units(PASSWORD).to_uppercase().replace("\\U", "\\u")),
        json(&percent(PASSWORD)),
        json(&percent(&percent(PASSWORD))),
        json(&hex(PASSWORD)),
        json(&hex(&pair).to_uppercase()),
        json(&broken("\\n")),
        json(&broken("\\r\\n")),
        json(&URL_SAFE_NO_PAD.encode(&pair)),
        json(&STANDARD_NO_PAD.encode(PASSWORD)),
        json(&percent(&base64)),
        page(&broken("\n")),
        page(&broken("\r\n ")),
        page(&entities()),
        page(&PASSWORD.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")),
        head(&format!("X-{}: 1", STANDARD_NO_PAD.encode(&pair))),
        head(&format!("X-Echo: {}\r\nX-Hex: {}", percent(PASSWORD), hex(&pair))),
        head(&format!("X-Folded: {}", broken("\r\n "))),
        head(&format!("Set-Cookie: session={COOKIE}; Path=/elsewhere; Domain=a.example")),
        head(&format!("Location: /x?p={}\r\nLink: </{}>", percent(PASSWORD), percent(&base64))),
        format!("HTTP/1.1 200 {PASSWORD}\r\nContent-Length: 0\r\n\r\n").into_bytes(),
        format!("HTTP/1.1 103 {base64}\r\nX: {PASSWORD}\r\n\r\nHTTP/1.1 200 {}\r\nContent-Length: 0\r\n\r\n", hex(PASSWORD)).into_bytes(),
        format!("{PASSWORD} {base64} is no status line\r\n\r\n").into_bytes(),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", percent(PASSWORD)).into_bytes(),
        format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{{}}{PASSWORD} {}", broken("\n")).into_bytes(),
    ];
    all.extend(in_pieces(&escaped));
    all
}

/// The same split over chunks, in UTF-16, and packed.
fn in_pieces(escaped: &str) -> Vec<Vec<u8>> {
    let base64 = base64();
    let mut all = vec![];
    // Split over chunks.
    let whole = format!("{{\"you\":{escaped},\"it\":\"{base64}\"}}");
    let chunks = whole
        .as_bytes()
        .chunks(3)
        .flat_map(|own| [format!("{:x}\r\n", own.len()).as_bytes(), own, b"\r\n"].concat());
    let begin =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            .to_vec();
    all.push(begin.into_iter().chain(chunks).chain(*b"0\r\n\r\n").collect());
    // In UTF-16, and packed.
    for big in [false, true] {
        let unit = |own: u16| if big { own.to_be_bytes() } else { own.to_le_bytes() };
        let body: Vec<u8> = whole.encode_utf16().flat_map(unit).collect();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        all.push([head.as_bytes(), &body].concat());
    }
    let code = "import gzip, sys; sys.stdout.buffer.write(gzip.compress(sys.argv[1].encode()))";
    let packed =
        std::process::Command::new("python3").args(["-c", code, &whole]).output().unwrap().stdout;
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        packed.len()
    );
    all.push([head.as_bytes(), &packed].concat());
    all
}

/// Every format that the program knows, by its own word.
fn formats() -> Vec<String> {
    let ran = Desk::new().run(&["check", "signalwire", "--report", "x=y"]);
    let (_, rest) = ran.stderr.split_once("the formats are ").unwrap();
    let names = rest.split(';').next().unwrap().split(", ").map(str::to_owned).collect::<Vec<_>>();
    assert!(names.len() >= 8, "{names:?}");
    names
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let own = |path: std::path::PathBuf| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![(path.display().to_string(), std::fs::read(&path).unwrap())]
        }
    };
    entries.flat_map(own).collect()
}

#[track_caller]
fn assert_silent(desk: &Desk, ran: &Ran) {
    let mut outputs = files(&desk.path(""));
    outputs.push(("stdout".to_owned(), ran.stdout.clone().into_bytes()));
    outputs.push(("stderr".to_owned(), ran.stderr.clone().into_bytes()));
    for (name, bytes) in outputs {
        assert_none_in(&name, &bytes);
    }
}

/// Asserts that no form of a secret is in an output.
#[track_caller]
pub(crate) fn assert_none_in(name: &str, bytes: &[u8]) {
    // Lines that were broken, by a server or by a format, are put together again.
    let text = String::from_utf8_lossy(bytes).replace("\\r", "").replace("\\n", "");
    let joined: String = text.chars().filter(|own| !own.is_whitespace()).collect();
    for secret in secrets() {
        let shown = String::from_utf8_lossy(&secret).into_owned();
        assert!(memchr::memmem::find(bytes, &secret).is_none(), "{name} holds {shown}");
        assert!(shown.contains(' ') || !joined.contains(&shown), "{name} holds {shown} in pieces");
    }
}

/// What a text of ours could say of the secrets, were nothing taken out of it.
pub(crate) fn sayings() -> Vec<String> {
    let json = serde_json::to_string(PASSWORD).unwrap();
    let (pair, base64) = (pair(), base64());
    vec![
        PASSWORD.to_owned(),
        format!("{PASSWORD:?}"),
        format!("{:?}", format!("{PASSWORD:?}")),
        serde_json::to_string(&json).unwrap(),
        json,
        format!("Basic {base64}"),
        percent(PASSWORD),
        percent(&percent(PASSWORD)),
        percent(&base64),
        hex(&pair),
        hex(PASSWORD).to_uppercase(),
        units(PASSWORD),
        entities(),
        broken("\n"),
        URL_SAFE_NO_PAD.encode(&pair),
        STANDARD_NO_PAD.encode(PASSWORD),
    ]
}

/// Lets a server play its answers from the fortieth request on, and writes every report.
fn check(
    api: &str,
    server: &Server,
    further: &[&str],
    answers: Vec<Vec<u8>>,
) -> (Desk, Ran, serde_json::Value) {
    let proxy = Proxy::before(server.authority(), move |_, count| {
        if count < 40 {
            return Act::Pass;
        }
        let answer = answers[count % answers.len()].clone();
        let play: Play = std::sync::Arc::new(move |stream, _| {
            let _ = std::io::Write::write_all(stream, &answer);
        });
        Act::Play(play)
    });
    let target = server.base.replace(server.authority(), &proxy.authority);
    let reports: Vec<String> =
        formats().iter().map(|own| format!("{own}=report.of-{own}")).collect();
    let reports: Vec<&str> = reports.iter().flat_map(|own| ["--report", own]).collect();
    let desk = Desk::new().with_credentials(&server.username, &server.password);
    let desk = desk.with("RUST_BACKTRACE", "1").with("RUST_LOG", "trace");
    let common = [
        "-vvv",
        "--target",
        &target,
        "--fixtures",
        &server.fixtures,
        "--seed",
        "1",
        "--timeout",
        "2s",
        "--evidence",
        "pack",
    ];
    let (ran, report) = desk.check_api(api, &[&common[..], &reports, further].concat());
    (desk, ran, report)
}

#[test]
fn no_form_of_a_secret_reaches_any_output() {
    let mut server = Server::mock(&["--fault", "credentials-never-compared"]);
    server.username = USERNAME.to_owned();
    server.password = PASSWORD.to_owned();
    let (desk, ran, report) =
        check("signalwire", &server, &["--cases", "10", "--account", &server.account], answers());
    ran.ends_with(1);
    assert!(fired(&report).contains(&"error-keeps-secrets".to_owned()), "{ran}");
    for format in formats() {
        assert!(desk.read(&format!("report.of-{format}")).len() > 500, "{format}");
    }
    // The pack has its journal, its replays and its manifest besides.
    assert!(desk.read("pack/journal.jsonl").len() > 100_000 && desk.path("pack/replays").is_dir());
    desk.run(&["verify", "pack"]).ends_with(0);
    assert_silent(&desk, &ran);
}

#[test]
fn no_form_of_a_secret_reaches_what_a_doctor_says() {
    let server = Server::mock(&["--fault", "credentials-never-compared"]);
    let answers = answers();
    for from in 0..answers.len() {
        let answers = answers.clone();
        let proxy = Proxy::before(server.authority(), move |_, count| {
            let answer = answers[(from + count) % answers.len()].clone();
            let play: Play = std::sync::Arc::new(move |stream, _| {
                let _ = std::io::Write::write_all(stream, &answer);
            });
            Act::Play(play)
        });
        let target = server.base.replace(server.authority(), &proxy.authority);
        let desk = Desk::new().with_credentials(USERNAME, PASSWORD).with("RUST_BACKTRACE", "1");
        let fixtures = ["--fixtures", &server.fixtures, "--timeout", "1s"];
        let ran = desk
            .run(&[&["doctor", "signalwire", "-vvv", "--target", &target], &fixtures[..]].concat());
        assert!([0, 4].contains(&ran.code), "{ran}");
        assert_silent(&desk, &ran);
    }
}

/// The values of fields of a name in what a server said.
fn values(said: &str, name: &str) -> Vec<String> {
    let lines = said.lines().filter_map(|line| line.split_once(": "));
    let own = lines.filter(|(own, _)| own.eq_ignore_ascii_case(name));
    own.map(|(_, value)| value.split(';').next().unwrap().trim().to_owned()).collect()
}

#[test]
fn no_session_of_genesys_reaches_any_output() {
    let server = Server::mock_of("genesys", &["--fault", "refusal-with-more"]);
    let tee = Tee::before(server.authority());
    let target = server.base.replace(server.authority(), &tee.authority);
    let desk = Desk::of(&server).with("RUST_BACKTRACE", "1");
    let reports: Vec<String> =
        formats().iter().map(|own| format!("{own}=report.of-{own}")).collect();
    let reports: Vec<&str> = reports.iter().flat_map(|own| ["--report", own]).collect();
    let target = ["--target", &target, "--fixtures", &server.fixtures, "--evidence", "pack"];
    let how = ["-vvv", "--seed", "1", "--cases", "10"];
    let (ran, _) = desk.check_api("genesys", &[&how[..], &target, &reports].concat());
    ran.ends_with(1);
    let said: String =
        tee.talks().iter().map(|own| String::from_utf8_lossy(&own.answered).into_owned()).collect();
    let mut secrets = values(&said, "x-csrf-token");
    let cookies = values(&said, "set-cookie");
    secrets.extend(cookies.iter().filter_map(|own| Some(own.split_once('=')?.1.to_owned())));
    secrets.retain(|own| own.len() > 8);
    secrets.sort();
    secrets.dedup();
    assert!(secrets.len() > 20, "sessions, and tokens of their own: {}", secrets.len());
    secrets.extend([server.password.clone(), server.second.clone().unwrap().1]);
    let mut outputs = files(&desk.path(""));
    assert!(
        outputs
            .iter()
            .any(|(name, bytes)| name.ends_with("journal.jsonl") && bytes.len() > 100_000)
    );
    outputs.push(("stdout".to_owned(), ran.stdout.into_bytes()));
    outputs.push(("stderr".to_owned(), ran.stderr.into_bytes()));
    for (name, bytes) in outputs {
        for secret in &secrets {
            let found = memchr::memmem::find(&bytes, secret.as_bytes()).is_some();
            assert!(!found, "{name} holds {secret}");
        }
    }
}

#[test]
fn a_debug_form_of_what_holds_a_secret_shows_none() {
    let account = rollcall::target::Account::new(USERNAME, PASSWORD);
    let redactor = rollcall::target::redact::Redactor::new([&account]);
    let shown = format!("{account:?} {redactor:?}");
    assert!(!shown.contains(PASSWORD) && !shown.contains(&base64()), "{shown}");
}
