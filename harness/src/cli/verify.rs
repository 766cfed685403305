//! `rollcall verify`: checks a pack of evidence without the server.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{CliError, Done};
use crate::evidence::{self, Verified};
use crate::exit;

/// Arguments of `rollcall verify`.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyArgs {
    /// The folder that `rollcall check --evidence` has written
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
}

/// Checks a pack and says what holds.
pub(super) fn run(args: &VerifyArgs) -> Done {
    let verified = evidence::verify(&args.folder).map_err(CliError::usage)?;
    super::print(&told(&args.folder.display().to_string(), &verified));
    Ok(if verified.troubles.is_empty() { exit::CONFORMS } else { exit::VIOLATIONS })
}

fn told(folder: &str, verified: &Verified) -> String {
    let Verified { manifest, digest, summary, made_again, troubles } = verified;
    let mut out = format!(
        "{folder}: {} at {}, begun {}, seed {}\n",
        manifest.api, manifest.target, manifest.started, manifest.seed
    );
    if troubles.is_empty() {
        let (files, counts) = (manifest.files.len(), &summary.counts);
        let _ = writeln!(
            out,
            "  {files} files have the digests of the manifest, and there is no other"
        );
        let _ = writeln!(
            out,
            "  {} cases and {} requests judged again: {}",
            counts.cases, counts.requests, summary.verdict
        );
        let _ =
            writeln!(out, "  {made_again} reports and replays made again: the same, byte for byte");
        let _ = writeln!(out, "  sha256 of the manifest: {digest}");
        out.push_str("the pack holds\n");
        return out;
    }
    for own in troubles {
        let _ = writeln!(out, "  FAIL  {own}");
    }
    out.push_str("the pack does not hold: it is not what this run has written\n");
    out
}
