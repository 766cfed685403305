//! The vendor's published one-operation document is real input: it is read, each of its defects is named at its place, and code
//! comes out all the same.

use std::fs;
use std::path::Path;

use rollcall_codegen::{Input, Output, Severity, Source, generate, read_api};

const NAME: &str = "signalwire-delete-participant.yaml";

fn published() -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(NAME);
    Source::new(NAME, fs::read_to_string(path).expect("the fixture"))
}

fn generated(overlay: Option<&str>) -> Output {
    let overlay = overlay.map(|text| Source::new("overlay.yaml", text));
    generate(&Input { id: "published".into(), document: published(), overlay, requirements: None })
        .unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn every_defect_is_a_finding_at_its_line_and_column() {
    let output = generated(None);
    let text = published().text;
    let lines: Vec<&str> = text.lines().collect();
    let found: Vec<(&str, &str)> = output
        .report
        .diagnostics
        .iter()
        .map(|one| {
            assert_eq!(one.severity, Severity::Finding, "{one}");
            let line = lines[one.at.line as usize - 1];
            (one.rule, line.get(one.at.column as usize - 1..).unwrap_or_default().trim_end())
        })
        .collect();
    let component = "Conference Participants_delete_participant_Response_204:";
    for expected in [
        ("operation-without-security", "delete:"),
        ("authorization-as-parameter", "name: Authorization"),
        ("body-under-no-content", "content:"),
        ("server-placeholder", "https://YOUR_SPACE.signalwire.com/api/laml/2010-04-01"),
        ("component-name-illegal", component),
        ("security-scheme-unused", "SignalWireBasicAuth:"),
    ] {
        assert!(found.contains(&expected), "{expected:?} is not among {found:#?}");
    }
    assert_eq!(found.len(), 6, "{found:#?}");
    assert_eq!(output.api.findings.len(), 6, "the table carries them");
}

#[test]
fn code_comes_out_all_the_same() {
    let output = generated(None);
    let file = |name: &str| {
        output
            .files
            .iter()
            .find(|(path, _)| *path == name)
            .map(|(_, text)| text.to_owned())
            .expect(name)
    };
    let route = output.api.route("delete-participant").expect("the operation");
    let names: Vec<&str> = route.parameters.iter().map(|one| one.name.as_ref()).collect();
    assert_eq!(
        names,
        ["AccountSid", "ConferenceSid", "CallSid"],
        "`Authorization` is no parameter"
    );
    assert!(route.response(204).expect("documented").content.is_empty(), "a 204 never has content");
    assert_eq!(route.response(422).expect("documented").content.len(), 1);
    assert!(file("operations.rs").contains("pub struct DeleteParticipant {"));
    assert!(file("responses.rs").contains("    NoContent,\n"));
}

#[test]
fn a_repaired_defect_is_still_reported_and_names_its_correction() {
    let overlay = r"
corrections:
  - id: PUB-01
    at: /security
    was_absent: true
    now: [{SignalWireBasicAuth: []}]
    why: Nothing demands the scheme that is declared.
    evidence: The vendor's pages.
  - id: PUB-02
    at: /paths/~1Accounts~1{AccountSid}~1Conferences~1{ConferenceSid}~1Participants~1{CallSid}/delete/parameters/3
    was:
      name: Authorization
      in: header
      description: >-
        PLACEHOLDER
      required: true
      schema: {type: string}
    now_absent: true
    why: It is no parameter.
    evidence: OpenAPI 3.1.0, 4.8.12.2.
";
    let stale = generate(&Input {
        id: "published".into(),
        document: published(),
        overlay: Some(Source::new("overlay.yaml", overlay)),
        requirements: None,
    });
    let stale = stale.expect_err("the second correction is of another text").to_string();
    assert!(
        stale.contains("error[overlay-stale]") && stale.contains("overlay.yaml:10:9"),
        "{stale}"
    );

    let placeholder = "
corrections:
  - id: PUB-03
    at: /servers/0
    was: {url: 'https://YOUR_SPACE.signalwire.com/api/laml/2010-04-01'}
    now: {url: 'https://{space}.signalwire.com/api/laml/2010-04-01', variables: {space: {default: example}}}
    why: The host is a placeholder.
    evidence: The vendor's pages.
";
    let output = generated(Some(placeholder));
    let finding = output.api.findings.iter().find(|one| one.rule == "server-placeholder");
    assert_eq!(finding.expect("still reported").help, "the overlay corrects it by `PUB-03`");

    let first = overlay.split("  - id: PUB-02").next().expect("the first correction");
    let output = generated(Some(first));
    let help = |rule: &str| {
        let found =
            output.api.findings.iter().find(|one| one.rule == rule).expect("still reported");
        found.help.to_string()
    };
    assert_eq!(help("security-scheme-unused"), "the overlay corrects it");
    assert_eq!(
        help("authorization-as-parameter"),
        "declare a security scheme and name it under `security`"
    );
    assert_eq!(output.api.routes[0].security.len(), 1, "the correction reaches the table");
}

#[test]
fn the_table_at_run_time_is_the_table_that_is_emitted() {
    let (api, _) = read_api(&published(), None).expect("read");
    let output = generated(None);
    assert_eq!(api.id, "signalwire-delete-participant");
    assert_eq!(
        (api.routes, api.findings, api.digest),
        (output.api.routes, output.api.findings, output.api.digest)
    );
}
