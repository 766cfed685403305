//! Every object has the keys of its kind and no others.

use serde_json::{Map, Value};

use super::{Check, brief, forms, nearest, schemas};
use crate::diagnostic::{Diagnostics, Severity};
use crate::pointer;
use crate::report::At;
use crate::shape::{self, Era, Kind, Version};

pub(super) fn check(check: &Check<'_>, diagnostics: &mut Diagnostics) {
    shape::walk(Kind::OpenApi, "", check.document, &mut |kind, at, value| {
        object(check, kind, at, value, diagnostics);
    });
}

fn object(check: &Check<'_>, kind: Kind, at: &str, value: &Value, diagnostics: &mut Diagnostics) {
    let map = match value {
        Value::Object(map) => map,
        Value::Bool(_) if kind == Kind::Schema && check.version == Version::V31 => return,
        other => {
            diagnostics.push(
                check
                    .reporter
                    .error(
                        "wrong-type",
                        At::Value,
                        at,
                        format!(
                            "{} {} should stand here, not {}",
                            shape::article(kind.name()),
                            kind.name(),
                            forms::describe(other)
                        ),
                    )
                    .why(format!(
                        "the OpenAPI specification has {} {} at this place",
                        shape::article(kind.name()),
                        kind.name()
                    ))
                    .help("look at the indentation: its keys go one level deeper"),
            );
            return;
        }
    };
    if kind.may_be_reference()
        && map.contains_key("$ref")
        && reference(check, kind, at, map, diagnostics)
    {
        return;
    }
    for (key, member) in map {
        let below = pointer::join(at, key);
        if key.starts_with("x-") || shape::free_members(kind, key).is_some() {
            continue;
        }
        match shape::field(kind, key) {
            Some(field) => {
                if !check.version.knows(field.era) {
                    other_version(check, key, field.era, &below, diagnostics);
                }
                forms::check(check, field, &below, member, diagnostics);
            }
            None if kind == Kind::SecurityRequirement => {
                forms::texts(check, key, &below, member, diagnostics);
            }
            None => unknown(check, kind, map, key, &below, diagnostics),
        }
    }
    missing(check, kind, at, map, diagnostics);
    match kind {
        Kind::Schema => schemas::check(check, at, map, diagnostics),
        Kind::Responses => statuses(check, at, map, diagnostics),
        Kind::Parameter | Kind::Header => {
            one_of_schema_and_content(check, kind, at, map, diagnostics);
        }
        Kind::SecurityScheme => security_scheme(check, at, map, diagnostics),
        _ => {}
    }
}

/// Checks a reference object; true where nothing else is to be said about it.
fn reference(
    check: &Check<'_>,
    kind: Kind,
    at: &str,
    map: &Map<String, Value>,
    diagnostics: &mut Diagnostics,
) -> bool {
    if !map["$ref"].is_string() {
        diagnostics.push(
            check
                .reporter
                .error(
                    "wrong-type",
                    At::Value,
                    &format!("{at}/$ref"),
                    format!("`$ref` should be a text, not {}", forms::describe(&map["$ref"])),
                )
                .help("write it as `'#/components/schemas/Name'`"),
        );
        return true;
    }
    match kind {
        // A path item's reference has siblings; in 3.1 a schema's has too, and in 3.0 a finding speaks of them.
        Kind::PathItem => false,
        Kind::Schema => map.len() == 1,
        _ => true,
    }
}

/// A key of the other version: 3.0 does not know it, authors mean it all the same.
fn other_version(check: &Check<'_>, key: &str, era: Era, at: &str, diagnostics: &mut Diagnostics) {
    let other = if era == Era::V30 { Version::V30 } else { Version::V31 };
    diagnostics.push(
        check
            .reporter
            .say(
                Severity::Finding,
                "keyword-of-another-version",
                At::Key,
                at,
                format!(
                    "`{key}` belongs to OpenAPI {}, this document says {}",
                    other.number(),
                    check.version.number()
                ),
            )
            .why("a reader of the stated version passes over it; it is taken as it was meant")
            .help(match (key, era) {
                ("nullable", Era::V30) => "write `type: [T, 'null']`".to_owned(),
                _ => format!("say `openapi: {}.x`, or leave the keyword out", other.number()),
            }),
    );
}

fn unknown(
    check: &Check<'_>,
    kind: Kind,
    map: &Map<String, Value>,
    key: &str,
    at: &str,
    diagnostics: &mut Diagnostics,
) {
    let known = shape::fields(kind)
        .iter()
        .filter(|field| check.version.knows(field.era) && !map.contains_key(field.name))
        .map(|field| field.name);
    let guess = nearest(key, known);
    if kind == Kind::Paths {
        diagnostics.push(
            check
                .reporter
                .error(
                    "path-without-slash",
                    At::Key,
                    at,
                    format!("the path `{key}` does not begin with a slash"),
                )
                .why("it is appended to the server's URL")
                .help(format!("write `/{key}`")),
        );
        return;
    }
    // Draft 2020-12 takes a keyword it does not know for an annotation (core, 6.5).
    let severity = match (kind, check.version, guess) {
        (Kind::Schema, Version::V31, None) => Severity::Warning,
        _ => Severity::Error,
    };
    let help = match guess {
        Some(guess) => format!("did you mean `{guess}`?"),
        None => "remove it, or begin it with `x-`".to_owned(),
    };
    diagnostics.push(
        check
            .reporter
            .say(
                severity,
                "unknown-key",
                At::Key,
                at,
                format!(
                    "{} {} has no key `{}`",
                    shape::article(kind.name()),
                    kind.name(),
                    brief(&Value::String(key.to_owned()))
                ),
            )
            .why("readers pass over it without a word, so what it says would be lost")
            .help(help),
    );
}

