//! `rollcall diff`: two runs side by side, of one server or of staging and production; no traffic.

use std::path::PathBuf;

use super::{CliError, Done, conclusion};
use crate::compare::{self, Difference, Limit, Run, USUAL_RATIO};
use crate::exit;
use crate::report::{Output, difference, read};
use crate::suggest::did_you_mean;

#[derive(Debug, clap::Args)]
pub(super) struct DiffArgs {
    /// The JSON report of the first run: of yesterday, or of production
    #[arg(value_name = "A.json")]
    first: PathBuf,
    /// The JSON report of the second run, which may be no worse
    #[arg(value_name = "B.json")]
    second: PathBuf,
    /// What takes more than so many times as long is worse as well, such as 1.5
    #[arg(long, value_name = "RATIO", value_parser = ratio)]
    latency: Option<f64>,
    /// Write a report besides the one on the terminal: json, markdown or terminal; the path `-` is stdout
    #[arg(long, value_name = "FORMAT=PATH")]
    report: Vec<String>,
}

/// A format of a comparison: what `--report` calls it, and how it is made.
type Format = (&'static str, fn(&Difference) -> String);

const FORMATS: &[Format] = &[
    ("json", difference::json),
    ("markdown", difference::markdown),
    ("terminal", |own| anstream::adapter::strip_str(&difference::terminal(own)).to_string()),
];

/// Compares two reports.
pub(super) fn run(args: &DiffArgs) -> Done {
    let sinks = args.report.iter().map(|text| parsed(text)).collect::<Result<Vec<_>, _>>()?;
    let [first, second] = [&args.first, &args.second].map(|path| read::file(path));
    let (first, second) = (first.map_err(CliError::usage)?, second.map_err(CliError::usage)?);
    if first.summary.api != second.summary.api {
        return Err(CliError::usage(format!(
            "`{}` is about `{}` and `{}` about `{}`: they cannot be compared\n  help: name two reports of one api",
            first.path, first.summary.api, second.path, second.summary.api
        )));
    }
    conclusion::writable(&sinks.iter().map(|(_, output)| output).collect::<Vec<_>>())?;
    let limit =
        Limit { ratio: args.latency.unwrap_or(USUAL_RATIO), counts: args.latency.is_some() };
    let told = compare::compare(side(&first), side(&second), limit);
    if !sinks.iter().any(|(_, output)| output.is_stdout()) {
        super::print(&difference::terminal(&told));
    }
    for ((_, render), output) in &sinks {
        output.write(&render(&told)).map_err(CliError::usage)?;
    }
    Ok(if told.worse { exit::WORSE } else { exit::CONFORMS })
}

fn side(own: &read::Report) -> Run<'_> {
    Run { report: &own.path, rollcall: &own.rollcall, summary: &own.summary }
}

/// Reads `FORMAT=PATH`.
fn parsed(text: &str) -> Result<(Format, Output), CliError> {
    let (name, path) = text.split_once('=').unwrap_or((text, ""));
    let names = || FORMATS.iter().map(|(own, _)| *own);
    match FORMATS.iter().find(|(own, _)| *own == name) {
        Some(format) if !path.is_empty() => Ok((*format, Output::new("report", path))),
        _ => Err(CliError::usage(format!(
            "`--report {text}` is not of the form FORMAT=PATH{}\n  help: a comparison is written as {}; the path `-` is stdout",
            did_you_mean(name, names()),
            names().collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// How many times as long is worse. The classes that latency is counted in are 9 % wide.
fn ratio(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(ratio) if ratio >= 1.1 && ratio.is_finite() => Ok(ratio),
        _ => Err("give a number from 1.1 on, such as 1.5: latency is measured to 9 %".to_owned()),
    }
}
