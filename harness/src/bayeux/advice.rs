//! `advice` of a message: what a client is to do next, and when.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How a client goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Reconnect {
    /// By another connect.
    Retry,
    /// By another handshake.
    Handshake,
    /// Not at all.
    None,
    /// By something that the protocol does not know.
    Other(String),
}

impl From<String> for Reconnect {
    fn from(text: String) -> Self {
        match text.as_str() {
            "retry" => Self::Retry,
            "handshake" => Self::Handshake,
            "none" => Self::None,
            _ => Self::Other(text),
        }
    }
}

impl From<Reconnect> for String {
    fn from(reconnect: Reconnect) -> Self {
        match reconnect {
            Reconnect::Retry => "retry".to_owned(),
            Reconnect::Handshake => "handshake".to_owned(),
            Reconnect::None => "none".to_owned(),
            Reconnect::Other(text) => text,
        }
    }
}

/// What one message advises; what it leaves out stays as it was advised before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Advice {
    /// How to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconnect: Option<Reconnect>,
    /// Milliseconds to wait before the next connect; negative means never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    /// Milliseconds for which a connect is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<i64>,
    /// Whether another session has the same cookie.
    #[serde(rename = "multiple-clients", skip_serializing_if = "Option::is_none")]
    pub multiple_clients: Option<bool>,
    /// Other hosts that may be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Vec<String>>,
    /// Anything else, such as advice for one transport, under its name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Advice {
    /// Takes over what a newer advice says, the part for one transport last.
    pub fn update(&mut self, newer: &Self, transport: &str) {
        self.take(newer);
        let section = newer.other.get(transport).cloned();
        if let Some(Ok(section)) = section.map(serde_json::from_value::<Self>) {
            self.take(&section);
        }
    }

    fn take(&mut self, newer: &Self) {
        let Self { reconnect, interval, timeout, multiple_clients, hosts, other: _ } =
            newer.clone();
        self.reconnect = reconnect.or(self.reconnect.take());
        self.interval = interval.or(self.interval);
        self.timeout = timeout.or(self.timeout);
        self.multiple_clients = multiple_clients.or(self.multiple_clients);
        self.hosts = hosts.or(self.hosts.take());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn newer_advice_wins_and_that_of_the_transport_over_all() {
        let read = |value| serde_json::from_value::<Advice>(value).expect("advice");
        let mut advice = read(json!({"reconnect": "retry", "interval": 0, "timeout": 30_000}));
        let newer = json!({"interval": 2000, "multiple-clients": true,
            "long-polling": {"timeout": 5, "interval": 7}, "websocket": {"timeout": 9}});
        advice.update(&read(newer), "long-polling");
        assert_eq!((advice.interval, advice.timeout), (Some(7), Some(5)));
        assert_eq!(
            (advice.reconnect, advice.multiple_clients),
            (Some(Reconnect::Retry), Some(true))
        );
    }

    #[test]
    fn an_unknown_word_survives() {
        let advice: Advice = serde_json::from_value(json!({"reconnect": "pause"})).expect("advice");
        assert_eq!(serde_json::to_value(&advice).expect("JSON"), json!({"reconnect": "pause"}));
    }
}
