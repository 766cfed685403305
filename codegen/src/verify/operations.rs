//! Operations and their paths: ids are told apart, templates and parameters agree.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Check, nearest, webhooks};
use crate::diagnostic::Diagnostics;
use crate::pointer;
use crate::report::At;

pub(super) const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub(super) fn check(check: &Check<'_>, diagnostics: &mut Diagnostics) {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    paths(check, &mut ids, diagnostics);
    webhooks::check(check, &mut ids, diagnostics);
}

fn paths(check: &Check<'_>, ids: &mut BTreeMap<String, String>, diagnostics: &mut Diagnostics) {
    let Some(Value::Object(paths)) = check.document.get("paths") else { return };
    let mut templates: BTreeMap<String, String> = BTreeMap::new();
    for (path, item) in paths.iter().filter(|(path, _)| path.starts_with('/')) {
        let at = pointer::join("/paths", path);
        let Some(names) = names(check, path, &at, diagnostics) else { continue };
        same_template(check, path, &at, &mut templates, diagnostics);
        let shared = parameters(check, item, &at, diagnostics);
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let here = format!("{at}/{method}");
            id(check, operation, &here, ids, diagnostics);
            let mut own = parameters(check, operation, &here, diagnostics);
            for parameter in &shared {
                if !own
                    .iter()
                    .any(|other| (&other.name, &other.place) == (&parameter.name, &parameter.place))
                {
                    own.push(parameter.clone());
                }
            }
            in_template(check, &names, &own, &here, diagnostics);
        }
        in_path_alone(check, &names, &shared, item, diagnostics);
    }
}

/// Ids are told apart in the whole document.
pub(super) fn id(
    check: &Check<'_>,
    operation: &Value,
    at: &str,
    ids: &mut BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) {
    let Some(id) = operation.get("operationId").and_then(Value::as_str) else { return };
    let here = format!("{at}/operationId");
    if let Some(first) = ids.get(id) {
        diagnostics.push(
            check
                .reporter
                .error(
                    "duplicate-operation-id",
                    At::Value,
                    &here,
                    format!("the operation id `{id}` stands twice"),
                )
                .why("an id names one operation in the whole document")
                .help("rename one of them")
                .beside(check.reporter.excerpt(At::Value, first, "first here")),
        );
    } else {
        ids.insert(id.to_owned(), here);
    }
}

/// The names in a template; none where its braces do not pair.
fn names(
    check: &Check<'_>,
    path: &str,
    at: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = path;
    let fault = |message: String, help: &str| {
        check
            .reporter
            .error("path-template", At::Key, at, message)
            .why("a template names each parameter once, in braces")
            .help(help)
    };
    while let Some(open) = rest.find(['{', '}']) {
        let tail = &rest[open..];
        let close = tail.find('}');
        let name = close.and_then(|close| tail.get(1..close)).unwrap_or_default();
        if tail.starts_with('}') || close.is_none() || name.contains('{') || name.is_empty() {
            diagnostics
                .push(fault(format!("the braces of `{path}` do not pair"), "close each `{name}`"));
            return None;
        }
        if names.iter().any(|other| other == name) {
            diagnostics.push(fault(
                format!("`{{{name}}}` stands twice in `{path}`"),
                "give each a name of its own",
            ));
            return None;
        }
        names.push(name.to_owned());
        rest = &tail[name.len() + 2..];
    }
    Some(names)
}

/// Two templates that differ in the names of parameters alone match the same requests.
fn same_template(
    check: &Check<'_>,
    path: &str,
    at: &str,
    templates: &mut BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) {
    let mut bare = String::new();
    let mut in_name = false;
    for letter in path.chars() {
        in_name = (in_name || letter == '{') && letter != '}';
        if !in_name {
            bare.push(letter);
        }
    }
    if let Some(first) = templates.get(&bare) {
        diagnostics.push(
            check
                .reporter
                .error("ambiguous-path", At::Key, at, format!("`{path}` matches the same requests as `{}`", pointer::last(first)))
                .why("the OpenAPI specification forbids templates that differ in the names of parameters alone")
                .help("merge the two")
                .beside(check.reporter.excerpt(At::Key, first, "the other one")),
        );
    } else {
        templates.insert(bare, at.to_owned());
    }
}

