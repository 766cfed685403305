//! Where a report goes: its format by name, and the file or stdout that takes it.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::{github, har, html, json, junit, markdown, sarif, terminal};
use crate::record::Summary;
use crate::suggest::did_you_mean;

/// A report that was asked for: its format and where it goes.
#[derive(Debug, Clone)]
pub struct Sink {
    format: &'static Format,
    path: PathBuf,
}

/// A format: what `--report` calls it, and how it is made.
#[derive(Debug)]
struct Format {
    name: &'static str,
    /// Its name in a pack of evidence; none where it has no place there.
    file: Option<&'static str>,
    render: fn(&Summary) -> String,
}

const FORMATS: &[Format] = &[
    Format { name: "github", file: None, render: github::render },
    Format { name: "har", file: Some("findings.har"), render: har::render },
    Format { name: "html", file: Some("report.html"), render: html::render },
    Format { name: "json", file: Some("report.json"), render: json::render },
    Format { name: "junit", file: Some("junit.xml"), render: junit::render },
    Format { name: "markdown", file: Some("report.md"), render: markdown::render },
    Format { name: "sarif", file: Some("report.sarif"), render: sarif::render },
    Format { name: "terminal", file: Some("report.txt"), render: plain_terminal },
];

fn plain_terminal(summary: &Summary) -> String {
    anstream::adapter::strip_str(&terminal::render(summary)).to_string()
}

/// Every report of a pack of evidence: its file's name, and its text.
pub fn pack(summary: &Summary) -> impl Iterator<Item = (&'static str, String)> {
    FORMATS.iter().filter_map(|own| Some((own.file?, (own.render)(summary))))
}

fn names() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|own| own.name)
}

/// Why a report cannot be written.
#[derive(Debug, Error)]
pub enum SinkError {
    /// It was not asked for in the right form.
    #[error("`--report {text}` is not of the form FORMAT=PATH{hint}\n  help: the formats are {}; the path `-` is stdout", names().collect::<Vec<_>>().join(", "))]
    Form {
        /// As it was typed.
        text: String,
        /// What was meant, perhaps.
        hint: String,
    },
    /// It cannot be written there.
    #[error(
        "the report `{path}` can't be written: {source}\n  help: name a file in a folder that exists and may be written to"
    )]
    Write {
        /// Where.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl Sink {
    /// Reads `FORMAT=PATH`.
    ///
    /// # Errors
    ///
    /// Where there is no such format, or no path.
    pub fn parse(text: &str) -> Result<Self, SinkError> {
        let (name, path) = text.split_once('=').unwrap_or((text, ""));
        match FORMATS.iter().find(|own| own.name == name) {
            Some(format) if !path.is_empty() => Ok(Self { format, path: path.into() }),
            _ => Err(SinkError::Form { text: text.to_owned(), hint: did_you_mean(name, names()) }),
        }
    }

    /// Whether it is for GitHub Actions, whose steps have a summary besides.
    pub fn is_for_github(&self) -> bool {
        self.format.name == "github"
    }

    /// Whether it goes to stdout.
    pub fn is_stdout(&self) -> bool {
        self.path == Path::new("-")
    }

    /// Finds out whether it can be written, before anything is sent. What is there stays as it is.
    ///
    /// # Errors
    ///
    /// Where it cannot.
    pub fn probe(&self) -> Result<(), SinkError> {
        if self.is_stdout() {
            return Ok(());
        }
        let was_there = self.path.exists();
        std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&self.path)
            .map_err(|source| self.error(source))?;
        if !was_there {
            std::fs::remove_file(&self.path).map_err(|source| self.error(source))?;
        }
        Ok(())
    }

    /// Writes the report, whole or not at all.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn write(&self, summary: &Summary) -> Result<(), SinkError> {
        let mut text = (self.format.render)(summary);
        if self.is_stdout() && self.is_for_github() {
            // A person reads the same log, but a server's words in it are no commands.
            text.insert_str(0, &github::fenced(&plain_terminal(summary)));
        }
        if self.is_stdout() {
            let mut out = std::io::stdout().lock();
            // A reader that has gone away is no error.
            let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
            return Ok(());
        }
        let mut name = self.path.file_name().unwrap_or_default().to_os_string();
        name.push(".part");
        let part = self.path.with_file_name(name);
        std::fs::write(&part, text)
            .and_then(|()| std::fs::rename(&part, &self.path))
            .map_err(|source| self.error(source))
    }

    /// Appends the summary of a step of GitHub Actions to the file that GitHub names for it.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn append_step_summary(summary: &Summary, path: &Path) -> Result<(), SinkError> {
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
        let text = markdown::render(summary);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        let name = || path.display().to_string();
        written.map_err(|source| SinkError::Write { path: name(), source })
    }

    fn error(&self, source: std::io::Error) -> SinkError {
        SinkError::Write { path: self.path.display().to_string(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_and_a_path_are_needed() {
        assert!(Sink::parse("json=report.json").is_ok());
        assert!(Sink::parse("json=-").unwrap().is_stdout());
        for name in names() {
            assert!(
                Sink::parse(&format!("{name}=a=b")).is_ok_and(|own| own.path == Path::new("a=b"))
            );
        }
        for text in ["json", "json=", "jsno=x", "=x"] {
            assert!(Sink::parse(text).is_err(), "{text}");
        }
        let message = Sink::parse("jsno=x").unwrap_err().to_string();
        assert!(message.contains("did you mean `json`?"), "{message}");
    }

    #[test]
    fn a_probe_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let sink = Sink::parse(&format!("json={}", path.display())).unwrap();
        sink.probe().unwrap();
        assert!(!path.exists());
        std::fs::write(&path, "old").unwrap();
        sink.probe().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
        let nowhere = Sink::parse(&format!("json={}/no/x.json", folder.path().display())).unwrap();
        assert!(nowhere.probe().is_err());
    }
}
