//! `rollcall report`: the reports of a run, from its journal.

use super::args::ReportArgs;
use super::{CliError, Done, conclusion};
use crate::evidence::JOURNAL;
use crate::journal;

/// Judges a journal again and writes the reports.
pub(super) fn run(args: &ReportArgs) -> Done {
    let sinks = conclusion::sinks(&args.report)?;
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
