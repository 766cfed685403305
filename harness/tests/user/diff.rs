//! Two runs side by side: what `rollcall diff` says, and how it ends.

use serde_json::{Value, json};

use crate::desk::{Desk, Ran, text};

const SCHEMA: &str = include_str!("../../schemas/diff.schema.json");

/// A run's JSON report in a file of that name.
fn run(desk: &Desk, name: &str, arguments: &[&str]) {
    let report = format!("json={name}");
    let all = ["check", "signalwire", "--seed", "1", "--cases", "0", "--report", &report];
    let ran = desk.run(&[&all[..], arguments].concat());
    assert!(ran.code < 2 || ran.code == 3, "{ran}");
}

fn diff(desk: &Desk, arguments: &[&str]) -> (Ran, Value) {
    let ran = desk.run(&[&["diff"], arguments, &["--report", "json=diff.json"]].concat());
    let told = serde_json::from_str(&desk.read("diff.json")).unwrap();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors = validator.iter_errors(&told).map(|own| format!("{}: {own}", own.instance_path()));
    let errors: Vec<String> = errors.collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    (ran, told)
}

fn checks(told: &Value, kind: &str) -> Vec<String> {
    let all = told[kind].as_array().unwrap().iter();
    let mut all: Vec<String> = all.map(|own| text(&own["check"]).to_owned()).collect();
    all.dedup();
    all
}

const FAULT: [&str; 2] = ["--fault", "no-content-with-body"];
const OTHER: [&str; 2] = ["--fault", "list-filter-ignored"];

#[test]
fn what_is_newly_broken_ends_with_a_code_of_its_own() {
    let desk = Desk::new();
    run(&desk, "clean.json", &[]);
    run(&desk, "broken.json", &FAULT);
    run(&desk, "both.json", &[FAULT, OTHER].concat());

    let (ran, told) = diff(&desk, &["clean.json", "broken.json"]);
    assert!(ran.ends_with(6).stdout.contains("\nnewly broken\n"), "{ran}");
    assert!(ran.stdout.lines().last().unwrap().starts_with("Worse: "), "{ran}");
    assert!(!checks(&told, "newly_broken").is_empty() && told["worse"] == true);
    assert_eq!(
        (&told["first"]["verdict"], &told["second"]["verdict"]),
        (&json!("conforms"), &json!("violates"))
    );

    let (ran, told) = diff(&desk, &["broken.json", "clean.json"]);
    assert!(ran.ends_with(0).stdout.contains("\nnewly mended\n"), "{ran}");
    assert!(checks(&told, "newly_broken").is_empty() && !checks(&told, "newly_mended").is_empty());

    let (ran, told) = diff(&desk, &["broken.json", "both.json"]);
    ran.ends_with(6);
    assert!(!checks(&told, "still_broken").is_empty() && !checks(&told, "newly_broken").is_empty());

    let (ran, told) = diff(&desk, &["both.json", "both.json"]);
    ran.ends_with(0);
    assert_eq!(told["unlike"], json!([]));
    assert!(!checks(&told, "still_broken").is_empty());
}

#[test]
fn what_a_baseline_lets_pass_is_told_and_makes_nothing_worse() {
    let desk = Desk::new();
    run(&desk, "clean.json", &[]);
    run(&desk, "broken.json", &[&FAULT[..], &["--write-baseline", "known.toml"]].concat());
    let baseline = ["--baseline", "known.toml"];
    let ran = desk.run(
        &[
            &["check", "signalwire", "--seed", "1", "--cases", "0", "--report", "json=known.json"],
            &FAULT[..],
            &baseline,
        ]
        .concat(),
    );
    ran.ends_with(0);
    let (ran, told) = diff(&desk, &["clean.json", "known.json"]);
    assert!(ran.ends_with(0).stdout.contains("\nnewly broken, as its baseline knows\n"), "{ran}");
    assert!(checks(&told, "newly_broken").is_empty() && told["worse"] == false);
    assert!(checks(&told, "newly_known").contains(&"no-content-empty".to_owned()), "{told}");
    assert!(text(&told["newly_known"][0]["known"]).starts_with("known to fail, until "), "{told}");

    // An entry whose last day is over lets nothing pass.
    let old = desk.read("known.toml");
    let expires = old.lines().find(|line| line.starts_with("expires")).unwrap().to_owned();
    desk.file("known.toml", &old.replace(&expires, "expires = 2020-01-01"));
    let all = ["check", "signalwire", "--seed", "1", "--cases", "0", "--report", "json=old.json"];
    desk.run(&[&all[..], &FAULT, &baseline].concat()).ends_with(5);
    let (ran, told) = diff(&desk, &["clean.json", "old.json"]);
    ran.ends_with(6);
    assert!(told["newly_known"] == json!([]) && !checks(&told, "newly_broken").is_empty());
}

