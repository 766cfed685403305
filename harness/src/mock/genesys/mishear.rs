//! Faults of the protocol of notifications: what is heard wrongly, and what is answered wrongly.

use serde_json::{Value, json};

use super::Server;
use crate::bayeux::{Answer, Message, Origin, Subscription, channel};
use crate::mock::fault::Defect;

/// What becomes of a message before the protocol sees it.
pub(super) enum Heard {
    /// It is taken, in this form.
    Taken(Message),
    /// It is answered at once, and forgotten.
    Waved(Message),
}

/// Hears a message, rightly or wrongly.
pub(super) fn hear(server: &Server, mut message: Message) -> Heard {
    let has = |defect| server.faults.has(defect);
    match message.channel.as_str() {
        channel::UNSUBSCRIBE if has(Defect::UnsubscribeIgnored) => Heard::Waved(message),
        channel::DISCONNECT if has(Defect::DisconnectIgnored) => Heard::Waved(message),
        channel::SUBSCRIBE => {
            let mut all =
                message.subscription.as_ref().map_or(Vec::new(), |own| own.channels().to_vec());
            let is_list = matches!(message.subscription, Some(Subscription::Many(_)));
            // Something that nobody publishes to, so that it is taken without effect.
            let nowhere = || "/nowhere".to_owned();
            if is_list && has(Defect::SubscriptionListNotTaken) {
                all.fill(nowhere());
            }
            if has(Defect::WildcardNotHonoured) {
                for own in all.iter_mut().filter(|own| own.ends_with("/*")) {
                    *own = nowhere();
                }
            }
            if message.subscription.is_some() && !server.faults.is_empty() {
                message.subscription = Some(Subscription::Many(all));
            }
            Heard::Taken(message)
        }
        _ => Heard::Taken(message),
    }
}

/// The answer to a message that was waved through.
pub(super) fn wave(message: Message) -> Message {
    Message {
        id: message.id,
        subscription: message.subscription,
        successful: Some(true),
        ..Message::on(message.channel)
    }
}

/// Subscribes a session that has just begun to everything, for the fault that asks nobody.
pub(super) fn subscribe_unasked(server: &Server, answer: &Answer, from: &Origin) {
    if !server.faults.has(Defect::ToldUnsubscribed) {
        return;
    }
    let browser = answer.browser.clone().or_else(|| from.browser.clone());
    let from = &Origin { browser, ..from.clone() };
    let began = answer.messages.iter().filter(|own| own.channel == channel::HANDSHAKE);
    for client_id in began.filter_map(|own| own.client_id.clone()) {
        let all = Message {
            client_id: Some(client_id),
            subscription: Some(Subscription::One("/v2/**".to_owned())),
            ..Message::on(channel::SUBSCRIBE)
        };
        let now = server.line.now();
        server.line.bayeux().receive(vec![all], from, now);
    }
}

/// Spoils a message that goes out; `asked` is what subscriptions asked for, by their order.
pub(super) fn spoil(server: &Server, message: &mut Value, asked: &mut Vec<Value>) {
    let has = |defect| server.faults.has(defect);
    let channel = message["channel"].as_str().unwrap_or_default().to_owned();
    let Some(members) = message.as_object_mut().filter(|_| channel.starts_with("/meta/")) else {
        return;
    };
    if channel == channel::SUBSCRIBE && !asked.is_empty() {
        // What was heard wrongly is answered as it was said.
        let said = asked.remove(0);
        let wrong = has(Defect::SubscriptionWronglyRepeated);
        let said = if wrong { json!("/v2/me/devices") } else { said };
        members.insert("subscription".to_owned(), said);
        if has(Defect::SubscriptionNotRepeated) {
            members.shift_remove("subscription");
        }
    }
    if has(Defect::MessageIdNotRepeated) {
        members.shift_remove("id");
    }
    if has(Defect::MessageErrorWithoutForm) && members.contains_key("error") {
        members.insert("error".to_owned(), json!("that did not work"));
    }
    if channel == channel::HANDSHAKE {
        if has(Defect::HandshakeWithoutVersion) {
            members.shift_remove("version");
        }
        if has(Defect::HandshakeWithoutTypes) {
            members.shift_remove("supportedConnectionTypes");
        }
    }
    let unknown =
        members.get("error").and_then(Value::as_str).is_some_and(|own| own.starts_with("402"));
    if unknown && has(Defect::UnknownClientNotAdvised) {
        members.shift_remove("advice");
    }
    if unknown && has(Defect::UnknownClientAccepted) {
        members.shift_remove("error");
        members.shift_remove("advice");
        members.insert("successful".to_owned(), json!(true));
    }
    if channel == channel::UNSUBSCRIBE && has(Defect::MessageWithoutChannel) {
        members.shift_remove("channel");
    }
}
