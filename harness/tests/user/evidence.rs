//! A pack of evidence: it holds what the run has written, whatever is changed in it shows, and a run that was killed has
//! left what it saw.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::desk::{Desk, findings};
use crate::server::Server;
use crate::tee::Tee;

const FAULT: &[&str] = &["--seed", "3", "--cases", "40", "--fault", "delete-removes-nothing"];

/// A desk with a pack of a faulty server in the folder `pack`.
fn with_pack() -> Desk {
    let desk = Desk::new();
    desk.run(&[&["check", "signalwire", "--evidence", "pack"], FAULT].concat()).ends_with(1);
    desk
}

/// The paths of all files below a folder, but for the manifest.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.retain(|path| !path.ends_with("manifest.json"));
    all
}

/// Writes the digest of a file into the manifest, as somebody would who changed the file on purpose.
fn sign(desk: &Desk, name: &str) {
    let content = std::fs::read(desk.path("pack").join(name)).unwrap();
    let mut manifest: Value = serde_json::from_str(&desk.read("pack/manifest.json")).unwrap();
    let lines = manifest["files"].as_array_mut().unwrap();
    let line = lines.iter_mut().find(|line| line["path"] == name).unwrap();
    line["bytes"] = content.len().into();
    let digits = Sha256::digest(&content).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    line["sha256"] = digits.into();
    desk.file("pack/manifest.json", &manifest.to_string());
}

#[test]
fn a_pack_is_verified_without_the_server() {
    let desk = with_pack();
    let ran = desk.run(&["verify", "pack"]);
    ran.ends_with(0);
    for words in ["judged again: violates", "the same, byte for byte", "the pack holds"] {
        assert!(ran.stdout.contains(words), "{ran}");
    }
    // It says the same as the run itself, and stands alone wherever it is carried.
    let told = desk.run(&["report", "pack", "--report", "json=again.json"]);
    told.ends_with(1);
    assert_eq!(desk.read("again.json"), desk.read("pack/report.json"));
    assert_eq!(told.stdout, desk.read("pack/report.txt"));
    let elsewhere = Desk::new();
    std::fs::rename(desk.path("pack"), elsewhere.path("carried")).unwrap();
    elsewhere.run(&["verify", "carried"]).ends_with(0);
}

#[test]
fn whatever_is_changed_in_a_pack_shows() {
    let desk = with_pack();
    let all = files(&desk.path("pack"));
    assert!(all.len() > 9, "{all:?}");
    for path in &all {
        let name = path.strip_prefix(desk.path("pack")).unwrap().to_str().unwrap();
        let whole = std::fs::read(path).unwrap();
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        // A blank is a change that no reader of JSON would notice.
        changed.insert(
            changed[middle..]
                .iter()
                .position(|byte| *byte == b',')
                .map_or(middle, |at| middle + at + 1),
            b' ',
        );
        std::fs::write(path, &changed).unwrap();
        let ran = desk.run(&["verify", "pack"]);
        assert!(ran.code == 1 || ran.code == 2, "{name}: {ran}");
        assert!(ran.stdout.contains(name) || ran.stderr.contains(name), "{name}: {ran}");
        std::fs::remove_file(path).unwrap();
        assert_ne!(desk.run(&["verify", "pack"]).code, 0, "{name} is missing");
        std::fs::write(path, &whole).unwrap();
    }
    desk.file("pack/more.txt", "more");
    let ran = desk.run(&["verify", "pack"]);
    ran.ends_with(1);
    assert!(ran.stdout.contains("more.txt is not in the manifest"), "{ran}");
    std::fs::remove_file(desk.path("pack/more.txt")).unwrap();
    desk.run(&["verify", "pack"]).ends_with(0);
}

#[test]
fn digests_that_were_made_to_fit_do_not_help() {
    let desk = with_pack();
    let whole = desk.read("pack/report.json");
    desk.file("pack/report.json", &whole.replace("\"violates\"", "\"conforms\""));
    sign(&desk, "report.json");
    let ran = desk.run(&["verify", "pack"]);
    ran.ends_with(1);
    assert!(ran.stdout.contains("report.json is not what the journal comes to"), "{ran}");
    desk.file("pack/report.json", &whole);
    sign(&desk, "report.json");
    desk.run(&["verify", "pack"]).ends_with(0);
    // A manifest that claims another verdict.
    let manifest = desk.read("pack/manifest.json");
    desk.file("pack/manifest.json", &manifest.replace("violates", "conforms"));
    let ran = desk.run(&["verify", "pack"]);
    ran.ends_with(1);
    assert!(ran.stdout.contains("says verdict conforms, the journal shows violates"), "{ran}");
    desk.file("pack/manifest.json", &manifest);
    // A journal from which a case was taken away.
    let journal = desk.read("pack/journal.jsonl");
    let mut lines: Vec<&str> = journal.lines().collect();
    lines.remove(5);
    desk.file("pack/journal.jsonl", &(lines.join("\n") + "\n"));
    sign(&desk, "journal.jsonl");
    let ran = desk.run(&["verify", "pack"]);
    ran.ends_with(1);
    assert!(ran.stdout.contains("report.json is not what the journal comes to"), "{ran}");
    // A path that leads out of the folder.
    let out = manifest.replace("findings.har", "../findings.har");
    desk.file("pack/manifest.json", &out);
    let ran = desk.run(&["verify", "pack"]);
    ran.ends_with(1);
    assert!(ran.stdout.contains("../findings.har leads out of the folder"), "{ran}");
}

