//! The project's own tasks. Thin: each subcommand lives in the module of its name.

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
    /// Holds the walls and the ratchets of the house
    Tidy(tidy::Args),
}

fn main() -> anyhow::Result<ExitCode> {
    match Cli::parse().command {
        Command::Tidy(args) => tidy::run(args),
    }
}
