//! Every document under `golden/` gives the files beside it, the report beside it, and, generated twice, the same.
//!
//! `ROLLCALL_BLESS=1` writes what is generated over what is expected.

use std::fs;
use std::path::{Path, PathBuf};

use rollcall_codegen::{Input, Output, Sentences, Source, generate, read_api};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn documents() -> Vec<(String, PathBuf)> {
    let mut documents: Vec<(String, PathBuf)> = fs::read_dir(golden())
        .expect("the folder of golden documents")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    documents.sort();
    assert!(documents.len() >= 7, "golden documents are missing");
    documents
}

fn input(name: &str, folder: &Path) -> Input {
    let source = |file: &str| {
        let path = folder.join(file);
        path.is_file().then(|| Source::new(file, fs::read_to_string(&path).expect("UTF-8")))
    };
    Input {
        id: name.to_owned(),
        document: source("input.yaml").expect("an input"),
        overlay: source("overlay.yaml"),
        requirements: source("requirements.yaml").map(|own| Sentences {
            own,
            shared: source("shared.yaml")
                .map(|list| ("shared".to_owned(), list))
                .into_iter()
                .collect(),
        }),
    }
}

/// What a person reads of a document that is generated from: findings, warnings, loss.
fn report(output: &Output) -> String {
    format!("{}\n\n{}", output.report.diagnostics, output.report.loss.to_text())
}

#[test]
fn every_document_gives_what_stands_beside_it() {
    let bless = std::env::var_os("ROLLCALL_BLESS").is_some();
    let mut wrong = Vec::new();
    for (name, folder) in documents() {
        let input = input(&name, &folder);
        let output = generate(&input).unwrap_or_else(|failure| panic!("{name}:\n{failure}"));
        let again = generate(&input).expect("as before");
        assert_eq!(output.files, again.files, "{name} comes out differently the second time");
        let expected = folder.join("expected");
        let report_file = folder.join("report.txt");
        if bless {
            output.files.write(&expected).expect("written");
            fs::write(&report_file, report(&output)).expect("written");
        }
        wrong.extend(
            output
                .files
                .compare(&expected)
                .expect("read")
                .into_iter()
                .map(|(path, drift)| format!("{name}/expected/{path} is {drift}")),
        );
        if fs::read_to_string(&report_file).unwrap_or_default() != report(&output) {
            wrong.push(format!("{name}/report.txt differs:\n{}", report(&output)));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nhelp: ROLLCALL_BLESS=1 cargo test -p rollcall-codegen --test golden",
        wrong.join("\n")
    );
}

#[test]
fn the_table_at_run_time_is_the_table_that_is_emitted() {
    for (name, folder) in documents() {
        let input = input(&name, &folder);
        let output = generate(&input).expect("golden");
        let (mut api, report) = read_api(&input.document, input.overlay.as_ref()).expect("golden");
        api.id = name.into();
        assert_eq!(api, output.api);
        assert_eq!(report.loss, output.report.loss);
    }
}

#[test]
fn every_golden_document_is_compiled() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let compiled: String = ["golden_compiles.rs", "golden_alternatives.rs"]
        .iter()
        .map(|file| fs::read_to_string(tests.join(file)).expect("a test that compiles them"))
        .collect();
    for (name, _) in documents() {
        let line = format!("#[path = \"golden/{name}/expected/mod.rs\"]");
        assert!(compiled.contains(&line), "no test has `{line}`");
    }
}