fn missing(
    check: &Check<'_>,
    kind: Kind,
    at: &str,
    map: &Map<String, Value>,
    diagnostics: &mut Diagnostics,
) {
    let of_3_0: &[&str] = match (kind, check.version) {
        (Kind::OpenApi, Version::V30) => &["paths"],
        (Kind::Operation, Version::V30) => &["responses"],
        _ => &[],
    };
    let always = shape::fields(kind).iter().filter(|field| field.required).map(|field| field.name);
    for name in always.chain(of_3_0.iter().copied()) {
        if !map.contains_key(name) {
            diagnostics.push(
                check
                    .reporter
                    .error(
                        "missing-key",
                        At::Key,
                        at,
                        format!("this {} has no `{name}`", kind.name()),
                    )
                    .why(format!("the OpenAPI specification requires `{name}` here"))
                    .help(format!("add `{name}`")),
            );
        }
    }
}

fn statuses(check: &Check<'_>, at: &str, map: &Map<String, Value>, diagnostics: &mut Diagnostics) {
    for key in map.keys().filter(|key| *key != "default" && !key.starts_with("x-")) {
        let bytes = key.as_bytes();
        let is_status = bytes.len() == 3
            && (b'1'..=b'5').contains(&bytes[0])
            && (bytes[1..].iter().all(u8::is_ascii_digit) || &bytes[1..] == b"XX");
        if !is_status {
            diagnostics.push(
                check
                    .reporter
                    .error(
                        "status-key",
                        At::Key,
                        &pointer::join(at, key),
                        format!("`{key}` is no status"),
                    )
                    .why("responses stand under a status code, `1XX` to `5XX`, or `default`")
                    .help("write a code from 100 to 599"),
            );
        }
    }
}

/// Where parameters travel.
const PLACES: [&str; 4] = ["path", "query", "header", "cookie"];

fn one_of_schema_and_content(
    check: &Check<'_>,
    kind: Kind,
    at: &str,
    map: &Map<String, Value>,
    diagnostics: &mut Diagnostics,
) {
    if map.contains_key("schema") == map.contains_key("content") {
        diagnostics.push(
            check
                .reporter
                .error(
                    "schema-or-content",
                    At::Value,
                    at,
                    format!("this {} must have either `schema` or `content`", kind.name()),
                )
                .why("exactly one of them says what its value is")
                .help("add `schema`, or remove one of the two"),
        );
    }
    if kind != Kind::Parameter {
        return;
    }
    if let Some(Value::String(place)) = map.get("in")
        && !PLACES.contains(&place.as_str())
    {
        let help = nearest(place, PLACES)
            .map_or("write `path`, `query`, `header` or `cookie`".to_owned(), |guess| {
                format!("did you mean `{guess}`?")
            });
        let message = if place == "body" || place == "formData" {
            format!("`in: {place}` belongs to Swagger 2.0")
        } else {
            format!("a parameter does not travel in `{place}`")
        };
        let help = if place == "body" || place == "formData" {
            "use `requestBody`".to_owned()
        } else {
            help
        };
        diagnostics.push(
            check
                .reporter
                .error("parameter-place", At::Value, &format!("{at}/in"), message)
                .why("OpenAPI knows four places")
                .help(help),
        );
    }
    style(check, at, map, diagnostics);
}

/// `style` must be one that the parameter's place knows.
fn style(check: &Check<'_>, at: &str, map: &Map<String, Value>, diagnostics: &mut Diagnostics) {
    let (Some(Value::String(style)), Some(Value::String(place))) =
        (map.get("style"), map.get("in"))
    else {
        return;
    };
    let known: &[&str] = match place.as_str() {
        "path" => &["simple", "label", "matrix"],
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "header" => &["simple"],
        _ => &["form"],
    };
    if !known.contains(&style.as_str()) {
        diagnostics.push(
            check
                .reporter
                .error(
                    "parameter-style",
                    At::Value,
                    &format!("{at}/style"),
                    format!("a {place} parameter has no style `{style}`"),
                )
                .why("each place has its own styles")
                .help(format!("use `{}`", known.join("`, `"))),
        );
    }
}

/// What security schemes there are.
const TYPES: [&str; 5] = ["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"];

fn security_scheme(
    check: &Check<'_>,
    at: &str,
    map: &Map<String, Value>,
    diagnostics: &mut Diagnostics,
) {
    let Some(Value::String(kind)) = map.get("type") else { return };
    let needs: &[&str] = match kind.as_str() {
        "apiKey" => &["name", "in"],
        "http" => &["scheme"],
        "oauth2" => &["flows"],
        "openIdConnect" => &["openIdConnectUrl"],
        "mutualTLS" => &[],
        other => {
            let help = nearest(other, TYPES).map_or_else(
                || format!("use `{}`", TYPES.join("`, `")),
                |guess| format!("did you mean `{guess}`?"),
            );
            diagnostics.push(
                check
                    .reporter
                    .error(
                        "security-scheme-type",
                        At::Value,
                        &format!("{at}/type"),
                        format!("there is no security scheme of type `{other}`"),
                    )
                    .why("OpenAPI knows five")
                    .help(help),
            );
            return;
        }
    };
    for name in needs.iter().filter(|name| !map.contains_key(**name)) {
        diagnostics.push(
            check
                .reporter
                .error(
                    "missing-key",
                    At::Key,
                    at,
                    format!("this `{kind}` security scheme has no `{name}`"),
                )
                .why(format!("the OpenAPI specification requires `{name}` here"))
                .help(format!("add `{name}`")),
        );
    }
}
