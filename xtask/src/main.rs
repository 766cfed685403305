//! The project's own tasks.

use std::process::ExitCode;

use clap::Parser;

mod r#gen;

/// The project's own tasks.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Writes `generated/` from the documents under `spec/`, or says what would change.
    Gen(r#gen::Args),
}

fn main() -> ExitCode {
    match Task::parse() {
        Task::Gen(args) => r#gen::run(&args),
    }
}
