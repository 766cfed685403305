//! A document of the user's own: what is found is told with its line in it, and what it does not describe is told as well.

use serde_json::Value;

use crate::desk::{Desk, text};
use crate::reports::EVERY;

const VENDOR: &str = include_str!("../documents/vendor.yaml");

const RUN: [&str; 8] = [
    "--seed",
    "3",
    "--cases",
    "20",
    "--fault",
    "no-content-with-body",
    "--document",
    "vendor.yaml",
];

/// Line and column of a word that stands once below another one.
fn place(below: &str, word: &str) -> (u64, u64) {
    let lines: Vec<&str> = VENDOR.lines().collect();
    let from = lines.iter().position(|line| line.contains(below)).unwrap();
    let line = from + lines[from..].iter().position(|line| line.contains(word)).unwrap();
    (line as u64 + 1, lines[line].find(word).unwrap() as u64 + 1)
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("vendor.yaml", VENDOR);
    desk
}

/// File, line and column of a result's place, and of those beside it.
fn places(result: &Value, key: &str) -> Vec<(String, u64, u64)> {
    let all = result[key].as_array().map_or(&[][..], Vec::as_slice).iter();
    let read = |own: &Value| {
        let own = &own["physicalLocation"];
        let number = |name: &str| own["region"][name].as_u64().unwrap();
        (
            text(&own["artifactLocation"]["uri"]).to_owned(),
            number("startLine"),
            number("startColumn"),
        )
    };
    all.map(read).collect()
}

