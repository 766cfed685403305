//! A user's desk: a folder of its own, the credentials in the environment, and the program.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::server::Server;

const SECOND_USERNAME: &str = "ROLLCALL_SECOND_USERNAME";
const SECOND_PASSWORD: &str = "ROLLCALL_SECOND_PASSWORD";

/// A folder to work in, and what the environment holds.
pub(crate) struct Desk {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

/// What came of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Asserts the exit code, showing everything where it is another one.
    #[track_caller]
    pub(crate) fn ends_with(&self, code: u8) -> &Self {
        assert_eq!(self.code, i32::from(code), "{self}");
        self
    }

    /// Asserts that stderr is an error with these words in it.
    #[track_caller]
    pub(crate) fn complains(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.stderr.contains(word), "`{word}` is not in:\n{self}");
        }
        self
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { code, stdout, stderr } = self;
        write!(f, "exit code {code}\n--- stdout\n{stdout}\n--- stderr\n{stderr}")
    }
}

impl Desk {
    /// A desk without credentials.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    /// A desk with a server's credentials in the environment, those of its second user among them.
    pub(crate) fn of(server: &Server) -> Self {
        let mut desk = Self::new().with_credentials(&server.username, &server.password);
        if let Some((username, password)) = &server.second {
            for (name, value) in [(SECOND_USERNAME, username), (SECOND_PASSWORD, password)] {
                desk.environment.push((name.to_owned(), value.clone()));
            }
        }
        desk
    }

    /// The desk with these credentials in the environment.
    pub(crate) fn with_credentials(mut self, username: &str, password: &str) -> Self {
        for (name, value) in [("ROLLCALL_USERNAME", username), ("ROLLCALL_PASSWORD", password)] {
            self.environment.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The desk with an environment that names a proxy for everything.
    pub(crate) fn with_proxies(mut self, proxy: &str) -> Self {
        for name in
            ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]
        {
            self.environment.push((name.to_owned(), proxy.to_owned()));
        }
        self
    }

    /// The desk with one more word in the environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder and gives its name back.
    pub(crate) fn file<'a>(&self, name: &'a str, text: &str) -> &'a str {
        std::fs::write(self.path(name), text).unwrap();
        name
    }

    /// The text of a file in the folder.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The program with these arguments, in this folder and with this environment alone.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        let own = ["ROLLCALL_USERNAME", "ROLLCALL_PASSWORD", SECOND_USERNAME, SECOND_PASSWORD];
        for name in own.into_iter().chain(["RUST_LOG"]) {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program. It may end in any way but by a panic or a signal.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?}: a signal"));
        let ran = Ran { code, stdout: text(output.stdout), stderr: text(output.stderr) };
        assert!(ran.code != 101 && !ran.stderr.contains("panicked at"), "{arguments:?}: {ran}");
        ran
    }

    /// Runs a check of signalwire with a JSON report.
    #[track_caller]
    pub(crate) fn check(&self, arguments: &[&str]) -> (Ran, Value) {
        self.check_api("signalwire", arguments)
    }

    /// Runs a check of an api with a JSON report.
    #[track_caller]
    pub(crate) fn check_api(&self, api: &str, arguments: &[&str]) -> (Ran, Value) {
        let mut all = vec!["check", api, "--report", "json=report.json"];
        all.extend(arguments);
        let ran = self.run(&all);
        let text = std::fs::read_to_string(self.path("report.json"));
        let text = text.unwrap_or_else(|error| panic!("no report, {error}: {ran}"));
        (ran, serde_json::from_str(&text).unwrap())
    }
}

/// The ids of the checks that a report has findings of, sorted.
pub(crate) fn fired(report: &Value) -> Vec<String> {
    let mut ids: Vec<String> =
        findings(report).iter().map(|own| text(&own["check"]).to_owned()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// A report's findings.
pub(crate) fn findings(report: &Value) -> &[Value] {
    report["findings"].as_array().unwrap()
}

/// A JSON string.
#[track_caller]
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no string: {value}"))
}
