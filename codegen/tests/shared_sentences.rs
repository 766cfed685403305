//! Sentences that several apis share stand in one list; an api includes it whole, and takes over what it knows by another id or
//! judges in another way.

use rollcall_codegen::{Input, Sentences, Source, generate};

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Shared, version: '1'}
servers: [{url: https://shared.example}]
security: [{}]
paths: {/a: {get: {operationId: a, responses: {'204': {description: done}}}}}
";
const SHARED: &str = "requirements:
  - {id: RFC-1, keyword: MUST, text: The first of all., source: {kind: rfc, at: RFC 9110 1}, check: [one]}
  - {id: RFC-2, keyword: SHOULD, text: The second of all., source: {kind: rfc, at: RFC 9110 2}, check: [two]}
";

/// The emitted sentences, or what was said instead.
fn run(own: &str, shared: &str) -> Result<String, String> {
    let input = Input {
        id: "shared".into(),
        document: Source::new("openapi.yaml", DOCUMENT),
        overlay: None,
        requirements: Some(Sentences {
            own: Source::new("own.yaml", own),
            shared: [("rfc".to_owned(), Source::new("shared.yaml", shared))].into(),
        }),
    };
    let output = generate(&input).map_err(|failure| failure.to_string())?;
    let file = output.files.iter().find(|(path, _)| *path == "requirements.rs");
    Ok(file.map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" ")).expect("a file"))
}

/// The emitted constant of an id.
fn sentence<'a>(text: &'a str, id: &str) -> &'a str {
    let begin = format!("pub const {}:", id.replace('-', "_"));
    let rest = text.split_once(&begin).map(|(_, rest)| rest).unwrap_or_default();
    rest.split_once("pub const").map_or(rest, |(one, _)| one)
}

#[test]
fn what_is_included_is_the_apis_own_as_it_stands() {
    let text = run("include: [rfc]\nrequirements: []\n", SHARED).expect("lawful");
    assert!(sentence(&text, "RFC-1").contains("The first of all."), "{text}");
    assert!(sentence(&text, "RFC-2").contains("Keyword::Should"), "{text}");
    assert!(text.ends_with("= &[RFC_1, RFC_2];"), "{text}");
    let none = run("requirements: []\n", SHARED).expect("lawful");
    assert!(!none.contains("RFC_1"), "nothing is included that is not asked for: {none}");
}

#[test]
fn a_sentence_that_is_taken_over_has_its_own_id_and_link() {
    let own = "include: [rfc]
requirements:
  - {id: MY-7, same: RFC-1}
  - {id: MY-8, same: RFC-2, excluded: nobody can tell}
";
    let text = run(own, SHARED).expect("lawful");
    let first = sentence(&text, "MY-7");
    assert!(first.contains("The first of all.") && first.contains("\"one\""), "{first}");
    let second = sentence(&text, "MY-8");
    assert!(second.contains("Excluded") && second.contains("nobody can tell"), "{second}");
    assert!(second.contains("Keyword::Should") && !second.contains("\"two\""), "{second}");
    assert!(text.ends_with("= &[MY_7, MY_8];"), "it is there once: {text}");
}

#[test]
fn what_does_not_hold_together_is_told_at_its_place() {
    let own = |entries: &str| format!("include: [rfc]\nrequirements:\n{entries}");
    let mine = "{id: RFC-1, keyword: MUST, text: t, source: {kind: rfc, at: x}, check: [x]}";
    for (own, rule, place) in [
        (own("  - {id: A, same: RFC-9}\n"), "requirement-unknown", "own.yaml:3:19"),
        (
            own("  - {id: A, same: RFC-1}\n  - {id: B, same: RFC-1}\n"),
            "requirement-unknown",
            "own.yaml:4:19",
        ),
        (own("  - {id: A, same: RFC-1, text: t}\n"), "requirements-shape", "own.yaml:3:26"),
        (own("  - {id: A, same: RFC-1, check: []}\n"), "requirement-unlinked", "own.yaml:3:33"),
        (own(&format!("  - {mine}\n")), "requirement-id-taken", "own.yaml:3:10"),
        ("requirements: [{id: A, same: RFC-1}]\n".into(), "requirement-unknown", "own.yaml:1:30"),
        ("include: [rcf]\nrequirements: []\n".into(), "requirements-shape", "own.yaml:1:11"),
        ("include: rfc\nrequirements: []\n".into(), "requirements-shape", "own.yaml:1:10"),
        ("includes: [rfc]\nrequirements: []\n".into(), "requirements-shape", "own.yaml:1:1"),
    ] {
        let said = run(&own, SHARED).expect_err(&own);
        assert!(said.contains(&format!("error[{rule}]")) && said.contains(place), "{own}{said}");
    }
}

#[test]
fn a_fault_of_the_shared_list_is_told_there() {
    for (shared, place) in [
        ("requirements:\n  - {id: RFC-1, same: RFC-2}\n", "shared.yaml:2:17"),
        ("requirements:\n  - {id: RFC-1}\n", "shared.yaml:2:5"),
        ("include: [rfc]\nrequirements: []\n", "shared.yaml:1:1"),
    ] {
        let said = run("include: [rfc]\nrequirements: []\n", shared).expect_err(shared);
        assert!(said.contains("error[requirements-shape]") && said.contains(place), "{said}");
    }
}
