//! `rollcall selftest`: the kill matrix.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use anstyle::{AnsiColor, Style};

use super::args::SelftestArgs;
use super::{CliError, Done, setup};
use crate::api::{DIALECTS, Dialect};
use crate::record::{CheckWord, Event};
use crate::report::progress;
use crate::selftest::{self, Asked, Row, Subject, matrix};
use crate::{exit, mock};

/// Runs that are under way at once: mostly a server beside its client. Where what is told is waited for, most of them wait.
const AT_ONCE: usize = 5;
const AT_ONCE_WHERE_TOLD: usize = 10;

const GREEN: Style = AnsiColor::Green.on_default();
const RED: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// Runs every subject, prints the matrix, and writes it down where that was asked for.
pub(super) async fn run(args: SelftestArgs) -> Done {
    let dialects = match &args.api {
        Some(id) => vec![setup::dialect(id)?],
        None => DIALECTS.to_vec(),
    };
    let mut code = exit::CONFORMS;
    for dialect in dialects {
        let subjects = subjects(dialect, &args.fault)?;
        let at_once = if dialect.calls().is_some() { AT_ONCE_WHERE_TOLD } else { AT_ONCE };
        let asked = Asked { seed: args.seed, cases: args.cases, at_once };
        let started = Instant::now();
        let shown = progress::start();
        shown.hear(&Event::Planned { cases: subjects.len(), checks: vec![] });
        let heard = |row: &Row| {
            let requests = row.summary.counts.requests;
            shown.hear(&Event::CaseDone { requests, judged: vec![], failed: vec![] });
        };
        let rows = selftest::rows(dialect, &subjects, asked, &heard).await;
        shown.finish();
        let rows = rows.map_err(CliError::could_not_run)?;
        super::print(&format!("{}, seed {}\n\n{}", dialect.id, args.seed, table(&rows)));
        super::print(&format!("{}; {:.1} s\n", ending(&rows), started.elapsed().as_secs_f64()));
        let right = rows.iter().all(Row::is_right);
        if !right {
            code = exit::VIOLATIONS;
        }
        if let Some(path) = &args.matrix {
            code = code.max(keep(dialect, path, args.check, right)?);
        }
    }
    Ok(code)
}

fn subjects(dialect: &Dialect, faults: &[String]) -> Result<Vec<Subject>, CliError> {
    if faults.is_empty() {
        // Faults first, as they are what it is about.
        let mut all = selftest::subjects(dialect);
        all.sort_by_key(|subject| !matches!(subject, Subject::Fault(_)));
        return Ok(all);
    }
    faults
        .iter()
        .map(|id| mock::find_fault(dialect.id, id).map(Subject::Fault).map_err(CliError::usage))
        .collect()
}

/// Writes the matrix to a file, or compares it with what stands there.
fn keep(dialect: &Dialect, path: &Path, only_compare: bool, right: bool) -> Done {
    let shown = path.display();
    if !right {
        super::print(&format!(
            "`{shown}` is left as it is, because the selftest did not end well\n"
        ));
        return Ok(exit::VIOLATIONS);
    }
    let text = matrix::markdown(dialect);
    let unreadable =
        |error: std::io::Error| CliError::usage(format!("`{shown}` can't be read: {error}"));
    let known = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        known => Some(known.map_err(unreadable)?),
    };
    if known.as_ref() == Some(&text) {
        super::print(&format!("`{shown}` is up to date\n"));
    } else if only_compare {
        super::print(&format!(
            "`{shown}` is stale\n  help: `cargo run --release -- selftest {} --matrix {shown}` writes it\n",
            dialect.id
        ));
        return Ok(exit::VIOLATIONS);
    } else {
        std::fs::write(path, text)
            .map_err(|error| CliError::usage(format!("`{shown}` can't be written: {error}")))?;
        super::print(&format!("`{shown}` is written\n"));
    }
    Ok(exit::CONFORMS)
}

/// A line each: the word, the name, the time to kill, the checks meant for it, those that fired besides.
fn table(rows: &[Row]) -> String {
    let width = |of: fn(&Row) -> usize| rows.iter().map(of).max().unwrap_or_default();
    let name = width(|row| row.name.len());
    let killers = width(|row| row.killers().join(", ").len());
    let head = format!(
        "        {:<name$}  {:>8}  {:<killers$}  besides",
        "server", "killed", "by the checks meant for it"
    );
    let mut text = format!("{}\n", paint(DIM, &head));
    for row in rows {
        let (word, style) = match (row.is_right(), row.must.is_empty()) {
            (true, true) => ("silent", GREEN),
            (true, false) => ("killed", GREEN),
            (false, true) => ("ALARM", RED),
            (false, false) => ("WRONG", RED),
        };
        let after = row.killed_after().map(|after| format!("{after:.0} ms")).unwrap_or_default();
        let line = format!(
            "{}  {:<name$}  {after:>8}  {:<killers$}  {}",
            paint(style, &format!("{word:>6}")),
            row.name,
            row.killers().join(", "),
            paint(DIM, &row.besides().join(", ")),
        );
        let _ = writeln!(text, "{}", line.trim_end());
        text.push_str(&complaints(row));
    }
    text
}

/// What is wrong with a row; nothing where it is right.
fn complaints(row: &Row) -> String {
    let mut text = String::new();
    if !row.missed().is_empty() {
        let _ = writeln!(text, "{:>8}missed: {}", "", row.missed().join(", "));
    }
    for id in row.false_alarms() {
        for finding in row.summary.findings.iter().filter(|own| own.check == id) {
            let _ = writeln!(
                text,
                "{:>8}not meant: {id}, {}: {} (expected {}, actual {}; case: {})",
                "",
                finding.operation,
                finding.message,
                finding.expected,
                finding.actual,
                finding.case
            );
        }
    }
    if row.must.is_empty() && !row.is_right() {
        for line in row.summary.floor.iter().filter(|own| !own.met) {
            let _ = writeln!(text, "{:>8}floor: {} {}", "", line.operation, line.what);
        }
        for check in &row.summary.checks {
            if check.verdict == CheckWord::Untestable {
                let _ = writeln!(text, "{:>8}untestable: {}", "", check.id);
            }
        }
    }
    text
}

fn ending(rows: &[Row]) -> String {
    let (lawful, faults): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.must.is_empty());
    let right = |rows: &[&Row]| rows.iter().filter(|row| row.is_right()).count();
    format!(
        "\n{} of {} faults killed by the checks meant for them and by no other; {} of {} lawful servers silent",
        right(&faults),
        faults.len(),
        right(&lawful),
        lawful.len(),
    )
}

fn paint(style: Style, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("{style}{text}{style:#}")
}
