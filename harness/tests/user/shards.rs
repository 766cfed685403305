//! A plan in parts: what each sends, and what `rollcall merge` makes of their reports.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::desk::{Desk, text};

/// As many lanes as cases: each has a world of its own, so that nothing depends on what another case left there.
const APART: [&str; 4] = ["--cases", "40", "--concurrency", "600"];

/// The merged report of so many shards, and the exit code of the merge. Each report stays in its file.
fn merged(desk: &Desk, api: &str, of: usize, arguments: &[&str]) -> (i32, Value) {
    let mut all = vec!["merge".to_owned()];
    for index in 1..=of {
        let (shard, name) = (format!("{index}/{of}"), format!("{index}-{of}.json"));
        let report = format!("json={name}");
        let own = ["check", api, "--shard", &shard, "--report", &report];
        let ran = desk.run(&[&own[..], arguments].concat());
        let told: Value = serde_json::from_str(&desk.read(&name)).unwrap();
        assert_eq!(told["shard"]["index"], json!(index), "{ran}");
        assert!(of == 1 || told["verdict"] != "conforms", "{ran}");
        let violates = told["verdict"] == "violates";
        assert_eq!(ran.code, i32::from(violates), "{ran}");
        all.push(name);
    }
    // In whatever order they are named.
    all[1..].reverse();
    all.extend(["--report".to_owned(), "json=merged.json".to_owned()]);
    let ran = desk.run(&all.iter().map(String::as_str).collect::<Vec<_>>());
    (ran.code, serde_json::from_str(&desk.read("merged.json")).unwrap())
}

/// What the same seed must make of the same plan, whichever way it is split. Left out are the clock; how many worlds were
/// asked for, since each shard has lanes of its own; and what each shard sent to confirm its own findings.
fn lasting(mut report: Value) -> Value {
    let object = report.as_object_mut().unwrap();
    object.remove("timing");
    object.remove("shard");
    for name in ["fixtures", "requests_shrinking"] {
        report["counts"].as_object_mut().unwrap().remove(name);
    }
    report
}

/// Every pointer into two reports at which they differ.
fn differences(one: &Value, other: &Value, at: &str, all: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(own), Value::Object(others)) if own.keys().eq(others.keys()) => {
            own.iter().for_each(|(key, value)| {
                differences(value, &others[key], &format!("{at}/{key}"), all);
            });
        }
        (Value::Array(own), Value::Array(others)) if own.len() == others.len() => {
            own.iter().zip(others).enumerate().for_each(|(index, (value, other))| {
                let name = value["id"].as_str().map_or(index.to_string(), str::to_owned);
                differences(value, other, &format!("{at}/{name}"), all);
            });
        }
        _ if one == other => {}
        _ => all.push(format!("{at}: {one} | {other}")),
    }
}

/// Whether a difference is one of two counts that are nearly the same.
fn differs_by_little(own: &str) -> bool {
    let values = own.rsplit_once(": ").and_then(|(_, values)| values.split_once(" | "));
    let number = |text: &str| text.parse::<f64>().ok();
    let pair = values.and_then(|(one, other)| Some((number(one)?, number(other)?)));
    pair.is_some_and(|(one, other)| (one - other).abs() <= 0.02 * one + 4.0)
}

