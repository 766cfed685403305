//! Settings from several places: which goes before which, and what a file that is wrong gets.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::desk::{Desk, Ran};
use crate::server::Server;
use crate::tee::Tee;

/// A value as it is written, and as `rollcall settings` shows it.
type Written = (&'static str, &'static str);

/// A setting, and a value of its own in each place that it may come from.
struct Row {
    name: &'static str,
    /// Behind `--name`; nothing where the flag takes no value.
    flag: Option<Written>,
    /// The variable, its value, and what is shown.
    variable: Option<(&'static str, Written)>,
    named: Option<Written>,
    top: Written,
    usual: &'static str,
}

const fn row(
    name: &'static str,
    flag: Option<Written>,
    variable: Option<(&'static str, Written)>,
    named: Option<Written>,
    top: Written,
    usual: &'static str,
) -> Row {
    Row { name, flag, variable, named, top, usual }
}

/// A text that is shown as it is given, in quotes where TOML wants them.
macro_rules! text {
    ($text:literal) => {
        (concat!("\"", $text, "\""), $text)
    };
}

/// A setting that no file names, or no flag, says so here; a new one that is missing here fails the test.
const ROWS: &[Row] = &[
    row(
        "target",
        Some(("http://f.example", "http://f.example")),
        None,
        None,
        text!("http://t.example"),
        "the built-in server",
    ),
    row(
        "username",
        Some(("f", "f")),
        Some(("ROLLCALL_USERNAME", ("v", "v"))),
        Some(text!("n")),
        text!("t"),
        "-",
    ),
    row("password-file", Some(("f", "f")), None, Some(text!("n")), text!("t"), "-"),
    row(
        "password-env",
        None,
        Some(("ROLLCALL_PASSWORD", ("a-long-secret", "ROLLCALL_PASSWORD"))),
        Some(text!("NAMED")),
        text!("TOP"),
        "ROLLCALL_PASSWORD",
    ),
    row("account", Some(("f", "f")), None, Some(text!("n")), text!("t"), "-"),
    row("fixtures", Some(("f", "f")), None, Some(text!("n")), text!("t"), "-"),
    row("allow-calls", Some(("9", "9")), None, Some(("8", "8")), ("7", "7"), "-"),
    row(
        "to",
        Some(("f", "f")),
        Some(("ROLLCALL_TO", ("v", "v"))),
        Some(text!("n")),
        text!("t"),
        "-",
    ),
    row(
        "from",
        Some(("f", "f")),
        Some(("ROLLCALL_FROM", ("v", "v"))),
        Some(text!("n")),
        text!("t"),
        "-",
    ),
    row("rate", Some(("9.5/s", "9.5")), None, Some(("8.5", "8.5")), ("7.5", "7.5"), "-"),
    row("timeout", Some(("9s", "9s")), None, Some(text!("8s")), text!("7s"), "10s"),
    row(
        "second-username",
        Some(("f", "f")),
        Some(("ROLLCALL_SECOND_USERNAME", ("v", "v"))),
        Some(text!("n")),
        text!("t"),
        "-",
    ),
    row(
        "second-password-env",
        None,
        Some(("ROLLCALL_SECOND_PASSWORD", ("a-long-secret", "ROLLCALL_SECOND_PASSWORD"))),
        Some(text!("NAMED")),
        text!("TOP"),
        "ROLLCALL_SECOND_PASSWORD",
    ),
    row("notification-limit", Some(("9s", "9s")), None, Some(text!("8s")), text!("7s"), "5s"),
    row(
        "carrier",
        Some(("websocket", "websocket")),
        None,
        Some(text!("websocket")),
        text!("websocket"),
        "long-polling",
    ),
    row("ca-file", Some(("f", "f")), None, Some(text!("n")), text!("t"), "-"),
    row("seed", Some(("9", "9")), None, None, ("7", "7"), "-"),
    row("cases", Some(("9", "9")), None, None, ("7", "7"), "600"),
    row("only", Some(("wire/*", "wire/*")), None, None, ("[\"life/*\", \"x\"]", "life/*, x"), "-"),
    row("skip", Some(("wire/*", "wire/*")), None, None, ("[\"life/*\"]", "life/*"), "-"),
    row(
        "shard",
        Some(("3/5", "3/5")),
        Some(("ROLLCALL_SHARD", ("2/5", "2/5"))),
        None,
        text!("1/5"),
        "-",
    ),
    row("max-time", Some(("9s", "9s")), None, Some(text!("8s")), text!("7s"), "-"),
    row("max-changes", Some(("9", "9")), None, Some(("8", "8")), ("7", "7"), "-"),
    row("concurrency", Some(("9", "9")), None, Some(("5", "5")), ("7", "7"), "8"),
    row("strict", Some(("", "true")), None, None, ("true", "true"), "false"),
    row(
        "production",
        Some(("", "true")),
        None,
        Some(("false", "false")),
        ("true", "true"),
        "false",
    ),
    row("read-only", Some(("", "true")), None, Some(("false", "false")), ("true", "true"), "false"),
    row("baseline", Some(("f", "f")), None, None, text!("t"), "-"),
    row("document", Some(("f", "f")), None, None, text!("t"), "-"),
    row("report", Some(("json=f", "json=f")), None, None, ("[\"json=t\"]", "json=t"), "-"),
    row("replays", Some(("f", "f")), None, None, text!("t"), "rollcall-replays"),
];

fn schema() -> Value {
    serde_json::from_str(rollcall::config::SCHEMA).unwrap()
}

fn names(of: &Value) -> BTreeSet<&str> {
    of["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn no_setting_is_forgotten() {
    let schema = schema();
    let rows: BTreeSet<&str> = ROWS.iter().map(|own| own.name).collect();
    let mut top = names(&schema);
    top.remove("targets");
    assert_eq!(rows, top, "each setting of rollcall.toml has a row here");
    let named = names(&schema["$defs"]["Named"]);
    let help = Desk::new().run(&["check", "--help"]).stdout;
    for row in ROWS {
        assert_eq!(row.named.is_some(), named.contains(row.name), "{}", row.name);
        let flag = help.contains(&format!("--{} ", row.name))
            || help.contains(&format!("--{}\n", row.name));
        assert_eq!(
            row.flag.is_some(),
            flag,
            "--{}: its row says whether there is such a flag",
            row.name
        );
    }
    // What no row names is no setting.
    let flags = help.split_whitespace().filter_map(|own| own.strip_prefix("--"));
    let flags = flags.map(|own| own.trim_end_matches(|own: char| !own.is_ascii_alphanumeric()));
    let asked_for_once = ["journal", "evidence", "write-baseline", "owner"];
    let others = ["config", "no-config", "fault", "profile", "verbose", "help", "only"];
    let prose = ["fixtures", "target"];
    let known = |own: &&str| {
        let listed = [&asked_for_once[..], &others, &prose];
        rows.contains(own) || listed.iter().any(|all| all.contains(own))
    };
    let unknown: BTreeSet<&str> = flags.filter(|own| !known(own)).collect();
    assert!(
        unknown.is_empty(),
        "neither settings of rollcall.toml nor listed here as none: {unknown:?}"
    );
}

/// What `rollcall settings` shows of a setting, and where it says that it comes from.
#[track_caller]
fn shown(ran: &Ran, name: &str) -> (String, String) {
    ran.ends_with(0);
    let line = ran.stdout.lines().find(|line| line.split(' ').next() == Some(name));
    let line = line.unwrap_or_else(|| panic!("no {name}: {ran}"));
    let (value, source) = line[21..].split_at(40);
    (value.trim().to_owned(), source.trim().to_owned())
}

#[test]
fn precedence() {
    for row in ROWS {
        let name = row.name;
        let mut file = String::new();
        let mut layers = vec![(row.usual, "default".to_owned())];
        let _ = writeln!(file, "{name} = {}", row.top.0);
        layers.push((row.top.1, "rollcall.toml".to_owned()));
        file.push_str("[targets.staging]\nurl = \"http://n.example\"\n");
        if let Some((written, shown)) = row.named {
            let _ = writeln!(file, "{name} = {written}");
            layers.push((shown, "rollcall.toml [targets.staging]".to_owned()));
        }
        if let Some((variable, (_, shown))) = row.variable {
            layers.push((shown, variable.to_owned()));
        }
        if let Some((_, shown)) = row.flag {
            layers.push((shown, format!("--{name}")));
        }
        // One layer after the other is taken away, the highest first.
        for count in (1..=layers.len()).rev() {
            let has = |source: &str| layers[..count].iter().any(|(_, own)| own == source);
            let desk = Desk::new();
            let mut arguments = vec!["settings", "signalwire"];
            if has("rollcall.toml") {
                desk.file("rollcall.toml", &file);
            }
            if has("rollcall.toml [targets.staging]") {
                arguments.extend(["--target", "staging"]);
            }
            let flag = format!("--{name}");
            if let Some((written, _)) = row.flag.filter(|_| has(&flag)) {
                arguments.push(&flag);
                arguments.extend(Some(written).filter(|own| !own.is_empty()));
            }
            let mut command = desk.command(&arguments);
            for variable in ["ROLLCALL_TO", "ROLLCALL_FROM"] {
                command.env_remove(variable);
            }
            if let Some((variable, (value, _))) = row.variable.filter(|(own, _)| has(own)) {
                command.env(variable, value);
            }
            let output = command.output().unwrap();
            let text = |bytes| String::from_utf8(bytes).unwrap();
            let ran = Ran {
                code: output.status.code().unwrap(),
                stdout: text(output.stdout),
                stderr: text(output.stderr),
            };
            let (value, source) = layers[count - 1].clone();
            assert_eq!(
                shown(&ran, name),
                (value.to_owned(), source),
                "{name}, layer {count}: {ran}"
            );
            assert!(!ran.to_string().contains("a-long-secret"), "{ran}");
        }
    }
}

#[test]
fn a_named_target_is_judged_with_its_own_settings_and_its_own_password() {
    let server = Server::mock(&[]);
    let desk = Desk::new();
    let Server { base, fixtures, username, password, .. } = &server;
    desk.file("password", &format!("{password}\n"));
    desk.file(
        "rollcall.toml",
        &format!(
            "cases = 0\nseed = 7\nusername = \"nobody\"\npassword-env = \"NOBODYS\"\n[targets.staging]\nurl = \"{base}\"\nusername = \"{username}\"\npassword-file = \"password\"\nfixtures = \"{fixtures}\"\nconcurrency = 2\nmax-changes = 100000\n"
        ),
    );
    let (ran, report) = desk.check(&["--target", "staging"]);
    ran.ends_with(0).complains(&["settings from rollcall.toml, target staging; --no-config"]);
    assert_eq!(
        (&report["seed"], &report["target"]),
        (&Value::from(7), &Value::from(base.as_str()))
    );
    desk.run(&["doctor", "signalwire", "--target", "staging"]).ends_with(0);
    let ran = desk.run(&["plan", "signalwire", "--target", "staging"]);
    assert!(ran.ends_with(0).stdout.contains("seed 7"), "{ran}");
    // The file is left out, or another one is read.
    let ran = desk.run(&["plan", "signalwire", "--no-config", "--seed", "1"]);
    assert!(ran.ends_with(0).stderr.is_empty(), "{ran}");
    desk.file("other.toml", "seed = 8\n");
    let ran = desk.run(&["plan", "signalwire", "--config", "other.toml"]);
    assert!(ran.ends_with(0).stdout.contains("seed 8"), "{ran}");
    let ran = desk.run(&["-v", "plan", "signalwire", "--config", "other.toml"]);
    ran.complains(&["settings from other.toml"]);
    // Its variable is empty.
    let ran = desk.run(&["check", "signalwire", "--target", base, "--username", "me"]);
    ran.ends_with(2)
        .complains(&["`NOBODYS`, which `password-env` names, holds no password", "help: "]);
}

#[test]
fn what_is_wrong_in_a_file_or_a_name_is_told_before_anything_is_sent() {
    let server = Server::mock(&[]);
    let tee = Tee::before(server.authority());
    let url = server.base.replace(server.authority(), &tee.authority);
    let desk = Desk::of(&server);
    let named = format!("[targets.staging]\nurl = \"{url}\"\n");
    let commands = [["check", "signalwire"], ["plan", "signalwire"], ["doctor", "signalwire"]];
    for (file, target, words) in [
        (
            format!("{named}usrname = \"me\"\n"),
            "staging",
            &["`rollcall.toml` is wrong at line 3, column 1", "`username`?"][..],
        ),
        (format!("{named}rate = 0\n"), "staging", &["line 3, column 8", "above zero"]),
        (format!("{named}seed = 1\n"), "staging", &["line 3, column 1", "unknown field `seed`"]),
        (
            "[targets.staging]\nurl = \"a\"\n".to_owned(),
            "staging",
            &["line 2, column 7", "https://"],
        ),
        (
            named.clone(),
            "stagin",
            &["there is no target `stagin`; did you mean `staging`?", "the names are staging"],
        ),
        (
            String::new(),
            "example.com",
            &["there is no target `example.com`", "http:// or https://"],
        ),
        (String::new(), "localhost:8080", &["`localhost:8080` is not a base URL", "help: "]),
    ] {
        desk.file("rollcall.toml", &file);
        for command in commands {
            let ran = desk.run(&[&command[..], &["--target", target]].concat());
            ran.ends_with(2).complains(&["error: "]).complains(words);
            assert!(ran.stdout.is_empty(), "{ran}");
        }
    }
    desk.file("rollcall.toml", &format!("target = \"staging\"\n{named}"));
    let ran = desk.run(&["check", "signalwire", "--fault", "delete-removes-nothing"]);
    ran.ends_with(2).complains(&["`--fault`", "--no-config"]);
    desk.run(&["check", "signalwire", "--config", "x", "--no-config"]).ends_with(2);
    assert!(tee.talks().is_empty());
}
