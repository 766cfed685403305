//! What bad input gets before anything is sent: a message that says where, what and how to mend it, and the exit code.

use std::io::{ErrorKind, Read as _};
use std::net::TcpListener;

use crate::desk::Desk;

/// A server that must not be spoken to.
struct Untouched {
    listener: TcpListener,
    target: String,
}

impl Untouched {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let target = format!("http://{}", listener.local_addr().unwrap());
        Self { listener, target }
    }

    /// Asserts that nobody has connected.
    #[track_caller]
    fn assert_untouched(&self, why: &str) {
        match self.listener.accept() {
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "{why}"),
            Ok((mut stream, _)) => {
                let mut said = [0; 200];
                let count = stream.read(&mut said).unwrap_or(0);
                panic!("{why}: connected, said {:?}", String::from_utf8_lossy(&said[..count]));
            }
        }
    }
}

/// Arguments behind `check signalwire --target URL --fixtures URL`, and the words of the message.
const USAGE: &[(&[&str], &[&str])] = &[
    (&["--seed", "x"], &["`--seed x` is no seed", "help: give a whole number"]),
    (&["--seed", "-1"], &["'-1'"]),
    (&["--seed", "0xzz"], &["`--seed 0xzz` is no seed"]),
    (
        &["--timeout", "5"],
        &["`--timeout 5` is no span of time", "help: write a number with its unit"],
    ),
    (&["--timeout", "0s"], &["`--timeout 0s` is not above zero"]),
    (&["--max-time", "soon"], &["`--max-time soon` is no span of time"]),
    (&["--rate", "0"], &["'0'", "requests a second above zero"]),
    (&["--rate", "many"], &["'many'", "--rate"]),
    (&["--concurrency", "0"], &["`--concurrency` takes a number above zero"]),
    (&["--concurrency", "-3"], &["'-3'"]),
    (&["--cases", "1.5"], &["'1.5'", "--cases"]),
    (&["--only", "nonsense"], &["`--only nonsense` matches no check and no operation", "help:"]),
    (&["--only", "delete-is-finl"], &["did you mean `delete-is-final`?"]),
    (&["--skip", "[x"], &["`--skip [x` is no pattern"]),
    (&["--skip", "*"], &["--only and --skip leave nothing to judge", "help:"]),
    (&["--report", "xml=x.xml"], &["`--report xml=x.xml`", "help: the formats are", "json"]),
    (&["--report", "jsno=x"], &["did you mean `json`?"]),
    (&["--report", "json"], &["is not of the form FORMAT=PATH"]),
    (
        &["--report", "json=no/such/folder/x.json"],
        &["the report `no/such/folder/x.json` can't be written", "help: name a file in a folder"],
    ),
    (&["--report", "json=."], &["the report `.` can't be written"]),
    (&["--fault", "delete-removes-nothing"], &["--fault", "cannot be used with"]),
    (&["--config", "missing.toml"], &["the configuration `missing.toml` can't be read"]),
    (
        &["--config", "typo.toml"],
        &["`typo.toml` is wrong at line 2, column 1", "did you mean `concurrency`?", "help:"],
    ),
    (&["--config", "type.toml"], &["`type.toml` is wrong at line 1, column 9", "seed"]),
    (&["--config", "broken.toml"], &["`broken.toml` is wrong at line 3"]),
    (&["--config", "seed.json"], &["`seed.json` is wrong at line 1"]),
    (&["--password-file", "missing"], &["the password file `missing` can't be read"]),
    (&["--password-file", "empty"], &["`--target` needs a password", "ROLLCALL_PASSWORD"]),
    (&["--ca-file", "missing.pem"], &["`missing.pem` holds no certificate", "help: --ca-file"]),
    (&["--ca-file", "seed.json"], &["`seed.json` holds no certificate"]),
    (&["--frobnicate"], &["unexpected argument '--frobnicate'"]),
];

