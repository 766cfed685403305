//! The JSON report keeps to its published schema.

use serde_json::{Value, json};

use crate::desk::{Desk, findings};
use crate::server::Server;

const SCHEMA: &str = include_str!("../../schemas/report.schema.json");

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

#[track_caller]
fn assert_valid(report: &Value) {
    let errors: Vec<String> = validator()
        .iter_errors(report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn reports_of_every_verdict_keep_to_the_schema() {
    let desk = Desk::new();
    let (_, clean) = desk.check(&["--seed", "1", "--cases", "10"]);
    assert_eq!(clean["verdict"], "conforms");
    assert_valid(&clean);

    for api in ["genesys", "twilio"] {
        let (_, report) = desk.check_api(api, &["--seed", "1", "--cases", "0"]);
        assert_valid(&report);
    }

    let (_, cut) = desk.check(&["--seed", "18446744073709551615", "--max-time", "1ms"]);
    assert_eq!(cut["verdict"], "inconclusive");
    assert_valid(&cut);

    let server = Server::mock(&[]);
    let (_, nothing) = Desk::of(&server).check(&["--target", &server.base]);
    assert_eq!(nothing["verdict"], "inconclusive");
    assert_valid(&nothing);
}

#[test]
fn reports_with_findings_keep_to_the_schema() {
    let faults = [
        "no-content-with-body",
        "connection-dropped",
        "bad-input-is-409",
        "scheme-case-matters",
        "list-filter-ignored",
    ];
    let faults: Vec<&str> = faults.iter().flat_map(|fault| ["--fault", fault]).collect();
    let (_, report) =
        Desk::new().check(&[&["--seed", "1", "--cases", "0", "--strict"], &faults[..]].concat());
    let findings = findings(&report);
    // Both severities, steps without an answer, and steps with a body are among them.
    for severity in ["must", "should"] {
        assert!(findings.iter().any(|own| own["severity"] == severity), "{severity}");
    }
    let steps = || findings.iter().flat_map(|own| own["steps"].as_array().unwrap());
    assert!(steps().any(|step| step["status"].is_null()));
    assert!(steps().any(|step| step["body"].is_string()));
    assert_valid(&report);
}

#[test]
fn a_report_that_was_held_against_a_baseline_keeps_to_the_schema() {
    let desk = Desk::new();
    let faulty = ["--seed", "1", "--cases", "0", "--fault", "delete-removes-nothing"];
    desk.check(&[&faulty[..], &["--write-baseline", "known.toml"]].concat());
    let stale = desk.read("known.toml").replacen("final", "finl", 1);
    desk.file("known.toml", &stale);
    let (_, report) = desk.check(&[&faulty[..], &["--baseline", "known.toml"]].concat());
    assert_eq!(report["baseline"]["entries"][0]["state"], "unmatched");
    assert!(findings(&report).iter().any(|own| own["baseline"].is_object()));
    assert_valid(&report);
}

#[test]
fn reports_of_shards_and_of_what_they_come_to_keep_to_the_schema() {
    let desk = Desk::new();
    let (_, report) = desk.check(&["--seed", "1", "--cases", "0", "--shard", "2/2"]);
    assert_eq!((&report["shard"]["index"], &report["shard"]["of"]), (&json!(2), &json!(2)));
    assert_valid(&report);
    for (member, wrong) in [("index", json!(0)), ("of", json!("2")), ("surplus", json!(1))] {
        let mut changed = report.clone();
        changed["shard"][member] = wrong;
        assert!(!validator().is_valid(&changed), "`shard` may have such a `{member}`");
    }
    desk.run(&["merge", "report.json", "--report", "json=merged.json"]).ends_with(3);
    let merged: Value = serde_json::from_str(&desk.read("merged.json")).unwrap();
    assert!(merged["shard"].is_null());
    assert_valid(&merged);
}

#[test]
fn the_schema_is_closed_and_knows_each_member() {
    let (_, report) = Desk::new().check(&["--seed", "1", "--cases", "0"]);
    let validator = validator();
    for path in
        ["", "/counts", "/checks/0", "/floor/0", "/timing", "/timing/operations/0", "/operations/0"]
    {
        let mut changed = report.clone();
        let object = changed.pointer_mut(path).unwrap().as_object_mut().unwrap();
        object.insert("surplus".to_owned(), json!(1));
        assert!(!validator.is_valid(&changed), "a further member of `{path}` is let pass");
        let names: Vec<String> =
            report.pointer(path).unwrap().as_object().unwrap().keys().cloned().collect();
        for name in names {
            let mut changed = report.clone();
            let object = changed.pointer_mut(path).unwrap().as_object_mut().unwrap();
            object.remove(&name);
            assert!(!validator.is_valid(&changed), "`{path}` may lack `{name}`");
        }
    }
}
