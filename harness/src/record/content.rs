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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn handed() -> Place {
        Place::Handed { name: "participant".to_owned(), conference: 0, participant: Some(1) }
    }

    fn whole() -> Json {
        Json::Object(vec![
            ("z".to_owned(), Json::Place(handed())),
            (
                "a".to_owned(),
                Json::Array(vec![Json::Number(handed()), Json::Value(json!({"b": 1}))]),
            ),
            ("own".to_owned(), Json::Place(Place::text("é"))),
        ])
    }

    fn text(place: &Place, handed: &str) -> Option<String> {
        match place {
            Place::Text(own) => Some(own.clone()),
            Place::Handed { .. } => Some(handed.to_owned()),
            _ => None,
        }
    }

    #[test]
    fn places_become_texts_and_numbers_wherever_they_stand() {
        let value = whole().value(&|place| text(place, "15001"));
        assert_eq!(value, Some(json!({"z": "15001", "a": [15001, {"b": 1}], "own": "é"})));
        assert_eq!(
            whole().value(&|place| text(place, "+15001")),
            Some(json!({
                "z": "+15001", "a": [15001, {"b": 1}], "own": "é",
            }))
        );
    }

    #[test]
    fn what_has_no_text_or_no_digits_has_no_value() {
        assert_eq!(whole().value(&|place| text(place, "x1")), None, "no digits");
        assert_eq!(whole().value(&|_| None), None);
        assert_eq!(
            Json::Array(vec![Json::Value(json!(null))]).value(&|_| None),
            Some(json!([null]))
        );
    }

    #[test]
    fn every_place_is_found_and_replaced() {
        let mut places = vec![];
        let own = whole();
        own.collect_places(&mut places);
        assert_eq!(places, [&handed(), &handed(), &Place::text("é")]);
        let other = own.with_places(&|_| Some(Place::text("7"))).unwrap();
        let value = other.value(&|place| text(place, "none"));
        assert_eq!(value, Some(json!({"z": "7", "a": [7, {"b": 1}], "own": "7"})));
        assert_eq!(own.with_places(&|_| None), None);
    }

    #[test]
    fn members_and_texts_are_those_of_our_own() {
        let own = whole();
        assert_eq!(own.member("own").and_then(Json::as_text), Some("é"));
        assert_eq!(own.member("z").and_then(Json::as_text), None, "only the provider knows it");
        assert_eq!(own.member("b"), None, "it stands deeper");
        assert_eq!(Json::text("a").as_text(), Some("a"));
        assert_eq!(Json::Value(json!(1)).as_text(), None);
        assert_eq!(Json::text("a").member("a"), None);
    }
}
