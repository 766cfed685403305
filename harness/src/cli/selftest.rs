//! `rollcall selftest`: the kill matrix.

use std::fmt::Write as _;
use std::time::Instant;

use super::args::SelftestArgs;
use super::{CliError, Done, setup};
use crate::api::DIALECTS;
use crate::selftest::{self, Row, Subject};
use crate::{exit, mock};

/// Runs every subject and prints one line each.
pub(super) async fn run(args: SelftestArgs) -> Done {
    let dialects = match &args.api {
        Some(id) => vec![setup::dialect(id)?],
        None => DIALECTS.to_vec(),
    };
    let mut wrong = 0;
    for dialect in dialects {
        let started = Instant::now();
        let subjects = if args.fault.is_empty() {
            selftest::subjects(dialect)
        } else {
            args.fault
                .iter()
                .map(|id| mock::find_fault(dialect.id, id).map(Subject::Fault))
                .collect::<Result<Vec<_>, _>>()
                .map_err(CliError::usage)?
        };
        super::print(&format!("{}, seed {}\n", dialect.id, args.seed));
        let mut killed = (0, 0);
        let mut silent = (0, 0);
        for subject in &subjects {
            let row = selftest::row(dialect, subject, args.seed, args.cases)
                .await
                .map_err(CliError::could_not_run)?;
            super::print(&line(&row));
            wrong += usize::from(!row.is_right());
            let tally =
                if matches!(subject, Subject::Fault(_)) { &mut killed } else { &mut silent };
            tally.0 += usize::from(row.is_right());
            tally.1 += 1;
        }
        super::print(&format!(
            "\n{} of {} faults killed by the checks meant for them and by no other; {} of {} lawful servers silent; {:.1} s\n",
            killed.0,
            killed.1,
            silent.0,
            silent.1,
            started.elapsed().as_secs_f64(),
        ));
    }
    Ok(if wrong == 0 { exit::CONFORMS } else { exit::VIOLATIONS })
}

fn line(row: &Row) -> String {
    let word = match (row.is_right(), row.must.is_empty()) {
        (true, true) => "silent",
        (true, false) => "killed",
        (false, true) => "ALARM",
        (false, false) => "WRONG",
    };
    let mut text = format!(
        "{word:>6}  {:<34} {:>6} ms  {}\n",
        row.name,
        row.took.as_millis(),
        row.fired.join(", ")
    );
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
            if check.verdict == crate::record::CheckWord::Untestable {
                let _ = writeln!(text, "{:>8}untestable: {}", "", check.id);
            }
        }
    }
    text
}
