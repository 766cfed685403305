//! The lawful server in another language passes in each of its variations.

use crate::desk::{Desk, fired};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// Lawful ways to be another server, several at once where they do not hide each other.
const VARIATIONS: &[&[&str]] = &[
    &[],
    // Statuses that the document leaves open.
    &["--malformed", "400", "--unknown-method", "404", "--foreign", "401", "--empty-form", "400"],
    &["--malformed", "422", "--foreign", "403", "--bad-input", "422", "--coach-absent", "422"],
    &["--media-type", "415", "--beyond-end", "400", "--page-token-free", "--empty-form", "422"],
    &["--looks-first-at", "existence", "--beyond-end", "404", "--coach-alone", "starts"],
    &["--looks-first-at", "input", "--lower-booleans", "--coach-alone", "refused", "--limits"],
    &["--lenient"],
    // Who asks.
    &["--realm", "a \"quoted\" realm, with a comma", "--challenge", "several"],
    &["--challenge", "two-fields", "--credentials", "loose", "--ids", "dashless"],
    &["--challenge", "token68", "--limit-every", "97"],
    // Lists and pages.
    &["--links", "absolute", "--tokens", "offset", "--order", "newest", "--ended-list-404"],
    &["--links", "query", "--tokens", "opaque", "--last-page-empty", "--order", "call"],
    &["--links-suffixed", "--tokens", "cursor", "--pages-sparse"],
    &["--tokens", "cursor", "--order", "newest", "--list-gathered"],
    &["--order", "updated", "--orphan", "ends", "--start", "mixed"],
    // Participants and what is written of them.
    &["--dates", "east", "--json", "indented", "--uri", "bare", "--suffix-refused"],
    &["--dates", "frozen", "--json", "escaped", "--uri", "absolute", "--coach-alone", "kept"],
    &["--dates", "brief", "--json", "sorted", "--end", "on-exit"],
    &["--dates", "comment", "--fields", "--typed-no-content", "--head", "unsized"],
    // Messages and connections.
    &["--header-case", "lower", "--charset", "--spacing", "none", "--reason", "none"],
    &["--header-case", "upper", "--spacing", "wide", "--reason", "odd", "--interim", "103"],
    &["--framing", "chunked-oddly", "--interim", "100", "--head", "501"],
    &["--framing", "chunked", "--per-connection", "3", "--segments", "7", "--head", "404"],
    &["--framing", "until-close", "--early-refusal"],
    &["--version", "1.0", "--head", "405"],
    &["--version", "1.0-kept", "--dates", "bare"],
    // Many at once.
    &["--locks", "all", "--answer-late", "--close"],
    &["--locks", "loop", "--dates", "west"],
    &["--slow-ms", "2", "--pause-every", "50", "--dates", "gmt"],
];

#[test]
fn it_passes_in_each_of_its_variations() {
    side_by_side(VARIATIONS, |variation| {
        let server = Server::python(variation);
        let desk = Desk::of(&server);
        let cases = if variation.is_empty() { "150" } else { "10" };
        let (ran, report) = desk.check(&server.arguments(&["--seed", "1", "--cases", cases]));
        ran.ends_with(0);
        assert_eq!(report["verdict"], "conforms", "{variation:?}: {ran}");
        // A generous reader is warned of, and of nothing else.
        let warned = fired(&report);
        let generous = variation.contains(&"--lenient");
        let expected = if generous { vec!["loose-input-refused"] } else { vec![] };
        assert_eq!(warned, expected, "{variation:?}: {ran}");
    });
}
