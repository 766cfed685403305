//! Summaries for the tests of formats: one of a lawful server, one of a server that is as hostile as it can be.

use std::collections::BTreeMap;
use std::time::Duration;

use rollcall_spec::Keyword;

use crate::record::finding::Reproduced;
use crate::record::{
    Breakage, CheckLine, CheckWord, Counts, Finding, FindingStep, FloorLine, Latency,
    OperationLine, Summary, Timing, VerdictWord,
};

/// What a server might say to break out of a report: ends of elements, quotes, commands of CI servers, control characters,
/// marks of direction, and a word without an end.
pub(super) const HOSTILE: &str = concat!(
    "</script></pre></textarea></style>--><script>alert(1)</script><img src=x onerror=alert(2)>",
    "]]>&amp;\" ' ``` `x` | [a](javascript:alert(3)) ${x} {{x}}\n::error::owned\r\n##[error]owned\n",
    "\0\u{1}\u{8}\u{1b}[31mred\u{7f}\u{9b}\u{202e}rtl\u{2066}\u{2028}\u{feff}\u{fffe}\u{ffff}",
    "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
);

const BASE: &str = "https://staging.example.com/api/laml/2010-04-01";
const PEOPLE: &str = "/Accounts/b8b4c297-7eab-4e45-a653-05fd338ec8fe/Conferences/e4dc5f0b-4ece-49fd-b176-f0b51d9f385e/Participants";

/// A lawful server.
pub(super) fn lawful() -> Summary {
    let checks = vec![
        line("challenge-on-401", "auth", CheckWord::Pass, &["SW-0110"], &[(DELETE, 12), (LIST, 4)]),
        line(
            "body-matches-schema",
            "content",
            CheckWord::Pass,
            &["SW-0020", "SW-0021"],
            &[(LIST, 31)],
        ),
        line("delete-is-final", "life", CheckWord::Pass, &["SW-0091"], &[(DELETE, 20)]),
        line(
            "valid-succeeds",
            "status",
            CheckWord::Pass,
            &["SW-0001", "SW-0004"],
            &[(DELETE, 9), (LIST, 40)],
        ),
        line("answer-in-time", "wire", CheckWord::Pass, &["SW-0140"], &[(DELETE, 50), (LIST, 99)]),
    ];
    Summary {
        api: "signalwire".to_owned(),
        target: BASE.to_owned(),
        built_in: false,
        seed: 7,
        digest: format!("sha256:{}", "5".repeat(64)),
        strict: false,
        shard: None,
        verdict: VerdictWord::Conforms,
        operations: vec![
            operation(LIST, "GET", PEOPLE_TEMPLATE, &[(200, 291), (401, 22), (404, 31)]),
            operation(DELETE, "DELETE", PERSON_TEMPLATE, &[(204, 69), (401, 24), (404, 56)]),
        ],
        counts: Counts {
            cases: 1079,
            requests: 5790,
            changes: 2610,
            participants_removed: 69,
            fixtures: 47,
            passed: checks.len(),
            ..Counts::default()
        },
        checks,
        findings: vec![],
        requirements: &rollcall_generated::signalwire::requirements::ALL[..40],
        document_findings: rollcall_generated::signalwire::routes::API.findings[..2].to_vec(),
        own_document: None,
        floor: vec![
            floor(LIST, "success", &[200], 291),
            floor(DELETE, "an id of nothing", &[404], 56),
        ],
        cut_short: None,
        notes: vec![],
        samples: vec![],
        baseline: None,
        timing: timing(),
    }
}

const LIST: &str = "list_all_participants";
const DELETE: &str = "delete_participant";
const PEOPLE_TEMPLATE: &str = "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants";
const PERSON_TEMPLATE: &str =
    "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants/{CallSid}";

/// A server that is as hostile as it can be, and a run that was cut short.
pub(super) fn hostile() -> Summary {
    let mut summary = lawful();
    summary.verdict = VerdictWord::Violates;
    summary.findings = vec![removal(), refusal(), silence()];
    for (index, word) in [(1, CheckWord::Fail), (2, CheckWord::Fail), (4, CheckWord::Warn)] {
        summary.checks[index].verdict = word;
    }
    summary.checks[0].verdict = CheckWord::Untestable;
    summary.checks[0].operations.clear();
    summary.checks[0].exchanges = 0;
    summary.counts.passed = 1;
    summary.counts.requests_shrinking = 86;
    summary.floor[1] = floor(DELETE, "an id of nothing", &[404], 0);
    summary.cut_short = Some("interrupted".to_owned());
    summary.notes = vec![format!("the fixtures could not be given back: {HOSTILE}")];
    summary
}

