//! What a server sends unasked, as a table: the webhooks of a document.

use crate::{Api, MediaType, Method, RequestBody, Schema, Text};

/// One webhook of the document, or one of its methods where it has several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its key among the document's `webhooks`.
    pub name: Text,
    /// The method under which it stands there; what travels on a channel has none on the wire.
    pub method: Method,
    /// The channel that it is published on, by `x-rollcall-channel`; none where it goes to a URL of the receiver's.
    pub channel: Option<Text>,
    /// The document's own words.
    pub summary: Text,
    /// What arrives.
    pub payload: Option<RequestBody>,
    /// JSON Pointer into the document.
    pub pointer: Text,
}

impl Event {
    /// What its payload must obey, where it is JSON and the document says so.
    pub fn schema(&self) -> Option<&Schema> {
        let is_json = |media: &&MediaType| {
            let essence = media.essence.split(';').next().unwrap_or_default().trim();
            let essence = essence.to_ascii_lowercase();
            essence == "application/json" || essence.ends_with("+json")
        };
        self.payload.as_ref()?.content.iter().find(is_json)?.schema.as_ref()
    }
}

impl Api {
    /// The event of that name; the first, where it stands under several methods.
    pub fn event(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.name == name)
    }

    /// The events that are published on a channel, in the document's order.
    pub fn events_on(&self, channel: &str) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| event.channel.as_deref() == Some(channel))
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn event(name: &'static str, channel: Option<&'static str>, media: &[&'static str]) -> Event {
        let content = media.iter().map(|essence| MediaType {
            essence: (*essence).into(),
            schema: Some(Schema {
                json: format!("{{\"title\":\"{essence}\"}}").into(),
                name: None,
            }),
        });
        Event {
            name: name.into(),
            method: Method::Post,
            channel: channel.map(Cow::Borrowed),
            summary: "".into(),
            payload: Some(RequestBody {
                required: true,
                content: content.collect(),
                pointer: "".into(),
            }),
            pointer: "".into(),
        }
    }

    #[test]
    fn the_schema_is_that_of_the_json() {
        let json = |media: &[&'static str]| {
            let event = event("a", None, media);
            event.schema().map(|schema| schema.json.to_string())
        };
        assert_eq!(json(&["text/xml"]), None);
        let second = json(&["text/xml", "Application/vnd.x+JSON; v=1"]);
        assert_eq!(second.as_deref(), Some("{\"title\":\"Application/vnd.x+JSON; v=1\"}"));
    }
}
