//! The lawful server in another language passes in each of its variations.

use crate::desk::{Desk, fired};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// Lawful ways to be another server, several at once where they do not hide each other: see `lawful.py --help`.
const VARIATIONS: &[&str] = &[
    "",
    // Statuses that the document leaves open, and orders in which several errors are told.
    "--malformed 400 --unknown-method 404 --foreign 401 --empty-form 400 --coach-alone kept",
    "--malformed 422 --foreign 403 --bad-input 422 --coach-absent 422 --media-type 415",
    "--looks-first-at existence --beyond-end 400 --page-token-free --coach-alone starts --limits",
    "--looks-first-at input --lower-booleans --coach-alone refused --empty-form 422",
    "--lenient --beyond-end 404",
    // Who asks; ids; connections that end.
    "--challenge two-fields --credentials loose --ids dashless --per-connection 3 --head 404",
    "--challenge token68 --limit-every 97 --framing until-close --early-refusal --dates bare",
    // Lists and pages; how it is written.
    "--links absolute --tokens offset --order newest --ended-list-404 --json indented --dates east",
    "--links query --tokens opaque --last-page-empty --order call --json escaped --dates frozen",
    "--links-suffixed --tokens cursor --pages-sparse --json sorted --dates brief",
    "--tokens cursor --order newest --list-gathered --uri bare --suffix-refused --dates comment",
    "--order updated --orphan ends --start mixed --uri absolute --version 1.0-kept --dates gmt",
    // Messages.
    "--header-case lower --charset --spacing none --reason none --framing chunked --head unsized",
    "--header-case upper --spacing wide --reason odd --interim 103 --challenge several --head 405",
    "--framing chunked-oddly --interim 100 --fields --typed-no-content --segments 7",
    // Many at once.
    "--locks all --answer-late --close --pause-every 50 --version 1.0",
    "--locks loop --slow-ms 2 --dates west --head 501",
];

#[test]
fn it_passes_in_each_of_its_variations() {
    side_by_side(VARIATIONS, |variation| {
        let words: Vec<&str> = variation.split_whitespace().collect();
        let server = Server::python(&words);
        let desk = Desk::of(&server);
        let cases = if variation.is_empty() { "150" } else { "10" };
        let (ran, report) = desk.check(&server.arguments(&["--seed", "1", "--cases", cases]));
        ran.ends_with(0);
        assert_eq!(report["verdict"], "conforms", "{variation:?}: {ran}");
        // A generous reader is warned of, and of nothing else. How quick the server is depends on what else this machine does.
        let mut warned = fired(&report);
        warned.retain(|check| check != "late-as-quick");
        let generous = variation.contains("--lenient");
        let expected = if generous { vec!["loose-input-refused"] } else { vec![] };
        assert_eq!(warned, expected, "{variation:?}: {ran}");
    });
}

#[test]
fn a_realm_may_hold_what_else_parts_challenges() {
    let server = Server::python(&["--realm", "a \"quoted\" realm, with a comma"]);
    let only = ["--seed", "1", "--cases", "0", "--only", "auth/*"];
    let (ran, report) = Desk::of(&server).check(&server.arguments(&only));
    ran.ends_with(0);
    assert!(fired(&report).is_empty(), "{ran}");
}
