//! From the text of a file to settings, with every fault told by line and column.

use std::path::Path;

use thiserror::Error;
use toml::de::DeTable;

use super::{FILE, File, Name};
use crate::suggest::did_you_mean;

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
    #[error("the configuration `{path}` is wrong at {place}: {reason}{help}")]
    Form {
        /// The file.
        path: String,
        /// Line and column.
        place: String,
        /// What is wrong, and what was meant, perhaps.
        reason: String,
        /// What may stand there.
        help: String,
    },
    /// There is no target of that name.
    #[error("there is no target `{name}`{hint}\n  help: {help}")]
    Target {
        /// What was asked for.
        name: String,
        /// What was meant, perhaps.
        hint: String,
        /// The names that there are.
        help: String,
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
        Self::parse(&name, &text)
    }

    /// Reads the text of such a file, which errors call by that name.
    ///
    /// # Errors
    ///
    /// Where it is not TOML, or holds what no setting is; with line and column.
    pub fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let form = |place: String, reason: String, help: String| ConfigError::Form {
            path: name.to_owned(),
            place,
            reason,
            help,
        };
        let file: Self = toml::from_str(text).map_err(|error| {
            let (reason, help) = told(error.message());
            let Some(span) = error.span() else {
                return form("its beginning".to_owned(), reason, help);
            };
            let start = span.start.min(text.len());
            let written = text[..start].rsplit('\n').next().and_then(|own| own.split_once('='));
            let key = written.map(|(key, _)| format!("`{}`: ", key.trim())).unwrap_or_default();
            form(place(text, start), format!("{key}{reason}"), help)
        })?;
        match two_passwords(text) {
            Some(start) => Err(form(
                place(text, start),
                "`password-file` stands beside `password-env`, and one password has one place"
                    .to_owned(),
                "\n  help: take one of them away".to_owned(),
            )),
            None => Ok(file),
        }
    }

    /// The settings with those of a named target laid over them.
    ///
    /// # Errors
    ///
    /// Where there is no target of that name.
    pub fn with_target(mut self, name: &str) -> Result<Self, ConfigError> {
        let names: Vec<&str> = self.targets.keys().map(Name::as_str).collect();
        let own = Name::parse(name).ok().and_then(|own| self.targets.get(&own).cloned());
        let Some(own) = own else {
            let known = if names.is_empty() {
                format!("none is named, which a table [targets.NAME] in {FILE} does")
            } else {
                format!("the names are {}", names.join(", "))
            };
            return Err(ConfigError::Target {
                name: name.to_owned(),
                hint: did_you_mean(name, names.iter().copied()),
                help: format!("{known}; a URL begins with http:// or https://"),
            });
        };
        own.lay_over(&mut self);
        Ok(self)
    }
}

/// The reader's words in ours: what is wrong with what was meant, and what may stand there.
fn told(message: &str) -> (String, String) {
    let (reason, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let unknown = reason.strip_prefix("unknown field `").or_else(|| {
        let rest = reason.strip_prefix("unknown variant `");
        rest.filter(|_| !expected.is_empty())
    });
    let Some(unknown) = unknown.and_then(|rest| rest.split('`').next()) else {
        return (message.trim_end().to_owned(), String::new());
    };
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let hint = did_you_mean(unknown, names.iter().copied());
    (format!("{reason}{hint}"), format!("\n  help: there may stand {}", names.join(", ")))
}

/// Line and column of a byte, both from 1.
fn place(text: &str, byte: usize) -> String {
    let before = &text[..byte];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|own| *own != '\n').count() + 1;
    format!("line {line}, column {column}")
}

/// Where a table has the password in two places, the byte of the second name.
fn two_passwords(text: &str) -> Option<usize> {
    let file = DeTable::parse(text).ok()?;
    let file = file.get_ref();
    let named = file.get("targets").and_then(|own| own.get_ref().as_table());
    let named = named.into_iter().flat_map(|own| own.values());
    let tables = named.filter_map(|own| own.get_ref().as_table()).chain([file]);
    tables.into_iter().find_map(|table| {
        let key = |name| table.get_key_value(name).map(|(key, _)| key.span().start);
        Some(key("password-file")?.max(key("password-env")?))
    })
}
