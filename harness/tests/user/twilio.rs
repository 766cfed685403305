//! The lawful server of Twilio's dialect in another language passes in each of its variations.

use crate::desk::{Desk, fired};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// Lawful ways to be another server, several at once where they do not hide each other, each with the checks that may
/// warn of it: see `twilio.py --help`.
#[rustfmt::skip]
const VARIATIONS: &[(&str, &[&str])] = &[
    ("", &[]),
    // What the documents leave open, and orders in which several errors are told.
    ("--malformed 400 --unknown-method 404 --foreign 401 --detail absent", &[]),
    ("--foreign 403 --media-type 415 --digits exact --codes one --words terse", &[]),
    ("--looks-first-at existence --page-alone ignored --limits --end-twice 400", &[]),
    ("--looks-first-at input --boolean-case lower --other-flags false --coach-alone ignored", &["loose-input-refused"]),
    ("--suffix optional --unknown-fields refused --twice first --escapes literal", &[]),
    ("--suffix xml --twice last --other-flags ignored --coach-alone kept --coach-stopped kept", &["loose-input-refused"]),
    ("--lenient --detail everywhere", &["loose-input-refused"]),
    // Who asks, and connections that end.
    ("--user key --challenge two-fields --credentials loose --per-connection 3 --head 404", &[]),
    ("--challenge token68 --limit-every 97 --framing until-close --early-refusal --dates bare", &[]),
    // Lists and pages; how it is written.
    ("--tokens page --links page-first --envelope old --json indented --labels all", &[]),
    ("--tokens opaque --links escaped --last-page-empty --json escaped --dates frozen", &[]),
    ("--tokens counter --ended-list-404 --json sorted --dates gmt --codes zero --words foreign", &[]),
    ("--beyond-end 404 --list-gathered --uri bare --dates comment --end-twice 404", &[]),
    ("--beyond-end 400 --orphan ends --start mixed --version 1.0-kept", &[]),
    ("--optional absent --extras --cors --status moving", &[]),
    ("--optional older --labels none --detail empty", &[]),
    ("--order newest --dates east", &["dates-in-gmt", "list-in-date-order"]),
    ("--order updated --tokens page", &["list-in-date-order"]),
    // Messages.
    ("--header-case lower --charset --spacing none --reason none --framing chunked --head unsized", &[]),
    ("--header-case upper --spacing wide --reason odd --interim 103 --challenge several --head 405", &[]),
    ("--framing chunked-oddly --interim 100 --fields --typed-no-content --segments 7", &[]),
    // Many at once.
    ("--locks all --answer-late --close --pause-every 50 --version 1.0", &[]),
    ("--locks loop --slow-ms 2 --head 501 --unknown-method 501", &[]),
];

#[test]
fn it_passes_in_each_of_its_variations() {
    side_by_side(VARIATIONS, |(variation, warned)| {
        let words: Vec<&str> = variation.split_whitespace().collect();
        let server = Server::script("twilio.py", &words);
        let cases = if variation.is_empty() { "150" } else { "10" };
        let account = ["--seed", "1", "--account", &server.account, "--cases", cases];
        let (ran, report) = Desk::of(&server).check_api("twilio", &server.arguments(&account));
        ran.ends_with(0);
        assert_eq!(report["verdict"], "conforms", "{variation:?}: {ran}");
        // How quick the server is depends on what else this machine does.
        let mut fired = fired(&report);
        fired.retain(|check| check != "late-as-quick");
        assert_eq!(fired, *warned, "{variation:?}: {ran}");
    });
}
