//! The reference server as a process: started, read for its first line, and ended with its owner.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context, bail};

/// How long the server may take to say where it listens.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running `rollcall mock`, or another server that says where it is in the same way.
pub(super) struct Mock {
    process: Child,
    line: String,
}

impl Mock {
    /// Starts the server on a free port, with a fault if one is named, and waits for its line.
    pub(super) fn start(program: &Path, api: &str, fault: Option<&str>) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command.args(["mock", api, "--listen", "127.0.0.1:0"]);
        command.args(fault.map(|fault| ["--fault", fault]).into_iter().flatten());
        Self::run(&mut command)
    }

    /// Starts a server that prints such a line first.
    pub(super) fn run(command: &mut Command) -> anyhow::Result<Self> {
        Self::start_command(command, PATIENCE)
    }

    fn start_command(command: &mut Command, patience: Duration) -> anyhow::Result<Self> {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {command:?}"))?;
        let stdout = process.stdout.take();
        let mut mock = Self { process, line: String::new() };
        let stdout = stdout.context("the server has no standard output")?;
        let (sender, receiver) = mpsc::channel();
        // Reading blocks, so it has a thread of its own; the thread goes on to drain what is printed later.
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _nobody_listens_after_the_first = sender.send(line);
            }
        });
        match receiver.recv_timeout(patience) {
            Ok(line) if line.starts_with('{') => mock.line = line,
            Ok(line) => bail!("the server's first line is no JSON object: `{line}`"),
            Err(error) => bail!("the server did not say where it listens: {error}"),
        }
        Ok(mock)
    }

    /// The JSON object with `base`, `fixtures`, `username`, `password` and `account`.
    pub(super) fn line(&self) -> &str {
        &self.line
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        // A server that has ended by itself needs no end.
        let _ended_already = self.process.kill();
        let _reaped = self.process.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn start(script: &str, patience: Duration) -> anyhow::Result<Mock> {
        Mock::start_command(Command::new("sh").args(["-c", script]), patience)
    }

    #[test]
    fn the_first_line_is_kept() {
        let mock = start("echo '{\"base\":1}'; echo more; exec sleep 60", PATIENCE).unwrap();
        assert_eq!(mock.line(), "{\"base\":1}");
    }

    #[test]
    fn a_server_that_ends_or_babbles_or_says_nothing_is_an_error() {
        for (script, told) in [("exit 2", "did not say"), ("echo hello", "no JSON object")] {
            let error = start(script, PATIENCE).err().unwrap().to_string();
            assert!(error.contains(told), "{error}");
        }
        assert!(start("exec sleep 60", Duration::from_millis(50)).is_err());
    }
}
