//! Overlays and requirements: what is wrong in them is told at its own file, line and column.

use rollcall_codegen::{Failure, Input, Output, Source, generate};
use rollcall_spec::{Keyword, Link};

const DOCUMENT: &str = r"openapi: 3.1.0
info: {title: Corrected, version: '1'}
servers: [{url: https://corrected.example}]
security: [{}]
paths:
  /a:
    get:
      operationId: a
      parameters:
        - {name: q, in: query, schema: {type: string}}
        - {name: r, in: query, schema: {type: string}}
      responses: {'200': {description: ok}}
";

fn run(overlay: Option<&str>, requirements: Option<&str>) -> Result<Output, String> {
    let input = Input {
        id: "corrected".into(),
        document: Source::new("openapi.yaml", DOCUMENT),
        overlay: overlay.map(|text| Source::new("overlay.yaml", text)),
        requirements: requirements.map(|text| Source::new("requirements.yaml", text).into()),
    };
    generate(&input).map_err(|failure| match failure {
        Failure::Broken(diagnostics) => diagnostics.to_string(),
        Failure::NotRust(_) => panic!("{failure}"),
    })
}

fn correction(body: &str) -> String {
    format!("corrections:\n  - id: C-1\n    why: w\n    evidence: e\n{body}")
}

#[test]
fn corrections_apply_in_order_and_digest_both_texts() {
    let plain = run(None, None).expect("lawful");
    let overlay = "corrections:
  - {id: C-1, at: /paths/~1a/get/parameters/0/schema/format, was_absent: true, now: uuid, why: w, evidence: e}
  - {id: C-2, at: /paths/~1a/get/parameters/1, was: {name: r, in: query, schema: {type: string}}, now_absent: true, why: w, evidence: e}
  - {id: C-3, at: /paths/~1a/get/parameters/0/schema/format, was: uuid, now: uri, why: w, evidence: e}
";
    let output = run(Some(overlay), None).expect("lawful");
    let parameters = &output.api.routes[0].parameters;
    assert_eq!(parameters.len(), 1);
    assert_eq!(parameters[0].schema.json, r#"{"type":"string","format":"uri"}"#);
    assert_ne!(plain.api.digest, output.api.digest);
}

#[test]
fn what_an_overlay_corrects_is_a_defect_of_the_document_at_its_own_place() {
    let overlay = correction(
        "    at: /paths/~1a/get/parameters/0/schema/format\n    was_absent: true\n    now: uuid\n",
    );
    let output = run(Some(&overlay), None).expect("lawful");
    let found = output.api.findings.iter().find(|one| one.rule == "corrected-by-overlay");
    let found = found.expect("a finding");
    assert_eq!((found.line, found.message.as_ref()), (10, "w"));
    assert!(found.help.contains("`C-1`") && found.help.contains('e'), "{}", found.help);
    assert!(run(None, None).expect("lawful").api.findings.is_empty());
}

#[test]
fn a_correction_that_does_not_fit_is_told_at_its_own_place() {
    for (body, rule, place) in [
        ("    at: /info/title\n    was: Other\n    now: X\n", "overlay-stale", "overlay.yaml:5:9"),
        ("    at: /info/none\n    was: Other\n    now: X\n", "overlay-stale", "overlay.yaml:5:9"),
        (
            "    at: /info/title\n    was_absent: true\n    now: X\n",
            "overlay-stale",
            "overlay.yaml:5:9",
        ),
        (
            "    at: /no/where\n    was_absent: true\n    now: X\n",
            "overlay-stale",
            "overlay.yaml:5:9",
        ),
        ("    at: /info/title\n    now: X\n", "overlay-shape", "overlay.yaml:2:5"),
        (
            "    at: /info/title\n    was: Corrected\n    now: X\n    now_absent: true\n",
            "overlay-shape",
            "overlay.yaml:2:5",
        ),
        (
            "    at: /info/title\n    wass: Corrected\n    now: X\n",
            "overlay-shape",
            "overlay.yaml:6:5",
        ),
        (
            "    at: /openapi\n    was: 3.1.0\n    now: 2.0.0\n",
            "openapi-version",
            "overlay.yaml:7:10",
        ),
        (
            "    at: /info/title\n    was: Corrected\n    now: [1]\n",
            "wrong-type",
            "overlay.yaml:7:10",
        ),
    ] {
        let said = run(Some(&correction(body)), None).expect_err(body);
        assert!(said.contains(&format!("error[{rule}]")) && said.contains(place), "{body}{said}");
    }
    let said = run(Some("correctionss: []\n"), None).expect_err("no list");
    assert!(said.contains("error[overlay-shape]") && said.contains("overlay.yaml:1:1"), "{said}");
}

#[test]
fn requirements_become_a_sorted_list() {
    let requirements = "requirements:
  - {id: R-2, keyword: SHOULD, text: two, source: {kind: rfc, at: RFC 9110 15.5.6}, excluded: nobody can tell}
  - {id: R-1, keyword: MUST, text: one, source: {kind: document, at: /paths/~1a/get}, check: [valid-succeeds, json-strict]}
";
    let output = run(None, Some(requirements)).expect("lawful");
    let (_, text) =
        output.files.iter().find(|(path, _)| *path == "requirements.rs").expect("emitted");
    let list = text.split("pub const ALL").nth(1).expect("the list");
    assert!(list.contains("[R_1, R_2]") || list.find("R_1") < list.find("R_2"), "{list}");
    assert!(text.contains("pub const R_1: &rollcall_spec::Requirement"), "{text}");
    assert_eq!(
        (Keyword::Must.to_string(), Link::Excluded("x".into())),
        ("MUST".into(), Link::Excluded("x".into()))
    );
}

#[test]
fn a_requirement_that_does_not_hold_together_is_told_at_its_place() {
    let entry = |rest: &str| format!("requirements:\n  - id: R-1\n    text: t\n{rest}");
    let source = "    source: {kind: rfc, at: RFC 9110}\n";
    for (rest, rule, place) in [
        (
            format!("    keyword: MAY\n{source}    check: [x]\n"),
            "requirements-shape",
            "requirements.yaml:4:14",
        ),
        (format!("    keyword: MUST\n{source}"), "requirement-unlinked", "requirements.yaml:2:5"),
        (
            format!("    keyword: MUST\n{source}    check: []\n"),
            "requirement-unlinked",
            "requirements.yaml:6:12",
        ),
        (
            format!("    keyword: MUST\n{source}    check: [x]\n    excluded: y\n"),
            "requirement-unlinked",
            "requirements.yaml:2:5",
        ),
        (
            "    keyword: MUST\n    source: {kind: document, at: /paths/~1b}\n    check: [x]\n"
                .into(),
            "requirements-shape",
            "requirements.yaml:5:34",
        ),
        (
            "    keyword: MUST\n    source: {kind: hearsay, at: x}\n    check: [x]\n".into(),
            "requirements-shape",
            "requirements.yaml:5:13",
        ),
        (
            format!("    keyword: MUST\n{source}    cheque: [x]\n"),
            "requirements-shape",
            "requirements.yaml:6:5",
        ),
        (
            format!(
                "    keyword: MUST\n{source}    check: [x]\n  - {{id: R-1, keyword: MUST, text: t, source: {{kind: rfc, at: x}}, check: [x]}}\n"
            ),
            "requirement-id-taken",
            "requirements.yaml:7:10",
        ),
    ] {
        let said = run(None, Some(&entry(&rest))).expect_err(&rest);
        assert!(said.contains(&format!("error[{rule}]")) && said.contains(place), "{rest}{said}");
    }
}
