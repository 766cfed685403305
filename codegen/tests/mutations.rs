//! Whatever becomes of a document's text, it is read or refused with diagnostics, never with a panic.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rollcall_codegen::{Failure, Input, Source, generate};

fn documents() -> Vec<String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let names =
        ["names", "nullable_3_1", "responses", "forms", "composition", "alternatives", "events"];
    names
        .iter()
        .map(|name| tests.join("golden").join(name).join("input.yaml"))
        .chain([tests.join("fixtures/signalwire-delete-participant.yaml")])
        .map(|path| fs::read_to_string(path).expect("a document"))
        .collect()
}

/// A change of a text.
#[derive(Debug, Clone)]
enum Mutation {
    Truncate(prop::sample::Index),
    Replace(prop::sample::Index, &'static str),
    DropLine(prop::sample::Index),
    RepeatLine(prop::sample::Index),
    SwapWords(prop::sample::Index, prop::sample::Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let texts = [
        "",
        " ",
        "\n",
        "\t",
        ":",
        "{",
        "}",
        "[",
        "]",
        "'",
        "\"",
        "#",
        "&a",
        "*a",
        "- ",
        "? ",
        "!!str",
        "null",
        "3.0.3",
        "0x",
        "\u{0}",
        "😀",
        "$ref: '#/components/schemas/A'",
        "allOf:",
        "nullable: true",
        "type:",
        "%20",
        "~1",
        "enum: []",
        "oneOf:",
        "discriminator: {propertyName: kind}",
        "mapping: {a: A}",
        "const: 1",
        "-9223372036854775809",
    ];
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Mutation::Truncate),
        (any::<prop::sample::Index>(), prop::sample::select(texts.to_vec()))
            .prop_map(|(at, text)| Mutation::Replace(at, text)),
        any::<prop::sample::Index>().prop_map(Mutation::DropLine),
        any::<prop::sample::Index>().prop_map(Mutation::RepeatLine),
        (any::<prop::sample::Index>(), any::<prop::sample::Index>())
            .prop_map(|(a, b)| Mutation::SwapWords(a, b)),
    ]
}

fn mutate(text: &str, mutation: &Mutation) -> String {
    let lines: Vec<&str> = text.lines().collect();
    match mutation {
        _ if text.is_empty() || lines.is_empty() => text.to_owned(),
        Mutation::Truncate(at) => text.chars().take(at.index(text.len())).collect(),
        Mutation::Replace(at, with) => {
            let at = text.floor_char_boundary(at.index(text.len()));
            let rest = text[at..].chars().next().map_or(at, |letter| at + letter.len_utf8());
            format!("{}{with}{}", &text[..at], &text[rest..])
        }
        Mutation::DropLine(at) => {
            let at = at.index(lines.len());
            [&lines[..at], &lines[at + 1..]].concat().join("\n")
        }
        Mutation::RepeatLine(at) => {
            let at = at.index(lines.len());
            [&lines[..=at], &lines[at..]].concat().join("\n")
        }
        Mutation::SwapWords(a, b) => {
            let mut words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
            let (a, b) = (a.index(words.len()), b.index(words.len()));
            words.swap(a, b);
            words.concat()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutilated_document_is_read_or_refused(
        document in any::<prop::sample::Index>(),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        let documents = documents();
        let mut text = document.get(&documents).clone();
        for mutation in &mutations {
            text = mutate(&text, mutation);
        }
        let input = Input { id: "m".into(), document: Source::new("m.yaml", text), overlay: None, requirements: None };
        match generate(&input) {
            Ok(_) => {}
            Err(Failure::Broken(diagnostics)) => prop_assert!(diagnostics.has_errors()),
            Err(failure @ Failure::NotRust(_)) => prop_assert!(false, "{failure}"),
        }
    }

    #[test]
    fn any_bytes_as_json_are_read_or_refused(text in r#"[\[\]{}:,"\\ua0-9 .eE\-\n]{0,60}"#) {
        let input = Input { id: "m".into(), document: Source::new("m.json", text), overlay: None, requirements: None };
        prop_assert!(generate(&input).is_err());
    }
}
