//! The gate: what a baseline knows is told and let pass, what is new fails, and an entry that no longer fits fails as well,
//! with its line.

use serde_json::Value;

use crate::desk::{Desk, findings};

const LAWFUL: &[&str] = &["--seed", "3", "--cases", "20"];
const FAULTY: &[&str] = &["--seed", "3", "--cases", "20", "--fault", "delete-removes-nothing"];

/// A desk with a baseline that fits the faulty server.
fn with_baseline() -> Desk {
    let desk = Desk::new();
    let write = ["--write-baseline", "known.toml", "--owner", "team one"];
    let (ran, _) = desk.check(&[FAULTY, &write].concat());
    ran.ends_with(0).complains(&["wrote known.toml: 3 added, 0 kept, 0 taken out"]);
    desk
}

fn held(desk: &Desk, how: &[&str]) -> (crate::desk::Ran, Value) {
    desk.check(&[how, &["--baseline", "known.toml"]].concat())
}

/// Replaces something in the baseline, where it stands first.
fn change(desk: &Desk, from: &str, to: &str) {
    let text = desk.read("known.toml");
    assert!(text.contains(from), "{from} is not in {text}");
    desk.file("known.toml", &text.replacen(from, to, 1));
}

/// The last day of what was written.
fn last_day(desk: &Desk) -> String {
    let text = desk.read("known.toml");
    let line = text.lines().find(|line| line.starts_with("expires")).unwrap();
    line.trim_start_matches("expires = ").to_owned()
}

#[test]
fn what_is_known_is_told_and_let_pass() {
    let desk = with_baseline();
    let (ran, report) = held(&desk, FAULTY);
    ran.ends_with(0);
    // The server does not conform for that, and each known failure is told with who owns it.
    assert_eq!(report["verdict"], "violates");
    assert_eq!(report["baseline"]["gate"], "passes");
    assert!(ran.stdout.contains("KNOWN  delete-is-final"), "{ran}");
    assert!(
        ran.stdout
            .contains("3 of 3 known failures seen; nothing else is violated: the gate passes")
    );
    for finding in findings(&report) {
        assert_eq!(finding["baseline"]["owner"], "team one", "{finding}");
        assert_eq!(finding["baseline"]["kind"], "failing");
    }
    let entries = report["baseline"]["entries"].as_array().unwrap();
    assert!(entries.iter().all(|own| own["state"] == "seen"), "{entries:?}");
}

#[test]
fn what_is_new_fails_the_gate() {
    let desk = with_baseline();
    let more = ["--fault", "error-on-401-is-empty"];
    let (ran, report) = held(&desk, &[FAULTY, &more].concat());
    ran.ends_with(1);
    assert_eq!(report["baseline"]["gate"], "fails");
    let new = findings(&report).iter().filter(|own| own.get("baseline").is_none()).count();
    assert!(new > 0 && new < findings(&report).len(), "{ran}");
}

#[test]
fn an_entry_that_holds_now_ends_with_5_and_its_line() {
    let desk = with_baseline();
    let (ran, report) = held(&desk, LAWFUL);
    ran.ends_with(5);
    assert_eq!(
        (report["verdict"].as_str(), report["baseline"]["gate"].as_str()),
        (Some("conforms"), Some("stale"))
    );
    for line in [8, 15, 22] {
        assert!(
            ran.stdout.contains(&format!("STALE  known.toml:{line}: delete-is-final of ")),
            "{ran}"
        );
    }
    assert!(ran.stdout.contains("it holds now; take the entry out"), "{ran}");
    // What this run has not judged is not stale.
    let (ran, report) = held(&desk, &[LAWFUL, &["--only", "wire/*"]].concat());
    ran.ends_with(0);
    assert_eq!(report["baseline"]["entries"][0]["state"], "not-judged");
}

#[test]
fn an_entry_that_matches_nothing_ends_with_5_and_its_line() {
    for (from, to, words) in [
        (
            "\"delete-is-final\"",
            "\"delete-is-finl\"",
            "there is no check `delete-is-finl`; did you mean `delete-is-final`?",
        ),
        (
            "\"delete_participant\"",
            "\"delete_participants\"",
            "there is no operation `delete_participants`; did you mean",
        ),
    ] {
        let desk = with_baseline();
        change(
            &desk,
            "[[known-failing]]",
            "[[known-failing]]\ncheck = \"delete-is-final\"\noperation = \"delete_participant\"\nreason = \"a\"\nowner = \"b\"\nexpires = 2099-01-31\n\n[[known-failing]]",
        );
        let text = desk.read("known.toml");
        let second = text.find("not explained").unwrap();
        let start = text[..second].rfind("[[known").unwrap();
        let entry = text[start..].replacen(from, to, 1);
        desk.file("known.toml", &(text[..start].to_owned() + &entry));
        let (ran, _) = held(&desk, FAULTY);
        ran.ends_with(5);
        assert!(
            ran.stdout.contains("STALE  known.toml:15: ") && ran.stdout.contains(words),
            "{ran}"
        );
    }
}

