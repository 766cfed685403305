//! What is committed is what the documents say: the emitted table is the one that is read at run time.

use std::fs;
use std::path::{Path, PathBuf};

use generated::{APIS, find};
use rollcall_codegen::{Source, read_api};

// By its path: the generator may not depend on what it generates.
#[path = "../../generated/src/lib.rs"]
#[allow(unused, unreachable_pub, reason = "machine-written, and used in part")]
mod generated;

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

fn source(id: &str, file: &str) -> Option<Source> {
    let text = fs::read_to_string(spec().join(id).join(file)).ok()?;
    Some(Source::new(format!("spec/{id}/{file}"), text))
}

#[test]
fn every_emitted_table_is_the_table_at_run_time() {
    for entry in APIS {
        let document = source(entry.id, "openapi.yaml").expect("a document");
        let overlay = source(entry.id, "overlay.yaml");
        let (api, _) =
            read_api(&document, overlay.as_ref()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(&api, entry.api, "help: run `cargo xtask gen`");
    }
}

#[test]
fn every_document_is_among_the_apis() {
    let mut ids: Vec<String> = fs::read_dir(spec())
        .expect("the folder of documents")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("openapi.yaml").is_file())
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    ids.sort();
    let emitted: Vec<&str> = APIS.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, emitted, "help: run `cargo xtask gen`");
}

#[test]
fn requirements_are_sorted_and_their_ids_are_told_apart() {
    for entry in APIS {
        assert!(!entry.requirements.is_empty(), "{} has no requirements", entry.id);
        let ids: Vec<&str> = entry.requirements.iter().map(|one| one.id.as_ref()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }
}

#[test]
fn an_entry_decodes_by_operation_id() {
    let signalwire = find("signalwire").expect("the first api");
    assert_eq!((signalwire.decode)("delete_participant", 204, None, b""), Some(Ok(())));
    let outcome = (signalwire.decode)("retrieve_participant", 200, Some("application/json"), b"{}");
    assert!(matches!(outcome, Some(Err(reason)) if reason.contains("missing field")));
    assert_eq!((signalwire.decode)("nobody", 200, None, b""), None);
}
