//! What has to be refused: operations that break one constraint, calls and participants of nobody, other users' calls.

use rollcall_spec::Keyword;
use serde_json::{Value, json};

use super::super::build::consuming;
use super::build::{
    about, between_looks, broken, change, handed, id_of_nothing, look, look_at_me, operation,
    participant, plain, quiet, remove, remove_place,
};
use crate::api::Calls;
use crate::api::calls::OPERATION;
use crate::generate::build::{shared, step, valid};
use crate::generate::draw::Draw;
use crate::record::Json;
use crate::record::{Body, Call, Case, Class, Place, Step, User};

const JSON: &str = "application/json";

/// A content that breaks one constraint.
struct Row {
    note: &'static str,
    /// The member, and the keyword that it breaks.
    breaks: (&'static str, &'static str),
    keyword: Keyword,
    body: Body,
}

fn row(note: &'static str, breaks: (&'static str, &'static str), body: Body) -> Row {
    Row { note, breaks, keyword: Keyword::Must, body }
}

/// Contents that break one constraint of a removal each.
fn rows(words: &Calls) -> Vec<Row> {
    let who = || Json::Place(participant(words, 0, 0));
    let (name, whom) = (OPERATION, words.participant);
    let with = |operation: Json, value: Option<Json>| {
        let member = value.map(|value| (whom.to_owned(), value));
        let members = std::iter::once((name.to_owned(), operation)).chain(member);
        Body::Json(Json::Object(members.collect()))
    };
    let removal = |value: Value| with(Json::text(words.remove), Some(Json::Value(value)));
    let raw = |text: &str| Body::Raw { media_type: Some(JSON.to_owned()), text: text.to_owned() };
    let nameless = Json::object([(whom, who())]);
    let mut rows = vec![
        row("a removal of nobody in particular", (whom, "required"), {
            with(Json::text(words.remove), None)
        }),
        row("a participant that is null", (whom, "type"), removal(Value::Null)),
        row("a participant that is an object", (whom, "type"), removal(json!({}))),
        row("a participant that is a list", (whom, "type"), removal(json!([]))),
        row("a participant in a list", (whom, "type"), {
            with(Json::text(words.remove), Some(Json::Array(vec![who()])))
        }),
        row("a participant within an object", (whom, "type"), {
            with(Json::text(words.remove), Some(Json::object([("digits", who())])))
        }),
        row("no operationName", (name, "required"), Body::Json(nameless)),
        row("an operationName that is null", (name, "type"), {
            with(Json::Value(Value::Null), Some(who()))
        }),
        row("an operationName that is a number", (name, "type"), {
            with(Json::Value(json!(1)), Some(who()))
        }),
        row("an operationName that is empty", (name, "enum"), with(Json::text(""), Some(who()))),
        row("an operation of another name", (name, "enum"), {
            with(Json::text("RollcallNoSuchOperation"), Some(who()))
        }),
        row("an empty object", (name, "required"), Body::Json(Json::Object(vec![]))),
        row("no content", ("", "required"), raw("")),
        row("JSON that is cut", ("", "json"), raw("{\"operationName\":")),
        row("a text that is no JSON", ("", "json"), raw("operationName")),
        row("a list in place of an object", ("", "type"), Body::Json(Json::Array(vec![]))),
        row("a text in place of an object", ("", "type"), Body::Json(Json::text(words.remove))),
        row("null in place of an object", ("", "type"), Body::Json(Json::Value(Value::Null))),
    ];
    let loose = |note, breaks, body| Row { keyword: Keyword::Should, ..row(note, breaks, body) };
    rows.push(loose("a participant that is a number", (whom, "type"), {
        with(Json::text(words.remove), Some(Json::Number(participant(words, 0, 0))))
    }));
    let small = words.remove.to_lowercase();
    rows.push(loose("an operation in small letters", (name, "enum"), {
        with(Json::text(small), Some(who()))
    }));
    rows
}

