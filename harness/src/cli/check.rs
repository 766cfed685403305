//! `rollcall check`: judges a server.

use std::sync::Arc;
use std::time::Duration;

use super::args::CheckArgs;
use super::{CliError, Done, setup};
use crate::config::{File, duration};
use crate::exit;
use crate::plan;
use crate::record::{Event, Summary, VerdictWord};
use crate::report::{self, Sink, progress};
use crate::run::{self, Outcome, RunError, RunOptions, Stop};
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
    let sinks = either(&args.report, &file.report)
        .iter()
        .map(|text| Sink::parse(text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(CliError::usage)?;
    let max_time = max_time(&args, &file)?;
    let concurrency = args.concurrency.or(file.concurrency).unwrap_or(CONCURRENCY);
    if concurrency == 0 {
        return Err(CliError::usage("`--concurrency` takes a number above zero"));
    }
    for sink in &sinks {
        sink.probe().map_err(CliError::usage)?;
    }
    let ready = setup::ready(dialect, &args.target, &file, &args.built_in, seed).await?;
    if let Some(most) = args.max_changes {
        ready.target.budget().allow(most);
    }
    let replays = args.replays.clone().or_else(|| file.replays.clone());
    let options = RunOptions {
        seed,
        cases: args.select.cases.or(file.cases).unwrap_or(plan::usual_cases(dialect)),
        max_time,
        concurrency,
        selection,
        strict: args.strict || file.strict,
        replays: replays.unwrap_or_else(|| "rollcall-replays".into()).display().to_string(),
        target_name: ready.target.shown_base(),
        built_in: ready.built_in.is_some(),
    };
    let stop = Stop::default();
    let listener = Arc::new(progress::start());
    let heard = Arc::clone(&listener);
    let hear = move |event: &Event| heard.hear(event);
    let watcher = tokio::spawn(stop_at_interrupt(stop.clone()));
    let done = run::run(dialect, ready.target, ready.provider, options, stop, Arc::new(hear)).await;
    watcher.abort();
    listener.finish();
    let outcome = done.map_err(|error| match error {
        RunError::Schema(_) => CliError::usage(error),
        RunError::Unusable(_) | RunError::Provider(_) => CliError::could_not_run(error),
    })?;
    conclude(&outcome, &sinks)
}

fn max_time(args: &CheckArgs, file: &File) -> Result<Option<Duration>, CliError> {
    args.max_time
        .as_ref()
        .or(file.max_time.as_ref())
        .map(|text| duration("--max-time", text))
        .transpose()
        .map_err(CliError::usage)
}

/// The first Ctrl-C ends the run with its report; the second one ends the program.
async fn stop_at_interrupt(stop: Stop) {
    while tokio::signal::ctrl_c().await.is_ok() {
        if stop.is_stopped() {
            #[expect(clippy::exit, reason = "asked twice, a person does not want to wait")]
            std::process::exit(130);
        }
        stop.stop();
    }
}

/// Writes replays and reports, and says how it ended.
fn conclude(outcome: &Outcome, sinks: &[Sink]) -> Done {
    let summary = &outcome.summary;
    let mut troubles = Vec::new();
    for (path, text) in &outcome.replays {
        let path = std::path::Path::new(path);
        let written = path
            .parent()
            .map_or(Ok(()), std::fs::create_dir_all)
            .and_then(|()| std::fs::write(path, text));
        if let Err(error) = written {
            troubles.push(format!("the replay `{}` can't be written: {error}", path.display()));
        }
    }
    if !sinks.iter().any(Sink::is_stdout) {
        super::print(&report::terminal::render(summary));
    }
    for sink in sinks {
        if let Err(error) = sink.write(summary) {
            troubles.push(error.to_string());
        }
    }
    if sinks.iter().any(Sink::is_for_github)
        && let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY")
    {
        let written = Sink::append_step_summary(summary, path.as_ref());
        troubles.extend(written.err().map(|error| error.to_string()));
    }
    if !troubles.is_empty() {
        return Err(CliError::usage(troubles.join("\nerror: ")));
    }
    Ok(code(summary))
}

/// The exit code of a verdict.
fn code(summary: &Summary) -> u8 {
    match summary.verdict {
        VerdictWord::Conforms => exit::CONFORMS,
        VerdictWord::Violates => exit::VIOLATIONS,
        VerdictWord::Inconclusive => exit::INCONCLUSIVE,
    }
}
