//! Installs a client into the cache below `target/e2e/`, once for each state of its lock.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::clients::{Client, Installer, python_of};

/// Copies of the locks stand in the cache once everything is installed; they are written last.
const STAMP: &str = "installed-from";

/// The folder that holds the installed client.
pub(super) fn ensure(client: &Client, scripts: &Path, cache: &Path) -> anyhow::Result<PathBuf> {
    let folder = cache.join(client.name);
    let wanted = locks_of(client, scripts)?;
    let stamp = folder.join(STAMP);
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(folder);
    }
    // What an interrupted run or an older lock left behind is of no use.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("cannot clear `{}`", folder.display()))?;
    }
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make `{}`", folder.display()))?;
    match client.installer {
        Installer::Pip => with_pip(scripts, &folder)?,
        Installer::Npm => with_npm(client, scripts, &folder)?,
    }
    std::fs::write(&stamp, wanted)
        .with_context(|| format!("cannot write `{}`", stamp.display()))?;
    Ok(folder)
}

fn locks_of(client: &Client, scripts: &Path) -> anyhow::Result<String> {
    let mut locks = String::new();
    for name in client.locks {
        let path = scripts.join(name);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        locks.push_str(&text);
    }
    Ok(locks)
}

fn with_pip(scripts: &Path, folder: &Path) -> anyhow::Result<()> {
    let mut venv = Command::new("python3");
    done(venv.args(["-m", "venv"]).arg(folder), "apt-get install python3 python3-venv")?;
    let mut pip = Command::new(python_of(folder));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "-r",
    ]);
    done(pip.arg(scripts.join("requirements.txt")), "look whether PyPI can be reached")
}

fn with_npm(client: &Client, scripts: &Path, folder: &Path) -> anyhow::Result<()> {
    for name in client.locks {
        std::fs::copy(scripts.join(name), folder.join(name))
            .with_context(|| format!("cannot copy `{name}` to `{}`", folder.display()))?;
    }
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]);
    done(npm.current_dir(folder), "apt-get install nodejs npm; look whether npm's registry answers")
}

/// Runs one step of an installation to its end; an error names the whole command.
fn done(command: &mut Command, help: &str) -> anyhow::Result<()> {
    let tried = format!("{command:?}");
    let output = command
        .output()
        .with_context(|| format!("tried {tried}, which did not start; help: {help}"))?;
    if !output.status.success() {
        let told = [output.stdout.as_slice(), &output.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        bail!("tried {tried}, which ended with {}:\n{}\nhelp: {help}", output.status, told.trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_tool_is_told_with_what_was_tried_and_how_to_mend_it() {
        let mut command = Command::new("no-such-tool-of-rollcall");
        let error = done(command.arg("install"), "install the tool").unwrap_err().to_string();
        assert!(error.contains("no-such-tool-of-rollcall\" \"install\""), "{error}");
        assert!(error.ends_with("help: install the tool"), "{error}");
    }

    #[test]
    fn a_failed_installation_leaves_no_stamp() {
        let scripts = tempfile::tempdir().unwrap();
        let cache = tempfile::tempdir().unwrap();
        std::fs::write(scripts.path().join("package.json"), "no json").unwrap();
        let client = Client {
            name: "node",
            api: "signalwire",
            package: "x 1",
            script: "x.mjs",
            locks: &["package.json"],
            installer: Installer::Npm,
            faults: &[],
        };
        assert!(ensure(&client, scripts.path(), cache.path()).is_err());
        assert!(!cache.path().join("node").join(STAMP).exists());
    }
}
