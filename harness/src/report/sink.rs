//! Where a report goes: its format by name, and the file or stdout that takes it.

use std::path::Path;

use thiserror::Error;

use super::output::{Output, OutputError};
use super::{badge, github, har, html, json, junit, markdown, sarif, terminal};
use crate::record::Summary;
use crate::suggest::did_you_mean;

/// A report that was asked for: its format and where it goes.
#[derive(Debug, Clone)]
pub struct Sink {
    format: &'static Format,
    output: Output,
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
    Format { name: "badge", file: Some("badge.svg"), render: badge::render },
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
            Some(format) if !path.is_empty() => {
                Ok(Self { format, output: Output::new("report", path) })
            }
            _ => Err(SinkError::Form { text: text.to_owned(), hint: did_you_mean(name, names()) }),
        }
    }

    /// Whether it is for GitHub Actions, whose steps have a summary besides.
    pub fn is_for_github(&self) -> bool {
        self.format.name == "github"
    }

    /// The file or stdout that takes it.
    pub fn output(&self) -> &Output {
        &self.output
    }

    /// Writes the report.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn write(&self, summary: &Summary) -> Result<(), OutputError> {
        let mut text = (self.format.render)(summary);
        if self.output.is_stdout() && self.is_for_github() {
            // A person reads the same log, but a server's words in it are no commands.
            text.insert_str(0, &github::fenced(&plain_terminal(summary)));
        }
        self.output.write(&text)
    }

    /// Appends the summary of a step of GitHub Actions to the file that GitHub names for it.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn append_step_summary(summary: &Summary, path: &Path) -> Result<(), OutputError> {
        Output::new("summary", path).append(&markdown::render(summary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_and_a_path_are_needed() {
        assert!(Sink::parse("json=report.json").is_ok());
        assert!(Sink::parse("json=-").unwrap().output.is_stdout());
        for name in names() {
            assert!(
                Sink::parse(&format!("{name}=a=b"))
                    .is_ok_and(|own| own.output.path() == Path::new("a=b"))
            );
        }
        for text in ["json", "json=", "jsno=x", "=x"] {
            assert!(Sink::parse(text).is_err(), "{text}");
        }
        let message = Sink::parse("jsno=x").unwrap_err().to_string();
        assert!(message.contains("did you mean `json`?"), "{message}");
    }
}