#[track_caller]
fn assert_same(one: Value, other: Value, let_pass: impl Fn(&str) -> bool) {
    let mut all = vec![];
    differences(&lasting(one), &lasting(other), "", &mut all);
    all.retain(|own| !let_pass(own));
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn the_parts_of_a_plan_are_its_cases_each_once() {
    let desk = Desk::new();
    for api in ["signalwire", "genesys"] {
        let plan = ["plan", api, "--seed", "3", "--cases", "60", "--steps"];
        let cases = |more: &[&str]| {
            let ran = desk.run(&[&plan[..], more].concat());
            let mut all: BTreeMap<usize, String> = BTreeMap::new();
            let (steps, _) =
                ran.ends_with(0).stdout.split_once("\n\n").unwrap().1.split_once("\n\n").unwrap();
            let mut place = None;
            for line in steps.lines() {
                if !line.starts_with("         ") {
                    place = line.split(':').next().unwrap().split_whitespace().next();
                }
                let place: usize = place.unwrap().parse().unwrap();
                all.entry(place).or_default().push_str(line);
            }
            assert!(ran.stdout.contains("No request was sent."));
            all
        };
        let whole = cases(&[]);
        assert!(whole.len() > 100, "{}", whole.len());
        for of in [1, 2, 5] {
            let mut union = BTreeMap::new();
            for index in 1..=of {
                let part = cases(&["--shard", &format!("{index}/{of}")]);
                assert!(part.keys().all(|place| place % of == index - 1));
                for (place, case) in part {
                    assert!(union.insert(place, case).is_none(), "case {place} is sent twice");
                }
            }
            assert_eq!(union, whole, "{api} in {of}");
        }
    }
}

#[test]
fn shards_of_a_lawful_server_come_to_the_report_of_the_whole_run() {
    let desk = Desk::new();
    for api in ["signalwire", "genesys"] {
        let arguments = [&["--seed", "1"][..], &APART].concat();
        let (ran, whole) = desk.check_api(api, &arguments);
        ran.ends_with(0);
        for of in [1, 2, 5] {
            let (code, merged) = merged(&desk, api, of, &arguments);
            assert_eq!((code, &merged["verdict"]), (0, &json!("conforms")), "{api} in {of}");
            // What is told comes when it comes, on a busy machine behind the next step: how often a check could judge depends
            // on that, in any two runs. Words and requests may not differ; and where nothing is told, nothing may.
            let judgements =
                |own: &str| own.contains("/exchanges: ") || own.contains("/operations/");
            assert_same(whole.clone(), merged, |own| {
                let told = api == "genesys" && own.starts_with("/checks/");
                told && judgements(own)
            });
        }
    }
}

/// Ids as the server of this run drew them, which depend on how many it had drawn before.
fn without_ids(report: &Value) -> Value {
    let mut words = String::new();
    let mut known: Vec<String> = vec![];
    let source = report.to_string();
    for piece in source.split_inclusive(|own: char| !own.is_ascii_hexdigit() && own != '-') {
        let end = piece.trim_end_matches(|own: char| !own.is_ascii_hexdigit() && own != '-');
        if end.len() == 36 && end.matches('-').count() == 4 {
            let place = known.iter().position(|own| own == end).unwrap_or_else(|| {
                known.push(end.to_owned());
                known.len() - 1
            });
            words.extend(["[id ", &place.to_string(), "]"]);
            words.push_str(&piece[end.len()..]);
        } else {
            words.push_str(piece);
        }
    }
    serde_json::from_str(&words).unwrap()
}

#[test]
fn shards_of_a_faulty_server_come_to_the_findings_of_the_whole_run() {
    let desk = Desk::new();
    let faults =
        ["--seed", "1", "--fault", "no-content-with-body", "--fault", "list-filter-ignored"];
    let arguments = [&faults[..], &APART].concat();
    let (ran, whole) = desk.check(&arguments);
    ran.ends_with(1);
    assert!(whole["findings"].as_array().unwrap().len() > 1);
    for of in [1, 2, 5] {
        let (code, merged) = merged(&desk, "signalwire", of, &arguments);
        assert_eq!(code, 1);
        let findings = |report: &Value| -> Vec<Value> {
            let all = report["findings"].as_array().unwrap();
            all.iter().map(without_ids).collect()
        };
        assert_eq!(findings(&whole), findings(&merged), "in {of}");
        // Each shard confirms what it found, and changes something for that.
        let own = ["/findings/", "/counts/changes"];
        assert_same(whole.clone(), merged, |at| own.iter().any(|own| at.starts_with(own)));
    }
}

#[test]
fn where_cases_share_worlds_the_words_are_the_same_and_counts_differ_by_little() {
    let desk = Desk::new();
    let (_, whole) = desk.check(&["--seed", "2", "--cases", "60"]);
    let (code, merged) = merged(&desk, "signalwire", 3, &["--seed", "2", "--cases", "60"]);
    assert_eq!(code, 0);
    // A next page is asked for where there is one, and that depends on who was muted in that world before.
    let mut all = vec![];
    differences(&lasting(whole.clone()), &lasting(merged.clone()), "", &mut all);
    for own in &all {
        let counts = ["/exchanges", "/requests", "/seen", "/accepted"];
        let counted = counts.iter().any(|end| own.contains(&format!("{end}: ")))
            || own.contains("/operations/");
        assert!(counted && differs_by_little(own), "{own}");
    }
    for name in ["cases", "cases_not_sent", "participants_removed"] {
        assert_eq!(whole["counts"][name], merged["counts"][name]);
    }
}

#[test]
fn a_shard_tells_what_it_is_and_leaves_the_verdict_to_the_whole() {
    let desk = Desk::new();
    let every = crate::reports::EVERY;
    let (ran, report) =
        desk.check(&[&["--seed", "1", "--cases", "0", "--shard", "5/60"][..], &every].concat());
    let last = ran.ends_with(0).stdout.lines().last().unwrap();
    assert_eq!(last, "shard 5/60: nothing violated; `rollcall merge` tells the verdict");
    assert!(!ran.stdout.contains("UNTESTABLE"), "{ran}");
    let silent = ran.stdout.lines().filter(|line| line.contains("not in this shard: "));
    assert_eq!(silent.count(), 1, "{ran}");
    assert_eq!((&report["verdict"], &report["cut_short"]), (&json!("inconclusive"), &Value::Null));
    assert_eq!(report["counts"]["untestable"], 0);
    let unmet = report["floor"].as_array().unwrap().iter().any(|line| line["met"] == false);
    assert!(unmet, "a shard this small sees not everything, or this test proves nothing");
    for name in ["report.github", "report.markdown", "report.html", "report.junit"] {
        let told = desk.read(name);
        assert!(told.contains("shard 5/60"), "{name}");
        assert!(!told.contains("::error ") && !told.contains("<error"), "{name}: {told}");
    }
    let from_environment = desk
        .command(&["plan", "signalwire", "--seed", "1"])
        .env("ROLLCALL_SHARD", "2/5")
        .output()
        .unwrap();
    let told = String::from_utf8(from_environment.stdout).unwrap();
    assert!(told.starts_with("The plan for signalwire, seed 1, shard 2/5\n"), "{told}");
}

#[test]
fn a_shard_that_is_none_or_has_no_seed_is_told_before_anything_is_sent() {
    let desk = Desk::new();
    for text in ["0/5", "6/5", "a/b", "1/0", "2"] {
        for command in ["check", "plan"] {
            let ran = desk.run(&[command, "signalwire", "--seed", "1", "--shard", text]);
            ran.ends_with(2).complains(&[&format!("`{text}` is no shard"), "help: ", "K/N"]);
        }
    }
    for command in ["check", "plan"] {
        let ran = desk.run(&[command, "signalwire", "--shard", "1/2"]);
        ran.ends_with(2).complains(&["shard 1/2 needs a seed", "--seed N"]);
    }
    desk.file("rollcall.toml", "shard = \"3/2\"\nseed = 1\n");
    let ran = desk.run(&["check", "signalwire", "--config", "rollcall.toml"]);
    ran.ends_with(2).complains(&["there are only 2 parts"]);
}

/// Two shards of a run, in `1.json` and `2.json`.
fn two_shards(desk: &Desk) {
    for (name, shard) in [("json=1.json", "1/2"), ("json=2.json", "2/2")] {
        let all = ["check", "signalwire", "--seed", "1", "--cases", "0"];
        desk.run(&[&all[..], &["--shard", shard, "--report", name]].concat()).ends_with(0);
    }
}

#[test]
fn what_is_no_run_is_not_merged() {
    let desk = Desk::new();
    two_shards(&desk);
    let missing = desk.run(&["merge", "1.json"]);
    missing.ends_with(3);
    assert!(missing.stdout.contains("shard 2/2 is missing"), "{missing}");
    let twice = desk.run(&["merge", "1.json", "2.json", "1.json"]);
    twice.ends_with(2).complains(&["`1.json` and `1.json` are both shard 1/2", "`shard.index`"]);

    let other: Value = serde_json::from_str(&desk.read("2.json")).unwrap();
    let digest = format!("sha256:{}", "0".repeat(64));
    for (pointer, value) in [
        ("/seed", json!(2)),
        ("/document", json!(digest)),
        ("/target", json!("http://elsewhere/")),
        ("/strict", json!(true)),
        ("/rollcall", json!("0.0.9")),
        ("/api", json!("twilio")),
        ("/shard/of", json!(3)),
        ("/shard/cases", json!(1)),
        ("/checks/0/id", json!("another")),
    ] {
        let mut changed = other.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        desk.file("changed.json", &changed.to_string());
        let field = pointer[1..].replace('/', ".").replace(".0.id", "");
        let ran = desk.run(&["merge", "1.json", "changed.json"]);
        ran.ends_with(2).complains(&[
            "`changed.json`",
            "`1.json`",
            &format!("`{field}`"),
            "help: ",
        ]);
        assert_eq!(ran.stdout, "");
    }
    desk.file("cut.json", &desk.read("2.json")[..900]);
    let ran = desk.run(&["merge", "1.json", "cut.json"]);
    ran.ends_with(2).complains(&["`cut.json` ends at line ", "help: "]);
    desk.run(&["merge", "1.json", "none.json"])
        .ends_with(2)
        .complains(&["`none.json` can't be read"]);
    desk.run(&["merge"]).ends_with(2);
}

#[test]
fn a_merge_writes_every_format_and_may_be_strict() {
    let desk = Desk::new();
    two_shards(&desk);
    let merge = ["merge", "2.json", "1.json"];
    let ran = desk.run(&[&merge[..], &crate::reports::EVERY].concat());
    let last = ran.ends_with(0).stdout.lines().last().unwrap();
    assert!(last.starts_with("Conforms: "), "{ran}");
    assert!(!ran.stdout.contains("shard"), "{ran}");
    for name in ["report.html", "report.junit", "report.sarif", "report.har", "report.txt"] {
        assert!(desk.read(name).len() > 100, "{name}");
    }

    // A broken SHOULD: a warning of the whole, and a violation where one is strict.
    let fault =
        ["check", "signalwire", "--seed", "1", "--cases", "0", "--fault", "scheme-case-matters"];
    for (name, shard) in [("json=1.json", "1/2"), ("json=2.json", "2/2")] {
        desk.run(&[&fault[..], &["--shard", shard, "--report", name]].concat()).ends_with(0);
    }
    desk.run(&["merge", "1.json", "2.json"]).ends_with(0);
    let ran = desk.run(&["merge", "1.json", "2.json", "--strict", "--report", "json=-"]);
    let told: Value = serde_json::from_str(&ran.ends_with(1).stdout).unwrap();
    assert_eq!(text(&told["verdict"]), "violates");
    assert_eq!(told["strict"], true);
}

#[test]
fn journals_of_shards_tell_the_same_as_their_merged_reports() {
    let desk = Desk::new();
    for (pack, shard) in [("one", "1/2"), ("two", "2/2")] {
        let all = ["check", "signalwire", "--seed", "1", "--cases", "20", "--shard", shard];
        desk.run(&[&all[..], &["--evidence", pack]].concat()).ends_with(0);
        desk.run(&["verify", pack]).ends_with(0);
        let again = desk.run(&["report", pack]);
        let last = again.ends_with(0).stdout.lines().last().unwrap();
        assert!(last.starts_with(&format!("shard {shard}: nothing violated")), "{again}");
    }
    desk.run(&["report", "one", "two", "--report", "json=judged.json"]).ends_with(0);
    let merge = ["merge", "one/report.json", "two/report.json", "--report", "json=merged.json"];
    desk.run(&merge).ends_with(0);
    let [judged, merged] = ["judged.json", "merged.json"].map(|name| {
        let told: Value = serde_json::from_str(&desk.read(name)).unwrap();
        told
    });
    assert_same(judged, merged, |_| false);
    let ran = desk.run(&["report", "one", "one"]);
    ran.ends_with(2).complains(&["its shard, which is there twice, differs"]);
}

#[test]
fn a_baseline_lets_shards_pass_by_what_they_judged_and_is_held_against_the_whole() {
    let desk = Desk::new();
    let check = ["check", "signalwire", "--seed", "3", "--cases", "0"];
    let fault = ["--fault", "delete-removes-nothing"];
    let write = ["--write-baseline", "known.toml"];
    desk.run(&[&check[..], &fault, &write].concat()).ends_with(0);
    let known = ["--baseline", "known.toml"];
    let merge = |more: &[&str]| desk.run(&[&["merge", "1.json", "2.json"], more].concat());
    let shards = |how: &[&str]| {
        for (report, shard) in [("json=1.json", "1/2"), ("json=2.json", "2/2")] {
            let own = ["--shard", shard, "--report", report];
            desk.run(&[&check[..], how, &known, &own].concat()).ends_with(0);
        }
    };
    shards(&fault);
    let ran = merge(&known);
    assert!(ran.ends_with(0).stdout.contains("the gate passes"), "{ran}");
    let ran = merge(&[]);
    assert!(ran.ends_with(1).stdout.contains("give --baseline to `rollcall merge`"), "{ran}");
    // What is mended, no shard can say alone: another one may still see it fail.
    shards(&[]);
    let ran = merge(&known);
    assert!(ran.ends_with(5).stdout.contains("it holds now; take the entry out"), "{ran}");
}