#[test]
fn bad_settings_are_refused_before_anything_is_sent() {
    let server = Untouched::new();
    let desk = Desk::new().with_credentials("me", "a-long-secret-password");
    desk.file("typo.toml", "seed = 1\nconcurency = 4\n");
    desk.file("type.toml", "seed  = \"one\"\n");
    desk.file("broken.toml", "seed = 1\ncases = 2\nonly = [\n");
    desk.file("seed.json", "{\"seed\": 1}");
    desk.file("empty", "\n");
    let common = ["check", "signalwire", "--target", &server.target, "--fixtures", &server.target];
    for (further, words) in USAGE {
        let ran = desk.run(&[&common[..], further].concat());
        ran.ends_with(2).complains(&["error: "]).complains(words);
        assert!(ran.stdout.is_empty(), "{further:?}: {ran}");
        assert!(!ran.stderr.contains("secret"), "{further:?}: {ran}");
        server.assert_untouched(&format!("{further:?}"));
    }
    assert!(!desk.path("rollcall-replays").exists());
}

#[test]
fn a_target_that_is_no_base_url_is_refused_without_its_secret() {
    let desk = Desk::new().with_credentials("me", "secret");
    for (target, words) in [
        ("example.com/api", "relative URL without a base"),
        ("ftp://example.com", "the scheme is `ftp`, not http or https"),
        ("http://", "empty host"),
        ("http://example.com:99999", "invalid port"),
        ("http://example.com/?page=1", "it carries a query or a fragment"),
        ("http://me:hunter2@example.com/api", "it carries credentials"),
        ("https://hunter2@example.com/api", "ROLLCALL_USERNAME and ROLLCALL_PASSWORD"),
    ] {
        let ran = desk.run(&["check", "signalwire", "--target", target]);
        ran.ends_with(2).complains(&["is not a base URL", words, "help: give scheme, host"]);
        assert!(!ran.stderr.contains("hunter2"), "{ran}");
    }
}

#[test]
fn who_asks_must_be_said_before_anything_is_sent() {
    let server = Untouched::new();
    let target =
        ["check", "signalwire", "--target", &server.target, "--fixtures", "http://127.0.0.1:1"];
    let ran = Desk::new().run(&target);
    ran.ends_with(2).complains(&[
        "`--target` needs a user name",
        "--username",
        "ROLLCALL_USERNAME",
    ]);
    let ran = Desk::new().run(&[&target[..], &["--username", "me"]].concat());
    ran.ends_with(2).complains(&[
        "`--target` needs a password",
        "ROLLCALL_PASSWORD",
        "--password-file",
    ]);
    server.assert_untouched("without credentials");
    // The built-in server brings its own fixtures.
    let ran = Desk::new().run(&["check", "signalwire", "--fixtures", "http://127.0.0.1:1"]);
    ran.ends_with(2).complains(&["`--fixtures` goes with `--target`", "help:"]);
}

#[test]
fn a_provider_that_cannot_be_one_is_refused_before_anything_is_sent() {
    let server = Untouched::new();
    let desk = Desk::new().with_credentials("me", "a-long-secret-password");
    for (provider, words) in [
        ("missing.json", "there is no such file"),
        ("no-such-command-anywhere --now", "there is no file and no command"),
        ("./no-such-script.sh", "there is no file and no command"),
        ("'unclosed", "its quotes don't match"),
        ("", "it is empty"),
        ("http://[::1", "IPv6"),
    ] {
        let ran =
            desk.run(&["check", "signalwire", "--target", &server.target, "--fixtures", provider]);
        ran.ends_with(2).complains(&["names no provider", words, "help: give a URL"]);
        server.assert_untouched(provider);
    }
}

