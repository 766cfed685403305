//! The same in the dialect of Twilio, whose participants have labels and whose conferences end.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::{Context, Rule};
use super::says_in;
use crate::generate::build;
use crate::record::world::Conference;
use crate::record::{Answer, Call, Class, Failure, Step, World};

pub(crate) use super::{answer, refusal};

const ACCOUNT: &str = "AC4b1e7d20f95c83a6041b2d3c5e6f7081";

/// The api.
pub(crate) fn api() -> &'static crate::api::Dialect {
    crate::api::dialect("twilio").unwrap()
}

/// What it calls its parts.
pub(crate) fn dialect() -> &'static crate::api::Resources {
    api().resources().unwrap()
}

fn conference_sid(conference: usize) -> String {
    format!("CF90a1b2c3d4e5f60718293a4b5c6d7e{conference:02}")
}

/// The id of a participant of the test world.
pub(crate) fn call_sid(conference: usize, ordinal: usize) -> String {
    format!("CA0f1e2d3c4b5a69788796a5b4c3d2{conference:02}{ordinal:02}")
}

fn label(conference: usize, ordinal: usize) -> String {
    format!("caller {conference}+{ordinal} é")
}

/// Two conferences, of three participants and of one.
pub(super) fn world() -> World {
    let conference = |index: usize, n: usize| Conference {
        parameters: BTreeMap::from([
            ("AccountSid".to_owned(), ACCOUNT.to_owned()),
            ("ConferenceSid".to_owned(), conference_sid(index)),
        ]),
        participants: (0..n)
            .map(|ordinal| {
                BTreeMap::from([
                    ("CallSid".to_owned(), call_sid(index, ordinal)),
                    ("Label".to_owned(), label(index, ordinal)),
                ])
            })
            .collect(),
    };
    World { conferences: vec![conference(0, 3), conference(1, 1)] }
}

/// A lawful participant.
pub(crate) fn participant(conference: usize, ordinal: usize) -> Value {
    let (sid, call) = (conference_sid(conference), call_sid(conference, ordinal));
    json!({
        "account_sid": ACCOUNT,
        "call_sid": call,
        "label": label(conference, ordinal),
        "call_sid_to_coach": null,
        "coaching": false,
        "conference_sid": sid,
        "date_created": "Mon, 24 Sep 2018 21:00:00 +0000",
        "date_updated": "Mon, 24 Sep 2018 21:00:00 +0000",
        "end_conference_on_exit": false,
        "hold": false,
        "muted": false,
        "start_conference_on_enter": true,
        "status": "connected",
        "queue_time": null,
        "uri": format!("/2010-04-01/Accounts/{ACCOUNT}/Conferences/{sid}/Participants/{call}.json"),
    })
}

/// A lawful page with these participants.
pub(crate) fn page(participants: &[Value]) -> Value {
    let sid = conference_sid(0);
    let path = format!("/2010-04-01/Accounts/{ACCOUNT}/Conferences/{sid}/Participants.json");
    let uri = format!("{path}?PageSize=50&Page=0");
    json!({
        "participants": participants,
        "end": participants.len().saturating_sub(1),
        "first_page_uri": uri,
        "next_page_uri": null,
        "page": 0,
        "page_size": 50,
        "previous_page_uri": null,
        "start": 0,
        "uri": uri,
    })
}

/// A lawful conference.
pub(crate) fn conference(conference: usize, status: &str, reason: Option<&str>) -> Value {
    let sid = conference_sid(conference);
    json!({
        "account_sid": ACCOUNT,
        "api_version": "2010-04-01",
        "call_sid_ending_conference": null,
        "date_created": "Mon, 24 Sep 2018 21:00:00 +0000",
        "date_updated": "Mon, 24 Sep 2018 21:00:00 +0000",
        "friendly_name": "standup",
        "reason_conference_ended": reason,
        "region": "us1",
        "sid": sid,
        "status": status,
        "uri": format!("/2010-04-01/Accounts/{ACCOUNT}/Conferences/{sid}.json"),
    })
}

/// What a check says of one exchange.
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
