//! The settings of a check: from the command line, else from a file, else the defaults.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

/// A file of settings. Each has the name of its flag; the command line wins over it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct File {
    /// `--target`.
    pub target: Option<String>,
    /// `--username`.
    pub username: Option<String>,
    /// `--password-file`.
    pub password_file: Option<PathBuf>,
    /// `--account`.
    pub account: Option<String>,
    /// `--fixtures`.
    pub fixtures: Option<String>,
    /// `--allow-calls`.
    pub allow_calls: Option<usize>,
    /// `--to`.
    pub to: Option<String>,
    /// `--from`.
    pub from: Option<String>,
    /// `--rate`, requests a second.
    pub rate: Option<f64>,
    /// `--timeout`, such as `10s`.
    pub timeout: Option<String>,
    /// `--second-username`.
    pub second_username: Option<String>,
    /// `--notification-limit`, such as `5s`.
    pub notification_limit: Option<String>,
    /// `--carrier`: `long-polling` or `websocket`.
    pub carrier: Option<String>,
    /// `--ca-file`.
    pub ca_file: Option<PathBuf>,
    /// `--seed`.
    pub seed: Option<u64>,
    /// `--cases`.
    pub cases: Option<usize>,
    /// `--only`.
    pub only: Vec<String>,
    /// `--skip`.
    pub skip: Vec<String>,
    /// `--shard`, such as `2/5`.
    pub shard: Option<String>,
    /// `--max-time`, such as `5m`.
    pub max_time: Option<String>,
    /// `--concurrency`.
    pub concurrency: Option<usize>,
    /// `--strict`.
    pub strict: bool,
    /// `--report`, such as `json=report.json`.
    pub report: Vec<String>,
    /// `--replays`.
    pub replays: Option<PathBuf>,
}

/// Every name that a file may use.
const NAMES: &[&str] = &[
    "target",
    "username",
    "password-file",
    "account",
    "fixtures",
    "allow-calls",
    "to",
    "from",
    "rate",
    "timeout",
    "second-username",
    "notification-limit",
    "carrier",
    "ca-file",
    "seed",
    "cases",
    "only",
    "skip",
    "shard",
    "max-time",
    "concurrency",
    "strict",
    "report",
    "replays",
];

/// Why a file of settings cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// It cannot be read.
    #[error("the configuration `{path}` can't be read: {source}\n  help: check --config")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is not of this form.
    #[error("the configuration `{path}` is wrong at {place}: {reason}{hint}\n  help: a file may hold {}", NAMES.join(", "))]
    Form {
        /// The file.
        path: String,
        /// Line and column.
        place: String,
        /// What is wrong.
        reason: String,
        /// What was meant, perhaps.
        hint: String,
    },
}

impl File {
    /// Reads a file of settings.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, is not TOML, or holds what no setting is; with line and column.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: name.clone(), source })?;
        toml::from_str(&text).map_err(|error| {
            let place = error.span().map_or_else(
                || "its beginning".to_owned(),
                |span| {
                    let before = &text[..span.start.min(text.len())];
                    let line = before.matches('\n').count() + 1;
                    let column = before.chars().rev().take_while(|own| *own != '\n').count() + 1;
                    format!("line {line}, column {column}")
                },
            );
            let reason = error.message().to_owned();
            let hint = reason
                .strip_prefix("unknown field `")
                .and_then(|rest| rest.split('`').next())
                .map(|field| crate::suggest::did_you_mean(field, NAMES.iter().copied()))
                .unwrap_or_default();
            let reason = reason.split(", expected").next().unwrap_or_default().to_owned();
            ConfigError::Form { path: name, place, reason, hint }
        })
    }
}

/// Reads a span of time such as `90s`, `5m` or `1h 30m`.
///
/// # Errors
///
/// Where it is none, or is negative.
pub fn duration(flag: &str, text: &str) -> Result<Duration, String> {
    let help = "help: write a number with its unit, such as 500ms, 90s or 5m";
    let span: jiff::SignedDuration = text
        .parse()
        .map_err(|error| format!("`{flag} {text}` is no span of time: {error}\n  {help}"))?;
    match Duration::try_from(span) {
        Ok(span) if !span.is_zero() => Ok(span),
        _ => Err(format!("`{flag} {text}` is not above zero\n  {help}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<File, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rollcall.toml");
        std::fs::write(&path, text).unwrap();
        File::read(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn every_name_in_the_list_is_a_setting() {
        for name in NAMES {
            let message = read(&format!("{name} = {{}}")).unwrap_err();
            assert!(!message.contains("unknown field"), "{message}");
        }
    }

    #[test]
    fn a_typing_error_is_told_by_its_place_with_what_was_meant() {
        let message = read("seed = 1\nconcurency = 4\n").unwrap_err();
        assert!(message.contains("line 2, column 1"), "{message}");
        assert!(message.contains("did you mean `concurrency`?"), "{message}");
        let message = read("seed = \n").unwrap_err();
        assert!(message.contains("line 1"), "{message}");
    }

    #[test]
    fn spans_of_time_have_a_unit_and_are_above_zero() {
        assert_eq!(duration("--timeout", "90s").unwrap(), Duration::from_secs(90));
        assert_eq!(duration("--timeout", "5m").unwrap(), Duration::from_mins(5));
        assert!(duration("--timeout", "5").is_err());
        assert!(duration("--timeout", "-5s").is_err());
        assert!(duration("--timeout", "0s").is_err());
    }
}
