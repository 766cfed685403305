//! Every broken document gives its diagnostics, never files and never a panic: input beside expected text.
//!
//! `ROLLCALL_BLESS=1` writes what is said over what is expected.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rollcall_codegen::{Diagnostics, Failure, Input, Severity, Source, generate, read_api};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn input(name: &str, text: &str) -> Input {
    Input {
        id: "broken".into(),
        document: Source::new(name, text),
        overlay: None,
        requirements: None,
    }
}

fn broken(input: &Input) -> Diagnostics {
    match generate(input) {
        Err(Failure::Broken(diagnostics)) => diagnostics,
        Err(failure @ Failure::NotRust(_)) => panic!("{failure}"),
        Ok(_) => panic!("{} is generated from", input.document.name),
    }
}

#[test]
fn every_broken_document_says_where_what_why_and_how_to_mend_it() {
    let bless = std::env::var_os("ROLLCALL_BLESS").is_some();
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(tests().join("broken")).expect("the folder of broken documents") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            continue;
        }
        count += 1;
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let diagnostics = broken(&input(&name, &fs::read_to_string(&path).expect("UTF-8")));
        let errors = diagnostics.iter().filter(|one| one.severity == Severity::Error);
        for error in errors {
            assert!(!error.help.is_empty() && !error.why.is_empty(), "{name}: {error}");
            assert!(error.at.line >= 1 && error.at.column >= 1, "{name}: {error}");
        }
        let said = format!("{diagnostics}\n");
        let expected = path.with_extension("txt");
        if bless {
            fs::write(&expected, &said).expect("written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{name}:\n{said}"));
        }
    }
    assert!(count >= 20, "broken documents are missing");
    assert!(
        wrong.is_empty(),
        "{}\nhelp: ROLLCALL_BLESS=1 cargo test -p rollcall-codegen --test broken",
        wrong.join("\n")
    );
}

#[test]
fn twenty_megabytes_of_nesting_are_refused_at_once() {
    const SIZE: usize = 20 * 1024 * 1024;
    for (name, piece) in [
        ("lists.yaml", "["),
        ("maps.yaml", "{a: "),
        ("blocks.yaml", "- "),
        ("questions.yaml", "? "),
        ("lines.yaml", "[\n"),
        ("lists.json", "["),
        ("maps.json", "{\"a\":"),
    ] {
        let text = piece.repeat(SIZE / piece.len());
        let start = Instant::now();
        let diagnostics = broken(&input(name, &text));
        assert_eq!(diagnostics.len(), 1, "{name}");
        let first = diagnostics.iter().next().expect("one");
        assert!(
            ["nested-too-deeply", "not-yaml", "key-not-text"].contains(&first.rule),
            "{name}: {}",
            first.rule
        );
        assert!(first.to_string().len() < 2_000, "{name} quotes too much of the text");
        assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn a_deep_document_is_read_as_long_as_it_is_not_too_deep() {
    let schema = |depth: usize| {
        let mut text = String::from("{type: string}");
        for _ in 0..depth {
            text = format!("{{type: array, items: {text}}}");
        }
        format!(
            "openapi: 3.1.0\ninfo: {{title: Deep, version: '1'}}\nservers: [{{url: 'https://a.example'}}]\npaths: {{}}\ncomponents: {{schemas: {{A: {text}}}}}\n"
        )
    };
    assert!(read_api(&Source::new("deep.yaml", schema(120)), None).is_ok());
    let refused = read_api(&Source::new("deep.yaml", schema(400)), None).expect_err("too deep");
    assert_eq!(refused.iter().next().map(|one| one.rule), Some("nested-too-deeply"));
}

#[test]
fn a_long_chain_of_references_ends() {
    let mut text = String::from(
        "openapi: 3.1.0\ninfo: {title: Chain, version: '1'}\nservers: [{url: 'https://a.example'}]\npaths: {}\ncomponents:\n  schemas:\n    S0: {type: string}\n",
    );
    for index in 1..3000 {
        let prior = index - 1;
        writeln!(text, "    S{index}: {{$ref: '#/components/schemas/S{prior}'}}").expect("text");
    }
    assert!(generate(&input("chain.yaml", &text)).is_ok());
}
