//! One entry of a list: a sentence, or the word that a shared sentence is this api's too.

use rollcall_spec::{Keyword, Link, Requirement, SourceKind};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::pointer;
use crate::report::{At, Reporter};

/// What an entry says.
pub(super) enum Entry {
    /// A sentence.
    Own(Requirement),
    /// A shared sentence, under an id of the api's own.
    Same {
        id: String,
        /// The id that the shared list knows it by.
        of: String,
        /// Who judges it here, where that is not what the shared list says.
        link: Option<Link>,
    },
}

pub(super) type Outcome<T> = Result<T, Box<Diagnostic>>;

/// The keys of an entry that says its sentence itself.
const KEYS: [&str; 6] = ["id", "keyword", "text", "source", "check", "excluded"];
/// The keys of an entry that takes over a shared sentence.
const KEYS_OF_SAME: [&str; 4] = ["id", "same", "check", "excluded"];

/// A fault in the form of a list.
pub(super) fn fault(
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

/// Reads the entry at a pointer; every fault in it is told at its place.
pub(super) fn read(
    entry: &Value,
    here: &str,
    document: &Value,
    reporter: &Reporter<'_>,
) -> Outcome<Entry> {
    let Value::Object(map) = entry else {
        let help = "give it `id`, `keyword`, `text`, `source` and `check` or `excluded`";
        return Err(fault(reporter, At::Value, here, "a requirement is a mapping", help));
    };
    let keys: &[&str] = if map.contains_key("same") { &KEYS_OF_SAME } else { &KEYS };
    if let Some(key) = map.keys().find(|key| !keys.contains(&key.as_str())) {
        let message = format!("this requirement has no key `{key}`");
        let help = format!("its keys are `{}`", keys.join("`, `"));
        return Err(fault(reporter, At::Key, &pointer::join(here, key), message, help));
    }
    let word = |key: &str| {
        let found = entry.get(key).and_then(Value::as_str).map(str::trim);
        found.filter(|text| !text.is_empty()).ok_or_else(|| {
            let message = format!("this requirement has no `{key}`");
            fault(reporter, At::Value, here, message, "write it as text")
        })
    };
    if map.contains_key("same") {
        let is_linked = ["check", "excluded"].iter().any(|key| map.contains_key(*key));
        let link = if is_linked { Some(link(entry, here, reporter)?) } else { None };
        return Ok(Entry::Same { id: word("id")?.to_owned(), of: word("same")?.to_owned(), link });
    }
    let keyword = match word("keyword")? {
        "MUST" => Keyword::Must,
        "SHOULD" => Keyword::Should,
        other => {
            let (at, message) = (format!("{here}/keyword"), format!("`{other}` is no keyword"));
            return Err(fault(reporter, At::Value, &at, message, "write `MUST` or `SHOULD`"));
        }
    };
    Ok(Entry::Own(Requirement {
        id: word("id")?.to_owned().into(),
        keyword,
        text: word("text")?.to_owned().into(),
        source: source(entry, here, document, reporter)?,
        link: link(entry, here, reporter)?,
    }))
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
