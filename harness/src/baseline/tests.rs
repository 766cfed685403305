//! Baselines are read with the line of what is wrong in them.

use super::read::{File, read};
use crate::record::baseline::Kind;

const GOOD: &str = r#"
version = 1
api = "signalwire"

# The second team is at it.
[[known-flaky]]
check = "late-as-quick"
operation = "list_all_participants"
reason = "the database is small"
owner = "team two"
expires = 2027-01-31

[[known-failing]]
check = "delete-is-final"
operation = "delete_participant"
reason = "ticket 7"
owner = "team one"
expires = 2026-12-24
"#;

fn of(text: &str) -> Result<File, String> {
    read("known.toml", text, "signalwire").map_err(|error| error.to_string())
}

/// What is said of the good text with something in it replaced.
fn with(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    of(&GOOD.replacen(from, to, 1)).unwrap_err()
}

#[test]
fn entries_have_their_kind_their_line_and_their_last_day() {
    let file = of(GOOD).unwrap();
    let told: Vec<_> = file
        .entries
        .iter()
        .map(|own| (own.known.line, own.known.kind, own.check.as_str(), own.expires.to_string()))
        .collect();
    assert_eq!(
        told,
        [
            (7, Kind::Flaky, "late-as-quick", "2027-01-31".to_owned()),
            (14, Kind::Failing, "delete-is-final", "2026-12-24".to_owned()),
        ]
    );
    assert_eq!(of("version = 1\napi = \"signalwire\"\n").unwrap().entries, []);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    for (from, to, line, words) in [
        ("version = 1", "version = 2", 2, "version 2, not 1"),
        ("version = 1\n", "", 1, "missing field `version`"),
        ("\"signalwire\"", "\"twilio\"", 3, "it is about `twilio`, and the run about `signalwire`"),
        ("ticket 7", "  ", 16, "`reason` says nothing"),
        ("team two", "", 10, "`owner` says nothing"),
        ("2026-12-24", "2026-12-24T10:00:00Z", 18, "`expires` is no date"),
        ("2026-12-24", "\"soon\"", 18, ""),
        ("2026-12-24", "2026-02-30", 18, ""),
        ("owner = \"team one\"\n", "", 13, "missing field `owner`"),
        ("owner = \"team one\"", "ownr = \"team one\"", 17, "unknown field `ownr`"),
        ("known-failing", "known", 13, "unknown field `known`"),
        ("[[known-flaky]]", "[[known-flaky]", 6, ""),
    ] {
        let told = with(from, to);
        assert!(told.contains(&format!("known.toml` is wrong at line {line}: {words}")), "{told}");
    }
}

#[test]
fn a_failure_has_one_entry() {
    let again = "[[known-flaky]]\ncheck = \"delete-is-final\"\noperation = \"delete_participant\"\nreason = \"a\"\nowner = \"b\"\nexpires = 2027-01-31\n";
    let told = of(&format!("{GOOD}\n{again}")).unwrap_err();
    assert!(told.contains("line 21: a second entry for `delete-is-final`"), "{told}");
}
