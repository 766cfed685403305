//! The project's own tasks. Thin: each subcommand lives in the module of its name.

mod e2e;
mod r#gen;
mod new_check;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own tasks.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lets the vendor's own clients drive the reference server
    E2e(e2e::Args),
    /// Writes `generated/` from the documents under `spec/`, or says what would change
    Gen(r#gen::Args),
    /// Writes and registers the scaffold of a check
    NewCheck(new_check::Args),
    /// Holds the walls and the ratchets of the house
    Tidy(tidy::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::E2e(args) => e2e::run(args),
        Command::Gen(args) => return r#gen::run(&args),
        Command::NewCheck(args) => new_check::run(args),
        Command::Tidy(args) => tidy::run(args),
    };
    done.unwrap_or_else(|error| {
        complain(&error);
        ExitCode::from(2)
    })
}

/// One line with every cause; a backtrace would only say where in this tool.
#[expect(clippy::print_stderr, reason = "the error of the whole run")]
fn complain(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}
