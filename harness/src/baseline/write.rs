//! Writing a baseline that fits a run.

use jiff::ToSpan as _;
use jiff::civil::Date;
use rollcall_spec::Keyword;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::read::{File, VERSION};
use crate::record::Summary;
use crate::record::baseline::State;

/// How long what is written is let pass, in days.
const DAYS: i64 = 90;

/// What became of a baseline when it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// Entries that are new.
    pub added: usize,
    /// Entries that stay as they are.
    pub kept: usize,
    /// Entries that were taken out, as they hold now or match nothing.
    pub removed: usize,
}

/// The text of a baseline that fits a run which was held against the old one: what fails is in it, and what holds is not.
/// Entries that were there stay as they were written, comments and all; one that has expired stays expired.
///
/// # Errors
///
/// Where the old text is not TOML, which whoever has read it knows already.
pub fn written(
    summary: &Summary,
    old: Option<(&File, &str)>,
    owner: &str,
    today: Date,
) -> Result<(String, Changes), toml_edit::TomlError> {
    let mut document: DocumentMut = match old {
        Some((_, text)) => text.parse()?,
        None => begun(&summary.api),
    };
    let mut changes = Changes::default();
    let states = summary.baseline.iter().flat_map(|own| &own.entries);
    let gone: Vec<(&str, &str)> = states
        .filter(|own| matches!(own.state, State::Holds | State::Unmatched))
        .map(|own| (own.check.as_str(), own.operation.as_str()))
        .collect();
    for kind in ["known-failing", "known-flaky"] {
        if let Some(tables) = document.get_mut(kind).and_then(Item::as_array_of_tables_mut) {
            let before = tables.len();
            let text = |table: &Table, key: &str| {
                table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned()
            };
            tables.retain(|table| {
                let (check, operation) = (text(table, "check"), text(table, "operation"));
                !gone.contains(&(check.as_str(), operation.as_str()))
            });
            changes.kept += tables.len();
            changes.removed += before - tables.len();
        }
    }
    let mut new: Vec<(&str, &str, &str)> = Vec::new();
    for own in summary.findings.iter().filter(|own| own.known.is_none()) {
        let counts = own.severity == Keyword::Must || summary.strict;
        let known = new
            .iter()
            .any(|(check, operation, _)| *check == own.check && *operation == own.operation);
        if counts && !known {
            new.push((&own.check, &own.operation, &own.message));
        }
    }
    changes.added = new.len();
    let tables = document
        .entry("known-failing")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(tables) = tables.as_array_of_tables_mut() {
        for (check, operation, message) in new {
            let mut table = Table::new();
            table["check"] = value(check);
            table["operation"] = value(operation);
            table["reason"] = value(format!("known since {today}, not explained yet: {message}"));
            table["owner"] = value(owner);
            table["expires"] = value(day(today.saturating_add(DAYS.days())));
            tables.push(table);
        }
    }
    Ok((document.to_string(), changes))
}

fn begun(api: &str) -> DocumentMut {
    let mut document = DocumentMut::new();
    document["version"] = value(i64::from(VERSION));
    document["api"] = value(api);
    document.decor_mut().set_prefix(
        "# Failures that are known. Each is still told in every report; what it no longer does is fail the gate.\n# Say why under `reason` and who sees to it under `owner`. What fails at times goes under [[known-flaky]].\n\n",
    );
    document
}

fn day(date: Date) -> toml_edit::Datetime {
    let number = |own: i8| u8::try_from(own).unwrap_or(1);
    toml_edit::Datetime {
        date: Some(toml_edit::Date {
            year: u16::try_from(date.year()).unwrap_or_default(),
            month: number(date.month()),
            day: number(date.day()),
        }),
        time: None,
        offset: None,
    }
}
