//! The end of a command that has judged: its reports, its replays, its exit code.

use super::{CliError, Done};
use crate::conclude::Outcome;
use crate::exit;
use crate::record::baseline::Gate;
use crate::record::{Summary, VerdictWord};
use crate::report::{self, Output, Sink, output};

/// Reads `--report` as often as it was given, and finds out whether each can be written, before anything is sent; and what
/// else is to be written.
pub(super) fn sinks(texts: &[String], others: &[Output]) -> Result<Vec<Sink>, CliError> {
    let sinks = texts.iter().map(|text| Sink::parse(text)).collect::<Result<Vec<_>, _>>();
    let sinks = sinks.map_err(CliError::usage)?;
    writable(&sinks.iter().map(Sink::output).chain(others).collect::<Vec<_>>())?;
    Ok(sinks)
}

/// Finds out whether each can be written, and none over another one.
pub(super) fn writable(outputs: &[&Output]) -> Result<(), CliError> {
    for output in outputs {
        output.probe().map_err(CliError::usage)?;
    }
    output::apart(outputs.iter().copied()).map_err(CliError::usage)
}

/// Writes replays and reports, and says how it ended.
pub(super) fn conclude(outcome: &Outcome, sinks: &[Sink]) -> Done {
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
    if !sinks.iter().any(|sink| sink.output().is_stdout()) {
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

/// The exit code of a verdict, or of what a baseline makes of it. A shard that did its part has none to give but what it found:
/// the whole tells the rest.
fn code(summary: &Summary) -> u8 {
    let part = summary.shard.is_some_and(|own| own.is_part()) && summary.cut_short.is_none();
    if let Some(held) = &summary.baseline {
        return match held.gate {
            Gate::Inconclusive if part => exit::CONFORMS,
            Gate::Passes => exit::CONFORMS,
            Gate::Fails => exit::VIOLATIONS,
            Gate::Stale => exit::BASELINE_STALE,
            Gate::Inconclusive => exit::INCONCLUSIVE,
        };
    }
    match summary.verdict {
        VerdictWord::Inconclusive if part => exit::CONFORMS,
        VerdictWord::Conforms => exit::CONFORMS,
        VerdictWord::Violates => exit::VIOLATIONS,
        VerdictWord::Inconclusive => exit::INCONCLUSIVE,
    }
}
