//! Providers that never end, never answer, or fail in the middle of a run.

use std::io::Write as _;
use std::net::TcpListener;
use std::time::Duration;

use rollcall::api;
use rollcall::target::{Provider, ProviderError, tls};

use crate::desk::{Desk, text};
use crate::hostile::{MEMORY, measured};
use crate::proxy::next_request;
use crate::server::Server;

fn provider(text: &str) -> Provider {
    let tls = tls::client_config(None).unwrap();
    Provider::parse(api::dialect("signalwire").unwrap(), text, &tls).unwrap()
}

/// Reads a request and writes this for ever, or nothing at all.
fn listener(says: Option<&'static [u8]>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                next_request(&mut stream, &mut vec![]);
                let _ = says.map(|_| stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
                while let Some(says) = says {
                    if stream.write_all(says).is_err() {
                        return;
                    }
                }
                next_request(&mut stream, &mut vec![]);
            });
        }
    });
    format!("http://{authority}/fixtures")
}

#[tokio::test]
async fn one_that_says_more_than_can_be_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("large.json");
    std::fs::File::create(&file).unwrap().set_len(1 << 40).unwrap();
    let file = file.display().to_string();
    for text in
        [listener(Some(&[b'x'; 4096])), "yes".to_owned(), "sh -c 'yes >&2'".to_owned(), file]
    {
        let error = provider(&text).provision(&[3, 1]).await.unwrap_err();
        assert!(matches!(error, ProviderError::Rubbish { .. }), "{text}: {error}");
        assert!(error.to_string().contains("more than 16 MiB"), "{text}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_that_never_answers_is_given_two_minutes() {
    for text in [listener(None), "sh -c 'exec sleep 600'".to_owned()] {
        let start = tokio::time::Instant::now();
        let error = provider(&text).provision(&[3, 1]).await.unwrap_err();
        assert!(matches!(error, ProviderError::Unreachable { .. }), "{text}: {error}");
        assert_eq!(start.elapsed().as_secs(), Duration::from_mins(2).as_secs(), "{text}");
    }
}

#[test]
fn an_endless_one_ends_the_program_with_its_code_and_in_little_memory() {
    let server = Server::mock(&[]);
    for fixtures in [listener(Some(&[b'['; 4096])), "yes".to_owned()] {
        let arguments = ["check", "signalwire", "--target", &server.base, "--fixtures", &fixtures];
        let (ran, memory) = measured(&Desk::of(&server), &arguments);
        ran.ends_with(4).complains(&["more than 16 MiB"]);
        assert!(memory < MEMORY, "{memory}");
    }
}

/// Passes on to a provider by URL until it has been asked so often.
const DESK: &str = r#"import sys, urllib.request
count = int(open("count").read()) + 1 if __import__("os").path.exists("count") else 1
open("count", "w").write(str(count))
if count > 12:
    sys.exit("out of order, says p4ss-word-of-the-target")
method = "POST" if sys.argv[2] == "provision" else "DELETE"
request = urllib.request.Request(sys.argv[1], sys.stdin.buffer.read(), method=method)
print(urllib.request.urlopen(request).read().decode())
"#;

#[test]
fn one_that_fails_in_the_middle_ends_the_run_with_its_report() {
    let server = Server::mock(&[]);
    let desk = Desk::of(&server);
    desk.file("desk.py", &DESK.replace("p4ss-word-of-the-target", &server.password));
    let command = format!("python3 desk.py {}", server.fixtures);
    let arguments = ["--target", &server.base, "--fixtures", &command, "--cases", "0"];
    let (ran, report) = desk.check(&[&arguments[..], &["--concurrency", "1"]].concat());
    ran.ends_with(3);
    let cut = text(&report["cut_short"]);
    assert!(
        cut.starts_with("the provider ended the run after ") && cut.contains("out of order"),
        "{cut}"
    );
    assert!(!cut.contains(&server.password) && !ran.stdout.contains(&server.password), "{ran}");
}
