//! SARIF 2.1.0: the report of tools that find faults in code.
//!
//! A finding points at the sentence that is broken, where it stands in the lists under `spec/`; a defect of the document at
//! its place there. Where the user has a document of their own, a finding points at the operation or the answer in it, and at
//! the sentence besides. What keeps the run from a verdict is a notification of the tool.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rollcall_spec::{DocumentFinding, Requirement};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::held::{known, stale, stale_line};
use super::place::{self, Place};
use super::remarks::{self, Remark};
use super::sentence::sentence;
use super::words::{Level, capital, level, one_line, shown, times, unmet, unseen};
use crate::record::document::OwnPlace;
use crate::record::{CheckLine, CheckWord, Finding, FindingStep, OwnDocument, Summary};

/// Where the files that it names are to be found, in the words of those who read it.
const ROOT: &str = "%SRCROOT%";

/// Where the user's own document is to be found: below the folder that the program was run in.
const OWN_ROOT: &str = "PROJECTROOT";

/// What stays as it is in a URI's path.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The report's text.
pub fn render(summary: &Summary) -> String {
    let mut text = serde_json::to_string_pretty(&log(summary)).unwrap_or_default();
    text.push('\n');
    text
}

fn log(summary: &Summary) -> Value {
    let mut rules: Vec<Value> = summary.checks.iter().map(|own| rule(summary, own)).collect();
    let mut results: Vec<Value> = summary.findings.iter().map(|own| result(summary, own)).collect();
    let mut known: Vec<&str> = vec![];
    for own in &summary.document_findings {
        if !known.contains(&own.rule.as_ref()) {
            known.push(&own.rule);
        }
        let place = known.iter().position(|rule| *rule == own.rule).unwrap_or_default();
        results.push(in_document(summary, own, summary.checks.len() + place));
    }
    rules.extend(known.into_iter().map(document_rule));
    let mut bases =
        json!({ ROOT: { "description": { "text": "The root of rollcall's own repository." } } });
    if let Some(own) = &summary.own_document {
        bases[OWN_ROOT] =
            json!({ "description": { "text": "The folder in which rollcall was run." } });
        for remark in remarks::all(summary) {
            let id = format!("own-document/{}", remark.rule);
            let known = rules.iter().position(|rule| rule["id"] == id);
            let index = known.unwrap_or(rules.len());
            results.push(in_own_document(own, &remark, index));
            if known.is_none() {
                rules.push(own_document_rule(&remark.rule));
            }
        }
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "rollcall",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
                "notifications": [
                    { "id": "floor", "shortDescription": { "text": "Something was not seen that must be seen before a verdict." } },
                    { "id": "untestable", "shortDescription": { "text": "A check had nothing to judge." } },
                    { "id": "cut-short", "shortDescription": { "text": "The run ended before its plan was done." } },
                    { "id": "baseline", "shortDescription": { "text": "An entry of the baseline has to be mended." } },
                    { "id": "note", "shortDescription": { "text": "What a person should know besides." } },
                ],
            } },
            "automationDetails": { "id": format!("rollcall/{}/", summary.api) },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": bases,
            "invocations": [{
                "executionSuccessful": summary.cut_short.is_none(),
                "toolExecutionNotifications": notifications(summary),
            }],
            "properties": {
                "api": summary.api,
                "target": summary.target,
                "seed": summary.seed.to_string(),
                "document": summary.digest,
                "verdict": summary.verdict,
            },
            "results": results,
        }],
    })
}

fn rule(summary: &Summary, own: &CheckLine) -> Value {
    let mut all = own.requirements.iter();
    let should = all.any(|id| keyword(summary, id) == Some(rollcall_spec::Keyword::Should));
    let level = if should && !summary.strict { "warning" } else { "error" };
    json!({
        "id": own.id,
        "name": pascal(&own.id),
        "shortDescription": { "text": sentence_of(&own.title) },
        "help": { "text": format!("The manual page: `rollcall explain {}`.", own.id) },
        "defaultConfiguration": { "level": level },
        "properties": { "tags": [own.family], "requirements": own.requirements },
    })
}