#[test]
fn what_is_found_points_at_the_line_that_describes_it() {
    let desk = desk();
    let (ran, _) = desk.check(&[&RUN[..], &EVERY[..]].concat());
    ran.ends_with(1);
    let (line, column) = place("operationId: hang-up", "'204'");
    let spot = format!("vendor.yaml:{line}:{column}");
    for name in ["report.txt", "report.markdown", "report.html", "report.junit"] {
        assert!(desk.read(name).contains(&spot), "{spot} is not in {name}");
    }
    assert!(ran.stdout.contains(&spot), "{ran}");
    let annotation = format!("::error file=vendor.yaml,line={line},col={column},title=");
    assert!(desk.read("report.github").contains(&annotation), "{}", desk.read("report.github"));
    let sarif: Value = serde_json::from_str(&desk.read("report.sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
    let of = |check: &str| results.clone().find(|own| own["ruleId"] == check);
    let result = of("no-content-empty").unwrap();
    assert_eq!(places(result, "locations"), [("vendor.yaml".to_owned(), line, column)]);
    let sentences = places(result, "relatedLocations");
    assert!(!sentences.is_empty(), "{result}");
    assert!(sentences.iter().all(|(file, ..)| file.starts_with("spec/")), "{sentences:?}");
}

#[test]
fn what_it_does_not_describe_is_told_and_changes_no_verdict() {
    let desk = desk();
    let own = ["--seed", "3", "--cases", "20", "--document", "vendor.yaml"];
    let (ran, report) = desk.check(&[&own[..], &EVERY[..]].concat());
    ran.ends_with(0);
    let document = &report["own_document"];
    assert_eq!(document["missing"], serde_json::json!(["update_participant"]));
    let found = document["operations"].as_array().unwrap().iter();
    let found: Vec<(&str, &str)> =
        found.map(|own| (text(&own["operation"]), text(&own["method"]))).collect();
    assert_eq!(
        found,
        [
            ("list_all_participants", "GET"),
            ("retrieve_participant", "GET"),
            ("delete_participant", "DELETE")
        ]
    );
    let sarif: Value = serde_json::from_str(&desk.read("report.sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
    let of = |rule: &str| -> Vec<Value> {
        let rule = format!("own-document/{rule}");
        results.clone().filter(|own| own["ruleId"] == rule).cloned().collect()
    };
    // A class of answers and `default` describe whatever falls under them; the removal describes two answers alone.
    let answers = of("answer-not-described");
    let (line, column) = place("operationId: person", "delete:");
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(places(&answers[0], "locations"), [("vendor.yaml".to_owned(), line, column)]);
    let message = text(&answers[0]["message"]["text"]);
    assert!(message.contains("nswered 401; ") && !message.contains("404"), "{message}");
    assert_eq!(of("operation-not-described").len(), 1);
    let (line, _) = place("operationId: hang-up", "content:");
    let defects = of("body-under-no-content");
    assert_eq!(defects.len(), 1, "{ran}");
    let at = &places(&defects[0], "locations")[0];
    assert!(at.0 == "vendor.yaml" && at.1.abs_diff(line) <= 2, "{at:?}");
    // What is wrong with an operation that is not judged is not told.
    let (last, _) = place("operationId: hang-up", "/status:");
    let defects = document["defects"].as_array().unwrap().iter();
    let elsewhere = defects.filter(|own| own["line"].as_u64().is_some_and(|line| line >= last));
    assert_eq!(elsewhere.count(), 0, "{document}");
    let notice = "::notice file=vendor.yaml,line=1,col=1,title=operation-not-described::";
    assert!(desk.read("report.github").contains(notice), "{}", desk.read("report.github"));
    for name in ["report.markdown", "report.html"] {
        let told = desk.read(name);
        assert!(told.contains("Your own document"), "{name}");
        assert!(told.contains("participant is not described"), "{name}");
    }
}

#[test]
fn a_pack_is_verified_without_it_and_shards_of_different_ones_do_not_meet() {
    let desk = desk();
    let (ran, _) = desk.check(&[&RUN[..], &["--evidence", "pack"]].concat());
    ran.ends_with(1);
    std::fs::remove_file(desk.path("vendor.yaml")).unwrap();
    desk.run(&["verify", "pack"]).ends_with(0);
    let sarif = desk.read("pack/report.sarif");
    assert!(sarif.contains("vendor.yaml"));

    for (index, document) in [VENDOR.to_owned(), VENDOR.replace("version: \"7\"", "version: \"8\"")]
        .into_iter()
        .enumerate()
    {
        desk.file("vendor.yaml", &document);
        let shard = format!("{}/2", index + 1);
        let report = format!("json={index}.json");
        let own = ["check", "signalwire", "--shard", &shard, "--report", &report];
        desk.run(&[&own[..], &RUN[..4], &RUN[6..]].concat()).ends_with(0);
    }
    let ran = desk.run(&["merge", "0.json", "1.json"]);
    ran.ends_with(2).complains(&["own_document", "1.json"]);
}

#[test]
fn shards_tell_what_the_whole_run_tells_of_it() {
    let desk = desk();
    let remarks = |name: &str| {
        let sarif: Value = serde_json::from_str(&desk.read(name)).unwrap();
        let all = sarif["runs"][0]["results"].as_array().unwrap().iter();
        let all = all.filter(|own| text(&own["ruleId"]).starts_with("own-document/"));
        all.cloned().collect::<Vec<_>>()
    };
    let own = [&["check", "signalwire"], &RUN[..4], &RUN[6..]].concat();
    desk.run(&[&own[..], &["--report", "sarif=whole.sarif"]].concat()).ends_with(0);
    for shard in ["1/2", "2/2"] {
        let report = format!("json={}.json", &shard[..1]);
        desk.run(&[&own[..], &["--shard", shard, "--report", &report]].concat()).ends_with(0);
    }
    desk.run(&["merge", "1.json", "2.json", "--report", "sarif=merged.sarif"]).ends_with(0);
    assert_eq!(remarks("merged.sarif"), remarks("whole.sarif"));
}

#[test]
fn what_is_no_document_of_the_api_ends_with_its_reason_before_anything_is_sent() {
    let desk = desk();
    let check = |document: &str| desk.run(&["check", "signalwire", "--document", document]);
    check("nowhere.yaml").ends_with(2).complains(&["nowhere.yaml", "can't be read", "help: "]);
    check(".").ends_with(2).complains(&["can't be read"]);
    desk.file("broken.yaml", &VENDOR.replace("'204':", "'204': *nobody"));
    let (line, _) = place("operationId: hang-up", "'204'");
    check("broken.yaml").ends_with(2).complains(&[&format!("broken.yaml:{line}:")]);
    desk.file("other.yaml", &VENDOR.replace("Participants", "People"));
    check("other.yaml").ends_with(2).complains(&["no operation of signalwire", "Participants"]);
    desk.file("empty.yaml", "");
    check("empty.yaml").ends_with(2).complains(&["empty.yaml"]);
}