#[test]
fn names_that_nobody_has_are_told_with_what_was_meant() {
    let desk = Desk::new();
    desk.file("empty.yaml", "");
    desk.file("broken.yaml", "replay: 1\napi: [");
    desk.file("other.yaml", "name: somebody\n");
    let replay = |version: u32| {
        format!(
            "replay: {version}\napi: signalwire\ncheck: delete-is-final\nmessage: m\ncase: c\n\
             operation: delete_participant\nconferences: [3, 1]\nsteps: []\n"
        )
    };
    desk.file("later.yaml", &replay(99));
    desk.file("without.yaml", &replay(1));
    for (arguments, words) in [
        (
            &["check", "signalwrie"][..],
            &["there is no api `signalwrie`", "did you mean `signalwire`?", "help:"][..],
        ),
        (&["check", "bandwidth"], &["there is no api `bandwidth`", "`rollcall list apis`"]),
        (&["plan", "SignalWire2000"], &["there is no api"]),
        (&["mock", "signalwrie"], &["did you mean `signalwire`?"]),
        (&["mock", "signalwire", "--listen", "nowhere"], &["'nowhere'", "--listen"]),
        (&["mock", "signalwire", "--fault", "list-omit-one"], &["did you mean `list-omits-one`?"]),
        (&["mock", "signalwire", "--variation", "chunkd"], &["did you mean `chunked`?", "help:"]),
        (&["mock", "signalwire", "--tls-cert", "x.pem"], &["--tls-key"]),
        (
            &["mock", "signalwire", "--tls-cert", "empty.yaml", "--tls-key", "empty.yaml"],
            &["can't be used for TLS"],
        ),
        (
            &["check", "signalwire", "--fault", "nonsense"],
            &["`signalwire` has no fault `nonsense`", "help:"],
        ),
        (&["selftest", "signalwire", "--fault", "nonsense"], &["has no fault `nonsense`"]),
        (&["explain", "delete-is-finl"], &["did you mean `delete-is-final`?"]),
        (&["explain", "SW-9999"], &["`SW-9999`"]),
        (&["list", "chekcs"], &["'chekcs'", "checks"]),
        (&["replay", "missing.yaml"], &["the replay `missing.yaml` can't be read"]),
        (
            &["replay", "empty.yaml"],
            &["`empty.yaml` is not of the replay format", "help: give a file"],
        ),
        (&["replay", "broken.yaml"], &["`broken.yaml` is not of the replay format", "line 2"]),
        (&["replay", "other.yaml"], &["`other.yaml` is not of the replay format"]),
        (&["replay", "later.yaml"], &["has version 99, this is version 1"]),
        (&["replay", "without.yaml"], &["has no steps"]),
        (&["replay"], &["FILE"]),
        (&[], &["Usage"]),
        (&["chekc", "signalwire"], &["unrecognized subcommand 'chekc'", "check"]),
    ] {
        let ran = desk.run(arguments);
        ran.ends_with(2).complains(words);
        assert!(ran.stdout.is_empty(), "{arguments:?}: {ran}");
    }
}

#[test]
fn a_replay_that_was_edited_wrongly_is_told_by_what_is_wrong() {
    let desk = Desk::new();
    let (ran, report) =
        desk.check(&["--seed", "1", "--cases", "0", "--fault", "challenge-missing"]);
    ran.ends_with(1);
    let finding = &crate::desk::findings(&report)[0];
    let file = desk.read(crate::desk::text(&finding["replay"]));
    let operation = crate::desk::text(&finding["operation"]);
    let misspelt = format!("{}x", &operation[..operation.len() - 1]);
    for (name, from, to, words) in [
        (
            "check.yaml",
            "challenge-on-401",
            "challenge-on-402",
            "the replay names no check: `challenge-on-402`; did you mean `challenge-on-401`?",
        ),
        ("operation.yaml", operation, &misspelt, "the replay names no operation"),
        ("api.yaml", "api: signalwire", "api: signalwrie", "did you mean `signalwire`?"),
        ("member.yaml", "\ncase:", "\nkase:", "is not of the replay format"),
        ("class.yaml", "class:", "class: nonsense-", "is not of the replay format"),
    ] {
        assert!(file.contains(from), "{from}: {file}");
        desk.file(name, &file.replace(from, to));
        desk.run(&["replay", name]).ends_with(2).complains(&[words]);
    }
}
