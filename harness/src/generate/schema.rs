//! What a schema takes, and every way to break exactly one of its constraints.

use proptest::prelude::*;
use rollcall_spec::{Api, Keyword, Schema};
use serde_json::Value;

/// The part of a JSON Schema that a text on the wire can obey or break.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// `minimum`.
        minimum: Option<i64>,
        /// `maximum`.
        maximum: Option<i64>,
        /// `format: int32`.
        int32: bool,
    },
    /// One of a list.
    Enum(Vec<String>),
    /// An absolute URL.
    Uri,
    /// An absolute URL, or nothing.
    UriOrEmpty,
    /// A UUID.
    Uuid,
    /// This prefix and 32 hexadecimal digits.
    Sid(String),
    /// Any other text.
    Text,
}

/// A text that breaks one constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The constraint, by its keyword of JSON Schema.
    pub constraint: &'static str,
    /// The text.
    pub value: String,
    /// How surely a lawful server refuses it.
    pub keyword: Keyword,
}

impl Shape {
    /// The shape of a parameter's or field's schema; [`Shape::Text`] where it says nothing that a text could break.
    pub fn of(api: &Api, schema: &Schema) -> Self {
        Self::of_document(&api.schema_document(schema))
    }

    /// The shape of a self-contained schema.
    fn of_document(text: &str) -> Self {
        let root: Value = serde_json::from_str(text).unwrap_or_default();
        Self::read(&root, &root, 0)
    }

    /// The shapes of the members of an object schema, in the document's order.
    pub fn members(api: &Api, schema: &Schema) -> Vec<(String, Self)> {
        let root: Value = serde_json::from_str(&api.schema_document(schema)).unwrap_or_default();
        let object = resolve(&root, &root);
        let Some(properties) = object.get("properties").and_then(Value::as_object) else {
            return vec![];
        };
        properties
            .iter()
            .map(|(name, schema)| (name.clone(), Self::read(schema, &root, 0)))
            .collect()
    }

