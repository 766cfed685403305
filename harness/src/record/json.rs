//! A content read as JSON, to the letter and once: its value, and whether it is strict JSON.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// What reading a content came to.
#[derive(Debug, Clone)]
pub struct Json {
    /// The value; none where the content is no JSON text. Of two members of one name the last counts.
    pub value: Option<Value>,
    /// Why it is not one JSON text in which no object has two members of one name (RFC 8259, 4; RFC 7493, 2.3), with line and
    /// column where there are any; none where it is.
    pub complaint: Option<String>,
}

impl Json {
    /// Reads a content.
    pub fn read(bytes: &[u8]) -> Self {
        let refused = |words: &str| Self { value: None, complaint: Some(words.to_owned()) };
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return refused("a byte order mark before the text");
        }
        if bytes.is_empty() {
            return refused("no content");
        }
        let mut complaint = None;
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let read = Strict(&mut complaint).deserialize(&mut reader);
        match read.and_then(|value| reader.end().map(|()| value)) {
            Ok(value) => Self { value: Some(value), complaint },
            Err(error) => refused(&error.to_string()),
        }
    }
}

/// Takes any JSON value, and notes the first name that an object has twice.
struct Strict<'a>(&'a mut Option<String>);

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("no finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Strict(&mut *self.0))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if self.0.is_none() && members.contains_key(&name) {
                // The reader's own error says where it is.
                let twice = A::Error::custom(format!("the member `{name}` comes twice"));
                *self.0 = Some(twice.to_string());
            }
            let value = map.next_value_seed(Strict(&mut *self.0))?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_the_library_reads_it() {
        for text in [
            "null",
            "-3",
            "1.5e3",
            "18446744073709551615",
            "\"a\\u00e9\"",
            " [1, {\"b\": [], \"a\": null}]\n",
        ] {
            let read = Json::read(text.as_bytes());
            assert_eq!(read.value, serde_json::from_str(text).ok(), "{text}");
            assert_eq!(read.complaint, None, "{text}");
        }
    }

    #[test]
    fn what_is_no_text_has_no_value_and_what_comes_twice_has_one_and_a_complaint() {
        for text in ["", "{}{}", "{} x", "\u{feff}{}", "{\"a\":", "1e999"] {
            let read = Json::read(text.as_bytes());
            assert!(read.value.is_none() && read.complaint.is_some(), "{text}: {read:?}");
        }
        let twice = Json::read(b"{\"b\":{\"a\":1,\"\\u0061\":2},\"b\":3}");
        assert_eq!(twice.value, Some(serde_json::json!({ "b": 3 })));
        assert!(twice.complaint.is_some_and(|words| words.contains("`a` comes twice")));
    }
}
