//! The lawful server of Genesys's dialect in another language passes in each of its variations.

use crate::desk::{Desk, fired};
use crate::server::Server;
use crate::side_by_side::side_by_side;

/// Every MUST of the plan was judged, or some could not be, as there is nobody else to judge them with.
const CONFORMS: u8 = 0;
const INCONCLUSIVE: u8 = 3;

/// Lawful ways to be another server, several at once where they do not hide each other, each with the exit code and with
/// the checks that may warn of it: see `genesys.py --help`.
#[rustfmt::skip]
const VARIATIONS: &[(&str, u8, &[&str])] = &[
    ("", CONFORMS, &[]),
    // Refusals: their statuses, codes, words, and whose content they have.
    ("--refusals ok --unauthenticated 200 --codes old --participants texts --words terse", CONFORMS, &[]),
    ("--refusals bad --codes alt --container html --participants digits --unauthenticated 403", CONFORMS, &[]),
    ("--refusals forbidden --codes other --container empty --words foreign --members few", CONFORMS, &[]),
    ("--refusals conflict --container html --participants informed --asks-first content --foreign-call forbidden", CONFORMS, &[]),
    ("--media-type 415 --unknown-method 404 --head 405 --container html --members more", CONFORMS, &[]),
    // Who asks, and the token.
    ("--csrf off --cookies again --basic-beside ignored --extras --lines e164", CONFORMS, &[]),
    ("--csrf calls --first token --cookies balanced --call-ids odd --lines odd", CONFORMS, &[]),
    ("--cookies sticky --challenge several --uuid shared --call-ids long", CONFORMS, &[]),
    // What becomes of calls, and when it is told and seen.
    ("--told before --seen at-once --first-connect at-once --placed after --rides any", CONFORMS, &[]),
    ("--told late --released shown --last ends --hold-ms 1000", CONFORMS, &[]),
    ("--told late --seen at-once --last stays --owner-leaves ends --held keeps --release told", CONFORMS, &[]),
    ("--noise after --rides any --event-ids number --types more --advice sections", CONFORMS, &[]),
    ("--noise always --members more --placed after --event-ids text", CONFORMS, &[]),
    ("--busy --other-channels --noise after --rides any --participants split", CONFORMS, &[]),
    ("--busy --told late --hold-ms 60000 --advice handshake", CONFORMS, &[]),
    // Bayeux.
    ("--errors faye --browser none --advice none --denied bayeux", CONFORMS, &[]),
    ("--browser one --interval-ms 200 --max-interval-ms 2500", CONFORMS, &[]),
    ("--acknowledges --placed after --rides any --extras --interval-ms 200", CONFORMS, &[]),
    ("--acknowledges --busy --errors faye", CONFORMS, &[]),
    ("--urls bare", CONFORMS, &["every-url-served"]),
    // The other user.
    ("--second none --last ends --refusals ok", INCONCLUSIVE, &[]),
    ("--second stranger --lenient", CONFORMS, &["loose-operation-refused"]),
    // Messages.
    ("--framing chunked --close --header-case lower --charset --reason none --spacing none", CONFORMS, &[]),
    ("--framing until-close --header-case upper --spacing wide --reason odd --interim 103", CONFORMS, &[]),
    ("--version 1.0 --json indented --fields --head unsized", CONFORMS, &[]),
    ("--version 1.0-kept --json escaped --head 404 --segments 7", CONFORMS, &[]),
    ("--framing chunked-oddly --per-connection 3 --interim 100 --json sorted --limits", CONFORMS, &[]),
    ("--slow-ms 2 --pause-every 50 --early-refusal --credentials loose --head 501 --unknown-method 501", CONFORMS, &[]),
];

#[test]
fn it_passes_in_each_of_its_variations() {
    side_by_side(VARIATIONS, |(variation, code, warned)| {
        let words: Vec<&str> = variation.split_whitespace().collect();
        let server = Server::script("genesys.py", &words);
        let cases = if variation.is_empty() { "150" } else { "10" };
        let arguments = server.arguments(&["--seed", "1", "--cases", cases]);
        let (ran, report) = Desk::of(&server).check_api("genesys", &arguments);
        // How quick the server is depends on what else this machine does.
        let mut fired = fired(&report);
        fired.retain(|check| check != "late-as-quick");
        assert_eq!(fired, *warned, "{variation:?}: {ran}");
        assert_eq!(ran.code, i32::from(*code), "{variation:?}: {ran}");
    });
}
