//! Hand-made exchanges for the checks' own tests.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Context, Rule, judge};

pub(crate) mod genesys;
pub(crate) mod twilio;

use crate::generate::build;
use crate::record::world::Conference;
use crate::record::{
    Answer, Call, Case, Class, Exchange, Failure, FailureKind, Phase, Request, Step, Told, Trace,
    World,
};

pub(crate) const ACCOUNT: &str = "b3877c40-da60-4998-90ad-b792e98472af";
pub(crate) const CONFERENCE: &str = "b3877c40-da60-4998-90ad-b792e98472cf";

/// The id of a participant of the test world.
pub(crate) fn call_sid(conference: usize, ordinal: usize) -> String {
    format!("b3877c40-da60-4998-90ad-b792e984{conference:02}{ordinal:02}")
}

/// Two conferences, of three participants and of one.
pub(crate) fn world() -> World {
    let conference = |index: usize, n: usize| Conference {
        parameters: BTreeMap::from([
            ("AccountSid".to_owned(), ACCOUNT.to_owned()),
            ("ConferenceSid".to_owned(), conference_sid(index)),
        ]),
        participants: (0..n)
            .map(|ordinal| BTreeMap::from([("CallSid".to_owned(), call_sid(index, ordinal))]))
            .collect(),
    };
    World { conferences: vec![conference(0, 3), conference(1, 1)] }
}

fn conference_sid(index: usize) -> String {
    if index == 0 { CONFERENCE.to_owned() } else { CONFERENCE.replace("72cf", "72c1") }
}

/// A lawful participant.
pub(crate) fn participant(conference: usize, ordinal: usize) -> Value {
    let (sid, call) = (conference_sid(conference), call_sid(conference, ordinal));
    json!({
        "account_sid": ACCOUNT,
        "call_sid": call,
        "call_sid_to_coach": null,
        "coaching": false,
        "conference_sid": sid,
        "date_created": "Mon, 24 Sep 2018 21:00:00 +0000",
        "date_updated": "Mon, 24 Sep 2018 21:00:00 +0000",
        "end_conference_on_exit": false,
        "hold": false,
        "muted": false,
        "start_conference_on_enter": true,
        "status": "in-progress",
        "uri": format!("/api/laml/2010-04-01/Accounts/{ACCOUNT}/Conferences/{sid}/Participants/{call}.json"),
    })
}

/// A lawful page with these participants.
pub(crate) fn page(participants: &[Value]) -> Value {
    let uri = format!(
        "/api/laml/2010-04-01/Accounts/{ACCOUNT}/Conferences/{CONFERENCE}/Participants?Page=0&PageSize=50"
    );
    json!({
        "uri": uri,
        "first_page_uri": uri,
        "next_page_uri": null,
        "previous_page_uri": null,
        "page": 0,
        "page_size": 50,
        "participants": participants,
    })
}

/// A lawful refusal.
pub(crate) fn refusal(status: u16) -> Value {
    json!({
        "code": 20404,
        "message": "not found",
        "more_info": "https://docs.example/errors/20404",
        "status": status,
    })
}

/// A JSON answer.
pub(crate) fn answer(status: u16, body: &Value) -> Answer {
    text_answer(status, "application/json", &body.to_string())
}

/// An answer with any content.
pub(crate) fn text_answer(status: u16, media_type: &str, body: &str) -> Answer {
    let mut headers = vec![("Content-Type".to_owned(), media_type.to_owned())];
    if status == 401 {
        headers.push(("WWW-Authenticate".to_owned(), "Basic realm=\"calls\"".to_owned()));
    }
    Answer::new(status, headers, body.as_bytes().to_vec(), false)
}

/// The same answer with another value of a field; none takes the field away.
pub(crate) fn with_header(mut answer: Answer, name: &str, value: Option<&str>) -> Answer {
    answer.headers.retain(|(own, _)| !own.eq_ignore_ascii_case(name));
    answer.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    answer
}

/// A failure in an answer's place.
pub(crate) fn failure(kind: FailureKind) -> Failure {
    Failure { kind, detail: "in the test".to_owned() }
}

/// A plain call of an operation of SignalWire's on participant 0 of conference 0.
pub(crate) fn call(operation: &str) -> Call {
    build::call(dialect(), operation, 0, 0)
}

/// The api.
pub(crate) fn api() -> &'static crate::api::Dialect {
    crate::api::dialect("signalwire").unwrap()
}

/// What it calls its parts.
pub(crate) fn dialect() -> &'static crate::api::Resources {
    api().resources().unwrap()
}

/// What a check says of one exchange: nothing, that it holds, or the complaint's message.
pub(crate) fn says(
    rule: &'static Rule,
    class: Class,
    call: Call,
    outcome: Result<Answer, Failure>,
) -> Option<Result<(), String>> {
    says_of(rule, vec![(build::step(class, "", call), outcome)])
}

/// What a check says of a whole case.
pub(crate) fn says_of(
    rule: &'static Rule,
    steps: Vec<(Step, Result<Answer, Failure>)>,
) -> Option<Result<(), String>> {
    says_in(&Context::new(api()).unwrap(), rule, steps)
}

/// What a check says of a whole case, each of whose steps took so many milliseconds.
pub(crate) fn says_took(
    rule: &'static Rule,
    steps: Vec<(Step, Result<Answer, Failure>, u64)>,
) -> Option<Result<(), String>> {
    let context = Context::new(api()).unwrap();
    says_timed(&context, rule, steps)
}

/// What a check says of a whole case, in a context of the test's own.
pub(crate) fn says_in(
    context: &Context,
    rule: &'static Rule,
    steps: Vec<(Step, Result<Answer, Failure>)>,
) -> Option<Result<(), String>> {
    let timed = steps.into_iter().map(|(step, outcome)| (step, outcome, 1)).collect();
    says_timed(context, rule, timed)
}

fn says_timed(
    context: &Context,
    rule: &'static Rule,
    timed: Vec<(Step, Result<Answer, Failure>, u64)>,
) -> Option<Result<(), String>> {
    let world = if context.dialect.id == "twilio" { twilio::world() } else { world() };
    says_on(context, rule, &trace(world, timed, Told::default()))
}

/// A case of these steps, and what came of them.
fn trace(world: World, timed: Vec<(Step, Result<Answer, Failure>, u64)>, told: Told) -> Trace {
    let (mut steps, mut exchanges) = (vec![], vec![]);
    for (step, outcome, took) in timed {
        steps.push(step);
        exchanges.push(Exchange {
            request: Request {
                method: "GET".to_owned(),
                url: "http://a.example/".to_owned(),
                origin: "http://a.example".to_owned(),
                headers: vec![],
                body: None,
            },
            outcome,
            sent: None,
            took: Duration::from_millis(took),
        });
    }
    let case = Case {
        index: 0,
        title: String::new(),
        operation: steps[0].call.operation.clone(),
        phase: Phase::Shared,
        needs: vec![3, 1],
        steps,
    };
    Trace { case, world: world.into(), exchanges, told }
}

fn says_on(context: &Context, rule: &'static Rule, trace: &Trace) -> Option<Result<(), String>> {
    let mut tally = [0];
    let failures = judge(context, &[rule], trace, &mut tally);
    match failures.into_iter().next() {
        Some(failed) => Some(Err(failed.failing.message)),
        None if tally[0] == 0 => None,
        None => Some(Ok(())),
    }
}
