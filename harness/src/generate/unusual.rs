//! Input about which only the general rules speak: never a 5xx, never a hang, never an undocumented status.

use rollcall_spec::Keyword;

use super::build::{
    base_field, breaking, call, look, shared, step, twin, update, with_body, with_path,
};
use super::draw::Draw;
use crate::api::Resources;
use crate::record::{Body, Broken, Call, Case, Class, Place};

const FORM: &str = "application/x-www-form-urlencoded";

/// Unusual input in paths, queries and contents, and what a lawful server may let pass.
pub fn cases(dialect: &Resources, draw: &mut Draw) -> Vec<Case> {
    let mut cases = paths(dialect, draw);
    cases.extend(queries(dialect));
    cases.extend(forms(dialect));
    cases.extend(contents(dialect));
    cases.extend(media_types(dialect));
    cases
}

/// Path segments that are percent-encoded wrongly, very long, or full of special characters.
fn paths(dialect: &Resources, draw: &mut Draw) -> Vec<Case> {
    let id = (dialect.fresh_id)(dialect.ids.participant, draw.id_bytes());
    let segments = [
        ("a malformed percent escape", "%zz".to_owned()),
        ("a cut percent escape", format!("{id}%4")),
        ("an encoded null byte", format!("{id}%00")),
        ("an escape that is not UTF-8", "%ff%fe".to_owned()),
        ("an encoded slash", format!("{id}%2F{id}")),
        ("an encoded line break", format!("{id}%0D%0A")),
        ("a segment of 4,000 characters", "a".repeat(4000)),
        ("unicode", "%F0%9F%93%9E%E2%80%AE".to_owned()),
        ("a quote and a semicolon", "%27%3B--".to_owned()),
        ("format directives", "%25s%25n%7B%7D".to_owned()),
    ];
    let mut cases = Vec::new();
    for operation in [dialect.roles.retrieve, dialect.roles.update, dialect.roles.remove] {
        for (note, segment) in &segments {
            let place = Place::Encoded(segment.clone());
            let unusual = with_path(call(dialect, operation, 0, 0), dialect.ids.participant, place);
            let steps = vec![step(Class::Unusual, note, unusual), look(dialect, 0, 0)];
            cases.push(shared(operation, format!("{operation} with {note} in its path"), steps));
        }
    }
    cases
}

fn queries(dialect: &Resources) -> Vec<Case> {
    let list = dialect.roles.list;
    let filter = dialect.filters[0].0;
    let (size, _) = dialect.page_size;
    let mut pairs: Vec<(&str, Vec<(&str, String)>)> = vec![
        ("an empty flag", vec![(filter, String::new())]),
        ("a repeated flag", vec![(filter, "true".into()), (filter, "false".into())]),
        ("a flag in capitals", vec![(filter, "TRUE".into())]),
        ("an unknown parameter", vec![("Rollcall", "1".into())]),
        ("an empty number", vec![(size, String::new())]),
        ("a number with a plus sign", vec![(size, "+5".into())]),
        ("a number of 400 digits", vec![(size, "9".repeat(400))]),
        ("a value of 4,000 characters", vec![(filter, "x".repeat(4000))]),
        ("a null byte", vec![(filter, "\0".into())]),
        ("unicode", vec![(filter, "истина\u{202e}📞".into())]),
    ];
    for name in dialect.needs_token {
        pairs.push(("a later page without a token", vec![(name, "1".into())]));
        pairs.push(("a page far behind the end", vec![(name, "1000000".into())]));
    }
    pairs
        .into_iter()
        .map(|(note, pairs)| {
            let query = pairs
                .into_iter()
                .map(|(name, value)| (name.to_owned(), Place::Text(value)))
                .collect();
            let unusual = Call { query, ..call(dialect, list, 0, 0) };
            shared(list, format!("a list with {note}"), vec![step(Class::Unusual, note, unusual)])
        })
        .collect()
}

