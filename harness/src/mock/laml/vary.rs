//! Lawful variations of the finished answer: other words, other links, other dates.

use axum::http::{HeaderValue, StatusCode, header};
use jiff::SignedDuration;
use rollcall_spec::value::Rfc2822;
use serde_json::{Value, json};

use crate::mock::laml::server::Server;
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;
use crate::mock::variation::Variations;

/// The media type with a parameter that JSON does not need, but many servers send.
const JSON_UTF8: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
/// The seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Says an answer in another lawful way, as the server's variations ask for.
pub(super) fn vary(server: &Server, call: &Call, reply: &mut Reply) {
    let variations = &server.variations;
    if variations.charset && reply.media_type.is_some() {
        reply.media_type = Some(JSON_UTF8);
    }
    if !variations.reword() || reply.body.is_empty() {
        return;
    }
    let Ok(mut content) = serde_json::from_slice::<Value>(&reply.body) else { return };
    match reply.subject {
        Subject::Retrieved | Subject::Updated | Subject::Created => {
            vary_participant(variations, &mut content);
        }
        Subject::Page => vary_page(server, call, &mut content),
        Subject::Refused => vary_refusal(variations, reply.status, &mut content),
        Subject::Conference | Subject::Removed | Subject::Own | Subject::Aside => {}
    }
    (server.dialect.hooks.vary)(server, reply.subject, &mut content);
    reply.body = content.to_string().into_bytes();
}

fn vary_participant(variations: &Variations, participant: &mut Value) {
    if variations.links_without_suffix {
        change(participant, "uri", |uri| Some(uri.strip_suffix(".json")?.to_owned()));
    }
    if variations.dates_frozen {
        for name in ["date_created", "date_updated"] {
            change(participant, name, first_second_of_day);
        }
    }
    if variations.dates_in_other_zone {
        for name in ["date_created", "date_updated"] {
            change(participant, name, two_hours_east);
        }
    }
}

fn vary_page(server: &Server, call: &Call, page: &mut Value) {
    let variations = &server.variations;
    for name in ["uri", "first_page_uri", "next_page_uri", "previous_page_uri"] {
        if variations.links_without_suffix {
            change(page, name, |link| Some(link.replacen(".json?", "?", 1)));
        }
        // Of `uri` the document says that it is relative.
        if variations.absolute_page_links && name != "uri" {
            change(page, name, |link| Some(format!("{}{link}", origin(server, call)?)));
        }
    }
    let participants = page.get_mut("participants").and_then(Value::as_array_mut);
    for participant in participants.into_iter().flatten() {
        vary_participant(variations, participant);
    }
}

fn vary_refusal(variations: &Variations, status: StatusCode, refusal: &mut Value) {
    if variations.other_wording {
        refusal["message"] = json!("Das geht so nicht (siehe more_info).");
        refusal["more_info"] = json!("https://help.example/errors?lang=de");
    }
    // The document closes the objects of the statuses that it names; of the others it says nothing.
    if variations.extra_members && !matches!(status.as_u16(), 400 | 401 | 404 | 422) {
        refusal["request_id"] = json!("f3b1c2");
        refusal["details"] = json!([{ "status": null }]);
    }
}

/// Puts another text in the place of a member's text.
fn change(object: &mut Value, name: &str, other: impl Fn(&str) -> Option<String>) {
    if let Some(Value::String(text)) = object.get_mut(name)
        && let Some(changed) = other(text)
    {
        *text = changed;
    }
}

/// Scheme and authority by which the client came.
fn origin(server: &Server, call: &Call) -> Option<String> {
    let host = call.headers.get(header::HOST)?.to_str().ok()?;
    Some(format!("{}://{host}", if server.tls { "https" } else { "http" }))
}

/// The same instant in the words of a zone two hours to the east.
pub(in crate::mock) fn two_hours_east(date: &str) -> Option<String> {
    let instant = date.parse::<Rfc2822>().ok()?.instant();
    let there = Rfc2822::new(instant.saturating_add(SignedDuration::from_hours(2)).ok()?).ok()?;
    Some(there.to_string().replace("+0000", "+0200"))
}

/// The first second of the date's day: the date of a server that does not look at its clock.
fn first_second_of_day(date: &str) -> Option<String> {
    let instant = date.parse::<Rfc2822>().ok()?.instant();
    let since = SignedDuration::from_secs(instant.as_second().rem_euclid(DAY));
    Some(Rfc2822::new(instant.saturating_sub(since).ok()?).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_zone_names_the_same_instant() {
        let date = "Wed, 31 Dec 2025 23:30:00 +0000";
        let there = two_hours_east(date).unwrap();
        assert_eq!(there, "Thu, 01 Jan 2026 01:30:00 +0200");
        assert_eq!(there.parse::<Rfc2822>().unwrap(), date.parse().unwrap());
        assert_eq!(two_hours_east("yesterday"), None);
    }

    #[test]
    fn a_frozen_date_is_the_day_s_first_second() {
        let date = first_second_of_day("Wed, 31 Dec 2025 23:30:00 +0000");
        assert_eq!(date.as_deref(), Some("Wed, 31 Dec 2025 00:00:00 +0000"));
    }
}
