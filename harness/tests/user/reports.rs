//! Reports in every format, of real runs.

use serde_json::Value;

use crate::desk::{Desk, findings, text};

/// Every format beside JSON, each into a file of its own.
pub(crate) const EVERY: [&str; 14] = [
    "--report",
    "github=report.github",
    "--report",
    "har=report.har",
    "--report",
    "html=report.html",
    "--report",
    "junit=report.junit",
    "--report",
    "markdown=report.markdown",
    "--report",
    "sarif=report.sarif",
    "--report",
    "terminal=report.txt",
];

const BROKEN: [&str; 8] = [
    "--seed",
    "7",
    "--cases",
    "40",
    "--fault",
    "delete-removes-nothing",
    "--fault",
    "no-content-with-body",
];

#[test]
fn one_seed_makes_the_same_reports_but_for_what_the_clock_decides() {
    let desks = [Desk::new(), Desk::new()];
    for desk in &desks {
        let (ran, _) = desk.check(&[&BROKEN[..], &EVERY[..]].concat());
        ran.ends_with(1);
    }
    let both = |name: &str| [desks[0].read(name), desks[1].read(name)];
    for name in ["report.github", "report.markdown", "report.sarif"] {
        let [one, other] = both(name);
        assert!(one == other && one.len() > 1000, "{name}");
    }
    for (name, clocks) in [
        ("report.junit", &[(" time=\"", "\"")][..]),
        (
            "report.har",
            &[("\"startedDateTime\": ", "\n"), ("\"time\": ", "\n"), ("\"wait\": ", "\n")],
        ),
        ("report.txt", &[("of fixtures used; ", " (seed 7)")]),
        (
            "report.html",
            &[
                ("<section id=\"latency\"", "</section>"),
                ("<time ", "</time>"),
                ("<span class=\"timing\">", "</span>"),
                ("<p class=\"quiet timing\">", "</p>"),
            ],
        ),
    ] {
        let [one, other] = both(name).map(|text| without(text, clocks));
        assert!(one == other && one.len() > 1000, "{name}");
    }
}

/// A text without what stands between two words.
fn without(mut text: String, cuts: &[(&str, &str)]) -> String {
    for (start, end) in cuts {
        let mut at = 0;
        while let Some(from) = text[at..].find(start).map(|from| at + from + start.len()) {
            let length = text[from..].find(end).unwrap();
            text.replace_range(from..from + length, "");
            at = from;
        }
    }
    text
}

#[test]
fn sarif_points_at_the_sentence_that_the_finding_breaks_and_at_the_defects_of_the_document() {
    let desk = Desk::new();
    let (_, told) = desk.check(&[&BROKEN[..], &EVERY[..]].concat());
    let sarif: Value = serde_json::from_str(&desk.read("report.sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let mut of_findings = 0;
    for own in results {
        let place = &own["locations"][0]["physicalLocation"];
        let file = std::fs::read_to_string(root.join(text(&place["artifactLocation"]["uri"])));
        let region = &place["region"];
        let file = file.unwrap();
        let line = file.lines().nth(number(&region["startLine"]) - 1).unwrap();
        let from = number(&region["startColumn"]) - 1;
        if region["endColumn"].is_null() {
            let defects = told["document_findings"].as_array().unwrap();
            let own_place = |defect: &&Value| {
                defect["line"] == region["startLine"] && defect["column"] == region["startColumn"]
            };
            let key = text(&defects.iter().find(own_place).unwrap()["pointer"]).to_owned();
            let key = key.rsplit('/').next().unwrap().replace("~1", "/");
            assert!(
                line[from..].trim_start_matches(['\'', '"', '-', ' ']).len() > 1,
                "{key}: {line}"
            );
        } else {
            let id = &line[from..number(&region["endColumn"]) - 1];
            assert!(line.trim_start().starts_with("- id: "), "{line}");
            let all = own["properties"]["requirements"].as_array().unwrap();
            assert!(all.iter().any(|own| own == id), "{id}");
            of_findings += 1;
        }
    }
    assert_eq!(of_findings, findings(&told).len());
    let defects = told["document_findings"].as_array().unwrap().len();
    assert_eq!(results.len(), of_findings + defects);
}

#[test]
fn on_github_a_person_reads_the_log_and_github_its_commands() {
    let desk = Desk::new();
    let summary = desk.path("summary.md");
    std::fs::write(&summary, "# a step before\n").unwrap();
    let mut command = desk.command(&["check", "signalwire", "--report", "github=-"]);
    let output = command.args(BROKEN).env("GITHUB_STEP_SUMMARY", &summary).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stdout = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = stdout.lines().collect();
    let token = lines[0].strip_prefix("::stop-commands::").unwrap();
    let end = lines.iter().position(|line| *line == format!("::{token}::")).unwrap();
    assert!(lines[1].starts_with("signalwire http://built-in/"), "{stdout}");
    assert!(lines[end - 1].starts_with("Violates: "), "{stdout}");
    let commands = &lines[end + 1..];
    assert!(commands.len() > 1 && commands.iter().all(|line| line.starts_with("::")), "{stdout}");
    let first = "::error file=spec/signalwire/requirements.yaml,line=";
    assert!(commands[0].starts_with(first), "{stdout}");
    let summary = desk.read("summary.md");
    assert!(summary.starts_with("# a step before\n# ❌ Violates: signalwire\n"), "{summary}");
}

#[test]
fn a_format_that_is_unknown_is_told_before_anything_is_sent() {
    let ran = Desk::new().run(&["check", "signalwire", "--report", "junti=x.xml"]);
    ran.ends_with(2).complains(&["`--report junti=x.xml`", "did you mean `junit`?", "sarif"]);
}
