//! What somebody named to be written: a file, a pipe, a device; and what becomes of the rest where it can't be.

use std::fs;
use std::os::unix::fs::FileTypeExt as _;
use std::process::Command;
use std::thread;

use serde_json::Value;

use crate::desk::{Desk, Ran};

const FEW: [&str; 6] = ["check", "signalwire", "--seed", "1", "--cases", "0"];

fn check(desk: &Desk, arguments: &[&str]) -> Ran {
    desk.run(&[&FEW[..], arguments].concat())
}

#[test]
fn a_pipe_takes_a_report_and_stays_a_pipe() {
    let desk = Desk::new();
    let pipe = desk.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    check(&desk, &["--report", "json=pipe"]).ends_with(0);
    let report: Value = serde_json::from_str(&reader.join().unwrap()).unwrap();
    assert_eq!(report["verdict"], "conforms");
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
}

#[cfg(target_os = "linux")] // others have no device that is full
#[test]
fn what_cannot_be_written_takes_nothing_else_with_it() {
    let desk = Desk::new();
    // By a link, so that nobody's device is lost where this fails.
    std::os::unix::fs::symlink("/dev/full", desk.path("full")).unwrap();
    let names = ["json=full", "html=report.html"];
    let reports = names.iter().flat_map(|name| ["--report", name]);
    let others = ["--evidence", "pack", "--write-baseline", "known.toml"];
    let fault = ["--fault", "no-content-with-body"];
    let all: Vec<&str> = reports.chain(others).chain(fault).collect();
    let ran = check(&desk, &all);
    ran.ends_with(2).complains(&["the report `full` can't be written: No space left"]);
    ran.complains(&["`rollcall report pack/journal.jsonl` makes the reports anew"]);
    assert!(ran.stdout.contains("Violates: "), "{ran}");
    assert!(desk.read("report.html").ends_with("</html>\n"));
    assert!(desk.read("known.toml").contains("no-content-empty"));
    desk.run(&["verify", "pack"]).ends_with(0);
    assert!(fs::metadata(desk.path("full")).unwrap().file_type().is_char_device());
    desk.run(&["report", "pack", "--report", "json=report.json"]).ends_with(1);
    assert!(desk.read("report.json").contains("no-content-empty"));
}

#[test]
fn what_would_be_lost_is_told_before_anything_is_sent() {
    let desk = Desk::new();
    desk.file("there", "old");
    std::os::unix::fs::symlink("there", desk.path("link")).unwrap();
    for (one, other, words) in [
        (["--report", "json=new"], ["--report", "html=./new"], "as a report and as a report"),
        (["--report", "json=there"], ["--report", "html=link"], "as a report and as a report"),
        (["--report", "json=new"], ["--journal", "new"], "as a report and as a journal"),
        (["--report", "json=new"], ["--write-baseline", "new"], "as a report and as a baseline"),
        (["--report", "json=new"], ["--write-baseline", "no/x"], "the baseline `no/x` can't be"),
        (["--report", "json=new"], ["--journal", "no/x"], "the journal `no/x` can't be"),
    ] {
        let ran = check(&desk, &[one, other].concat());
        ran.ends_with(2).complains(&[words, "help: "]);
        assert!(ran.stdout.is_empty() && !desk.path("new").exists(), "{ran}");
        assert_eq!(desk.read("there"), "old");
    }
    // What comes one behind the other is lost nowhere.
    std::os::unix::fs::symlink("/dev/null", desk.path("nowhere")).unwrap();
    let stream = ["--report", "terminal=nowhere", "--report", "json=nowhere"];
    check(&desk, &stream).ends_with(0);
    assert!(fs::metadata(desk.path("nowhere")).unwrap().file_type().is_char_device());
}