fn forms(dialect: &Resources) -> Vec<Case> {
    let flag = base_field(dialect);
    let url = super::inputs::form_shapes(dialect)
        .into_iter()
        .find(|(_, shape)| *shape == super::schema::Shape::Uri)
        .map_or_else(|| flag.to_owned(), |(name, _)| name);
    let long = |n: usize| format!("https://hooks.rollcall.example/{}", "a".repeat(n));
    let pairs: Vec<(&str, Vec<(String, String)>)> = vec![
        ("no field at all", vec![]),
        ("an empty flag", vec![(flag.into(), String::new())]),
        ("a flag in capitals", vec![(flag.into(), "TRUE".into())]),
        ("a repeated flag", vec![(flag.into(), "true".into()), (flag.into(), "false".into())]),
        ("an empty URL", vec![(url.clone(), String::new())]),
        ("a URL of 300 characters", vec![(url.clone(), long(269))]),
        ("a URL of 2,100 characters", vec![(url.clone(), long(2069))]),
        ("a URL of 20,000 characters", vec![(url.clone(), long(20_000))]),
        ("a URL of another scheme", vec![(url.clone(), "ftp://hooks.rollcall.example/x".into())]),
        (
            "a URL with unicode",
            vec![(url.clone(), "https://hooks.rollcall.example/é📞\u{202e}".into())],
        ),
        ("a null byte", vec![(flag.into(), "true\0".into())]),
        ("a field name in small letters", vec![(flag.to_lowercase(), "true".into())]),
        ("an empty field name", vec![(String::new(), "true".into())]),
    ];
    let operation = dialect.roles.update;
    let mut cases: Vec<Case> = pairs
        .into_iter()
        .map(|(note, pairs)| {
            let fields =
                pairs.into_iter().map(|(name, value)| (name, Place::Text(value))).collect();
            let steps =
                vec![step(Class::Unusual, note, update(dialect, 0, fields)), look(dialect, 0, 0)];
            shared(operation, format!("an update with {note}"), steps)
        })
        .collect();
    if !dialect.closed_form {
        return cases;
    }
    let extra = vec![
        (flag.to_owned(), Place::text("false")),
        ("RollcallExtra".to_owned(), Place::text("1")),
    ];
    let breaks = loose("RollcallExtra", "unevaluatedProperties");
    let note = "a field outside the closed object";
    let steps = vec![
        twin(dialect, operation),
        breaking(Class::LooseInput, note, update(dialect, 0, extra), breaks),
    ];
    cases.push(shared(operation, format!("an update with {note}"), steps));
    cases
}

fn loose(name: &str, constraint: &str) -> Broken {
    Broken {
        location: "body".into(),
        name: name.into(),
        constraint: constraint.into(),
        keyword: Keyword::Should,
    }
}

/// Forms that are encoded wrongly.
fn contents(dialect: &Resources) -> Vec<Case> {
    let flag = base_field(dialect);
    let texts = [
        ("a malformed percent escape", format!("{flag}=%zz")),
        ("a cut percent escape", format!("{flag}=true%")),
        ("an escape that is not UTF-8", format!("{flag}=%ff")),
        ("separators alone", "&&&".to_owned()),
        ("an equals sign alone", "=".to_owned()),
        ("a name without a value", flag.to_owned()),
        ("a thousand fields", format!("{flag}=true&").repeat(1000)),
        ("brackets", format!("{flag}[]=true&{flag}[a]=true")),
    ];
    let mut cases = Vec::new();
    for (note, text) in texts {
        let body = Body::Raw { media_type: Some(FORM.into()), text };
        let unusual = with_body(call(dialect, dialect.roles.update, 0, 0), body);
        let steps = vec![step(Class::Unusual, note, unusual), look(dialect, 0, 0)];
        cases.push(shared(dialect.roles.update, format!("an update with {note}"), steps));
    }
    let bare = with_body(call(dialect, dialect.roles.update, 0, 0), Body::None);
    let steps = vec![step(Class::Unusual, "no content", bare), look(dialect, 0, 0)];
    cases.push(shared(dialect.roles.update, "an update without content", steps));
    cases
}

/// Contents of a media type that the document does not name.
fn media_types(dialect: &Resources) -> Vec<Case> {
    let flag = base_field(dialect);
    let json = format!("{{\"{flag}\": true}}");
    let texts = [
        ("JSON", Some("application/json"), json.clone()),
        ("malformed JSON", Some("application/json"), format!("{{\"{flag}\": tru")),
        ("plain text", Some("text/plain"), format!("{flag}=true")),
        ("XML", Some("application/xml"), format!("<{flag}>true</{flag}>")),
        ("a malformed media type", Some("form"), format!("{flag}=true")),
        ("no media type", None, format!("{flag}=true")),
    ];
    let operation = dialect.roles.update;
    texts
        .into_iter()
        .map(|(note, media_type, text)| {
            let body = Body::Raw { media_type: media_type.map(str::to_owned), text };
            let call = with_body(call(dialect, operation, 0, 0), body);
            // Without a media type a reader may take the content for what it looks like (RFC 9110, 8.3).
            let step = if media_type.is_some() {
                breaking(Class::LooseInput, note, call, loose("Content-Type", "content"))
            } else {
                step(Class::Unusual, note, call)
            };
            shared(
                operation,
                format!("an update with {note}"),
                vec![twin(dialect, operation), step],
            )
        })
        .collect()
}
