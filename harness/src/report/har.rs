//! HAR 1.2: the exchanges of findings, for the tools that show traffic. A page a finding, an entry a step.

use serde_json::{Value, json};

use super::words::{shown, times};
use crate::record::summary::milliseconds;
use crate::record::{Finding, FindingStep, Summary};

const PROTOCOL: &str = "HTTP/1.1";

/// The report's text.
pub fn render(summary: &Summary) -> String {
    let mut pages = Vec::new();
    let mut entries = Vec::new();
    for (index, own) in summary.findings.iter().enumerate() {
        let id = format!("finding-{}", index + 1);
        pages.push(page(summary, own, &id));
        entries.extend(own.steps.iter().map(|step| entry(summary, step, &id)));
    }
    let log = json!({ "log": {
        "version": "1.2",
        "creator": { "name": "rollcall", "version": env!("CARGO_PKG_VERSION") },
        "pages": pages,
        "entries": entries,
        "comment": "The exchanges of findings, with secrets taken out. Contents are cut at 2,000 characters.",
    } });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn page(summary: &Summary, own: &Finding, id: &str) -> Value {
    json!({
        "startedDateTime": own.steps.first().map_or_else(|| began(summary), |own| sent(summary, own)),
        "id": id,
        "title": format!("{}: {}: {}", own.check, own.operation, shown(&own.message)),
        "pageTimings": {},
        "comment": format!(
            "expected {}; came {} ({})", shown(&own.expected), shown(&own.actual), times(own)
        ),
    })
}

fn began(summary: &Summary) -> String {
    summary.timing.started.clone()
}

/// When a step was sent; where nobody knows, when the run began.
fn sent(summary: &Summary, step: &FindingStep) -> String {
    let told = |own: jiff::Timestamp| own.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    step.sent.map_or_else(|| began(summary), told)
}

fn entry(summary: &Summary, step: &FindingStep, page: &str) -> Value {
    let took = milliseconds(step.took);
    let mut comment = format!("{}; {}", step.note, step.credentials);
    if step.here {
        comment.push_str("; the finding shows here");
    }
    json!({
        "pageref": page,
        "startedDateTime": sent(summary, step),
        "time": took,
        "request": request(step),
        "response": response(step),
        "cache": {},
        "timings": { "send": 0, "wait": took, "receive": 0 },
        "comment": comment,
    })
}

fn request(step: &FindingStep) -> Value {
    let (method, url) = step.request.split_once(' ').unwrap_or(("", &step.request));
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let mut value = json!({
        "method": method,
        "url": url,
        "httpVersion": PROTOCOL,
        "cookies": [],
        "headers": pairs(&step.request_headers),
        "queryString": pairs(&decoded(query)),
        "headersSize": -1,
        "bodySize": step.body.as_ref().map_or(0, String::len),
    });
    if let Some(body) = &step.body {
        let media_type = field(&step.request_headers, "content-type");
        value["postData"] = json!({ "mimeType": media_type, "text": body });
    }
    value
}

fn response(step: &FindingStep) -> Value {
    let status = step.status.unwrap_or_default();
    let text = if step.status.is_some() { step.answer.as_str() } else { "" };
    let mut value = json!({
        "status": status,
        "statusText": reason(status),
        "httpVersion": PROTOCOL,
        "cookies": [],
        "headers": pairs(&step.headers),
        "content": {
            "size": text.len(),
            "mimeType": field(&step.headers, "content-type"),
            "text": text,
        },
        "redirectURL": field(&step.headers, "location"),
        "headersSize": -1,
        "bodySize": -1,
    });
    if step.status.is_none() {
        // The member by which browsers say so in their own recordings.
        value["_error"] = step.answer.as_str().into();
    }
    value
}

/// What the status code is called; what the server called it is not kept.
fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|own| own.canonical_reason()).unwrap_or("")
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let own = fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
    own.map_or("", |(_, value)| value)
}

fn pairs(pairs: &[(String, String)]) -> Vec<Value> {
    pairs.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// The pairs of a query. HAR wants them decoded; as they went out they stand in the URL.
fn decoded(query: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}
