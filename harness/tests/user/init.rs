//! `rollcall init`: what it writes, what it asks, and what it never does.

use std::process::Command;

use serde_json::json;

use crate::desk::Desk;
use crate::server::Server;

/// Runs a program on a terminal of its own: waits for each question, and types the answer. What stood there is printed.
const TERMINAL: &str = r#"
import json, os, pty, sys
talk, argv = json.loads(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execv(argv[0], argv)
seen = b""
def read():
    global seen
    try:
        more = os.read(terminal, 4096)
    except OSError:
        more = b""
    seen += more
    return more
begin = 0
for question, answer in talk:
    while question.encode() not in seen[begin:]:
        if not read():
            sys.exit("never asked: " + question + "\n" + seen.decode())
    begin = seen.index(question.encode(), begin) + len(question.encode())
    os.write(terminal, answer.encode())
while read():
    pass
sys.stdout.write(seen.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"#;

/// What stood on the terminal, and the exit code.
fn on_a_terminal(desk: &Desk, arguments: &[&str], talk: &[(&str, &str)]) -> (String, i32) {
    let mut command = Command::new("python3");
    command.args([
        "-c",
        TERMINAL,
        &json!(talk).to_string(),
        env!("CARGO_BIN_EXE_rollcall"),
        "init",
    ]);
    let output = command.args(arguments).current_dir(desk.path("")).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    (text.into_owned(), output.status.code().unwrap())
}

#[test]
fn without_a_terminal_nothing_is_asked_and_the_file_works_as_it_is() {
    let server = Server::mock(&[]);
    let Server { base, fixtures, username, password, .. } = &server;
    let desk = Desk::new();
    let target = ["--target", base, "--username", username, "--fixtures", fixtures];
    let ran = desk.run(&[&["init", "signalwire", "--name", "dev"], &target[..]].concat());
    ran.ends_with(0);
    for words in [
        "wrote rollcall.toml",
        "set ROLLCALL_PASSWORD_DEV, then run",
        "rollcall doctor signalwire --target dev",
        "rollcall check signalwire --target dev",
    ] {
        assert!(ran.stdout.contains(words), "{ran}");
    }
    let text = desk.read("rollcall.toml");
    assert!(text.contains("# ") && !text.contains(password.as_str()), "{text}");
    // The built-in server needs nothing; the target needs the variable.
    desk.check(&["--seed", "1", "--cases", "0"]).0.ends_with(0);
    let check = ["check", "signalwire", "--target", "dev", "--seed", "1", "--cases", "0"];
    desk.run(&check).ends_with(2).complains(&["ROLLCALL_PASSWORD_DEV"]);
    let status = |arguments: &[&str]| {
        let mut command = desk.command(arguments);
        command.env("ROLLCALL_PASSWORD_DEV", password).output().unwrap().status.code()
    };
    assert_eq!(status(&check), Some(0));
    assert_eq!(status(&["doctor", "signalwire", "--target", "dev"]), Some(0));
}

#[test]
fn a_file_that_is_there_is_left_alone() {
    let desk = Desk::new();
    desk.file("rollcall.toml", "# mine\n");
    desk.run(&["init"]).ends_with(2).complains(&["`rollcall.toml` is there already", "--force"]);
    assert_eq!(desk.read("rollcall.toml"), "# mine\n");
    desk.run(&["init", "--force", "--production"]).ends_with(0);
    let text = desk.read("rollcall.toml");
    assert!(text.contains("\nproduction = true\nread-only = true\n"), "{text}");
    for (arguments, words) in [
        (&["--out", "no/such/x.toml"][..], "can't be written"),
        (&["--out", "x.toml", "--target", "a.example"], "is not a base URL"),
        (&["--out", "x.toml", "--name", "a b"], "is no name of a target"),
        (&["signalwrie", "--out", "x.toml"], "did you mean `signalwire`?"),
        (&["--out", "x.toml", "--schema", "rollcall.toml"], "`rollcall.toml` is there already"),
    ] {
        desk.run(&[&["init"], arguments].concat()).ends_with(2).complains(&[words]);
        assert!(!desk.path("x.toml").exists());
    }
}

#[test]
fn the_schema_lies_beside_the_file_and_knows_it() {
    let desk = Desk::new();
    desk.run(&["init", "--schema", "rollcall.schema.json"]).ends_with(0);
    let text = desk.read("rollcall.toml");
    assert!(text.starts_with("#:schema rollcall.schema.json\n"), "{text}");
    let schema = serde_json::from_str(&desk.read("rollcall.schema.json")).unwrap();
    let file: serde_json::Value = toml::from_str(&text).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&file));
    desk.run(&["init", "--out", "plain.toml"]).ends_with(0);
    assert!(!desk.read("plain.toml").contains("#:schema"));
}

#[test]
fn on_a_terminal_it_asks_for_what_was_not_given_and_never_for_a_password() {
    let desk = Desk::new();
    let (seen, code) = on_a_terminal(
        &desk,
        &["--username", "me"],
        &[
            ("Which api", "twilio\r"),
            ("Base URL", "nowhere\r"),
            // What is no URL is asked for again.
            ("is not a base URL", ""),
            ("Base URL", "https://voice.example/\r"),
            ("What to call it", "live\r"),
            ("Fixture provider", "\r"),
            ("in production", "y"),
        ],
    );
    assert_eq!(code, 0, "{seen}");
    assert!(!seen.to_lowercase().contains("password:"), "{seen}");
    assert!(seen.contains("rollcall check twilio --target live"), "{seen}");
    let text = desk.read("rollcall.toml");
    for line in [
        "[targets.live]",
        "url = \"https://voice.example/\"",
        "username = \"me\"",
        "production = true",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}: {text}");
    }
    // With everything given, or with --yes, nothing is asked.
    let (seen, code) = on_a_terminal(&desk, &["--yes", "--force"], &[]);
    assert!(code == 0 && !seen.contains('?') && seen.contains("wrote rollcall.toml"), "{seen}");
}