#[test]
fn an_expired_entry_ends_with_5_and_its_line() {
    let desk = with_baseline();
    let day = last_day(&desk);
    change(&desk, &day, "2020-01-31");
    let (ran, report) = held(&desk, FAULTY);
    ran.ends_with(5);
    let line = "STALE  known.toml:8: delete-is-final of delete_participant: its last day was 2020-01-31, and it still fails";
    assert!(ran.stdout.contains(line), "{ran}");
    assert_eq!(report["baseline"]["entries"][0]["state"], "expired");
    // A violation that is new weighs more.
    let (ran, _) = held(&desk, &[FAULTY, &["--fault", "error-on-401-is-empty"]].concat());
    ran.ends_with(1);
    assert!(ran.stdout.contains(line), "{ran}");
}

#[test]
fn what_fails_at_times_may_hold() {
    let desk = with_baseline();
    for _ in 0..3 {
        change(&desk, "[[known-failing]]", "[[known-flaky]]");
    }
    let (ran, report) = held(&desk, LAWFUL);
    ran.ends_with(0);
    assert_eq!(report["baseline"]["entries"][0]["state"], "quiet");
    assert!(ran.stdout.contains("0 of 3 known failures seen, 3 not seen this time"), "{ran}");
    let (ran, report) = held(&desk, FAULTY);
    ran.ends_with(0);
    assert_eq!(findings(&report)[0]["baseline"]["kind"], "flaky");
}

#[test]
fn a_baseline_is_written_over_with_care() {
    let desk = with_baseline();
    change(&desk, "[[known-failing]]", "# Ticket 7.\n[[known-failing]]");
    change(&desk, "not explained yet", "explained");
    let write = ["--write-baseline", "known.toml"];
    let (ran, _) = desk.check(&[FAULTY, &["--fault", "error-on-401-is-empty"], &write].concat());
    ran.ends_with(0).complains(&["3 kept, 0 taken out"]);
    let text = desk.read("known.toml");
    assert!(
        text.contains("# Ticket 7.\n[[known-failing]]") && text.contains("explained: "),
        "{text}"
    );
    assert!(text.contains("owner = \"nobody yet\""), "{text}");
    let (ran, report) = desk.check(&[LAWFUL, &write].concat());
    ran.ends_with(0);
    assert_eq!(report["baseline"]["entries"].as_array().unwrap().len(), 0, "{ran}");
    assert!(!desk.read("known.toml").contains("check ="));
}

#[test]
fn a_baseline_that_cannot_be_used_is_told_before_anything_is_sent() {
    let desk = Desk::new();
    let usage = |how: &[&str]| desk.run(&[&["check", "signalwire"], how].concat());
    usage(&["--baseline", "none.toml"])
        .ends_with(2)
        .complains(&["the baseline `none.toml` can't be read", "--write-baseline none.toml"]);
    desk.file("twilio.toml", "version = 1\napi = \"twilio\"\n");
    usage(&["--baseline", "twilio.toml"]).ends_with(2).complains(&["wrong at line 2", "`twilio`"]);
    usage(&["--write-baseline", "twilio.toml"]).ends_with(2);
    usage(&["--write-baseline", "a.toml", "--baseline", "b.toml"]).ends_with(2);
    usage(&["--write-baseline", "a.toml", "--owner", " "]).ends_with(2).complains(&["--owner"]);
    usage(&["--write-baseline", "no/folder/a.toml", "--cases", "0"])
        .ends_with(2)
        .complains(&["the baseline `no/folder/a.toml` can't be written"]);
}

#[test]
fn every_format_tells_what_is_known_and_what_is_stale() {
    let desk = with_baseline();
    let day = last_day(&desk);
    change(&desk, &day, "2020-01-31");
    let formats = ["junit", "sarif", "github", "markdown", "html"];
    let reports: Vec<String> = formats
        .iter()
        .flat_map(|own| ["--report".to_owned(), format!("{own}={own}.out")])
        .collect();
    let reports: Vec<&str> = reports.iter().map(String::as_str).collect();
    held(&desk, &[FAULTY, &reports].concat()).0.ends_with(5);
    for format in formats {
        let text = desk.read(&format!("{format}.out"));
        assert!(text.contains("known to fail"), "{format}: {text}");
        assert!(text.contains("its last day was 2020-01-31"), "{format}: {text}");
    }
    let github = desk.read("github.out");
    assert!(github.contains("::error file=known.toml,line=8,title=stale baseline::"), "{github}");
    let sarif: Value = serde_json::from_str(&desk.read("sarif.out")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let suppressed = results.iter().filter(|own| own["suppressions"][0]["kind"] == "external");
    assert_eq!(suppressed.count(), 3);
    let junit = desk.read("junit.out");
    assert!(
        junit.contains("<skipped message=\"known to fail: ") && !junit.contains("<failure"),
        "{junit}"
    );
}

#[test]
fn a_pack_holds_the_baseline_of_its_run() {
    let desk = with_baseline();
    desk.run(
        &[&["check", "signalwire", "--baseline", "known.toml", "--evidence", "pack"], FAULTY]
            .concat(),
    )
    .ends_with(0);
    assert_eq!(desk.read("pack/baseline.toml"), desk.read("known.toml"));
    desk.run(&["verify", "pack"]).ends_with(0);
    let kept = desk.read("pack/baseline.toml");
    desk.file("pack/baseline.toml", &kept.replace("team one", "team two"));
    let ran = desk.run(&["verify", "pack"]);
    ran.ends_with(1);
    assert!(ran.stdout.contains("baseline.toml is not the file that the manifest names"), "{ran}");
}
