//! The reports of real runs, opened by programs that nobody here wrote: readers of JUnit, HAR and Markdown, a validator of
//! SARIF, and headless Chromium with a validator of HTML and a tester of accessibility.
//!
//! One run meets a lawful server, one a broken one, one a server that says whatever might break out of a report. A reader
//! that takes a spoilt report would take any, so that each is shown one.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::clients::{Client, Installer};
use super::mock::Mock;
use super::{install, say};

/// What `--only` calls this step.
pub(super) const NAME: &str = "reports";

pub(super) const NODE: Client = Client {
    name: "reports-node",
    api: "signalwire",
    package: "puppeteer-core 24.43.1",
    script: "read.mjs",
    locks: &["package-lock.json", "package.json"],
    installer: Installer::Npm,
    faults: &[],
};

pub(super) const PYTHON: Client = Client {
    name: "reports-python",
    api: "signalwire",
    package: "junitparser 5.0.3",
    script: "read.py",
    locks: &["requirements.txt"],
    installer: Installer::Pip,
    faults: &[],
};

/// A format, who reads it, and how it is spoilt: what is put in the place of what.
struct Format {
    name: &'static str,
    reader: &'static Client,
    spoilt: (&'static str, &'static str),
}

const FORMATS: &[Format] = &[
    Format { name: "junit", reader: &PYTHON, spoilt: ("<failure ", "<skipped ") },
    Format { name: "har", reader: &NODE, spoilt: ("\"startedDateTime\"", "\"begun\"") },
    Format { name: "sarif", reader: &NODE, spoilt: ("\"startLine\": ", "\"startLine\": -") },
    Format {
        name: "markdown",
        reader: &NODE,
        spoilt: ("## Coverage", "<img src=x>\n\n## Coverage"),
    },
    Format { name: "html", reader: &NODE, spoilt: ("</main>", "<img src=x></main>") },
];

/// A run whose reports are read.
struct Subject {
    name: &'static str,
    arguments: &'static [&'static str],
    /// The exit code that it ends with.
    code: i32,
}

const SUBJECTS: &[Subject] = &[
    Subject { name: "lawful", arguments: &["--cases", "60"], code: 0 },
    Subject {
        name: "broken",
        arguments: &[
            "--cases",
            "60",
            "--fault",
            "delete-removes-nothing",
            "--fault",
            "no-content-with-body",
            "--fault",
            "connection-dropped",
            "--fault",
            "removal-lost-in-race",
        ],
        code: 1,
    },
    Subject {
        name: "described",
        arguments: &[
            "--cases",
            "20",
            "--fault",
            "no-content-with-body",
            "--document",
            OWN_DOCUMENT.1,
        ],
        code: 1,
    },
];

/// A user's own document, which reports point into; its name in a run's folder.
const OWN_DOCUMENT: (&str, &str) = ("harness/tests/documents/vendor.yaml", "vendor.yaml");

/// What the run against the hostile server judges: enough to have its words everywhere, in few findings.
const HOSTILE: &[&str] = &[
    "--cases",
    "0",
    "--only",
    "json-strict",
    "--only",
    "valid-succeeds",
    "--only",
    "status-documented",
    "--only",
    "no-content-empty",
    "--only",
    "body-matches-schema",
];

/// Makes the reports of every run, and has each of them read.
pub(super) fn run(root: &Path, rollcall: &Path, cache: &Path) -> anyhow::Result<()> {
    let readers = Readers {
        root,
        node: install::ensure(&NODE, &NODE.scripts(root), cache)?,
        python: install::ensure(&PYTHON, &PYTHON.scripts(root), cache)?,
    };
    let folder = cache.join(NAME);
    for subject in SUBJECTS {
        let made =
            make(root, rollcall, &folder.join(subject.name), &[], subject.arguments, subject.code)?;
        readers.read_all(subject.name, &made)?;
    }
    let server = Mock::run(&mut NODE.run(&readers.node, &NODE.scripts(root).join("hostile.mjs")))?;
    let line: serde_json::Value = serde_json::from_str(server.line())?;
    let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let target = [
        ("--target", word("base")),
        ("--fixtures", word("fixtures")),
        ("--username", word("username")),
        ("ROLLCALL_PASSWORD", word("password")),
    ];
    let made = make(root, rollcall, &folder.join("hostile"), &target, HOSTILE, 1)?;
    readers.read_all("hostile", &made)?;
    readers.notice_what_is_spoilt(&folder.join("broken"), &folder.join("spoilt"))
}

