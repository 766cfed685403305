//! Reading a baseline.

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;
use toml::Spanned;
use toml::value::Datetime;

use crate::record::baseline::{Kind, Known};

/// The version of this format.
pub(super) const VERSION: u32 = 1;

/// A baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The file, as it was named.
    pub name: String,
    /// The api that it is about.
    pub api: String,
    /// Its entries, in the file's order.
    pub entries: Vec<Entry>,
}

/// A failure that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Why it is let pass.
    pub known: Known,
    /// The check's id.
    pub check: String,
    /// The operation, by `operationId`.
    pub operation: String,
    /// The last day on which it is let pass.
    pub expires: Date,
}

/// Why a baseline cannot be used.
#[derive(Debug, Error)]
pub enum BaselineError {
    /// It cannot be read.
    #[error(
        "the baseline `{file}` can't be read: {source}\n  help: `rollcall check API --write-baseline {file}` makes one"
    )]
    Read {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not of this form.
    #[error(
        "the baseline `{file}` is wrong at line {line}: {reason}\n  help: it holds `version = {VERSION}`, `api`, and entries [[known-failing]] or [[known-flaky]] with check, operation, reason, owner and expires"
    )]
    Form {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Text {
    version: Spanned<u32>,
    api: Spanned<String>,
    #[serde(default)]
    known_failing: Vec<Lines>,
    #[serde(default)]
    known_flaky: Vec<Lines>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    check: Spanned<String>,
    operation: String,
    reason: Spanned<String>,
    owner: Spanned<String>,
    expires: Spanned<Datetime>,
}

/// Reads the text of a baseline for an api.
///
/// # Errors
///
/// Where it is not TOML, lacks something, holds what has no meaning, or is for another api; with its line.
pub fn read(name: &str, text: &str, api: &str) -> Result<File, BaselineError> {
    let line_of = |at: usize| text[..at.min(text.len())].matches('\n').count() + 1;
    let wrong = |at: usize, reason: String| BaselineError::Form {
        file: name.to_owned(),
        line: line_of(at),
        reason,
    };
    let read: Text = toml::from_str(text).map_err(|error| {
        wrong(error.span().map_or(0, |span| span.start), error.message().to_owned())
    })?;
    if *read.version.get_ref() != VERSION {
        let own = read.version.get_ref();
        return Err(wrong(read.version.span().start, format!("version {own}, not {VERSION}")));
    }
    if read.api.get_ref() != api {
        let reason = format!("it is about `{}`, and the run about `{api}`", read.api.get_ref());
        return Err(wrong(read.api.span().start, reason));
    }
    let failing = read.known_failing.into_iter().map(|own| (Kind::Failing, own));
    let flaky = read.known_flaky.into_iter().map(|own| (Kind::Flaky, own));
    let mut entries: Vec<Entry> = Vec::new();
    for (kind, lines) in failing.chain(flaky) {
        let at = lines.check.span().start;
        for (what, said) in [("reason", &lines.reason), ("owner", &lines.owner)] {
            if said.get_ref().trim().is_empty() {
                return Err(wrong(said.span().start, format!("`{what}` says nothing")));
            }
        }
        let expires = date(lines.expires.get_ref()).ok_or_else(|| {
            let reason = "`expires` is no date such as 2027-01-31".to_owned();
            wrong(lines.expires.span().start, reason)
        })?;
        let check = lines.check.into_inner();
        if entries.iter().any(|own| own.check == check && own.operation == lines.operation) {
            let reason = format!("a second entry for `{check}` of `{}`", lines.operation);
            return Err(wrong(at, reason));
        }
        entries.push(Entry {
            known: Known {
                line: line_of(at),
                kind,
                reason: lines.reason.into_inner(),
                owner: lines.owner.into_inner(),
                expires: expires.to_string(),
            },
            check,
            operation: lines.operation,
            expires,
        });
    }
    entries.sort_by_key(|own| own.known.line);
    Ok(File { name: name.to_owned(), api: api.to_owned(), entries })
}

/// A day without a time.
fn date(own: &Datetime) -> Option<Date> {
    let date = own.date.filter(|_| own.time.is_none() && own.offset.is_none())?;
    let number = |own: u8| i8::try_from(own).ok();
    Date::new(i16::try_from(date.year).ok()?, number(date.month)?, number(date.day)?).ok()
}