fn keyword(summary: &Summary, id: &str) -> Option<rollcall_spec::Keyword> {
    summary.requirements.iter().find(|own| own.id == id).map(|own| own.keyword)
}

fn document_rule(id: &str) -> Value {
    json!({
        "id": format!("document/{id}"),
        "name": pascal(id),
        "shortDescription": { "text": "A defect of the document itself, which is never held against a server." },
        "defaultConfiguration": { "level": "note" },
        "properties": { "tags": ["document"] },
    })
}

/// `delete-is-final` as `DeleteIsFinal`, which is how names are written here.
fn pascal(id: &str) -> String {
    id.split('-').map(capital).collect()
}

/// A text as a sentence: a capital, and a full stop.
fn sentence_of(text: &str) -> String {
    let text = capital(&shown(text));
    if text.ends_with(['.', '!', '?', '`']) { text } else { text + "." }
}

fn result(summary: &Summary, own: &Finding) -> Value {
    let spoken = sentence(summary.requirements, own);
    let place_of = |one: &Requirement| place::of(&summary.api, &one.id);
    let mut value = json!({
        "ruleId": own.check,
        "level": match level(summary, own) {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Known => "note",
        },
        "message": { "text": message(own, spoken) },
        "partialFingerprints": { "finding/v1": fingerprint(own) },
        "occurrenceCount": own.occurrences,
        "properties": {
            "operation": own.operation,
            "requirements": own.requirements,
            "case": own.case,
            "times": times(own),
            "breaks": own.breaks,
            "curl": own.curl,
            "replay": own.replay,
        },
    });
    let Value::Object(members) = &mut value else { return value };
    if let Some(known) = known(summary, own) {
        let suppression =
            json!({ "kind": "external", "status": "accepted", "justification": known });
        members.insert("suppressions".to_owned(), json!([suppression]));
    }
    if let Some(index) = summary.checks.iter().position(|check| check.id == own.check) {
        members.insert("ruleIndex".to_owned(), index.into());
    }
    let logical = json!({ "name": own.operation, "kind": "function" });
    let mut location = json!({ "logicalLocations": [logical] });
    let document = summary.own_document.as_ref();
    let yours = document.and_then(|document| Some(in_file(document, document.place_of(own)?)));
    let is_yours = yours.is_some();
    if let Some(place) = yours.or_else(|| spoken.and_then(place_of).map(physical)) {
        location["physicalLocation"] = place;
    }
    members.insert("locations".to_owned(), json!([location]));
    let others = summary.requirements.iter().filter(|one| {
        let first = spoken.is_some_and(|is| is.id == one.id);
        own.requirements.iter().any(|id| *id == one.id) && (is_yours || !first)
    });
    let others = others.filter_map(|one| Some((one, place_of(one)?))).enumerate();
    let related: Vec<Value> = others
        .map(|(index, (one, place))| {
            let text = format!("{} {}", one.id, one_line(&one.text));
            json!({ "id": index + 1, "message": { "text": text }, "physicalLocation": physical(place) })
        })
        .collect();
    if !related.is_empty() {
        members.insert("relatedLocations".to_owned(), related.into());
    }
    if let Some(step) = own.steps.iter().find(|step| step.here) {
        members.insert("webRequest".to_owned(), web_request(step));
        members.insert("webResponse".to_owned(), web_response(step));
    }
    value
}

fn message(own: &Finding, spoken: Option<&Requirement>) -> String {
    let mut text = format!("{}: {}.", own.operation, shown(&own.message));
    let _ = write!(text, " Expected {}; came {}.", shown(&own.expected), shown(&own.actual));
    if let Some(one) = spoken {
        let _ = write!(text, " {} {}: {}", one.keyword, one.id, one_line(&one.text));
    }
    // Nothing in it is a link.
    text.replace("](", "] (")
}

