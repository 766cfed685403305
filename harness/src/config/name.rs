//! The name of a target.

use serde::{Deserialize, Serialize, de};

/// The name of a target: letters, digits, dots, underscores and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// The name, where it is one.
    ///
    /// # Errors
    ///
    /// Where it is empty, or holds what could be taken for a part of a URL.
    pub fn parse(text: &str) -> Result<Self, String> {
        let is_part = |own: char| own.is_ascii_alphanumeric() || matches!(own, '.' | '_' | '-');
        if text.starts_with(|own: char| own.is_ascii_alphanumeric()) && text.chars().all(is_part) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "`{text}` is no name of a target: it takes letters, digits, dots, underscores and hyphens, a letter or digit first"
        ))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: de::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(reader)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Name {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$" })
    }
}