    fn read(schema: &Value, root: &Value, depth: usize) -> Self {
        let schema = resolve(schema, root);
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return Self::Enum(values.iter().filter_map(Value::as_str).map(Into::into).collect());
        }
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().find(|kind| *kind != "null"),
            other => other,
        };
        let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        match kind.and_then(Value::as_str) {
            Some("boolean") => Self::Boolean,
            Some("integer") => Self::Integer {
                minimum: schema.get("minimum").and_then(Value::as_i64),
                maximum: schema.get("maximum").and_then(Value::as_i64),
                int32: format == "int32",
            },
            Some("string") if format == "uri" => Self::Uri,
            Some("string") if format == "uuid" => Self::Uuid,
            Some("string") if sid_prefix(schema).is_some() => {
                Self::Sid(sid_prefix(schema).unwrap_or_default().to_owned())
            }
            _ if depth < 8 => {
                let lists = ["allOf", "anyOf", "oneOf"].iter();
                let options = lists.filter_map(|key| schema.get(key).and_then(Value::as_array));
                let options: Vec<&Value> = options.flatten().collect();
                let is_empty = |option: &&Value| option.get("maxLength") == Some(&Value::from(0));
                let of_value = |option: &&&Value| {
                    let null = option.get("type").is_some_and(|kind| kind == "null");
                    !null && !is_empty(option)
                };
                let shape = options
                    .iter()
                    .find(of_value)
                    .map_or(Self::Text, |option| Self::read(option, root, depth + 1));
                match shape {
                    Self::Uri if options.iter().any(is_empty) => Self::UriOrEmpty,
                    shape => shape,
                }
            }
            _ => Self::Text,
        }
    }

    /// Values that obey it, every boundary among them; empty where only a server or a fixture has one.
    pub fn good(&self) -> Vec<String> {
        match self {
            Self::Boolean => vec!["true".into(), "false".into()],
            Self::Integer { minimum, maximum, .. } => {
                let (low, high) = bounds(*minimum, *maximum);
                let mut values = vec![low, low + 1, i64::midpoint(low, high), high - 1, high];
                values.retain(|value| (low..=high).contains(value));
                values.dedup();
                values.iter().map(ToString::to_string).collect()
            }
            Self::Enum(values) => values.clone(),
            Self::Uri => [
                "https://hooks.rollcall.example/hold",
                "http://hooks.rollcall.example:8080/a/b.xml?x=1&y=two%20words",
                "https://hooks.rollcall.example",
            ]
            .map(str::to_owned)
            .to_vec(),
            Self::UriOrEmpty => [vec![String::new()], Self::Uri.good()].concat(),
            Self::Uuid | Self::Sid(_) | Self::Text => vec![],
        }
    }

    /// Values that obey it, at random; none where only a server or a fixture has one.
    pub fn strategy(&self) -> Option<BoxedStrategy<String>> {
        Some(match self {
            Self::Boolean => any::<bool>().prop_map(|value| value.to_string()).boxed(),
            Self::Integer { minimum, maximum, .. } => {
                let (low, high) = bounds(*minimum, *maximum);
                (low..=high).prop_map(|value| value.to_string()).boxed()
            }
            Self::Enum(values) => proptest::sample::select(values.clone()).boxed(),
            Self::Uri => uri().boxed(),
            Self::UriOrEmpty => prop_oneof![1 => Just(String::new()), 6 => uri()].boxed(),
            Self::Uuid | Self::Sid(_) | Self::Text => return None,
        })
    }

    /// Every way to break exactly one constraint, boundaries among them.
    pub fn breaks(&self) -> Vec<Break> {
        let must = |constraint, value: &str| Break {
            constraint,
            value: value.to_owned(),
            keyword: Keyword::Must,
        };
        match self {
            Self::Boolean => ["banana", "maybe", "truefalse"].map(|text| must("type", text)).into(),
            Self::Integer { minimum, maximum, int32 } => {
                let mut all: Vec<Break> =
                    ["abc", "one", "1.5x"].map(|text| must("type", text)).into();
                if let Some(low) = minimum {
                    all.push(must("minimum", &(low - 1).to_string()));
                    all.push(must("minimum", &(low - 1000).to_string()));
                }
                if let Some(high) = maximum {
                    all.push(must("maximum", &(high + 1).to_string()));
                    all.push(must("maximum", &(high + 1_000_000).to_string()));
                } else if *int32 {
                    let value = (i64::from(i32::MAX) + 1).to_string();
                    all.push(Break { constraint: "format", value, keyword: Keyword::Should });
                }
                all
            }
            Self::Enum(values) => ["PUT", "BANANA", "GETPOST"]
                .iter()
                .filter(|text| !values.iter().any(|value| value == *text))
                .map(|text| must("enum", text))
                .collect(),
            Self::Uri | Self::UriOrEmpty => {
                ["not a url", "/relative/path", "hooks.rollcall.example/x", "http://"]
                    .map(|text| must("format", text))
                    .into()
            }
            Self::Uuid => ["not-a-uuid", "0", "b3877c40-da60-4998-90ad"]
                .map(|text| must("format", text))
                .into(),
            Self::Sid(prefix) => {
                let digits = "0123456789abcdef0123456789abcdef";
                let texts = [
                    "not-a-sid".to_owned(),
                    digits.to_owned(),
                    format!("{prefix}{}", &digits[1..]),
                    format!("{prefix}{digits}0"),
                    format!("{prefix}{}g", &digits[1..]),
                    format!("ZZ{digits}"),
                    format!("{}{digits}", prefix.to_lowercase()),
                ];
                texts.iter().map(|text| must("pattern", text)).collect()
            }
            Self::Text => vec![],
        }
    }

    /// Values that break one constraint, at random; none where nothing can be broken.
    pub fn bad_strategy(&self) -> Option<BoxedStrategy<Break>> {
        let must =
            |constraint| move |value: String| Break { constraint, value, keyword: Keyword::Must };
        Some(match self {
            // A letter that no spelling of a truth value or a number begins with comes first.
            Self::Boolean => "[bgjkqwz][a-z]{2,12}".prop_map(must("type")).boxed(),
            Self::Integer { minimum, maximum, .. } => {
                let mut options = vec!["[bgjkqwz][a-z0-9]{0,12}".prop_map(must("type")).boxed()];
                if let Some(low) = *minimum {
                    let below = low.saturating_sub(1_000_000)..low;
                    options
                        .push(below.prop_map(|n| n.to_string()).prop_map(must("minimum")).boxed());
                }
                if let Some(high) = *maximum {
                    let above = high + 1..high + 1_000_000;
                    options
                        .push(above.prop_map(|n| n.to_string()).prop_map(must("maximum")).boxed());
                }
                proptest::strategy::Union::new(options).boxed()
            }
            // `Q` begins no method of HTTP, in whatever case it is read.
            Self::Enum(_) => "Q[A-Z]{2,8}".prop_map(must("enum")).boxed(),
            Self::Uri | Self::UriOrEmpty => {
                "[a-z]{1,10}( [a-z]{1,10}){1,3}".prop_map(must("format")).boxed()
            }
            Self::Sid(prefix) => {
                let prefix = prefix.clone();
                "[0-9a-f]{0,31}[g-z]"
                    .prop_map(move |text| prefix.clone() + &text)
                    .prop_map(must("pattern"))
                    .boxed()
            }
            Self::Uuid => "[g-z]{1,36}".prop_map(must("format")).boxed(),
            Self::Text => return None,
        })
    }
}

