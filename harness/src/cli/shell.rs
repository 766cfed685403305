//! `rollcall completions` and `rollcall man`: what a shell and a reader of manuals get from the command line as it is.

use std::path::PathBuf;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::Args;
use super::{CliError, Done};

/// The program's name, as shells and manuals know it.
const NAME: &str = "rollcall";

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Write a page for each command into this folder, in place of the main page on stdout
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints the completions of a shell.
pub(super) fn completions(args: &CompletionsArgs) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), NAME, &mut script);
    super::print(&String::from_utf8_lossy(&script));
    0
}

/// Prints the main page, or writes all of them.
pub(super) fn man(args: &ManArgs) -> Done {
    let Some(folder) = &args.out else {
        let mut page = Vec::new();
        // As it stands in the folder, where `help` has no page.
        let mut command = Args::command().disable_help_subcommand(true);
        command.build();
        clap_mangen::Man::new(command).render(&mut page).map_err(CliError::usage)?;
        super::print(&String::from_utf8_lossy(&page));
        return Ok(0);
    };
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(Args::command(), folder));
    written.map_err(|error| {
        let folder = folder.display();
        CliError::usage(format!(
            "the manual pages can't be written to `{folder}`: {error}\n  help: name a folder that can be written to"
        ))
    })?;
    Ok(0)
}