/// What stays the same from run to run while the fault does.
fn fingerprint(own: &Finding) -> String {
    let words = [own.check.as_str(), &own.operation, &own.message].join("\n");
    let digest = Sha256::digest(words.as_bytes());
    let mut text = String::new();
    for byte in &digest[..16] {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn physical(place: Place) -> Value {
    json!({
        "artifactLocation": { "uri": place.file, "uriBaseId": ROOT },
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.line,
            "endColumn": place.end,
        },
        "contextRegion": {
            "startLine": place.line,
            "endLine": place.last,
            "snippet": { "text": place.entry },
        },
    })
}

fn in_document(summary: &Summary, own: &DocumentFinding, index: usize) -> Value {
    json!({
        "ruleId": format!("document/{}", own.rule),
        "ruleIndex": index,
        "level": "note",
        "message": { "text": format!("{} Help: {}", sentence_of(&own.message), sentence_of(&own.help)) },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": place::document(&summary.api), "uriBaseId": ROOT },
                "region": { "startLine": own.line, "startColumn": own.column },
            },
            "logicalLocations": [{ "fullyQualifiedName": own.pointer, "kind": "object" }],
        }],
    })
}

fn own_document_rule(id: &str) -> Value {
    json!({
        "id": format!("own-document/{id}"),
        "name": pascal(id),
        "shortDescription": { "text": "Something about your own document, which changes no verdict." },
        "defaultConfiguration": { "level": "note" },
        "properties": { "tags": ["own-document"] },
    })
}

fn in_own_document(own: &OwnDocument, remark: &Remark, index: usize) -> Value {
    let text = format!("{} Help: {}", sentence_of(&remark.text), sentence_of(&remark.help));
    json!({
        "ruleId": format!("own-document/{}", remark.rule),
        "ruleIndex": index,
        "level": "note",
        "message": { "text": text.replace("](", "] (") },
        "locations": [{ "physicalLocation": in_file(own, remark.place) }],
    })
}

/// A place in the user's own document.
fn in_file(own: &OwnDocument, place: OwnPlace) -> Value {
    let path = utf8_percent_encode(&own.file, PLAIN);
    let artifact = if own.file.starts_with('/') {
        json!({ "uri": format!("file://{path}") })
    } else {
        json!({ "uri": path.to_string(), "uriBaseId": OWN_ROOT })
    };
    json!({
        "artifactLocation": artifact,
        "region": { "startLine": place.line, "startColumn": place.column },
    })
}

fn web_request(step: &FindingStep) -> Value {
    let (method, target) = step.request.split_once(' ').unwrap_or(("", &step.request));
    let mut value = json!({
        "protocol": "HTTP",
        "version": "1.1",
        "method": method,
        "target": target,
        "headers": fields(&step.request_headers),
    });
    if let Some(body) = &step.body {
        value["body"] = json!({ "text": body });
    }
    value
}

fn web_response(step: &FindingStep) -> Value {
    match step.status {
        Some(status) => json!({
            "protocol": "HTTP",
            "version": "1.1",
            "statusCode": status,
            "headers": fields(&step.headers),
            "body": { "text": step.answer },
        }),
        None => json!({ "noResponseReceived": true, "body": { "text": step.answer } }),
    }
}

/// Header fields by name; what comes twice is joined, as RFC 9110 (5.3) has it.
fn fields(fields: &[(String, String)]) -> Value {
    let mut members: Map<String, Value> = Map::new();
    for (name, value) in fields {
        let known = members.get(name).and_then(Value::as_str);
        let value = known.map_or_else(|| value.clone(), |known| format!("{known}, {value}"));
        members.insert(name.clone(), value.into());
    }
    members.into()
}

fn notifications(summary: &Summary) -> Vec<Value> {
    let told = |id: &str, level: &str, text: String| {
        let text = sentence_of(&text);
        json!({ "descriptor": { "id": id }, "level": level, "message": { "text": text } })
    };
    let floor = unmet(summary).map(|own| {
        told("floor", "error", format!("{}, {}: {}", own.operation, own.what, unseen(own)))
    });
    let blind = summary.checks.iter().filter(|own| own.verdict == CheckWord::Untestable);
    let blind = blind
        .map(|own| told("untestable", "error", format!("{}: nothing could be judged", own.id)));
    let cut = summary.cut_short.iter().map(|why| told("cut-short", "error", why.clone()));
    let notes = summary.notes.iter().map(|note| told("note", "warning", note.clone()));
    let stale = stale(summary).map(|own| told("baseline", "error", stale_line(own)));
    floor.chain(blind).chain(cut).chain(stale).chain(notes).collect()
}