#[derive(Clone)]
struct Written {
    name: String,
    place: String,
    /// Where it is listed.
    at: String,
}

/// The parameters of a list, references followed; duplicates and optional path parameters are reported.
fn parameters(
    check: &Check<'_>,
    owner: &Value,
    at: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Written> {
    let mut list: Vec<Written> = Vec::new();
    let written = owner.get("parameters").and_then(Value::as_array);
    for (index, parameter) in written.into_iter().flatten().enumerate() {
        let at = format!("{at}/parameters/{index}");
        let (parameter, target) = followed(check.document, parameter, &at);
        let word =
            |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let written = Written { name: word("name"), place: word("in"), at: at.clone() };
        if let Some(first) =
            list.iter().find(|other| (&other.name, &other.place) == (&written.name, &written.place))
        {
            diagnostics.push(
                check
                    .reporter
                    .error(
                        "duplicate-parameter",
                        At::Value,
                        &at,
                        format!(
                            "the {} parameter `{}` is listed twice",
                            written.place, written.name
                        ),
                    )
                    .why("a name and a place make a parameter")
                    .help("remove one of them")
                    .beside(check.reporter.excerpt(At::Value, &first.at, "first here")),
            );
            continue;
        }
        if written.place == "path" && parameter.get("required") != Some(&Value::Bool(true)) {
            diagnostics.push(
                check
                    .reporter
                    .error(
                        "path-parameter-optional",
                        At::Value,
                        &target,
                        format!(
                            "the path parameter `{}` does not say `required: true`",
                            written.name
                        ),
                    )
                    .why("a path without it would be another path")
                    .help("add `required: true`"),
            );
        }
        list.push(written);
    }
    list
}

fn followed<'v>(document: &'v Value, value: &'v Value, at: &str) -> (&'v Value, String) {
    let (mut value, mut at) = (value, at.to_owned());
    for _ in 0..32 {
        let target = crate::shape::reference(value).and_then(pointer::of_reference);
        let Some((found, target)) =
            target.and_then(|target| Some((document.pointer(&target)?, target)))
        else {
            break;
        };
        (value, at) = (found, target);
    }
    (value, at)
}

fn in_template(
    check: &Check<'_>,
    names: &[String],
    parameters: &[Written],
    at: &str,
    diagnostics: &mut Diagnostics,
) {
    let declared: Vec<&str> = parameters
        .iter()
        .filter(|parameter| parameter.place == "path")
        .map(|parameter| parameter.name.as_str())
        .collect();
    for name in names.iter().filter(|name| !declared.contains(&name.as_str())) {
        let stray =
            declared.iter().copied().filter(|other| !names.iter().any(|name| name == other));
        let help = nearest(name, stray).map_or_else(
            || format!("add a parameter `{name}` with `in: path` and `required: true`"),
            |near| format!("the operation declares `{near}`: spell the two alike"),
        );
        diagnostics.push(
            check
                .reporter
                .error(
                    "path-parameter-undeclared",
                    At::Key,
                    at,
                    format!("the operation does not declare `{{{name}}}` of its path"),
                )
                .why("what may stand there can't be known")
                .help(help),
        );
    }
    for parameter in parameters.iter().filter(|one| one.place == "path" && one.at.starts_with(at)) {
        if !names.contains(&parameter.name) {
            diagnostics.push(unused(check, parameter, names));
        }
    }
}

/// Parameters of the path item itself.
fn in_path_alone(
    check: &Check<'_>,
    names: &[String],
    shared: &[Written],
    _item: &Value,
    diagnostics: &mut Diagnostics,
) {
    for parameter in shared.iter().filter(|one| one.place == "path" && !names.contains(&one.name)) {
        diagnostics.push(unused(check, parameter, names));
    }
}

fn unused(
    check: &Check<'_>,
    parameter: &Written,
    names: &[String],
) -> crate::diagnostic::Diagnostic {
    let help = nearest(&parameter.name, names.iter().map(String::as_str)).map_or_else(
        || "remove it, or add it to the path".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    check
        .reporter
        .error(
            "path-parameter-unused",
            At::Value,
            &parameter.at,
            format!("the path has no `{{{}}}`", parameter.name),
        )
        .why("the parameter has no place to travel in")
        .help(help)
}
