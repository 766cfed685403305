//! Normative sentences, from their YAML list.

use rollcall_spec::{Keyword, Link, Requirement, SourceKind};
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load::{self, Source};
use crate::place::File;
use crate::pointer;
use crate::report::{At, Reporter};

/// Reads the list; every fault in it is reported at its place.
pub(crate) fn read(
    source: &Source,
    document: &Value,
    diagnostics: &mut Diagnostics,
) -> Vec<Requirement> {
    let loaded = match load::load(source, File::Requirements) {
        Ok(loaded) => loaded,
        Err(faults) => {
            diagnostics.extend(faults);
            return Vec::new();
        }
    };
    let reporter =
        Reporter { document: source, overlay: None, requirements: None, places: &loaded.places };
    let Some(entries) = loaded.value.get("requirements").and_then(Value::as_array) else {
        diagnostics.push(
            reporter
                .error(
                    "requirements-shape",
                    At::Value,
                    "",
                    "requirements are a mapping with a list `requirements`",
                )
                .help("begin with `requirements:`"),
        );
        return Vec::new();
    };
    let mut list: Vec<(Requirement, String)> = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let here = format!("/requirements/{index}");
        match requirement(entry, &here, document, &reporter) {
            Ok(one) => {
                if let Some((_, first)) = list.iter().find(|(other, _)| {
                    crate::emit::constant(&other.id) == crate::emit::constant(&one.id)
                }) {
                    diagnostics.push(
                        reporter
                            .error(
                                "requirement-id-taken",
                                At::Value,
                                &format!("{here}/id"),
                                format!("the id `{}` is taken", one.id),
                            )
                            .why("an id means one sentence for ever")
                            .help("number it on; a dropped sentence leaves a hole")
                            .beside(reporter.excerpt(
                                At::Value,
                                &format!("{first}/id"),
                                "first here",
                            )),
                    );
                } else {
                    list.push((one, here));
                }
            }
            Err(fault) => diagnostics.push(*fault),
        }
    }
    list.into_iter().map(|(one, _)| one).collect()
}

type Outcome<T> = Result<T, Box<Diagnostic>>;

/// The keys of an entry.
const KEYS: [&str; 6] = ["id", "keyword", "text", "source", "check", "excluded"];

fn fault(
    reporter: &Reporter<'_>,
    at: At,
    pointer: &str,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Box<Diagnostic> {
    Box::new(
        reporter
            .error("requirements-shape", at, pointer, message)
            .why("every sentence has an id, a keyword, a text and a source")
            .help(help),
    )
}

fn requirement(
    entry: &Value,
    here: &str,
    document: &Value,
    reporter: &Reporter<'_>,
) -> Outcome<Requirement> {
    let Value::Object(map) = entry else {
        let help = "give it `id`, `keyword`, `text`, `source` and `check` or `excluded`";
        return Err(fault(reporter, At::Value, here, "a requirement is a mapping", help));
    };
    if let Some(key) = map.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let message = format!("a requirement has no key `{key}`");
        let help = format!("its keys are `{}`", KEYS.join("`, `"));
        return Err(fault(reporter, At::Key, &pointer::join(here, key), message, help));
    }
    let word = |key: &str| {
        let found = entry.get(key).and_then(Value::as_str).map(str::trim);
        found.filter(|text| !text.is_empty()).ok_or_else(|| {
            let message = format!("this requirement has no `{key}`");
            fault(reporter, At::Value, here, message, "write it as text")
        })
    };
    let keyword = match word("keyword")? {
        "MUST" => Keyword::Must,
        "SHOULD" => Keyword::Should,
        other => {
            let (at, message) = (format!("{here}/keyword"), format!("`{other}` is no keyword"));
            return Err(fault(reporter, At::Value, &at, message, "write `MUST` or `SHOULD`"));
        }
    };
    Ok(Requirement {
        id: word("id")?.to_owned().into(),
        keyword,
        text: word("text")?.to_owned().into(),
        source: source(entry, here, document, reporter)?,
        link: link(entry, here, reporter)?,
    })
}

fn source(
    entry: &Value,
    here: &str,
    document: &Value,
    reporter: &Reporter<'_>,
) -> Outcome<rollcall_spec::Source> {
    let at = format!("{here}/source");
    let locator = entry["source"]["at"].as_str().unwrap_or_default();
    let kind = match entry["source"]["kind"].as_str() {
        Some("document") => SourceKind::Document,
        Some("rfc") => SourceKind::Rfc,
        Some("vendor") => SourceKind::Vendor,
        Some("inferred") => SourceKind::Inferred,
        _ => {
            let help = "`kind` is `document`, `rfc`, `vendor` or `inferred`";
            return Err(fault(reporter, At::Value, &at, "the source is of no known kind", help));
        }
    };
    if locator.is_empty() {
        let help = "say where the sentence stands";
        return Err(fault(reporter, At::Value, &at, "the source has no `at`", help));
    }
    if kind == SourceKind::Document && document.pointer(locator).is_none() {
        let message = format!("nothing stands at `{locator}` in the document");
        let help = "give a JSON Pointer into the corrected document";
        return Err(fault(reporter, At::Value, &format!("{at}/at"), message, help));
    }
    Ok(rollcall_spec::Source { kind, locator: locator.to_owned().into() })
}

/// Exactly one of `check` and `excluded`.
fn link(entry: &Value, here: &str, reporter: &Reporter<'_>) -> Outcome<Link> {
    let fault = |pointer: &str, message: &str| {
        Box::new(
            reporter
                .error("requirement-unlinked", At::Value, pointer, message)
                .why("every sentence is judged, or there is a reason why not")
                .help("give either `check: [ids]` or `excluded: reason`"),
        )
    };
    match (entry.get("check"), entry.get("excluded")) {
        (Some(Value::Array(checks)), None) if !checks.is_empty() => {
            let ids: Option<Vec<_>> =
                checks.iter().map(|check| check.as_str().map(|id| id.to_owned().into())).collect();
            let ids =
                ids.ok_or_else(|| fault(&format!("{here}/check"), "a check's id is a text"))?;
            Ok(Link::Checks(ids.into()))
        }
        (Some(_), None) => {
            Err(fault(&format!("{here}/check"), "`check` is a list of at least one id"))
        }
        (None, Some(Value::String(reason))) if !reason.trim().is_empty() => {
            Ok(Link::Excluded(reason.trim().to_owned().into()))
        }
        (None, Some(_)) => {
            Err(fault(&format!("{here}/excluded"), "`excluded` is a reason in words"))
        }
        (None, None) => Err(fault(here, "neither a check nor a reason for having none")),
        (Some(_), Some(_)) => Err(fault(here, "both a check and a reason for having none")),
    }
}
