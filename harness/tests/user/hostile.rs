//! Servers that mean harm: whatever they send, memory and time stay bounded, the run ends with its report, and a fault of the
//! server is a finding that says so.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::desk::{Desk, Ran, findings, text};
use crate::proxy::{Act, Play, Proxy};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// No run against any of these servers takes more memory, in MiB. A run against a good one takes some forty.
pub(crate) const MEMORY: u64 = 128;

/// None takes longer with a time limit of a second: six answers that do not come for each operation, and some more where what
/// was found is confirmed and made smaller.
pub(crate) const TIME: Duration = Duration::from_secs(100);

/// Runs a command that is its child, and tells its greatest resident set on the last line of stderr.
const MEASURE: &str = "import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)";

/// What came of a run, and how many MiB it took at most.
pub(crate) fn measured(desk: &Desk, arguments: &[&str]) -> (Ran, u64) {
    let own = desk.command(arguments);
    let mut command = Command::new("python3");
    command.args(["-c", MEASURE]).arg(own.get_program()).args(own.get_args());
    command.current_dir(own.get_current_dir().unwrap()).stdin(Stdio::null());
    for (name, value) in own.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    let ran = Ran { code, stdout: text(output.stdout), stderr: text(output.stderr) };
    assert!(ran.code != 101 && !ran.stderr.contains("panicked at"), "{ran}");
    let kib: u64 = ran.stderr.lines().last().unwrap().parse().unwrap();
    (ran, kib / 1024)
}

/// Says something once, and then something else for ever.
pub(crate) fn for_ever(once: &'static str, then: &'static str) -> Play {
    Arc::new(move |stream, _| {
        let block = then.repeat(1 + 16 * 1024 / then.len());
        let mut went = stream.write_all(once.as_bytes());
        while went.is_ok() {
            went = stream.write_all(block.as_bytes());
        }
    })
}

/// Says something and then nothing, until the client goes.
fn once(text: &'static str) -> Play {
    Arc::new(move |stream, _| {
        let _ = stream.write_all(text.as_bytes());
        linger(stream);
    })
}

pub(crate) fn linger(stream: &mut TcpStream) {
    while matches!(stream.read(&mut [0; 1024]), Ok(1..)) {}
}

/// A byte now and then, so that each one comes in time and the answer never does. The client's patience is the clock.
fn drip() -> Play {
    Arc::new(|stream, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Slow: ");
        stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        loop {
            let ended = match stream.read(&mut [0; 64]) {
                Ok(count) => count == 0,
                Err(error) => error.kind() != std::io::ErrorKind::WouldBlock,
            };
            if ended || stream.write_all(b"x").is_err() {
                return;
            }
        }
    })
}

/// Content in a coding: 256 MiB of nothing in some hundred kilobytes.
fn bomb(coding: &'static str) -> Play {
    let code = "import gzip, sys, zlib
data = bytes(256 << 20)
sys.stdout.buffer.write(gzip.compress(data, 6) if sys.argv[1] == 'gzip' else zlib.compress(data, 6))";
    let packed = Command::new("python3").args(["-c", code, coding]).output().unwrap().stdout;
    assert!(packed.len() > 100_000);
    Arc::new(move |stream, _| {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: {coding}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            packed.len()
        );
        // It says that it ends the connection, and does: nobody waits behind it.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&packed));
    })
}

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Each hostile server, and the check that has to say so.
fn servers() -> Vec<(&'static str, Play, &'static str)> {
    vec![
        ("a gzip bomb", bomb("gzip"), "json-strict"),
        ("a deflate bomb", bomb("deflate"), "json-strict"),
        ("what is called br", bomb("br"), "json-strict"),
        ("what is called zstd", bomb("zstd"), "json-strict"),
        ("chunks without end", for_ever(CHUNKED, "4\r\n[[[[\r\n"), "http-parseable"),
        (
            "content without end",
            for_ever("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", "[1,"),
            "http-parseable",
        ),
        ("fields without end", for_ever(HEAD, "X-More: and more\r\n"), "http-parseable"),
        ("a field without end", for_ever("HTTP/1.1 200 OK\r\nX-Long: ", "x"), "http-parseable"),
        ("a reason without end", for_ever("HTTP/1.1 200 ", "x"), "http-parseable"),
        (
            "interim answers without end",
            for_ever("", "HTTP/1.1 103 Early\r\nX: y\r\n\r\n"),
            "http-parseable",
        ),
        (
            "an extension without end",
            for_ever("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;", "a=b;"),
            "http-parseable",
        ),
        (
            "trailers without end",
            for_ever(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n",
                "X: y\r\n",
            ),
            "http-parseable",
        ),
        (
            "a chunk of 2^64 - 1",
            once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n[]"),
            "http-parseable",
        ),
        (
            "a chunk of 2^63",
            once("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8000000000000000\r\n[]"),
            "http-parseable",
        ),
        (
            "a length of 2^64 - 1",
            once("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n[]"),
            "content-length-true",
        ),
        (
            "a length of 2^63 that comes",
            for_ever("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n", "[1,"),
            "http-parseable",
        ),
        (
            "a length beyond 2^64",
            once("HTTP/1.1 200 OK\r\nContent-Length: 184467440737095516160\r\n\r\n[]"),
            "content-length-true",
        ),
        ("a byte now and then", drip(), "answer-in-time"),
        ("silence", Arc::new(|stream, _| linger(stream)), "answer-in-time"),
    ]
}

