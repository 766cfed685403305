//! `rollcall check`: judges a server.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::args::CheckArgs;
use super::notebook::Notebook;
use super::{CliError, Done, conclusion, setup};
use crate::config::{File, duration};
use crate::evidence::{self, Pack};
use crate::plan;
use crate::record::Event;
use crate::report::progress;
use crate::run::{self, RunError, RunOptions, Stop};
use crate::select::Selection;

/// How many cases are under way at once where nothing else was said.
const CONCURRENCY: usize = 8;

/// Judges a server and writes the reports.
pub(super) async fn run(args: CheckArgs) -> Done {
    let dialect = setup::dialect(&args.api)?;
    if args.baseline.is_some() {
        return Err(CliError::usage("`--baseline` is not supported yet"));
    }
    let file = match &args.config {
        Some(path) => File::read(path).map_err(CliError::usage)?,
        None => File::default(),
    };
    let seed = setup::seed(&args.select, &file)?;
    let either = |typed: &[String], filed: &[String]| {
        if typed.is_empty() { filed.to_vec() } else { typed.to_vec() }
    };
    let selection = Selection::new(
        dialect,
        &either(&args.select.only, &file.only),
        &either(&args.select.skip, &file.skip),
    )
    .map_err(CliError::usage)?;
    let sinks = conclusion::sinks(&either(&args.report, &file.report))?;
    let max_time = max_time(&args, &file)?;
    let concurrency = args.concurrency.or(file.concurrency).unwrap_or(CONCURRENCY);
    if concurrency == 0 {
        return Err(CliError::usage("`--concurrency` takes a number above zero"));
    }
    let ready = setup::ready(dialect, &args.target, &file, &args.built_in, seed).await?;
    if let Some(most) = args.max_changes {
        ready.target.budget().allow(most);
    }
    let replays = args.replays.clone().or_else(|| file.replays.clone());
    let replays = replays.unwrap_or_else(|| "rollcall-replays".into());
    let notebook =
        Notebook::begin(&args, args.evidence.as_deref(), &replays, ready.built_in.is_some())?;
    let replays = notebook.pack.as_ref().map_or(replays, Pack::replays);
    let options = RunOptions {
        seed,
        cases: args.select.cases.or(file.cases).unwrap_or(plan::usual_cases(dialect)),
        max_time,
        concurrency,
        selection,
        strict: args.strict || file.strict,
        replays: replays.display().to_string(),
        target_name: ready.target.shown_base(),
        built_in: ready.built_in.is_some(),
        journal: notebook.journal.clone(),
    };
    let stop = Stop::default();
    let listener = Arc::new(progress::start());
    let heard = Arc::clone(&listener);
    let hear = move |event: &Event| heard.hear(event);
    let path = notebook.path().map(Path::to_owned);
    let watcher = tokio::spawn(stop_at_interrupt(stop.clone(), path));
    let done = run::run(dialect, ready.target, ready.provider, options, stop, Arc::new(hear)).await;
    watcher.abort();
    listener.finish();
    if done.is_err() {
        notebook.forget();
    }
    let outcome = done.map_err(|error| match error {
        RunError::Schema(_) => CliError::usage(error),
        RunError::Unusable(_) | RunError::Provider(_) => CliError::could_not_run(error),
    })?;
    let code = conclusion::conclude(&outcome, &sinks)?;
    if let Some(pack) = &notebook.pack {
        evidence::write(pack.folder(), &outcome, BTreeMap::new()).map_err(CliError::usage)?;
    }
    notebook.close()?;
    Ok(code)
}

fn max_time(args: &CheckArgs, file: &File) -> Result<Option<Duration>, CliError> {
    args.max_time
        .as_ref()
        .or(file.max_time.as_ref())
        .map(|text| duration("--max-time", text))
        .transpose()
        .map_err(CliError::usage)
}

/// The first Ctrl-C ends the run with its report; the second one ends the program, and leaves the journal.
#[expect(clippy::print_stderr, reason = "the last word of a program that is ended")]
async fn stop_at_interrupt(stop: Stop, journal: Option<PathBuf>) {
    while tokio::signal::ctrl_c().await.is_ok() {
        if stop.is_stopped() {
            if let Some(path) = journal {
                let path = path.display();
                eprintln!("\nended at once; `rollcall report {path}` tells what was seen");
            }
            #[expect(clippy::exit, reason = "asked twice, a person does not want to wait")]
            std::process::exit(130);
        }
        stop.stop();
    }
}