/// Runs a check with every report on, in a folder of its own; the folder.
fn make(
    root: &Path,
    rollcall: &Path,
    folder: &Path,
    target: &[(&str, String)],
    arguments: &[&str],
    code: i32,
) -> anyhow::Result<PathBuf> {
    empty(folder)?;
    let (document, name) = OWN_DOCUMENT;
    std::fs::copy(root.join(document), folder.join(name))
        .with_context(|| format!("cannot copy `{document}`"))?;
    let mut command = Command::new(rollcall);
    command.args(["check", "signalwire", "--seed", "7", "--report", "json=report.json"]);
    for format in FORMATS {
        command.arg("--report").arg(format!("{0}=report.{0}", format.name));
    }
    for (name, value) in target {
        if name.starts_with("--") {
            command.arg(name).arg(value);
        } else {
            command.env(name, value);
        }
    }
    let output =
        command.args(arguments).current_dir(folder).output().context("cannot run rollcall")?;
    if output.status.code() != Some(code) {
        let told = String::from_utf8_lossy(&output.stderr);
        bail!("`{command:?}` ended with {} in place of {code}: {told}", output.status);
    }
    Ok(folder.to_owned())
}

pub(super) fn empty(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("cannot clear `{}`", folder.display()))?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))
}

/// The programs that read, and where they are installed.
struct Readers<'a> {
    root: &'a Path,
    node: PathBuf,
    python: PathBuf,
}

impl Readers<'_> {
    fn command(&self, format: &Format, folder: &Path) -> Command {
        let installed = match format.reader.installer {
            Installer::Npm => &self.node,
            Installer::Pip => &self.python,
        };
        let script = format.reader.scripts(self.root).join(format.reader.script);
        let mut command = format.reader.run(installed, &script);
        command.arg(format.name).arg(folder).env("ROLLCALL_ROOT", self.root);
        command
    }

    fn read_all(&self, name: &str, folder: &Path) -> anyhow::Result<()> {
        say(&format!("  reports of a run against a {name} server"));
        for format in FORMATS {
            let status = self.command(format, folder).status().context("cannot start a reader")?;
            if !status.success() {
                bail!("the {} report of the {name} run is not read: {status}", format.name);
            }
        }
        Ok(())
    }

    /// Each reader refuses a report that is spoilt in one place.
    fn notice_what_is_spoilt(&self, sound: &Path, spoilt: &Path) -> anyhow::Result<()> {
        for format in FORMATS {
            empty(spoilt)?;
            let name = format!("report.{}", format.name);
            let text = std::fs::read_to_string(sound.join(&name))?;
            let (from, to) = format.spoilt;
            if !text.contains(from) {
                bail!("the {} report has no `{from}`, so that it cannot be spoilt", format.name);
            }
            std::fs::write(spoilt.join(&name), text.replacen(from, to, 1))?;
            std::fs::copy(sound.join("report.json"), spoilt.join("report.json"))?;
            let output = self.command(format, spoilt).output().context("cannot start a reader")?;
            if output.status.success() {
                bail!(
                    "the reader of {} takes a spoilt report; help: it must assert more",
                    format.name
                );
            }
        }
        say("  each reader notices a spoilt report");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository_root;

    #[test]
    fn each_reader_has_its_script_and_its_package_in_its_lock() {
        for reader in [&NODE, &PYTHON] {
            let folder = reader.scripts(&repository_root().unwrap());
            assert!(folder.join(reader.script).is_file(), "{reader:?}");
            let (name, version) = reader.package.split_once(' ').unwrap();
            let lock = std::fs::read_to_string(folder.join(reader.locks[0])).unwrap();
            assert!(lock.contains(name) && lock.contains(version), "{reader:?}");
        }
    }
}
