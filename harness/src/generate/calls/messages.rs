//! Conversations by Bayeux, message by message, beside the listener that hears everything.
//!
//! Each has a session of its own, of HTTP and of Bayeux. A connect is only sent where there is something to tell, so that no
//! lawful server holds it until its time is over.

use serde_json::json;

use super::build::{look, plain, quiet};
use crate::api::Calls;
use crate::generate::build::{shared, step, valid};
use crate::record::Json;
use crate::record::{Body, Call, Case, Class, Credentials, Place, Session, Step};

/// The note of the step whose answer has the session's id.
const HANDSHAKE: &str = "handshake";

/// A message on a channel, with some members more.
fn message(channel: &str, id: &str, more: Vec<(&str, Json)>) -> Json {
    let mut members =
        vec![("channel".to_owned(), Json::text(channel)), ("id".to_owned(), Json::text(id))];
    members.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Json::Object(members)
}

/// The session's id, once a handshake was answered.
fn client_id() -> (&'static str, Json) {
    let place = Place::Answered { step: HANDSHAKE.to_owned(), pointer: "/0/clientId".to_owned() };
    ("clientId", Json::Place(place))
}

fn send(words: &Calls, messages: Vec<Json>) -> Call {
    let body = Body::Json(Json::Array(messages));
    Call { body, session: Session::Own, ..plain(words.messages) }
}

fn handshake_message() -> Json {
    let more = vec![
        ("version", Json::text("1.0")),
        ("minimumVersion", Json::text("1.0")),
        ("supportedConnectionTypes", Json::Value(json!(["long-polling", "callback-polling"]))),
    ];
    message("/meta/handshake", "1", more)
}

/// The first steps of every conversation: an HTTP session, whose token the messages need, and a session of Bayeux.
fn begin(words: &Calls) -> Vec<Step> {
    let me = Call { session: Session::Own, ..plain(words.me) };
    vec![
        valid("a session of its own", me),
        valid(HANDSHAKE, send(words, vec![handshake_message()])),
    ]
}

fn subscribe(words: &Calls, verb: &str, subscription: Json) -> Step {
    let channel = format!("/meta/{verb}");
    let own = message(&channel, verb, vec![client_id(), ("subscription", subscription)]);
    valid(verb, send(words, vec![own]))
}

fn connect(words: &Calls, id: &str) -> Step {
    let more = vec![client_id(), ("connectionType", Json::text("long-polling"))];
    valid("connect", send(words, vec![message("/meta/connect", id, more)]))
}

fn disconnect(words: &Calls) -> Step {
    let own = message("/meta/disconnect", "disconnect", vec![client_id()]);
    valid("disconnect", send(words, vec![own]))
}

/// Every conversation.
pub(super) fn cases(words: &Calls) -> Vec<Case> {
    let mut cases = vec![whole(words), without_credentials(words)];
    let channel = || Json::text(words.channel);
    let wildcard = format!("{}/*", parent(words.channel));
    let rows = [
        ("a channel", channel()),
        ("a list of channels", {
            Json::Array(vec![channel(), Json::text(format!("{}/devices", parent(words.channel)))])
        }),
        ("a wildcard for one segment", Json::text(wildcard)),
        ("a wildcard for all segments", Json::text(format!("{}/**", root(words.channel)))),
    ];
    cases.extend(rows.into_iter().map(|(what, own)| told_before_connect(words, what, own)));
    cases.push(unsubscribed(words));
    cases.push(subscribed_to_less(words));
    cases.extend(unknown_sessions(words));
    cases.push(every_url(words));
    cases.extend(odd_messages(words));
    cases
}

fn parent(channel: &str) -> &str {
    channel.rsplit_once('/').map_or(channel, |(parent, _)| parent)
}

fn root(channel: &str) -> &str {
    let end = channel[1..].find('/').map_or(channel.len(), |end| end + 1);
    &channel[..end]
}

/// Handshake, subscribe, unsubscribe, disconnect.
fn whole(words: &Calls) -> Case {
    let mut steps = begin(words);
    let channel = || Json::text(words.channel);
    steps.push(subscribe(words, "subscribe", channel()));
    steps.push(subscribe(words, "unsubscribe", channel()));
    steps.push(disconnect(words));
    shared(words.messages, "a session of Bayeux from its beginning to its end", steps)
}

fn without_credentials(words: &Calls) -> Case {
    let call = Call {
        credentials: Credentials::Missing,
        session: Session::None,
        ..send(words, vec![handshake_message()])
    };
    let note = Credentials::Missing.words();
    let steps = vec![look(words, 0), step(Class::Unauthenticated, note, call)];
    shared(words.messages, "a handshake without credentials", steps)
}

