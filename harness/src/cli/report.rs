//! `rollcall report`: the reports of a run, from its journal.

use std::path::PathBuf;

use super::{CliError, Done, conclusion};
use crate::evidence::JOURNAL;
use crate::journal;

/// Arguments of `rollcall report`.
#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    /// The journal, or the folder of a pack of evidence; several where they are of one run
    #[arg(required = true, value_name = "JOURNAL")]
    pub(super) journals: Vec<PathBuf>,
    /// Write a report besides the one on the terminal, as `rollcall check` does
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,
    /// The folder that replays of failures are written to [default: as the run had it]
    #[arg(long, value_name = "DIR")]
    pub(super) replays: Option<PathBuf>,
}

/// Judges a journal again and writes the reports.
pub(super) fn run(args: &ReportArgs) -> Done {
    let sinks = conclusion::sinks(&args.report, &[])?;
    let paths: Vec<_> = args
        .journals
        .iter()
        .map(|path| if path.is_dir() { path.join(JOURNAL) } else { path.clone() })
        .collect();
    let mut recorded = journal::read(&paths).map_err(CliError::usage)?;
    if let Some(folder) = &args.replays {
        recorded.terms.replays = folder.display().to_string();
    }
    let mut outcome = recorded.outcome();
    let troubles = recorded
        .troubles
        .into_iter()
        .map(|own| format!("the journal does not show what it says: {own}"));
    outcome.summary.notes.extend(troubles);
    conclusion::conclude(&outcome, &sinks)
}