/// A removal that breaks one constraint, between looks, for each constraint.
pub(super) fn bad_operations(words: &Calls) -> Vec<Case> {
    let mut cases: Vec<Case> = rows(words).into_iter().map(|row| bad(words, row)).collect();
    let text = format!("{{\"{OPERATION}\":\"{}\"}}", words.hold.0);
    for media_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let body = Body::Raw { media_type: Some(media_type.to_owned()), text: text.clone() };
        let call = Call { body, ..operation(words, 0, words.hold.0) };
        let breaks = Some(broken("Content-Type", "media type", Keyword::Should));
        let note = format!("JSON that is called {media_type}");
        let loose = Step { breaks, ..step(Class::LooseInput, &note, call) };
        // Where it is let pass, the call is held, which is lawful; what is told of both comes before anything else is asked.
        let off = Step {
            class: Class::Unusual,
            note: "off hold, where it was held".to_owned(),
            ..change(words, 0, words.unhold.0)
        };
        let mut steps = vec![look(words, 0), loose, off, look(words, 0)];
        steps.extend(quiet(words, 0));
        cases.push(shared(words.operate, note, steps));
    }
    cases
}

fn bad(words: &Calls, row: Row) -> Case {
    let (name, constraint) = row.breaks;
    let class = match row.keyword {
        Keyword::Must => Class::BadInput,
        Keyword::Should => Class::LooseInput,
    };
    let call = Call { body: row.body, ..about(words, words.operate, 0) };
    let breaks = Some(broken(name, constraint, row.keyword));
    let negative = Step { breaks, ..step(class, row.note, call) };
    let case = shared(words.operate, row.note, between_looks(words, negative));
    // What a server may let pass removes somebody.
    if class == Class::LooseInput { consuming(words.operate, row.note, case.steps) } else { case }
}

/// Calls and participants of nobody.
pub(super) fn unknown(words: &Calls, draw: &mut Draw) -> Vec<Case> {
    let mut cases = Vec::new();
    for base in
        [about(words, words.retrieve, 0), operation(words, 0, words.hold.0), remove(words, 0, 0)]
    {
        let mut path = base.path.clone();
        path.insert(words.call_id.to_owned(), Place::Text(id_of_nothing(draw.id_bytes())));
        let what = base.operation.clone();
        let negative = step(Class::Unknown, "a call of nobody", Call { path, ..base.clone() });
        cases.push(shared(&what, "a call of nobody", between_looks(words, negative)));
        let name = words.call_id.to_owned();
        let short = Place::Shortened { name: name.clone(), conference: 0, participant: None };
        let path = [(name, short)].into();
        let negative = step(Class::Unknown, "a call's id without its end", Call { path, ..base });
        cases.push(shared(&what, "a call's id without its end", between_looks(words, negative)));
    }
    let number = words.participant.to_owned();
    let digits: String =
        draw.id_bytes()[..10].iter().map(|own| char::from(b'0' + own % 10)).collect();
    let places = [
        ("a number of nobody", Place::Text(format!("9{digits}"))),
        ("an empty number", Place::text("")),
        ("a number without its end", {
            Place::Shortened { name: number, conference: 0, participant: Some(0) }
        }),
        ("a participant of another call", participant(words, 1, 0)),
        ("a call's id in place of a number", handed(words, 0)),
    ];
    for (note, place) in places {
        let negative = step(Class::Unknown, note, remove_place(words, 0, place));
        cases.push(shared(words.operate, note, between_looks(words, negative)));
    }
    cases
}

/// What another user asks for about this user's calls, and who takes part without being the owner.
pub(super) fn foreign(words: &Calls) -> Vec<Case> {
    let second = |call: Call| Call { user: User::Second, ..call };
    let twin = || valid("the other user", second(plain(words.me)));
    let mut cases = Vec::new();
    let note = "somebody else's call";
    for call in [
        about(words, words.retrieve, 0),
        operation(words, 0, words.hold.0),
        remove(words, 0, 0),
        operation(words, 0, words.ends[0]),
    ] {
        let what = call.operation.clone();
        let mut steps = vec![twin()];
        steps.extend(between_looks(words, step(Class::Foreign, note, second(call))));
        cases.push(shared(&what, note, steps));
    }
    let list = valid("", second(plain(words.list)));
    let all = ("fields".to_owned(), Place::text("*"));
    let whole = valid("", second(Call { query: vec![all], ..plain(words.list) }));
    let steps = vec![look(words, 0), list, whole];
    cases.push(shared(words.list, "the other user's calls", steps));
    // The last one may be the other user, whose own call is then handed over as well.
    let leg =
        || Place::Handed { name: words.call_id.to_owned(), conference: 0, participant: Some(2) };
    let of_leg = |call: Call| {
        let path = [(words.call_id.to_owned(), leg())].into();
        second(Call { path, ..call })
    };
    let mut steps = vec![twin(), valid("", of_leg(about(words, words.retrieve, 0)))];
    let note = "by somebody who takes part and is not the owner";
    let negative = step(Class::Foreign, note, of_leg(remove(words, 0, 0)));
    steps.extend(between_looks(words, negative));
    cases.push(shared(words.operate, format!("a removal {note}"), steps));
    cases
}