#[test]
fn memory_and_time_stay_bounded_and_the_report_says_what_is_wrong() {
    side_by_side(&servers(), |(name, play, check)| {
        let server = Server::mock(&[]);
        let play = Arc::clone(play);
        let proxy = Proxy::before(server.authority(), move |request, count| {
            if count < 40 || request.method != "GET" {
                Act::Pass
            } else {
                Act::Play(Arc::clone(&play))
            }
        });
        let desk = Desk::of(&server);
        let target = server.base.replace(server.authority(), &proxy.authority);
        let start = Instant::now();
        let (ran, memory) = measured(
            &desk,
            &[
                "check",
                "signalwire",
                "--target",
                &target,
                "--fixtures",
                &server.fixtures,
                "--seed",
                "2",
                "--cases",
                "0",
                "--only",
                "retrieve_*",
                "--timeout",
                "1s",
                "--report",
                "json=report.json",
            ],
        );
        let took = start.elapsed();
        let report: Value = serde_json::from_str(&desk.read("report.json")).unwrap();
        let said: Vec<String> = findings(&report)
            .iter()
            .map(|own| {
                format!(
                    "{}: {}, {}",
                    text(&own["check"]),
                    text(&own["message"]),
                    text(&own["actual"])
                )
            })
            .collect();
        println!("{name}: {memory} MiB, {took:?}, {said:#?}");
        ran.ends_with(1);
        assert!(said.iter().any(|own| own.starts_with(check)), "{name}: {said:#?}");
        assert!(memory < MEMORY, "{name}: {memory} MiB");
        assert!(took < TIME, "{name}: {took:?}");
    });
}

#[test]
fn an_answer_before_the_request_was_read_is_no_reason_to_hang() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let _ = stream.write_all(
                    b"HTTP/1.1 400 Early\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                );
            });
        }
    });
    let server = Server::mock(&[]);
    let target = format!("http://{authority}/api/laml/2010-04-01");
    let (ran, memory) = measured(
        &Desk::of(&server),
        &[
            "check",
            "signalwire",
            "--target",
            &target,
            "--fixtures",
            &server.fixtures,
            "--timeout",
            "1s",
            "--cases",
            "0",
        ],
    );
    assert!(matches!(ran.code, 1 | 4) && memory < MEMORY, "{memory}: {ran}");
}

/// A listener that takes nobody in, with its waiting room full.
const FULL: &str = "import socket, sys
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(0)
waiting = []
for _ in range(4):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(listener.getsockname())
    waiting.append(one)
print(listener.getsockname()[1], flush=True)
sys.stdin.read()";

#[test]
fn a_server_that_takes_nobody_in_could_not_be_judged() {
    let mut child = Command::new("python3")
        .args(["-c", FULL])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    std::io::BufRead::read_line(
        &mut std::io::BufReader::new(child.stdout.take().unwrap()),
        &mut port,
    )
    .unwrap();
    let server = Server::mock(&[]);
    let target = format!("http://127.0.0.1:{}/api/laml/2010-04-01", port.trim());
    let ran = Desk::of(&server).run(&[
        "check",
        "signalwire",
        "--target",
        &target,
        "--fixtures",
        &server.fixtures,
        "--timeout",
        "1s",
    ]);
    ran.ends_with(4).complains(&["can't be reached"]);
    child.kill().unwrap();
    child.wait().unwrap();
}
