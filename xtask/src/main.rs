//! The project's own tasks. Thin: each subcommand lives in the module of its name.

mod e2e;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own tasks.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Lets the vendor's own clients drive the reference server
    E2e(e2e::Args),
    /// Holds the walls and the ratchets of the house
    Tidy(tidy::Args),
}

fn main() -> anyhow::Result<ExitCode> {
    match Cli::parse().command {
        Command::E2e(args) => e2e::run(args),
        Command::Tidy(args) => tidy::run(args),
    }
}
