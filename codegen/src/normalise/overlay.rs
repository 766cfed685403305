//! Our corrections of a published document. Each says what stood there, so a new edition can't be corrected by accident.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, Diagnostics, Excerpt, Severity};
use crate::load::{self, Loaded, Source};
use crate::place::{File, Places};
use crate::pointer;
use crate::report::{At, Reporter};

/// A correction that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Correction {
    pub(crate) id: String,
    /// The JSON Pointer it changed.
    pub(crate) at: String,
    /// What was wrong, on one line.
    pub(crate) why: String,
    /// Where it is written that we are right, on one line.
    pub(crate) evidence: String,
}

/// Keys of an entry; exactly one of each pair is given.
const KEYS: [&str; 8] = ["id", "at", "was", "was_absent", "now", "now_absent", "why", "evidence"];

/// Applies the corrections of an overlay in their order, each to the result of those before it.
pub(crate) fn apply(
    source: &Source,
    document: &mut Value,
    places: &mut Places,
) -> Result<Vec<Correction>, Diagnostics> {
    let Loaded { value: overlay, places: own } = load::load(source, File::Overlay)?;
    let reporter = Reporter { document: source, overlay: None, requirements: None, places: &own };
    let mut diagnostics = Diagnostics::default();
    let mut done: Vec<Correction> = Vec::new();
    let Some(entries) = overlay.get("corrections").and_then(Value::as_array) else {
        diagnostics.push(
            reporter
                .error("overlay-shape", At::Value, "", "an overlay is a mapping with a list `corrections`")
                .help("begin with `corrections:`; an overlay without corrections says `corrections: []`"),
        );
        return Err(diagnostics);
    };
    for (index, entry) in entries.iter().enumerate() {
        let here = format!("/corrections/{index}");
        let outcome = shape(entry, &here, &done, &reporter)
            .and_then(|()| correct(entry, &here, document, &reporter));
        match outcome {
            Ok(correction) => {
                let below = own.find(&format!("{here}/now"));
                places.insert(correction.at.clone(), below);
                move_places(&own, places, &format!("{here}/now"), &correction.at, entry.get("now"));
                done.push(correction);
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok(done) } else { Err(diagnostics) }
}

/// What a correction puts in stands in the overlay; diagnostics about it point there.
fn move_places(own: &Places, places: &mut Places, from: &str, to: &str, value: Option<&Value>) {
    match value {
        Some(Value::Object(map)) => {
            for (key, member) in map {
                let (from, to) = (pointer::join(from, key), pointer::join(to, key));
                places.insert(to.clone(), own.find(&from));
                move_places(own, places, &from, &to, Some(member));
            }
        }
        Some(Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                let (from, to) = (format!("{from}/{index}"), format!("{to}/{index}"));
                places.insert(to.clone(), own.find(&from));
                move_places(own, places, &from, &to, Some(item));
            }
        }
        _ => {}
    }
}

/// Checks an entry's own form.
fn shape(
    entry: &Value,
    here: &str,
    done: &[Correction],
    reporter: &Reporter<'_>,
) -> Result<(), Box<Diagnostic>> {
    let fault = |at: At, pointer: &str, message: String, help: &str| {
        fault(reporter, at, pointer, message, help)
    };
    let Value::Object(map) = entry else {
        return Err(fault(
            At::Value,
            here,
            "a correction is a mapping".into(),
            "give it `id`, `at`, `was`, `now`, `why` and `evidence`",
        ));
    };
    for key in map.keys() {
        if !KEYS.contains(&key.as_str()) {
            let at = pointer::join(here, key);
            let help = format!("its keys are `{}`", KEYS.join("`, `"));
            return Err(fault(At::Key, &at, format!("a correction has no key `{key}`"), &help));
        }
    }
    for key in ["id", "at", "why", "evidence"] {
        if entry[key].as_str().is_none_or(|text| text.trim().is_empty()) {
            return Err(fault(
                At::Value,
                here,
                format!("this correction has no `{key}`"),
                "write it as text",
            ));
        }
    }
    one_of_each_pair(entry, here, reporter)?;
    let id = entry["id"].as_str().unwrap_or_default();
    if done.iter().any(|other| other.id == id) {
        let at = format!("{here}/id");
        return Err(fault(
            At::Value,
            &at,
            format!("the id `{id}` is taken"),
            "ids are never reused",
        ));
    }
    Ok(())
}

/// Exactly one of `was` and `was_absent`, and of `now` and `now_absent`.
fn one_of_each_pair(
    entry: &Value,
    here: &str,
    reporter: &Reporter<'_>,
) -> Result<(), Box<Diagnostic>> {
    for (value, absent) in [("was", "was_absent"), ("now", "now_absent")] {
        let is_absent = match entry.get(absent) {
            None => false,
            Some(Value::Bool(true)) => true,
            Some(_) => {
                let at = pointer::join(here, absent);
                return Err(fault(
                    reporter,
                    At::Value,
                    &at,
                    format!("`{absent}` can only be `true`"),
                    "leave it out otherwise",
                ));
            }
        };
        if is_absent == entry.get(value).is_some() {
            return Err(fault(
                reporter,
                At::Value,
                here,
                format!("this correction must have either `{value}` or `{absent}: true`"),
                "give exactly one of the two",
            ));
        }
    }
    Ok(())
}

fn fault(
    reporter: &Reporter<'_>,
    at: At,
    pointer: &str,
    message: String,
    help: &str,
) -> Box<Diagnostic> {
    Box::new(
        reporter
            .error("overlay-shape", at, pointer, message)
            .why("a correction says what stood there, what stands there now, why, and by which evidence")
            .help(help),
    )
}

/// Applies one entry.
fn correct(
    entry: &Value,
    here: &str,
    document: &mut Value,
    reporter: &Reporter<'_>,
) -> Result<Correction, Box<Diagnostic>> {
    let id = entry["id"].as_str().unwrap_or_default().to_owned();
    let at = entry["at"].as_str().unwrap_or_default().to_owned();
    let stale = |message: String| {
        Box::new(Diagnostic {
            rule: "overlay-stale",
            severity: Severity::Error,
            pointer: at.clone(),
            message,
            why: "a correction of another text than the one it was written for may do harm".into(),
            help: "look at the document again: drop the correction, or write it anew".into(),
            at: reporter.excerpt(At::Value, &format!("{here}/at"), ""),
            related: Vec::<Excerpt>::new(),
        })
    };
    let found = document.pointer(&at);
    match (entry.get("was"), found) {
        (Some(was), Some(found)) if was == found => {}
        (Some(was), Some(found)) => {
            return Err(stale(format!(
                "`{id}` corrects `{was}`, but there stands `{}`",
                brief(found)
            )));
        }
        (Some(_), None) => {
            return Err(stale(format!("`{id}` corrects `{at}`, but nothing stands there")));
        }
        (None, Some(found)) => {
            return Err(stale(format!("`{id}` adds `{at}`, but there stands `{}`", brief(found))));
        }
        (None, None) => {}
    }
    let (parent, token) = pointer::split(&at).unwrap_or_default();
    let missing = || stale(format!("`{id}` has no place to go: `{parent}` is no mapping or list"));
    let parent = document.pointer_mut(parent).ok_or_else(missing)?;
    match (parent, entry.get("now")) {
        (Value::Object(map), Some(now)) => {
            map.insert(token, now.clone());
        }
        (Value::Object(map), None) => {
            map.shift_remove(&token);
        }
        (Value::Array(items), now) => {
            let index = token.parse().unwrap_or(usize::MAX);
            match now {
                Some(now) if index < items.len() => items[index] = now.clone(),
                Some(now) if index == items.len() || token == "-" => items.push(now.clone()),
                None if index < items.len() => {
                    items.remove(index);
                }
                _ => return Err(missing()),
            }
        }
        _ => return Err(missing()),
    }
    let line = |key: &str| {
        let text = entry[key].as_str().unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    Ok(Correction { id, at, why: line("why"), evidence: line("evidence") })
}

/// A value's text, cut short.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    let mut cut: String = text.chars().take(80).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
