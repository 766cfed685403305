//! A run that is told to end: by Ctrl-C, or by whoever started it, as CI that cancels does. It gives back what was handed
//! over and writes its reports, whatever it waits for at that moment.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::desk::Desk;
use crate::proxy::{Act, Play, Proxy};
use crate::server::Server;
use crate::tee::Tee;

/// Long before what it waits for would come; on a machine that does much else besides.
const SOON: Duration = Duration::from_secs(20);

/// Sends a signal to the program.
fn tell(running: &Child, signal: &str) {
    let kill = format!("kill -{signal} {}", running.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
}

/// Asserts of a report that its run was told to end, and found nothing.
#[track_caller]
fn says_so(report: &str) {
    let report: Value = serde_json::from_str(report).unwrap();
    assert_eq!(report["cut_short"], "interrupted");
    assert_eq!(report["verdict"], "inconclusive");
}

/// Says so, and answers with these words alone until the client has gone.
fn stuck(words: &'static str, tell: mpsc::Sender<()>) -> Play {
    let tell = Mutex::new(tell);
    Arc::new(move |stream, _| {
        let _ = tell.lock().unwrap().send(());
        let _ = stream.write_all(words.as_bytes());
        while matches!(stream.read(&mut [0; 1024]), Ok(1..)) {}
    })
}

/// Runs a check until requests get stuck in this way, and tells it to end by a signal.
fn told(signal: &str, words: &'static str) {
    let server = Server::mock(&[]);
    let (sender, is_stuck) = mpsc::channel();
    let play = stuck(words, sender);
    let proxy = Proxy::before(server.authority(), move |_, count| {
        if count > 300 { Act::Play(Arc::clone(&play)) } else { Act::Pass }
    });
    let here = |url: &str| url.replace(server.authority(), &proxy.authority);
    let (target, fixtures) = (here(&server.base), here(&server.fixtures));
    let desk = Desk::of(&server);
    let mut command = desk.command(&["check", "signalwire", "--timeout", "60s", "--seed", "1"]);
    command.args(["--target", &target, "--fixtures", &fixtures, "--evidence", "pack"]);
    let mut running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    is_stuck.recv().unwrap();
    let began = Instant::now();
    tell(&running, signal);
    let ended = running.wait().unwrap();
    assert_eq!(ended.code(), Some(3), "{signal}: {ended}");
    assert!(began.elapsed() < SOON, "{signal}: {:?}", began.elapsed());
    says_so(&desk.read("pack/report.json"));
    desk.run(&["verify", "pack"]).ends_with(0);
    let requests = proxy.requests();
    let last = requests.last().unwrap();
    assert!(last.method == "DELETE" && last.target.starts_with("/_rollcall"), "{signal}: {last:?}");
}

#[test]
fn it_does_not_wait_for_a_server_that_hangs() {
    told("INT", "");
    told("TERM", "HTTP/1.1 200 OK\r\n");
}

#[test]
fn it_does_not_wait_for_a_pause_to_end() {
    told("TERM", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 50\r\nContent-Length: 0\r\n\r\n");
}

#[test]
fn an_interrupted_run_still_writes_its_report() {
    let server = Server::mock(&[]);
    let desk = Desk::of(&server);
    let tee = Tee::before(server.authority());
    let here = |url: &str| url.replace(server.authority(), &tee.authority);
    let (target, fixtures) = (here(&server.base), here(&server.fixtures));
    let mut command = desk.command(&["check", "signalwire", "--cases", "1000000"]);
    command.args(["--target", &target, "--fixtures", &fixtures, "--report", "json=report.json"]);
    let running = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // It is under way: the first cases are being sent.
    tee.wait_for(200);
    tell(&running, "INT");
    let ended = running.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(3));
    says_so(&desk.read("report.json"));
    assert!(String::from_utf8(ended.stdout).unwrap().contains("interrupted"));
}
