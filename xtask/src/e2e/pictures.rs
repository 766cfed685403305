//! The pictures of README.md, drawn by headless Chromium from a real run with a fixed seed.
//!
//! They are drawn anew into `.github/pictures/` where `ROLLCALL_BLESS` is set, and else into the cache: nothing compares them,
//! since they show how long things took, but whoever draws them holds that they can be drawn, and are small.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use super::reports::{NODE, empty};
use super::{install, say};

/// What `--only` calls this step.
pub(super) const NAME: &str = "pictures";

const PICTURES: &[&str] =
    &["terminal.png", "report-light.png", "report-dark.png", "matrix-light.png", "matrix-dark.png"];

/// A page with three pictures in it should come quickly.
const BYTES: u64 = 200_000;

/// Runs a check against a broken server, and draws what it says.
pub(super) fn run(root: &Path, rollcall: &Path, cache: &Path) -> anyhow::Result<()> {
    let installed = install::ensure(&NODE, &NODE.scripts(root), cache)?;
    let folder = cache.join(NAME);
    empty(&folder)?;
    let mut check = Command::new(rollcall);
    check.args(["check", "signalwire", "--seed", "7", "--fault", "delete-removes-nothing"]);
    check.args(["--report", "html=report.html"]);
    // Colours, though it is no terminal that looks.
    check.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR").current_dir(&folder);
    let output = check.output().context("cannot run rollcall")?;
    if output.status.code() != Some(1) {
        bail!("`{check:?}` ended with {} in place of 1", output.status);
    }
    std::fs::write(folder.join("terminal.txt"), &output.stdout)?;
    let blessed = std::env::var_os("ROLLCALL_BLESS").is_some();
    let out = if blessed { root.join(".github/pictures") } else { folder.join("drawn") };
    let mut draw = NODE.run(&installed, &NODE.scripts(root).join("pictures.mjs"));
    let status = draw.arg(&folder).arg(&out).status().context("cannot start node")?;
    if !status.success() {
        bail!("the pictures are not drawn: {status}");
    }
    for name in PICTURES {
        let size = std::fs::metadata(out.join(name)).with_context(|| format!("no `{name}`"))?.len();
        if size > BYTES {
            bail!("`{name}` has {size} bytes; help: show less of it, {BYTES} are enough");
        }
        say(&format!("  {name}: {size} bytes"));
    }
    Ok(())
}