#[test]
fn what_is_no_pack_is_refused() {
    let desk = Desk::new();
    desk.run(&["verify", "nowhere"]).ends_with(2).complains(&["is no pack of evidence", "help:"]);
    std::fs::create_dir(desk.path("full")).unwrap();
    desk.file("full/a", "a");
    desk.run(&["verify", "full"]).ends_with(2).complains(&["manifest.json can't be read"]);
    desk.run(&["check", "signalwire", "--evidence", "full"])
        .ends_with(2)
        .complains(&["`full` is not empty", "help:"]);
    desk.run(&["check", "signalwire", "--evidence", "a", "--journal", "b"]).ends_with(2);
    desk.run(&["check", "signalwire", "--journal", "no/folder/x"])
        .ends_with(2)
        .complains(&["the journal `no/folder/x` can't be written", "help:"]);
    desk.run(&["report", "nowhere.jsonl"]).ends_with(2).complains(&["nowhere.jsonl", "help:"]);
    desk.file("other.jsonl", "{}\n");
    desk.run(&["report", "other.jsonl"]).ends_with(2).complains(&["line 1 of the journal"]);
    let mut pack = with_pack().read("pack/manifest.json");
    pack = pack.replace(env!("CARGO_PKG_VERSION"), "0.0.1");
    std::fs::create_dir(desk.path("old")).unwrap();
    desk.file("old/manifest.json", &pack);
    desk.run(&["verify", "old"]).ends_with(2).complains(&["was made by rollcall 0.0.1", "help:"]);
}

#[test]
fn a_run_that_could_not_be_made_leaves_nothing() {
    let desk = Desk::new().with_credentials("a", "b");
    let target = ["check", "signalwire", "--target", "http://127.0.0.1:1", "--fixtures", "true"];
    desk.run(&[&target[..], &["--evidence", "pack"]].concat()).ends_with(4);
    desk.run(&target).ends_with(4);
    assert!(files(&desk.path(".")).is_empty());
    assert!(!desk.path("pack").exists() && !desk.path("rollcall-replays").exists());
}

/// What is left where a run is killed when it has sent some hundred requests.
fn killed(more: &[&str]) -> Desk {
    let server = Server::mock(&["--fault", "delete-removes-nothing"]);
    let tee = Tee::before(server.authority());
    let base = server.base.replace(server.authority(), &tee.authority);
    let desk = Desk::of(&server);
    let all = ["check", "signalwire", "--target", &base, "--fixtures", &server.fixtures];
    let mut run = desk.command(&[&all[..], &["--account", &server.account], more].concat());
    let mut run = run.stdout(std::process::Stdio::null()).spawn().unwrap();
    tee.wait_for(600);
    run.kill().unwrap();
    assert!(!run.wait().unwrap().success());
    desk
}

#[test]
fn a_run_that_was_killed_leaves_a_journal_and_its_report() {
    let desk = killed(&["--evidence", "pack"]);
    desk.run(&["verify", "pack"]).ends_with(2).complains(&["rollcall report pack/journal.jsonl"]);
    let ran = desk.run(&["report", "pack", "--report", "json=a.json", "--report", "html=a.html"]);
    let report: Value = serde_json::from_str(&desk.read("a.json")).unwrap();
    let cut_short = report["cut_short"].as_str().unwrap();
    assert!(cut_short.starts_with("the program was killed after "), "{ran}");
    assert!(report["counts"]["cases"].as_u64().unwrap() > 10, "{ran}");
    assert_eq!(ran.code, if findings(&report).is_empty() { 3 } else { 1 }, "{ran}");
    assert!(ran.stdout.contains("the program was killed after"), "{ran}");
}

#[test]
fn of_any_other_server_there_is_a_journal_while_the_run_goes_on() {
    let desk = killed(&[]);
    let left = files(&desk.path("rollcall-replays"));
    let name = left[0].file_stem().unwrap().to_str().unwrap();
    assert!(left.len() == 1 && name.starts_with("run-"), "{left:?}");
    let ran = desk.run(&["report", left[0].to_str().unwrap()]);
    assert!(ran.stdout.contains("the program was killed after"), "{ran}");
    // A run that comes to its end takes it away again.
    let server = Server::mock(&[]);
    let desk = Desk::of(&server);
    let target =
        ["--target", &server.base, "--fixtures", &server.fixtures, "--account", &server.account];
    desk.run(&[&["check", "signalwire", "--cases", "0"], &target[..]].concat()).ends_with(0);
    assert!(!desk.path("rollcall-replays").exists());
}
