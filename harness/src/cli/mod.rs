//! The command line: what was typed, and the command that it means.

mod args;
mod check;
mod conclusion;
mod diff;
mod doctor;
mod explain;
mod init;
mod known;
mod list;
mod listen;
mod merge;
pub mod mishap;
mod mock;
mod notebook;
mod plan;
mod replay;
mod report;
mod selftest;
mod settings;
mod setup;
mod shell;
mod signals;
mod verify;
mod way;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};
use thiserror::Error;

use crate::exit;
use args::{Args, Command};

/// An error that ends a command, with its exit code.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct CliError {
    message: String,
    code: u8,
}

impl CliError {
    fn usage(message: impl Into<Words>) -> Self {
        Self { message: message.into().0, code: exit::USAGE }
    }

    fn could_not_run(message: impl Into<Words>) -> Self {
        Self { message: message.into().0, code: exit::COULD_NOT_RUN }
    }

    /// With a further line.
    fn with(mut self, line: &str) -> Self {
        self.message = format!("{}\n{line}", self.message);
        self
    }
}

/// What an error says: any error's words, or a text.
struct Words(String);

impl<T: std::fmt::Display> From<T> for Words {
    fn from(value: T) -> Self {
        Self(value.to_string())
    }
}

type Done = Result<u8, CliError>;

/// What came of two things of which the second was tried whatever became of the first; what both complain of, where both do.
fn besides(done: Done, other: Result<(), CliError>) -> Done {
    match (done, other) {
        (done, Ok(())) => done,
        (Ok(_), Err(error)) => Err(error),
        (Err(first), Err(second)) => Err(first.with(&format!("error: {second}"))),
    }
}

/// Reads the command line and runs its command.
#[must_use]
pub fn main() -> ExitCode {
    mishap::guard();
    let parsed = Args::command().try_get_matches().and_then(|typed| {
        let args = Args::from_arg_matches(&typed)?;
        Ok((args, typed))
    });
    let (args, typed) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // clap has its own words, and knows where they go.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::USAGE } else { 0 });
        }
    };
    show_traces(args.verbose);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&CliError::could_not_run(error)),
    };
    // On a worker, beside the sockets that it waits for, and not on this thread, which would be woken for each answer.
    let done = runtime.spawn(async move {
        match args.command {
            Command::Check(args) => check::run(*args).await,
            Command::Plan(args) => plan::run(&args),
            Command::Mock(args) => mock::run(args).await,
            Command::Selftest(args) => selftest::run(args).await,
            Command::Replay(args) => replay::run(*args).await,
            Command::Diff(args) => diff::run(&args),
            Command::Merge(args) => merge::run(&args),
            Command::Badge(args) => merge::badge(&args),
            Command::Explain(args) => explain::run(&args),
            Command::List(args) => list::run(&args),
            Command::Report(args) => report::run(&args),
            Command::Verify(args) => verify::run(&args),
            Command::Listen(args) => listen::run(args).await,
            Command::Doctor(args) => doctor::run(*args).await,
            Command::Init(args) => init::run(&args),
            Command::Settings(args) => settings::run(&args, &typed),
            Command::Completions(args) => Ok(shell::completions(&args)),
            Command::Man(args) => shell::man(&args),
        }
    });
    let done = runtime.block_on(done).unwrap_or_else(|error| {
        let said = error.try_into_panic().map(|payload| mishap::said(&*payload));
        let words = said.unwrap_or_else(|error| error.to_string());
        Err(CliError::could_not_run(format!("the command was given up: {words}")))
    });
    // A task that still waits for a socket must not keep the program.
    runtime.shutdown_background();
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => complain(&error),
    }
}

#[expect(clippy::print_stderr, reason = "errors go to stderr")]
fn complain(error: &CliError) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(error.code)
}

/// Writes to stdout. A reader that has gone away, as behind `| head`, is no error.
fn print(text: &str) {
    use std::io::Write as _;
    let mut out = anstream::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

fn show_traces(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => tracing::Level::INFO,
        2 => tracing::Level::DEBUG,
        _ => tracing::Level::TRACE,
    };
    // What the libraries below have to say holds fields as they are sent, and secrets with them.
    let own = tracing_subscriber::EnvFilter::new(format!("rollcall={level}"));
    tracing_subscriber::fmt()
        .with_env_filter(own)
        .with_writer(std::io::stderr)
        .without_time()
        .init();
}
