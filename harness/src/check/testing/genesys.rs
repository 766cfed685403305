//! The same in the dialect of Genesys, whose calls take operations by name and are told of.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::{Context, Rule};
use super::{says_on, text_answer, trace as trace_of};
use crate::api::Calls;
use crate::generate::build;
use crate::generate::calls as steps;
use crate::record::Json;
use crate::record::world::Conference;
use crate::record::{
    Answer, Body, Call, Class, Failure, Notification, Session, Step, Told, Trace, User, World,
};

pub(crate) use super::{answer, failure, with_header};

/// The id of the second user's own call of the first conference, who is its last participant.
pub(crate) const LEG: &str = "00TB2Q4K6R8N0LEG03";

/// What holds.
pub(crate) const HOLDS: Option<Result<(), String>> = Some(Ok(()));

/// The api.
pub(crate) fn api() -> &'static crate::api::Dialect {
    crate::api::dialect("genesys").unwrap()
}

/// What it calls its parts.
pub(crate) fn words() -> &'static Calls {
    api().calls().unwrap()
}

/// The id of a conference's call.
pub(crate) fn call_id(conference: usize) -> String {
    format!("00TB2Q4K6R8N0CALL{conference}")
}

/// The number of a participant of the test world.
pub(crate) fn number(conference: usize, ordinal: usize) -> String {
    format!("15{conference}0{}", ordinal + 1)
}

/// Two calls: a conference with three others, the last of whom is the second user, and a call of two.
pub(crate) fn world() -> World {
    let conference = |index: usize, n: usize| Conference {
        parameters: [("id".to_owned(), call_id(index))].into(),
        participants: (0..n)
            .map(|ordinal| {
                let mut own = BTreeMap::from([("participant".to_owned(), number(index, ordinal))]);
                if ordinal == 2 {
                    own.insert("id".to_owned(), LEG.to_owned());
                }
                own
            })
            .collect(),
    };
    World { conferences: vec![conference(0, 3), conference(1, 1)] }
}

/// A lawful participant, as releases of today show it.
pub(crate) fn participant(conference: usize, ordinal: usize) -> Value {
    let number = number(conference, ordinal);
    json!({
        "e164Number": "",
        "formattedPhoneNumber": number,
        "phoneNumber": number,
        "digits": number,
    })
}

fn call_of(conference: usize, state: &str, present: &[usize]) -> Value {
    let id = call_id(conference);
    let present: Vec<Value> = present.iter().map(|own| participant(conference, *own)).collect();
    let turn = match state {
        "Held" => "Retrieve",
        _ => "Hold",
    };
    let remove = (present.len() > 1).then_some(words().remove);
    let open: Vec<&str> = ["Hangup", "ClearCall", turn].into_iter().chain(remove).collect();
    json!({
        "id": id,
        "callUuid": id,
        "connId": "00a1028b3c4d5e6f",
        "state": state,
        "deviceUri": "https://gws.example.com/api/v2/devices/5a1f6b1c",
        "participants": present,
        "dnis": "7002",
        "callType": "Internal",
        "capabilities": if state == "Released" { vec![] } else { open },
        "duration": "61",
        "mute": "Off",
        "supervisorListeningIn": false,
        "monitoredUserMuted": false,
        "monitoring": false,
        "uri": format!("https://gws.example.com/api/v2/me/calls/{id}"),
        "path": format!("/calls/{id}"),
    })
}

/// The first call in a state, with these participants.
pub(crate) fn call(state: &str, present: &[usize]) -> Value {
    call_of(0, state, present)
}

/// The call of two.
pub(crate) fn plain_call() -> Value {
    call_of(1, "Established", &[0])
}

/// The same value with another member.
pub(crate) fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

/// The same value without a member.
pub(crate) fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

/// The participants of older releases: numbers alone.
pub(crate) fn numbers(present: &[usize]) -> Value {
    present.iter().map(|own| Value::from(number(0, *own))).collect()
}

/// The answer to a look that shows this call.
pub(crate) fn shows(call: &Value) -> Answer {
    answer(200, &json!({"statusCode": 0, "call": call}))
}

/// The answer to what was passed on.
pub(crate) fn passed_on() -> Answer {
    answer(200, &json!({"statusCode": 0}))
}

/// A lawful refusal.
pub(crate) fn refusal(status: u16, code: i64) -> Answer {
    answer(status, &json!({"statusCode": code, "statusMessage": "it is refused"}))
}

/// What a container answers before the API is asked.
pub(crate) fn page(status: u16) -> Answer {
    text_answer(status, "text/html", "<html><body>it is refused</body></html>")
}

/// A look at the first call.
pub(crate) fn look() -> Step {
    steps::look(words(), 0)
}

/// A look at the call of two.
pub(crate) fn look_at_plain() -> Step {
    steps::look(words(), 1)
}

/// A call about the first call, without content.
pub(crate) fn about(operation: &str) -> Call {
    steps::about(words(), operation, 0)
}

/// A call that is about no call.
pub(crate) fn plain(operation: &str) -> Call {
    steps::plain(operation)
}

/// An operation on the first call, by name.
pub(crate) fn operation(name: &str) -> Call {
    steps::operation(words(), 0, name)
}

/// An operation on the first call that brings it into a state, which is waited for.
pub(crate) fn change(name: &str) -> Step {
    steps::change(words(), 0, name)
}

/// A request for the removal of a participant of the first call.
pub(crate) fn remove(ordinal: usize) -> Call {
    steps::remove(words(), 0, ordinal)
}

