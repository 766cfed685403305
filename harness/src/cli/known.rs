//! The baseline of a check: the file that was named, and the one that is written.

use std::collections::BTreeMap;
use std::path::Path;

use super::CliError;
use super::args::CheckArgs;
use crate::api::Dialect;
use crate::baseline::{self, File};
use crate::config;
use crate::evidence::BASELINE;
use crate::record::Summary;
use crate::report::Output;

/// What is known before a run, and what is to be written behind it.
pub(super) struct Known {
    /// The baseline, and its text.
    file: Option<(File, String)>,
    /// Where one is to be written, and who owns what is new.
    write: Option<(Output, String)>,
}

impl Known {
    /// Reads the baseline that was named; nothing has been sent yet.
    pub(super) fn read(
        args: &CheckArgs,
        settings: &config::File,
        dialect: &Dialect,
    ) -> Result<Self, CliError> {
        let output = args.write_baseline.as_ref().map(|path| Output::new("baseline", path));
        let write = output.map(|output| (output, args.owner.clone()));
        let there = args.write_baseline.as_ref().filter(|path| path.exists());
        let named = there.or(settings.baseline.as_ref().filter(|_| write.is_none()));
        let file = named.map(|path| read(path, dialect)).transpose()?;
        if args.owner.trim().is_empty() {
            return Err(CliError::usage("`--owner` says nothing\n  help: name who sees to it"));
        }
        Ok(Self { file, write })
    }

    /// Where one is to be written.
    pub(super) fn output(&self) -> Option<&Output> {
        self.write.as_ref().map(|(output, _)| output)
    }

    /// Holds a run against the baseline; writes the new one first, where that was asked for.
    pub(super) fn hold(
        &mut self,
        summary: &mut Summary,
        dialect: &Dialect,
    ) -> Result<(), CliError> {
        let today = baseline::day_of(summary);
        if let Some((file, _)) = &self.file {
            baseline::hold(summary, dialect, file, today);
        }
        let Some((output, owner)) = &self.write else { return Ok(()) };
        let old = self.file.as_ref().map(|(file, text)| (file, text.as_str()));
        let name = output.path().display().to_string();
        let (text, changes) =
            baseline::written(summary, old, owner, today).map_err(CliError::usage)?;
        output.write(&text).map_err(CliError::usage)?;
        tell(&format!(
            "wrote {name}: {} added, {} kept, {} taken out",
            changes.added, changes.kept, changes.removed
        ));
        let file = baseline::read(&name, &text, dialect.id).map_err(CliError::usage)?;
        for finding in &mut summary.findings {
            finding.known = None;
        }
        baseline::hold(summary, dialect, &file, today);
        self.file = Some((file, text));
        Ok(())
    }

    /// What belongs to a pack of evidence.
    pub(super) fn in_pack(&self) -> BTreeMap<String, Vec<u8>> {
        let file = self.file.iter();
        file.map(|(_, text)| (BASELINE.to_owned(), text.clone().into_bytes())).collect()
    }
}

/// Reads a baseline; and its text.
pub(super) fn read(path: &Path, dialect: &Dialect) -> Result<(File, String), CliError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| {
        CliError::usage(baseline::BaselineError::Read { file: name.clone(), source })
    })?;
    let file = baseline::read(&name, &text, dialect.id).map_err(CliError::usage)?;
    Ok((file, text))
}

#[expect(clippy::print_stderr, reason = "stdout is the report")]
fn tell(line: &str) {
    eprintln!("{line}");
}
