//! The content of a request, with places where texts will stand.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Place;

/// The content of a request.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Body {
    /// No content at all.
    #[default]
    None,
    /// `application/x-www-form-urlencoded`, pairs in order.
    Form(Vec<(String, Place)>),
    /// `application/json`.
    Json(Json),
    /// Anything else, as it stands.
    Raw {
        /// The `Content-Type`; none sends no such field.
        media_type: Option<String>,
        /// The content.
        text: String,
    },
}

impl Body {
    /// Whether there is no content.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

/// JSON in which places stand for texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Json {
    /// A value as it stands.
    Value(Value),
    /// A text.
    Place(Place),
    /// The number that a place's digits are.
    Number(Place),
    /// An array.
    Array(Vec<Json>),
    /// An object, its members in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A text of our own.
    pub fn text(value: impl Into<String>) -> Self {
        Self::Value(Value::String(value.into()))
    }

    /// An object of such members.
    pub fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, own)| (name.to_owned(), own)).collect())
    }

    /// A member of an object.
    pub fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(own, _)| own == name).map(|(_, own)| own)
    }

    /// The text that it is, where it is one of our own.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Value(Value::String(text)) | Self::Place(Place::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The value, each place given its text; none where one of them has none.
    pub fn value(&self, text: &impl Fn(&Place) -> Option<String>) -> Option<Value> {
        Some(match self {
            Self::Value(value) => value.clone(),
            Self::Place(place) => Value::String(text(place)?),
            Self::Number(place) => Value::from(text(place)?.parse::<u64>().ok()?),
            Self::Array(items) => items.iter().map(|own| own.value(text)).collect::<Option<_>>()?,
            Self::Object(members) => {
                let members =
                    members.iter().map(|(name, own)| Some((name.clone(), own.value(text)?)));
                Value::Object(members.collect::<Option<_>>()?)
            }
        })
    }

    pub(super) fn with_places(&self, replace: &impl Fn(&Place) -> Option<Place>) -> Option<Self> {
        Some(match self {
            Self::Value(value) => Self::Value(value.clone()),
            Self::Place(place) => Self::Place(replace(place)?),
            Self::Number(place) => Self::Number(replace(place)?),
            Self::Array(items) => Self::Array(
                items.iter().map(|own| own.with_places(replace)).collect::<Option<_>>()?,
            ),
            Self::Object(members) => {
                let members = members
                    .iter()
                    .map(|(name, own)| Some((name.clone(), own.with_places(replace)?)));
                Self::Object(members.collect::<Option<_>>()?)
            }
        })
    }

    pub(super) fn collect_places<'a>(&'a self, places: &mut Vec<&'a Place>) {
        match self {
            Self::Value(_) => {}
            Self::Place(place) | Self::Number(place) => places.push(place),
            Self::Array(items) => items.iter().for_each(|own| own.collect_places(places)),
            Self::Object(members) => {
                for (_, own) in members {
                    own.collect_places(places);
                }
            }
        }
    }
}