/// A removal of a participant of the first call, which is waited for.
pub(crate) fn removal(ordinal: usize) -> Step {
    steps::removal(words(), 0, ordinal)
}

/// A message on a channel, with an id and these members.
pub(crate) fn outgoing(channel: &str, more: &[(&str, Value)]) -> Json {
    let own = [("channel", json!(channel)), ("id", json!("1"))];
    let all = own.iter().chain(more);
    Json::Object(all.map(|(name, own)| ((*name).to_owned(), Json::Value(own.clone()))).collect())
}

/// A request with messages of Bayeux.
pub(crate) fn send(messages: Vec<Json>) -> Call {
    let body = Body::Json(Json::Array(messages));
    Call { body, session: Session::Own, ..plain(words().messages) }
}

/// A valid request with one message of Bayeux, and an answer with these.
pub(crate) fn told_by(channel: &str, more: &[(&str, Value)], answers: &Value) -> (Step, Answer) {
    (build::valid(channel, send(vec![outgoing(channel, more)])), answer(200, answers))
}

/// A message that tells of the first call in a state.
pub(crate) fn event(state: &str) -> Value {
    let told = changed(0, state);
    json!({"channel": told.channel, "data": told.data})
}

/// A successful reply to a message with the id of [`outgoing`], with these members.
pub(crate) fn replied(channel: &str, more: &Value) -> Value {
    let mut own = json!({"channel": channel, "id": "1", "successful": true});
    for (name, value) in more.as_object().unwrap() {
        own[name] = value.clone();
    }
    own
}

/// Handshake, subscribe (step 1), hold (step 2), connect, off hold (step 4), connect; with what the connects deliver.
pub(crate) fn conversation(
    subscription: &Value,
    first: Vec<Value>,
    second: Vec<Value>,
) -> Vec<(Step, Answer)> {
    let connect = |mut delivered: Vec<Value>| {
        delivered.push(replied("/meta/connect", &json!({})));
        told_by("/meta/connect", &[], &Value::Array(delivered))
    };
    let wanted = [("subscription", subscription.clone())];
    let subscribed = json!([replied("/meta/subscribe", &json!({"subscription": subscription}))]);
    vec![
        told_by("/meta/handshake", &[], &json!([replied("/meta/handshake", &json!({}))])),
        told_by("/meta/subscribe", &wanted, &subscribed),
        (change("Hold"), passed_on()),
        connect(first),
        (change("Retrieve"), passed_on()),
        connect(second),
    ]
}

/// What a listener beside [`conversation`] hears.
pub(crate) fn beside_conversation() -> Told {
    heard(vec![changed(2, "Held"), changed(4, "Established")])
}

/// A notification that came when so many steps had been sent and answered.
pub(crate) fn notification(moment: (usize, usize), kind: &str, call: &Value) -> Notification {
    let data = json!({
        "messageType": "CallStateChangeMessage",
        "notificationType": kind,
        "phoneNumber": "7000",
        "extensions": {"BusinessCall": 0},
        "call": call,
    });
    Notification {
        to: User::First,
        channel: words().channel.to_owned(),
        data,
        sent: moment.0,
        after: moment.1,
        at: Duration::from_millis(1),
        renewed: false,
    }
}

/// Another state of the first call, where nobody has left, told when a step was answered and the next one not yet sent.
pub(crate) fn changed(step: usize, state: &str) -> Notification {
    notification((step + 1, step + 1), words().state_told, &call(state, &[0, 1, 2]))
}

/// Who is left in the first call, told when a step was answered and the next one not yet sent.
pub(crate) fn left(step: usize, present: &[usize]) -> Notification {
    let call = call("Established", present);
    notification((step + 1, step + 1), words().participants_told, &call)
}

/// What a listener heard who never lost touch; nobody listens for the second user.
pub(crate) fn heard(notifications: Vec<Notification>) -> Told {
    let limit = Duration::from_secs(5);
    Told { first_listens: true, notifications, limit, ..Told::default() }
}

/// The same, where nothing came of what was awaited behind these steps.
pub(crate) fn silent(silent: &[usize], notifications: Vec<Notification>) -> Told {
    Told { silent: silent.to_vec(), ..heard(notifications) }
}

/// The same, where the listener was not there, or lost touch.
pub(crate) fn unheard(told: Told) -> Told {
    Told { first_listens: false, ..told }
}

/// A case of these steps in the test world.
pub(crate) fn trace(steps: Vec<(Step, Answer)>, told: Told) -> Trace {
    let timed = steps.into_iter().map(|(step, answer)| (step, Ok(answer), 1)).collect();
    trace_of(world(), timed, told)
}

/// What a check says of one exchange during which nothing is told.
pub(crate) fn says(
    rule: &'static Rule,
    class: Class,
    call: Call,
    outcome: Result<Answer, Failure>,
) -> Option<Result<(), String>> {
    let step = build::step(class, "something", call);
    says_on(&CONTEXT, rule, &trace_of(world(), vec![(step, outcome, 1)], Told::default()))
}

/// What a check says of a whole case and of what was told meanwhile.
pub(crate) fn says_of(
    rule: &'static Rule,
    steps: Vec<(Step, Answer)>,
    told: Told,
) -> Option<Result<(), String>> {
    says_on(&CONTEXT, rule, &trace(steps, told))
}

/// A complaint with this message.
#[expect(clippy::unnecessary_wraps, reason = "the form of what a check says")]
pub(crate) fn fails(message: &str) -> Option<Result<(), String>> {
    Some(Err(message.to_owned()))
}

static CONTEXT: LazyLock<Context> = LazyLock::new(|| Context::new(api()).unwrap());
