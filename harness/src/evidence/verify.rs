//! Checking a pack without the server: digests first, then everything is judged and made again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::manifest::{FileLine, Manifest, digest};
use super::write::made_of;
use super::{BASELINE, JOURNAL, MANIFEST, PackError};
use crate::journal;
use crate::record::Summary;

/// What checking a pack came to.
#[derive(Debug)]
pub struct Verified {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The digest of its manifest: whoever knows it knows every byte of the pack.
    pub digest: String,
    /// What the journal comes to when it is judged again.
    pub summary: Summary,
    /// How many files were made again and are the same.
    pub made_again: usize,
    /// What does not hold; empty where the pack does.
    pub troubles: Vec<String>,
}

/// Checks a pack.
///
/// # Errors
///
/// Where it is no pack, was made by another version, or its journal cannot be read.
pub fn verify(folder: &Path) -> Result<Verified, PackError> {
    let (manifest, bytes) = Manifest::read(folder)?;
    if manifest.rollcall != env!("CARGO_PKG_VERSION") {
        return Err(PackError::Version { version: manifest.rollcall });
    }
    let mut troubles = files(folder, &manifest)?;
    let recorded = journal::read(&[folder.join(JOURNAL)])?;
    let outcome = recorded.outcome();
    troubles.extend(recorded.troubles.iter().map(|own| format!("{JOURNAL}: {own}")));
    let summary = &outcome.summary;
    let again = Manifest::of(summary, vec![]);
    for (what, said, shown) in [
        ("api", manifest.api.clone(), again.api),
        ("document", manifest.document.clone(), again.document),
        ("target", manifest.target.clone(), again.target),
        ("seed", manifest.seed.to_string(), again.seed.to_string()),
        ("verdict", manifest.verdict.to_string(), again.verdict.to_string()),
        ("start", manifest.started.clone(), again.started),
    ] {
        if said != shown {
            troubles.push(format!("{MANIFEST} says {what} {said}, the journal shows {shown}"));
        }
    }
    let made = made_of(&outcome);
    let mut made_again = 0;
    for (name, content) in &made {
        match fs::read(folder.join(name)) {
            Ok(own) if own == *content => made_again += 1,
            Ok(_) => troubles.push(format!("{name} is not what the journal comes to")),
            Err(error) => {
                troubles
                    .push(format!("{name}, which the journal comes to, can't be read: {error}"));
            }
        }
    }
    let known = |line: &&FileLine| {
        [JOURNAL, BASELINE].contains(&line.path.as_str()) || made.contains_key(&line.path)
    };
    let strangers = manifest.files.iter().filter(|line| !known(line));
    troubles.extend(
        strangers.map(|line| format!("{} is nothing that the journal comes to", line.path)),
    );
    let digest = digest(&bytes);
    Ok(Verified { manifest, digest, summary: outcome.summary, made_again, troubles })
}

/// Whether every file is there as the manifest says, and no other one.
fn files(folder: &Path, manifest: &Manifest) -> Result<Vec<String>, PackError> {
    let mut troubles = Vec::new();
    let mut named = BTreeSet::from([MANIFEST.to_owned()]);
    for line in &manifest.files {
        let apart = line.path.split('/').any(|part| ["", ".", ".."].contains(&part));
        if apart || line.path.contains('\\') {
            troubles.push(format!("{} leads out of the folder", line.path));
            continue;
        }
        named.insert(line.path.clone());
        match fs::read(folder.join(&line.path)) {
            Ok(content) if FileLine::of(&line.path, &content) == *line => {}
            Ok(_) => {
                troubles.push(format!("{} is not the file that the manifest names", line.path));
            }
            Err(error) => troubles.push(format!("{} can't be read: {error}", line.path)),
        }
    }
    let mut there = BTreeSet::new();
    inside(folder, "", &mut there)?;
    let more = there.difference(&named);
    troubles.extend(more.map(|path| format!("{path} is not in the manifest")));
    Ok(troubles)
}

/// The paths of all files below a folder.
fn inside(folder: &Path, at: &str, all: &mut BTreeSet<String>) -> Result<(), PackError> {
    let here = folder.join(at);
    let reading = |source| PackError::reading(&here, source);
    for entry in fs::read_dir(&here).map_err(reading)? {
        let entry = entry.map_err(reading)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if at.is_empty() { name } else { format!("{at}/{name}") };
        if entry.file_type().map_err(reading)?.is_dir() {
            inside(folder, &path, all)?;
        } else {
            all.insert(path);
        }
    }
    Ok(())
}
