//! Webhooks to events: the table, and what the emitted types are made from.

use rollcall_spec::{Api, Event};
use serde_json::Value;

use super::Input;
use super::operations::{is_json, payload_type};
use super::routes::{METHODS, Reading, operation, request_body, text};
use super::types::Types;
use crate::model::{self, Doc};
use crate::pointer;
use crate::verify::CHANNEL;

/// The table of events.
pub(super) fn table(input: &Input<'_>, reading: &Reading<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    for (name, item) in &input.normalised.webhooks {
        let at = pointer::join("/webhooks", name);
        let written = input.document.pointer(&at).unwrap_or(&Value::Null);
        for key in written.as_object().into_iter().flat_map(|map| map.keys()) {
            let Some((_, method)) = METHODS.iter().find(|(name, _)| name == key) else { continue };
            let Some(operation) = operation(item, *method) else { continue };
            let at = pointer::join(&at, key);
            let mut places = [&written[key], written].into_iter();
            events.push(Event {
                name: text(name),
                method: *method,
                channel: places.find_map(|one| one[CHANNEL].as_str()).map(text),
                summary: text(operation.summary.as_deref().unwrap_or_default()),
                payload: request_body(reading, operation, &at),
                pointer: at.into(),
            });
        }
    }
    events
}

/// The events of a table, their JSON as types.
pub(super) fn events(input: &Input<'_>, api: &Api, types: &mut Types<'_>) -> Vec<model::Event> {
    api.events.iter().map(|event| lowered(input, event, types)).collect()
}

fn lowered(input: &Input<'_>, event: &Event, types: &mut Types<'_>) -> model::Event {
    let written = input.document.pointer(&event.pointer).unwrap_or(&Value::Null);
    let texts = [written["summary"].as_str(), written["description"].as_str()];
    let mut remark = match &event.channel {
        Some(channel) => format!("Published on `{channel}`."),
        None => String::new(),
    };
    if written["deprecated"] == true {
        remark.push_str(" Deprecated.");
    }
    let payload = event.payload.as_ref().and_then(|body| {
        let media = body.content.iter().find(|media| is_json(&media.essence))?;
        Some(payload_type(&body.pointer, media, types, &[&event.name, "event"]))
    });
    model::Event {
        ident: String::new(),
        name: event.name.to_string(),
        channel: event.channel.as_ref().map(ToString::to_string),
        doc: Doc {
            text: texts.into_iter().flatten().collect::<Vec<_>>().join("\n\n"),
            remark: remark.trim().to_owned(),
            pointer: event.pointer.to_string(),
        },
        payload,
    }
}
