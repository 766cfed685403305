//! What every format keeps to.

use super::{github, har, json, junit, markdown, sample, sarif, terminal};
use crate::record::Summary;

type Render = fn(&Summary) -> String;

/// The formats whose text is shown as it stands, by a program that may have commands of its own.
const SHOWN: [(&str, Render); 4] = [
    ("terminal", |own| anstream::adapter::strip_str(&terminal::render(own)).to_string()),
    ("markdown", markdown::render),
    ("github", github::render),
    ("junit", junit::render),
];

#[test]
fn texts_are_as_they_were() {
    for (name, render) in SHOWN {
        insta::assert_snapshot!(format!("{name}_lawful"), render(&sample::lawful()));
        insta::assert_snapshot!(format!("{name}_hostile"), render(&sample::hostile()));
    }
    for (name, render) in [("sarif", sarif::render as Render), ("har", har::render)] {
        insta::assert_snapshot!(format!("{name}_hostile"), render(&sample::hostile()));
    }
}

#[test]
fn nothing_that_a_server_says_does_anything_to_who_reads_it() {
    for (name, render) in SHOWN {
        let text = render(&sample::hostile());
        for letter in ['\0', '\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{2028}', '\u{fffe}'] {
            assert!(!text.contains(letter), "{name} holds {letter:?}");
        }
        assert!(text.contains("202e"), "{name} does not show it either");
    }
}

#[test]
fn no_command_of_a_server_reaches_github() {
    let text = github::render(&sample::hostile());
    for line in text.lines() {
        let known = ["::error ", "::warning ", "::notice "];
        assert!(known.iter().any(|start| line.starts_with(start)), "{line}");
        // The first `::` behind the properties ends them, so that none may stand in them.
        assert_eq!(line.splitn(3, "::").count(), 3, "{line}");
    }
    assert!(text.contains("%0A"), "{text}");
}

#[test]
fn json_formats_are_json_that_keeps_what_was_said() {
    let summary = sample::hostile();
    for (name, text) in [
        ("json", json::render(&summary)),
        ("sarif", sarif::render(&summary)),
        ("har", har::render(&summary)),
    ] {
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut all = vec![&value];
        let mut held = false;
        while let Some(value) = all.pop() {
            match value {
                serde_json::Value::Array(values) => all.extend(values),
                serde_json::Value::Object(members) => all.extend(members.values()),
                serde_json::Value::String(text) => held |= text == sample::HOSTILE,
                _ => {}
            }
        }
        assert!(held, "{name}");
    }
}
