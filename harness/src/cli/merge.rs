//! `rollcall merge` and `rollcall badge`: commands that work on JSON reports, without any traffic.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{CliError, Done, conclusion, known, setup};
use crate::baseline;
use crate::conclude::Outcome;
use crate::merge;
use crate::record::Summary;
use crate::report::read::Report;
use crate::report::{Output, badge, read};

#[derive(Debug, clap::Args)]
pub(super) struct MergeArgs {
    /// The JSON reports of the shards, in any order
    #[arg(value_name = "REPORT.json", required = true)]
    pub(super) reports: Vec<PathBuf>,
    /// Write a report besides the one on the terminal, in any format that `check` writes; the path `-` is stdout
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,
    /// Failures that are known, as `check` takes them; the whole is held against them anew
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Take a broken SHOULD for a violation
    #[arg(long)]
    pub(super) strict: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct BadgeArgs {
    /// The JSON report of a run
    #[arg(value_name = "REPORT.json")]
    pub(super) report: PathBuf,
    /// Where to write the badge [default: stdout]
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// Puts the reports of shards together, and ends as the whole run would have.
pub(super) fn run(args: &MergeArgs) -> Done {
    let reports = args.reports.iter().map(|path| read::file(path)).collect::<Result<Vec<_>, _>>();
    let reports = reports.map_err(CliError::usage)?;
    let mut summary = merge::merge(&reports, args.strict).map_err(CliError::usage)?;
    hold(&mut summary, args, &reports)?;
    let sinks = conclusion::sinks(&args.report, &[])?;
    conclusion::conclude(&Outcome { summary, replays: BTreeMap::new() }, &sinks)
}

/// Holds the whole against a baseline, where one was named.
fn hold(summary: &mut Summary, args: &MergeArgs, reports: &[Report]) -> Result<(), CliError> {
    let Some(path) = &args.baseline else {
        if reports.iter().any(|own| own.summary.baseline.is_some()) {
            summary.notes.push(
                "the shards were held against a baseline, and the whole was not: give --baseline to `rollcall merge`"
                    .to_owned(),
            );
        }
        return Ok(());
    };
    let dialect = setup::dialect(&summary.api)?;
    let (file, _) = known::read(path, dialect)?;
    let today = baseline::day_of(summary);
    baseline::hold(summary, dialect, &file, today);
    Ok(())
}

/// Writes a report's badge.
pub(super) fn badge(args: &BadgeArgs) -> Done {
    let report = read::file(&args.report).map_err(CliError::usage)?;
    let path = args.out.as_deref().unwrap_or(Path::new("-"));
    let output = Output::new("badge", path);
    output.write(&badge::render(&report.summary)).map_err(CliError::usage)?;
    Ok(crate::exit::CONFORMS)
}