#[test]
fn who_is_no_longer_judged_has_not_become_better() {
    let desk = Desk::new();
    run(&desk, "broken.json", &FAULT);
    run(&desk, "few.json", &["--only", "auth/*"]);
    let (ran, told) = diff(&desk, &["broken.json", "few.json"]);
    ran.ends_with(6);
    assert!(checks(&told, "newly_mended").is_empty(), "{told}");
    assert!(checks(&told, "no_longer_judged").len() > 20);
    let unlike = told["unlike"].to_string();
    assert!(unlike.contains("checks: the second run left out "), "{unlike}");
    let (ran, told) = diff(&desk, &["few.json", "broken.json"]);
    ran.ends_with(6);
    assert!(checks(&told, "newly_judged").len() > 20);
}

#[test]
fn what_was_asked_for_counts_as_slower_and_what_was_not_is_only_told() {
    let desk = Desk::new();
    run(&desk, "a.json", &[]);
    let mut slow: Value = serde_json::from_str(&desk.read("a.json")).unwrap();
    for own in slow["timing"]["operations"].as_array_mut().unwrap() {
        own["p90_ms"] = json!(own["p90_ms"].as_f64().unwrap() * 2.0 + 20.0);
    }
    desk.file("b.json", &slow.to_string());
    let (ran, told) = diff(&desk, &["a.json", "b.json"]);
    assert!(ran.ends_with(0).stdout.contains("does not count without --latency"), "{ran}");
    assert!(!told["slower"].as_array().unwrap().is_empty());
    let (ran, _) = diff(&desk, &["a.json", "b.json", "--latency", "1.5"]);
    assert!(ran.ends_with(6).stdout.contains("slower by more than 1.5 times and 5 ms"), "{ran}");
    let (ran, told) = diff(&desk, &["a.json", "b.json", "--latency", "1000000"]);
    ran.ends_with(0);
    assert_eq!(told["slower"], json!([]));
    for ratio in ["1", "fast", "-2", "inf"] {
        let latency = format!("--latency={ratio}");
        desk.run(&["diff", "a.json", "b.json", &latency]).ends_with(2).complains(&["from 1.1 on"]);
    }
}

#[test]
fn what_cannot_be_compared_is_told() {
    let desk = Desk::new();
    run(&desk, "a.json", &[]);
    let other = ["check", "twilio", "--seed", "1", "--cases", "0", "--report", "json=other.json"];
    desk.run(&other).ends_with(0);
    let ran = desk.run(&["diff", "a.json", "other.json"]);
    ran.ends_with(2).complains(&["`a.json` is about `signalwire`", "`twilio`", "help: "]);
    desk.run(&["diff", "a.json", "none.json"])
        .ends_with(2)
        .complains(&["`none.json` can't be read"]);
    desk.file("cut.json", &desk.read("a.json")[..700]);
    desk.run(&["diff", "cut.json", "a.json"]).ends_with(2).complains(&["`cut.json` ends at line"]);
    desk.file("page.html", "<html>");
    desk.run(&["diff", "a.json", "page.html"]).ends_with(2).complains(&["no JSON report"]);
    let ran = desk.run(&["diff", "a.json", "a.json", "--report", "markdwon=x"]);
    ran.ends_with(2).complains(&["did you mean `markdown`?"]);
    let ran = desk.run(&["diff", "a.json", "a.json", "--report", "json=no/such/folder.json"]);
    ran.ends_with(2).complains(&["can't be written"]);
}

#[test]
fn a_comparison_is_told_in_markdown_and_shows_what_a_server_said() {
    let desk = Desk::new();
    run(&desk, "a.json", &[]);
    run(&desk, "broken.json", &FAULT);
    let mut hostile: Value = serde_json::from_str(&desk.read("broken.json")).unwrap();
    hostile["findings"][0]["message"] = json!("</details><img src=x>\u{1b}[31m `|` \n# owned");
    desk.file("b.json", &hostile.to_string());
    let ran = desk.run(&["diff", "a.json", "b.json", "--report", "markdown=diff.md"]);
    ran.ends_with(6);
    let markdown = desk.read("diff.md");
    assert!(markdown.starts_with("# ❌ Worse: signalwire\n"), "{markdown}");
    assert!(markdown.contains("## newly broken\n"), "{markdown}");
    assert!(!markdown.contains("<img") && !markdown.contains("\n# owned"), "{markdown}");
    assert!(!markdown.contains('\u{1b}') && !ran.stdout.contains("\u{1b}[31m "), "{ran}");
    let ran = desk.run(&["diff", "a.json", "b.json", "--report", "markdown=-"]);
    assert_eq!(ran.ends_with(6).stdout, markdown);
}
