//! A message, and a batch of them.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::advice::Advice;

/// A message of any kind; which members it needs, its channel says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Where it goes, or where it was published; empty where it was left out.
    #[serde(default)]
    pub channel: String,
    /// What an answer repeats: a text, as the protocol has it, or anything else that a peer sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Value>,
    /// The session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// What is published; `null` is a value.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "with_null")]
    pub data: Option<Value>,
    /// What is subscribed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Subscription>,
    /// Of an answer: whether it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successful: Option<bool>,
    /// Of an answer: why it was not done; see [`Error`](super::Error).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// What extensions add.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ext: Option<Map<String, Value>>,
    /// The version of the protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The least version that will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_version: Option<String>,
    /// The ways in which messages may travel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported_connection_types: Option<Vec<String>>,
    /// The way in which they travel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_type: Option<String>,
    /// Anything else.
    #[serde(flatten)]
    pub other: Map<String, Value>,
    /// Why it can't be read, where it can't; then it has no more than its channel and its id.
    #[serde(skip)]
    pub malformed: Option<String>,
}

/// One channel or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Subscription {
    /// A text.
    One(String),
    /// An array.
    Many(Vec<String>),
}

impl Subscription {
    /// Each of them.
    pub fn channels(&self) -> &[String] {
        match self {
            Self::One(channel) => std::slice::from_ref(channel),
            Self::Many(channels) => channels,
        }
    }
}

impl Message {
    /// A message on a channel.
    pub fn on(channel: impl Into<String>) -> Self {
        Self { channel: channel.into(), ..Self::default() }
    }

    /// What is published on a channel.
    pub fn event(channel: impl Into<String>, data: Value) -> Self {
        Self { data: Some(data), ..Self::on(channel) }
    }

    /// Whether it is the protocol's own.
    pub fn is_meta(&self) -> bool {
        self.channel.starts_with("/meta/")
    }

    /// Whether it delivers what was published; an answer to a publication has no data, and says whether it succeeded.
    pub fn is_event(&self) -> bool {
        !self.is_meta() && self.data.is_some() && self.successful.is_none()
    }

    /// Whether it says that what was asked for was done.
    pub fn is_successful(&self) -> bool {
        self.successful == Some(true)
    }
}

/// `null` is something that was published.
fn with_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Reads an array of messages, or a single one. A member of another type than it should have spoils its own message alone,
/// which then says so.
///
/// # Errors
///
/// Where the text is neither.
pub fn parse(text: &[u8]) -> Result<Vec<Message>, serde_json::Error> {
    let several = match serde_json::from_slice::<Value>(text)? {
        single @ Value::Object(_) => vec![serde_json::from_value(single)?],
        several => serde_json::from_value::<Vec<Map<String, Value>>>(several)?,
    };
    Ok(several.into_iter().map(read).collect())
}

/// Reads one message, or what is left of it.
fn read(members: Map<String, Value>) -> Message {
    let channel = members.get("channel").and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = members.get("id").cloned();
    serde_json::from_value(Value::Object(members)).unwrap_or_else(|error| Message {
        id,
        malformed: Some(error.to_string()),
        ..Message::on(channel)
    })
}

/// Writes an array of messages.
pub fn write(messages: &[Message]) -> String {
    // Every member is a text, a number, a flag or JSON already, so this can't fail.
    serde_json::to_string(messages).unwrap_or_else(|_| "[]".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_batch_may_be_a_single_message_and_keeps_what_it_does_not_know() {
        let text = r#"{"channel":"/a","id":7,"data":null,"timestamp":"now"}"#;
        let read = parse(text.as_bytes()).expect("one");
        assert_eq!((read.len(), read[0].data.as_ref()), (1, Some(&Value::Null)));
        assert!(read[0].is_event() && read[0].id == Some(json!(7)));
        let back: Value = serde_json::from_str(&write(&read)).expect("JSON");
        assert_eq!(back, serde_json::from_str::<Value>(&format!("[{text}]")).expect("JSON"));
        assert!(parse(b"3").is_err() && parse(b"[3]").is_err() && parse(b"[").is_err());
        assert_eq!(parse(b"[]").expect("none"), []);
    }

    #[test]
    fn a_malformed_message_spoils_no_other() {
        let text = br#"[{"channel":"/a","data":1},{"channel":"/b","id":"7","clientId":5},{"id":1,"channel":3}]"#;
        let read = parse(text).expect("three objects");
        assert!(read[0].malformed.is_none() && read[0].is_event());
        assert_eq!((read[1].channel.as_str(), &read[1].id), ("/b", &Some(json!("7"))));
        assert!(read[1].malformed.is_some() && !read[1].is_event());
        assert_eq!((read[2].channel.as_str(), read[2].malformed.is_some()), ("", true));
    }

    #[test]
    fn a_subscription_is_a_text_or_an_array() {
        let read = parse(br#"[{"channel":"/meta/subscribe","subscription":["/a","/b"]}]"#);
        let subscription = read.expect("lawful")[0].subscription.clone().expect("there");
        assert_eq!(subscription.channels(), ["/a", "/b"]);
        assert_eq!(Subscription::One("/a".into()).channels(), ["/a"]);
    }
}
