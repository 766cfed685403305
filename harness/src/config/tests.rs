//! The reader and the schema say the same of a file.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/config.schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn names(of: &Value) -> BTreeSet<String> {
    of["properties"].as_object().unwrap().keys().cloned().collect()
}

/// TOML has no null: what need not be there is left out. A description is one line.
fn plain(own: &mut Value) {
    let own = own.as_object_mut().unwrap();
    if own.get("default") == Some(&Value::Null) {
        own.shift_remove("default");
    }
    if let Some(Value::Array(types)) = own.get("type") {
        own["type"] = types[0].clone();
    }
    if let Some(Value::Array(any)) = own.shift_remove("anyOf") {
        own.extend(any[0].as_object().unwrap().clone());
    }
    let description = own["description"].as_str().unwrap().replace('\n', " ");
    own["description"] = Value::from(description);
}

#[track_caller]
fn wrong(text: &str) -> String {
    File::parse("rollcall.toml", text).unwrap_err().to_string()
}

#[test]
fn the_schema_is_what_the_reader_is() {
    let mut derived = serde_json::to_value(schemars::schema_for!(File)).unwrap();
    derived["title"] = Value::from("rollcall.toml");
    let description = derived["description"].as_str().unwrap().replace('\n', " ");
    derived["description"] = Value::from(description);
    for of in ["/properties", "/$defs/Named/properties"] {
        for own in derived.pointer_mut(of).unwrap().as_object_mut().unwrap().values_mut() {
            plain(own);
        }
    }
    let derived = serde_json::to_string_pretty(&derived).unwrap() + "\n";
    if std::env::var_os("ROLLCALL_BLESS").is_some() {
        std::fs::write(PATH, derived).unwrap();
        return;
    }
    assert_eq!(derived, SCHEMA, "bless it: ROLLCALL_BLESS=1 cargo test -p rollcall --lib config");
}

#[test]
fn every_setting_has_a_description() {
    let schema = schema();
    for of in [&schema, &schema["$defs"]["Named"]] {
        assert_eq!(of["additionalProperties"], false);
        for name in names(of) {
            let own = &of["properties"][&name];
            assert!(own["description"].as_str().is_some_and(|own| own.len() > 10), "{name}");
        }
    }
}

#[test]
fn what_a_target_may_have_the_top_level_may_have_too() {
    let schema = schema();
    let (top, own) = (names(&schema), names(&schema["$defs"]["Named"]));
    let alone: Vec<&String> = own.difference(&top).collect();
    assert_eq!(alone, ["url"], "what else a target has would have nothing below it");
    // Every one of them wins over the top level: `precedence` among the tests of users shows it value by value.
}

/// Files, and whether they are right.
const FILES: &[(bool, &str)] = &[
    (true, ""),
    (true, "target = \"https://a.example/x\"\nrate = 5\ncases = 0\nonly = [\"delete_*\"]"),
    (true, "target = \"staging\"\n[targets.staging]\nurl = \"http://a.example\"\nread-only = true"),
    (true, "timeout = \"1h 30m\"\nnotification-limit = \"500ms\"\nmax-time = \"1.5 hours\""),
    (
        true,
        "[targets.\"eu.west-1\"]\nurl = \"https://a.example\"\npassword-env = \"PW\"\nmax-changes = 0",
    ),
    (
        true,
        "password-file = \"a\"\n[targets.x]\nurl = \"https://a.example\"\npassword-env = \"PW\"",
    ),
    (
        true,
        "carrier = \"websocket\"\nconcurrency = 1\nrate = 0.5\nproduction = false\nstrict = true",
    ),
    (false, "concurency = 4"),
    (false, "password = \"never\""),
    (false, "seed = -1"),
    (false, "seed = \"one\""),
    (false, "rate = 0"),
    (false, "rate = -2.5"),
    (false, "concurrency = 0"),
    (false, "timeout = \"5\""),
    (false, "timeout = \"0s\""),
    (false, "timeout = \"-5s\""),
    (false, "timeout = 5"),
    (false, "carrier = \"pigeon\""),
    (false, "only = \"delete_*\""),
    (false, "strict = 1"),
    (false, "password-file = \"a\"\npassword-env = \"B\""),
    (false, "[targets.x]"),
    (false, "[targets.x]\nurl = \"a.example\""),
    (false, "[targets.x]\nurl = \"https://\""),
    (false, "[targets.x]\nurl = \"https://a.example\"\nseed = 1"),
    (false, "[targets.x]\nurl = \"https://a.example\"\nrate = 0"),
    (
        false,
        "[targets.x]\nurl = \"https://a.example\"\npassword-file = \"a\"\npassword-env = \"B\"",
    ),
    (false, "[targets.\"a b\"]\nurl = \"https://a.example\""),
    (false, "[targets.\"\"]\nurl = \"https://a.example\""),
    (false, "targets = []"),
];

#[test]
fn the_schema_judges_as_the_reader_does() {
    assert!(jsonschema::meta::is_valid(&schema()));
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for (right, text) in FILES {
        let read = File::parse("rollcall.toml", text);
        assert_eq!(read.is_ok(), *right, "{text}\n{read:?}");
        let value: Value = toml::from_str(text).unwrap();
        assert_eq!(validator.is_valid(&value), *right, "{text}");
    }
}

#[test]
fn a_typing_error_is_told_by_its_place_with_what_was_meant() {
    for (text, words) in [
        ("seed = 1\nconcurency = 4\n", &["line 2, column 1", "did you mean `concurrency`?"][..]),
        ("seed = \n", &["line 1"]),
        (
            "[targets.s]\nurl = \"http://a\"\n usrname = \"me\"\n",
            &["line 3, column 2", "`username`?", "there may stand url,"],
        ),
        ("carrier = \"websockt\"", &["line 1, column 11", "`websocket`?"]),
        (
            "[targets.s]\nurl = \"http://a\"\ntimeout = \"5\"\n",
            &["line 3, column 11", "`timeout`: ", "500ms, 90s or 5m"],
        ),
        (
            "[targets.s]\nurl = \"http://a\"\npassword-env = \"A\"\npassword-file = \"b\"",
            &["line 4, column 1", "beside"],
        ),
    ] {
        let message = wrong(text);
        for word in words {
            assert!(message.contains(word), "{word}: {message}");
        }
    }
}

#[test]
fn a_target_that_nobody_named_is_told_with_those_that_there_are() {
    let text = "[targets.staging]\nurl = \"http://a\"\n[targets.production]\nurl = \"http://b\"";
    let file = File::parse("rollcall.toml", text).unwrap();
    let message = file.with_target("stagin").unwrap_err().to_string();
    for word in ["no target `stagin`; did you mean `staging`?", "production, staging", "http://"] {
        assert!(message.contains(word), "{message}");
    }
    let message = File::default().with_target("localhost:80").unwrap_err().to_string();
    assert!(message.contains("[targets.NAME]"), "{message}");
}

#[test]
fn a_password_of_a_target_takes_the_place_of_the_file_s() {
    let text = "password-file = \"a\"\n[targets.x]\nurl = \"http://a\"\npassword-env = \"B\"";
    let own = File::parse("rollcall.toml", text).unwrap().with_target("x").unwrap();
    assert_eq!((own.password_file, own.password_env.as_deref()), (None, Some("B")));
}