fn removal() -> Finding {
    let url = format!("DELETE {BASE}{PEOPLE}/931b11eb-361c-48a2-ba97-1d6bd7985f39");
    let steps = vec![
        step(&url, "a valid request", Some(204), "", false),
        step(&url, "after its removal", Some(204), "", true),
    ];
    let breaks = vec![Breakage {
        client: "node-twilio 6.2.0".to_owned(),
        effect: "a removal is told twice".to_owned(),
    }];
    let message = "delete_participant of a removed participant is not answered with 404";
    let own = finding("delete-is-final", DELETE, "SW-0091", message, steps);
    Finding { expected: "status 404".to_owned(), actual: "status 204".to_owned(), breaks, ..own }
}

fn refusal() -> Finding {
    let url = format!("GET {BASE}{PEOPLE}?PageSize=%3Cscript%3E&Muted=a+b");
    let mut shown = step(&url, "input that breaks one constraint", Some(418), HOSTILE, true);
    shown.headers.push(("X-Echo".to_owned(), HOSTILE.to_owned()));
    shown.body = Some(HOSTILE.to_owned());
    shown.together = true;
    let steps = vec![step(&url, "a valid request", Some(200), "{}", false), shown];
    let own = finding("body-matches-schema", LIST, "SW-0020", HOSTILE, steps);
    Finding {
        expected: HOSTILE.to_owned(),
        actual: HOSTILE.to_owned(),
        case: HOSTILE.to_owned(),
        ..own
    }
}

fn silence() -> Finding {
    let url = format!("GET {BASE}{PEOPLE}");
    let steps = vec![step(&url, "a valid request", None, "no answer within 10 s", true)];
    let own = finding("answer-in-time", LIST, "SW-0140", "no answer", steps);
    let reproduced = Reproduced { times: 0, of: 3 };
    Finding { severity: Keyword::Should, reproduced, ..own }
}

fn finding(
    check: &str,
    operation: &str,
    requirement: &str,
    message: &str,
    steps: Vec<FindingStep>,
) -> Finding {
    Finding {
        check: check.to_owned(),
        operation: operation.to_owned(),
        severity: Keyword::Must,
        requirements: vec![requirement.to_owned(), "SW-0004".to_owned()],
        message: message.to_owned(),
        expected: "an answer".to_owned(),
        actual: "none".to_owned(),
        breaks: vec![],
        case: "removed, then asked for".to_owned(),
        place: 41,
        occurrences: 1069,
        reproduced: Reproduced { times: 1, of: 1 },
        steps,
        curl: "curl -sS -i -u \"user:$ROLLCALL_PASSWORD\" 'https://staging.example.com/'"
            .to_owned(),
        known: None,
        replay: format!("rollcall-replays/{check}-1bb7c6.yaml"),
    }
}

fn step(request: &str, note: &str, status: Option<u16>, answer: &str, here: bool) -> FindingStep {
    let json = ("Content-Type".to_owned(), "application/json".to_owned());
    FindingStep {
        note: note.to_owned(),
        request: request.to_owned(),
        request_headers: vec![
            ("Accept".to_owned(), "application/json".to_owned()),
            ("Authorization".to_owned(), "[the right credentials]".to_owned()),
        ],
        credentials: "the right credentials".to_owned(),
        body: None,
        status,
        headers: if answer.is_empty() { vec![] } else { vec![json] },
        answer: answer.to_owned(),
        told: vec![],
        here,
        together: false,
        sent: "2026-11-22T09:00:00.125Z".parse().ok(),
        took: Duration::from_micros(1250),
    }
}

fn line(
    id: &str,
    family: &str,
    verdict: CheckWord,
    requirements: &[&str],
    operations: &[(&str, usize)],
) -> CheckLine {
    CheckLine {
        id: id.to_owned(),
        family: family.to_owned(),
        title: format!("what {} says", id.replace('-', " ")),
        verdict,
        requirements: requirements.iter().map(|own| (*own).to_owned()).collect(),
        exchanges: operations.iter().map(|(_, times)| times).sum(),
        operations: operations.iter().map(|(name, times)| ((*name).to_owned(), *times)).collect(),
    }
}

fn operation(name: &str, method: &str, path: &str, answers: &[(u16, usize)]) -> OperationLine {
    OperationLine {
        operation: name.to_owned(),
        method: method.to_owned(),
        path: path.to_owned(),
        answers: answers.iter().copied().collect::<BTreeMap<_, _>>(),
        accepted: answers[0].1,
    }
}

fn floor(operation: &str, what: &str, statuses: &[u16], seen: usize) -> FloorLine {
    FloorLine {
        operation: operation.to_owned(),
        what: what.to_owned(),
        statuses: statuses.to_vec(),
        seen,
        met: seen > 0,
    }
}

fn timing() -> Timing {
    let of = |name: &str, scale: u64| {
        let mut latency = Latency::default();
        (1..=300).for_each(|number| latency.add(Duration::from_micros(number * number * scale)));
        latency.timing(name)
    };
    Timing {
        started: "2026-11-22T12:00:00.000Z".to_owned(),
        duration_ms: 1234,
        requests_sent: 7000,
        requests_per_second: 5670.0,
        operations: vec![of(DELETE, 2), of(LIST, 5)],
        first_failures: BTreeMap::new(),
        timeline: vec![],
    }
}
