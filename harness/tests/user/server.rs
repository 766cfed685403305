//! Servers to judge: the reference server and the hand-written one, each a process of its own that ends with its test.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};

/// A server in a process of its own.
pub(crate) struct Server {
    process: Child,
    pub(crate) base: String,
    pub(crate) fixtures: String,
    pub(crate) username: String,
    pub(crate) password: String,
    /// Empty where the api has no accounts.
    pub(crate) account: String,
    /// Name and password of another user, where the server has one.
    pub(crate) second: Option<(String, String)>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where it has ended by itself, the test has noticed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// `rollcall mock signalwire` with further arguments.
    pub(crate) fn mock(arguments: &[&str]) -> Self {
        Self::mock_of("signalwire", arguments)
    }

    /// The reference server of an api.
    pub(crate) fn mock_of(api: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
        command.args(["mock", api]).args(arguments);
        Self::start(command, "the reference server")
    }

    /// The lawful server of signalwire that is written in another language.
    pub(crate) fn python(arguments: &[&str]) -> Self {
        Self::script("lawful.py", arguments)
    }

    /// A server that is written in another language.
    pub(crate) fn script(name: &str, arguments: &[&str]) -> Self {
        let script = format!("{}/tests/servers/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut command = python();
        command.arg(script).args(arguments);
        Self::start(command, "python3, which the tests of a server in another language need,")
    }

    fn start(mut command: Command, who: &str) -> Self {
        let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut process = started.unwrap_or_else(|error| panic!("{who} does not start: {error}"));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let value: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{who} did not say where it is: {error} in {line:?}"));
        let text = |name: &str| value[name].as_str().unwrap().to_owned();
        let maybe = |name: &str| value[name].as_str().map(str::to_owned);
        Self {
            base: text("base"),
            fixtures: text("fixtures"),
            username: text("username"),
            password: text("password"),
            account: maybe("account").unwrap_or_default(),
            second: maybe("second_username").zip(maybe("second_password")),
            process,
        }
    }

    /// Host and port.
    pub(crate) fn authority(&self) -> &str {
        let rest = self.base.split_once("://").unwrap().1;
        rest.split('/').next().unwrap()
    }

    /// What `--target` and `--fixtures` take, before further arguments.
    pub(crate) fn arguments<'a>(&'a self, further: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec!["--target", self.base.as_str(), "--fixtures", self.fixtures.as_str()];
        all.extend(further);
        all
    }

    /// Has conferences with so many participants opened; the provider's answer as it came.
    pub(crate) fn provision(&self, participants: &[usize]) -> String {
        let wanted: Vec<Value> =
            participants.iter().map(|n| json!({ "participants": n })).collect();
        let wish = json!({ "version": 1, "api": "signalwire", "conferences": wanted }).to_string();
        let (head, body) = self.ask("POST", "/_rollcall/fixtures", &[], &wish);
        assert!(head.starts_with("HTTP/1.1 200"), "{head}{body}");
        body
    }

    /// One request on a connection of its own; head and content of the answer.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        fields: &[(&str, &str)],
        body: &str,
    ) -> (String, String) {
        let mut stream = TcpStream::connect(self.authority()).unwrap();
        let fields: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let fields = fields.concat();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{fields}Content-Length: {}\r\n\r\n{body}",
            self.authority(),
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

/// A Python that starts at once: what stands behind `python3`, which may be a script that looks for it each time, without
/// what is installed beside it.
pub(crate) fn python() -> Command {
    static PROGRAM: LazyLock<String> = LazyLock::new(|| {
        let code = "import sys; print(sys.executable, end='')";
        let said = Command::new("python3").args(["-c", code]).output();
        let said = said.expect("python3 starts: the tests of servers in another language need it");
        String::from_utf8(said.stdout).unwrap()
    });
    let mut command = Command::new(&*PROGRAM);
    command.arg("-S");
    command
}
