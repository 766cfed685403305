//! A table of faults of a server in another language, and what must come of each of them.
use serde_json::Value;

use crate::desk::{Ran, findings, fired, text};
use crate::server::{Server, python};
use crate::side_by_side::side_by_side;

/// One fault: its name and what else the server is told, how much of a run it takes to show, the checks of which at least one
/// must see it, and those that may see it too.
pub(crate) struct Fault(
    pub(crate) &'static str,
    pub(crate) &'static [&'static str],
    pub(crate) &'static [&'static str],
    pub(crate) &'static [&'static str],
);

/// Asserts of each fault that a check meant for it sees it, and that none fires falsely. `judge` runs a check with so many
/// arguments.
pub(crate) fn assert_found(
    script: &str,
    faults: &[Fault],
    judge: impl Fn(&Server, &[&str]) -> (Ran, Value) + Sync,
) {
    side_by_side(faults, |Fault(fault, much, must, may)| {
        let told: Vec<&str> = std::iter::once("--fault").chain(fault.split(' ')).collect();
        let server = Server::script(script, &told);
        let (ran, report) = judge(&server, much);
        assert_eq!(ran.code, 1, "{fault}: {ran}");
        let fired = fired(&report);
        let seen = must.iter().any(|check| fired.iter().any(|own| own == check));
        assert!(seen, "{fault}: none of {must:?} sees it: {ran}");
        // What shows once and in no try again comes of what else this machine does: a faulty server refuses and tells at
        // once, so that what was told late can stand at another step.
        let lasting = findings(&report).iter().filter(|own| {
            let tries = &own["reproduced"];
            tries["times"] != 0 || tries["of"] == 0
        });
        for check in lasting.map(|own| text(&own["check"])) {
            // How quick the server is depends on what else this machine does.
            let meant = must.contains(&check) || may.contains(&check) || check == "late-as-quick";
            assert!(meant, "{fault}: {check} fires falsely: {ran}");
        }
    });
}

/// Asserts that every fault that a server knows is in the table, or among those which are free.
pub(crate) fn assert_all_tried(script: &str, faults: &[Fault], free: &[&str]) {
    let path = format!("{}/tests/servers/{script}", env!("CARGO_MANIFEST_DIR"));
    let listed = python().args([&path, "--list-faults"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let mut names: Vec<&str> = listed.lines().collect();
    let mut tried: Vec<&str> =
        faults.iter().map(|Fault(told, ..)| told.split(' ').next().unwrap()).collect();
    tried.extend(free);
    names.sort_unstable();
    tried.sort_unstable();
    assert_eq!(names, tried);
}
