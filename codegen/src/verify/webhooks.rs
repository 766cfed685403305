//! Webhooks: their channel is a text, and their operations have ids of their own.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Check, forms, operations};
use crate::diagnostic::Diagnostics;
use crate::pointer;
use crate::report::At;

/// The extension that says which channel an event is published on.
pub(crate) const CHANNEL: &str = "x-rollcall-channel";

/// `ids` are those of the operations, with their places.
pub(super) fn check(
    check: &Check<'_>,
    ids: &mut BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) {
    let Some(Value::Object(webhooks)) = check.document.get("webhooks") else { return };
    for (name, item) in webhooks {
        let at = pointer::join("/webhooks", name);
        channel(check, item, &at, diagnostics);
        for method in operations::METHODS {
            let Some(operation) = item.get(method) else { continue };
            let here = format!("{at}/{method}");
            operations::id(check, operation, &here, ids, diagnostics);
            channel(check, operation, &here, diagnostics);
        }
    }
}

fn channel(check: &Check<'_>, owner: &Value, at: &str, diagnostics: &mut Diagnostics) {
    let found = match owner.get(CHANNEL) {
        None => return,
        Some(Value::String(text)) if !text.is_empty() => return,
        Some(Value::String(_)) => "an empty text".to_owned(),
        Some(other) => forms::describe(other),
    };
    diagnostics.push(
        check
            .reporter
            .error(
                "webhook-channel",
                At::Value,
                &format!("{at}/{CHANNEL}"),
                format!("`{CHANNEL}` should name a channel, not {found}"),
            )
            .why("it names the channel that the event is published on")
            .help("write a channel such as `/news`, or leave it out"),
    );
}
