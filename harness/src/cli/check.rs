//! `rollcall check`: judges a server.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::CheckArgs;
use super::known::Known;
use super::notebook::Notebook;
use super::signals::{Signals, Told};
use super::{CliError, Done, conclusion, settings, setup};
use crate::api::Dialect;
use crate::conclude::Outcome;
use crate::config::Span;
use crate::document;
use crate::evidence::{self, Pack};
use crate::plan;
use crate::record::Event;
use crate::report::{Output, Sink, progress};
use crate::run::{self, RunError, RunOptions, Stop};

/// Judges a server and writes the reports.
pub(super) async fn run(args: CheckArgs) -> Done {
    let dialect = setup::dialect(&args.api)?;
    let (file, _) = settings::of_check(&args)?;
    let mut known = Known::read(&args, &file, dialect)?;
    let seed = setup::seed_or_drawn(file.seed);
    let shard = setup::shard(&file)?;
    let selection = settings::selection(dialect, &file)?;
    settings::spare_production(dialect, &file, &selection)?;
    let journal = args.journal.as_ref().map(|path| Output::new("journal", path));
    let others: Vec<Output> = known.output().cloned().into_iter().chain(journal).collect();
    let sinks = conclusion::sinks(&file.report, &others)?;
    let own = file.document.as_deref();
    let own_document = own.map(|path| document::read(path, dialect)).transpose();
    let own_document = own_document.map_err(CliError::usage)?;
    let ready = setup::ready(dialect, &file, &args.built_in, seed).await?;
    if let Some(most) = file.max_changes {
        ready.target.budget().allow(most);
    }
    let replays = file.replays.clone().unwrap_or_else(|| setup::REPLAYS.into());
    let notebook =
        Notebook::begin(&args, args.evidence.as_deref(), &replays, ready.built_in.is_some())?;
    let replays = notebook.pack.as_ref().map_or(replays, Pack::replays);
    let options = RunOptions {
        seed,
        cases: file.cases.unwrap_or(plan::usual_cases(dialect)),
        max_time: file.max_time.as_ref().map(Span::length),
        concurrency: file.concurrency.map_or(setup::CONCURRENCY, NonZeroUsize::get),
        selection,
        strict: file.strict == Some(true),
        shard,
        replays: replays.display().to_string(),
        target_name: ready.target.shown_base(),
        built_in: ready.built_in.is_some(),
        own_document,
        journal: notebook.journal.clone(),
    };
    let stop = Stop::default();
    let listener = Arc::new(progress::start());
    let heard = Arc::clone(&listener);
    let hear = move |event: &Event| heard.hear(event);
    let path = notebook.path().map(Path::to_owned);
    let signals = Signals::new().map_err(CliError::could_not_run)?;
    let watcher = tokio::spawn(stop_when_told(signals, stop.clone(), path));
    let done = run::run(dialect, ready.target, ready.provider, options, stop, Arc::new(hear)).await;
    watcher.abort();
    listener.finish();
    if done.is_err() {
        notebook.forget();
    }
    let mut outcome = done.map_err(|error| match error {
        RunError::Schema(_) => CliError::usage(error),
        RunError::Unusable(_) | RunError::Provider(_) => CliError::could_not_run(error),
    })?;
    finish(&mut outcome, dialect, &mut known, &sinks, &notebook)
}

/// Writes all that a run has come to. What can't be written takes nothing else with it, and the journal stays then.
fn finish(
    outcome: &mut Outcome,
    dialect: &Dialect,
    known: &mut Known,
    sinks: &[Sink],
    notebook: &Notebook,
) -> Done {
    let held = known.hold(&mut outcome.summary, dialect);
    let told = conclusion::conclude(outcome, sinks);
    let pack = notebook.pack.as_ref();
    let packed = pack.map_or(Ok(()), |pack| {
        let written = evidence::write(pack.folder(), outcome, known.in_pack());
        written.map(|_| ()).map_err(CliError::usage)
    });
    let done = super::besides(super::besides(told, held), packed);
    let code = done.map_err(|error| match notebook.path() {
        Some(path) => {
            let path = path.display();
            error.with(&format!("  help: `rollcall report {path}` makes the reports anew"))
        }
        None => error,
    })?;
    notebook.close()?;
    Ok(code)
}

/// The first word ends the run with its report; the second Ctrl-C ends the program, and leaves the journal.
#[expect(clippy::print_stderr, reason = "the last word of a program that is ended")]
async fn stop_when_told(mut signals: Signals, stop: Stop, journal: Option<PathBuf>) {
    loop {
        let told = signals.next().await;
        if told == Told::Interrupt && stop.is_stopped() {
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