/// Methods that the paths do not have.
pub(super) fn wrong_methods(words: &Calls) -> Vec<Case> {
    let mut cases = Vec::new();
    for method in ["PUT", "PATCH", "DELETE"] {
        // DELETE has no content (RFC 9110, 9.3.5); the others bring an operation along, which must not be carried out.
        let plain = match method {
            "DELETE" => about(words, words.retrieve, 0),
            _ => remove(words, 0, 0),
        };
        let call = Call { method: Some(method.to_owned()), ..plain };
        let note = format!("{method} where the document has none");
        let steps = between_looks(words, step(Class::WrongMethod, &note, call));
        cases.push(consuming(words.operate, format!("{note} (a call)"), steps));
    }
    let call = Call { method: Some("DELETE".to_owned()), ..plain(words.list) };
    let note = "DELETE where the document has none";
    let steps = between_looks(words, step(Class::WrongMethod, note, call));
    cases.push(shared(words.list, format!("{note} (the calls)"), steps));
    cases
}

/// Unusual input, which nobody has to take and which must not break anything.
pub(super) fn unusual(words: &Calls) -> Vec<Case> {
    let texts = [
        ("a number of 4,000 digits", "1".repeat(4000)),
        ("a number with an escape", "15001\u{0}".to_owned()),
        ("a number in other letters", "📞\u{202e}".to_owned()),
        ("a quote and a semicolon", "' OR '1'='1'; --".to_owned()),
        ("format directives", "%s%n{}${7*7}".to_owned()),
        ("a number with markup", "<b>\"1\"</b>".to_owned()),
    ];
    let mut cases = Vec::new();
    for (note, text) in texts {
        let negative = step(Class::Unknown, note, remove_place(words, 0, Place::Text(text)));
        cases.push(shared(words.operate, note, between_looks(words, negative)));
    }
    let segments = [
        ("a malformed percent escape", "%zz".to_owned()),
        ("an encoded null byte", "a%00".to_owned()),
        ("an escape that is not UTF-8", "%ff%fe".to_owned()),
        ("an encoded slash", "a%2Fb".to_owned()),
        ("a segment of 4,000 characters", "a".repeat(4000)),
        ("unicode", "%F0%9F%93%9E".to_owned()),
    ];
    for (note, segment) in segments {
        let path = [(words.call_id.to_owned(), Place::Encoded(segment))].into();
        let call = Call { path, ..about(words, words.retrieve, 0) };
        let steps = vec![step(Class::Unusual, note, call), look(words, 0)];
        cases.push(shared(words.retrieve, format!("a call's id with {note}"), steps));
    }
    let nested = format!("{}{}", "[".repeat(2000), "]".repeat(2000));
    let body = Body::Raw { media_type: Some(JSON.to_owned()), text: nested };
    let call = Call { body, ..about(words, words.operate, 0) };
    let deep = step(Class::BadInput, "lists within lists", call);
    let breaks = Some(broken("", "type", Keyword::Must));
    let steps = between_looks(words, Step { breaks, ..deep });
    cases.push(shared(words.operate, "lists within lists", steps));
    let query = vec![("rollcall".to_owned(), Place::text("1"))];
    let odd = Call { query, ..plain(words.me) };
    cases.push(shared(words.me, "an unknown query parameter", vec![step(Class::Unusual, "", odd)]));
    cases
}

/// A removal from a call of two. Who lets it pass loses a participant.
pub(super) fn of_no_conference(words: &Calls) -> Vec<Case> {
    let note = "a removal from a call of two";
    let negative = step(Class::NoConference, note, remove(words, 1, 0));
    let mut steps = vec![look_at_me(words), look(words, 1), negative];
    steps.extend(quiet(words, 1));
    steps.push(look(words, 1));
    vec![consuming(words.operate, note, steps)]
}