/// What is told between the subscription and the first connect comes with one of the connects.
fn told_before_connect(words: &Calls, what: &str, subscription: Json) -> Case {
    let mut steps = begin(words);
    steps.push(subscribe(words, "subscribe", subscription));
    for (change, id) in quiet(words, 0).into_iter().zip(["first", "second"]) {
        steps.push(change);
        steps.push(connect(words, id));
    }
    steps.push(disconnect(words));
    shared(words.messages, format!("told before the first connect, to {what}"), steps)
}

/// What is told between the end of a subscription and the next one does not come.
fn unsubscribed(words: &Calls) -> Case {
    let channel = || Json::text(words.channel);
    let mut steps = begin(words);
    steps.push(subscribe(words, "subscribe", channel()));
    steps.push(subscribe(words, "unsubscribe", channel()));
    let [hold, unhold] = quiet(words, 0);
    steps.push(hold);
    steps.push(subscribe(words, "subscribe", channel()));
    steps.push(unhold);
    steps.push(connect(words, "first"));
    steps.push(disconnect(words));
    shared(words.messages, "told while there is no subscription", steps)
}

/// What is told while there is but a subscription that does not reach so deep does not come.
fn subscribed_to_less(words: &Calls) -> Case {
    let mut steps = begin(words);
    let shallow = format!("{}/*", root(words.channel));
    steps.push(subscribe(words, "subscribe", Json::text(shallow)));
    let [hold, unhold] = quiet(words, 0);
    steps.push(hold);
    steps.push(subscribe(words, "subscribe", Json::text(words.channel)));
    steps.push(unhold);
    steps.push(connect(words, "first"));
    steps.push(disconnect(words));
    shared(words.messages, "told while the subscription does not reach so deep", steps)
}

/// Messages of a session that never was, or has ended.
fn unknown_sessions(words: &Calls) -> Vec<Case> {
    let nobody = ("clientId", Json::text("rollcall0no0such0client0rollcall0"));
    let row = |channel: &str, more: Vec<(&'static str, Json)>, who: (&'static str, Json)| {
        let mut all = vec![who];
        all.extend(more);
        send(words, vec![message(channel, "unknown", all)])
    };
    let polling = || vec![("connectionType", Json::text("long-polling"))];
    let wanted = || vec![("subscription", Json::text(words.channel))];
    let me = || valid("a session of its own", Call { session: Session::Own, ..plain(words.me) });
    let mut cases = Vec::new();
    for (what, channel, more) in
        [("connect", "/meta/connect", polling()), ("subscribe", "/meta/subscribe", wanted())]
    {
        let note = "a session of Bayeux that never was";
        let call = row(channel, more, nobody.clone());
        let steps = vec![me(), step(Class::Unknown, note, call)];
        cases.push(shared(words.messages, format!("{what} in {note}"), steps));
    }
    let note = "a session of Bayeux that has ended";
    let mut steps = begin(words);
    steps.push(disconnect(words));
    steps.push(step(Class::Unknown, note, row("/meta/connect", polling(), client_id())));
    cases.push(shared(words.messages, format!("connect in {note}"), steps));
    cases
}

/// The same conversation, each message at the path that clients in use send it to.
fn every_url(words: &Calls) -> Case {
    let mut steps = begin(words);
    steps.push(subscribe(words, "subscribe", Json::text(words.channel)));
    steps.push(disconnect(words));
    let ends = ["handshake", "", "disconnect"];
    for (step, end) in steps[1..].iter_mut().zip(ends) {
        words.messages_at.clone_into(&mut step.call.operation);
        step.call.path = [("type".to_owned(), Place::Encoded(end.to_owned()))].into();
    }
    shared(words.messages_at, "each message at a path of its own", steps)
}

/// Messages that are odd or broken: whatever comes of them, the answer is one of the protocol.
fn odd_messages(words: &Calls) -> Vec<Case> {
    let rows = [
        ("one message without a list", Body::Json(handshake_message())),
        ("a message without a channel", {
            Body::Json(Json::Array(vec![Json::object([("id", Json::text("1"))])]))
        }),
        ("a list of nothing", Body::Json(Json::Array(vec![]))),
        (
            "messages that are no JSON",
            Body::Raw {
                media_type: Some("application/json".to_owned()),
                text: "[{\"channel\":".to_owned(),
            },
        ),
    ];
    let case = |(note, body): (&str, Body)| {
        let me = valid("a session of its own", Call { session: Session::Own, ..plain(words.me) });
        let call = Call { body, ..send(words, vec![]) };
        shared(words.messages, note, vec![me, step(Class::Unusual, note, call)])
    };
    rows.into_iter().map(case).collect()
}