fn bounds(minimum: Option<i64>, maximum: Option<i64>) -> (i64, i64) {
    let low = minimum.unwrap_or(0);
    (low, maximum.unwrap_or(i64::from(i32::MAX)).max(low))
}

/// An absolute URL as a real client would send it.
fn uri() -> impl Strategy<Value = String> {
    let scheme = proptest::sample::select(vec!["http", "https"]);
    let path = "(/[a-z0-9._~-]{1,12}){0,4}";
    let query = proptest::option::of(
        "[a-z]{1,6}=[a-z0-9%20]{0}[a-z0-9]{0,12}(&[a-z]{1,6}=[a-z0-9]{0,12}){0,3}",
    );
    (scheme, "[a-z]{1,12}", path, query).prop_map(|(scheme, host, path, query)| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        format!("{scheme}://{host}.rollcall.example{path}{query}")
    })
}

/// The prefix, where a schema's pattern is a prefix and 32 hexadecimal digits.
fn sid_prefix(schema: &Value) -> Option<&str> {
    let pattern = schema.get("pattern").and_then(Value::as_str)?;
    let prefix = pattern.strip_prefix('^')?.strip_suffix("[0-9a-fA-F]{32}$")?;
    let letters = !prefix.is_empty() && prefix.bytes().all(|own| own.is_ascii_uppercase());
    letters.then_some(prefix)
}

/// The schema behind a `$ref` into the root's own `$defs`; at most sixteen hops, so that a circle ends.
fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let mut current = schema;
    for _ in 0..16 {
        let Some(reference) = current.get("$ref").and_then(Value::as_str) else { return current };
        let Some(next) = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer))
        else {
            return current;
        };
        current = next;
    }
    current
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(json: &str) -> Shape {
        Shape::of_document(json)
    }

    #[test]
    fn shapes_are_seen_through_references_and_nullable_choices() {
        let text = r##"{"$ref":"#/$defs/id","$defs":{"id":{"type":"string","format":"uuid"}}}"##;
        assert_eq!(shape(text), Shape::Uuid);
        let text = r#"{"anyOf":[{"type":"null"},{"type":"boolean"}]}"#;
        assert_eq!(shape(text), Shape::Boolean);
        assert_eq!(shape(r#"{"type":["null","string"],"format":"uri"}"#), Shape::Uri);
    }

    #[test]
    fn a_sid_is_told_by_its_pattern_and_a_url_may_be_empty() {
        let sid = shape(r#"{"type":"string","minLength":34,"pattern":"^CA[0-9a-fA-F]{32}$"}"#);
        assert_eq!(sid, Shape::Sid("CA".into()));
        assert!(sid.breaks().iter().all(|own| own.constraint == "pattern"));
        assert_eq!(shape(r#"{"type":"string","pattern":"^[^/]*$"}"#), Shape::Text);
        let text =
            r#"{"anyOf":[{"type":"string","format":"uri"},{"type":"string","maxLength":0}]}"#;
        assert_eq!(shape(text), Shape::UriOrEmpty);
        assert!(shape(text).good().contains(&String::new()));
    }

    #[test]
    fn a_reference_in_a_circle_ends() {
        let text = r##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}"##;
        assert_eq!(shape(text), Shape::Text);
    }

    #[test]
    fn boundaries_are_among_good_and_bad_values() {
        let size = shape(r#"{"type":"integer","minimum":1,"maximum":1000,"format":"int32"}"#);
        let good = size.good();
        assert!(good.contains(&"1".into()) && good.contains(&"1000".into()), "{good:?}");
        let bad: Vec<String> = size.breaks().into_iter().map(|own| own.value).collect();
        assert!(bad.contains(&"0".into()) && bad.contains(&"1001".into()), "{bad:?}");
        assert!(!bad.contains(&"2147483648".into()), "a bound is surer than a format");
    }

    proptest! {
        #[test]
        fn random_good_urls_are_absolute(url in uri()) {
            let parsed = url::Url::parse(&url).unwrap();
            prop_assert!(parsed.host_str().is_some_and(|host| host.ends_with(".rollcall.example")));
        }

        #[test]
        fn random_breaks_really_break(text in Shape::Uri.bad_strategy().unwrap()) {
            prop_assert!(url::Url::parse(&text.value).is_err());
        }
    }
}
