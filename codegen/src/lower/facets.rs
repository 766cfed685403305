//! One schema as openapiv3 read it, flattened: its kinds are spread over many types there.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, ReferenceOr, Schema, SchemaKind, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

/// What a schema says, its parts by pointer.
#[derive(Debug, Clone, Default)]
pub(super) struct Facets {
    pub(super) typ: Option<String>,
    pub(super) format: Option<String>,
    pub(super) nullable: bool,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) deprecated: bool,
    pub(super) default: Option<Value>,
    pub(super) enumeration: Vec<Value>,
    pub(super) properties: IndexMap<String, String>,
    pub(super) required: Vec<String>,
    pub(super) additional: Additional,
    pub(super) items: Option<String>,
    /// The smallest integer, exclusive bounds worked in.
    pub(super) minimum: Option<i64>,
    /// The greatest integer, exclusive bounds worked in.
    pub(super) maximum: Option<i64>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) one_of: Vec<String>,
    pub(super) any_of: Vec<String>,
    pub(super) all_of: Vec<String>,
}

/// `additionalProperties`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Additional {
    #[default]
    Unsaid,
    Open,
    Closed,
    Schema(String),
}

/// Flattens a schema.
pub(super) fn facets(schema: &Schema) -> Facets {
    let data = &schema.schema_data;
    let mut facets = Facets {
        nullable: data.nullable,
        title: data.title.clone().unwrap_or_default(),
        description: data.description.clone().unwrap_or_default(),
        deprecated: data.deprecated,
        default: data.default.clone(),
        ..Facets::default()
    };
    match &schema.schema_kind {
        SchemaKind::Type(typ) => of_type(typ, &mut facets),
        SchemaKind::OneOf { one_of } => facets.one_of = parts(one_of),
        SchemaKind::AllOf { all_of } => facets.all_of = parts(all_of),
        SchemaKind::AnyOf { any_of } => facets.any_of = parts(any_of),
        SchemaKind::Not { .. } => {}
        SchemaKind::Any(any) => of_any(any, &mut facets),
    }
    facets
}

fn of_type(typ: &Type, facets: &mut Facets) {
    let name = match typ {
        Type::String(string) => {
            facets.format = format(&string.format);
            facets.min_length = string.min_length;
            facets.max_length = string.max_length;
            facets.enumeration = values(&string.enumeration);
            "string"
        }
        Type::Number(number) => {
            facets.format = format(&number.format);
            facets.enumeration = values(&number.enumeration);
            "number"
        }
        Type::Integer(integer) => {
            facets.format = format(&integer.format);
            facets.enumeration = values(&integer.enumeration);
            facets.minimum = integer
                .minimum
                .map(|bound| bound.saturating_add(i64::from(integer.exclusive_minimum)));
            facets.maximum = integer
                .maximum
                .map(|bound| bound.saturating_sub(i64::from(integer.exclusive_maximum)));
            "integer"
        }
        Type::Object(object) => {
            facets.properties = properties(&object.properties);
            facets.required.clone_from(&object.required);
            facets.additional = additional(object.additional_properties.as_ref());
            "object"
        }
        Type::Array(array) => {
            facets.items = array.items.as_ref().map(part);
            "array"
        }
        Type::Boolean(boolean) => {
            facets.enumeration = values(&boolean.enumeration);
            "boolean"
        }
    };
    facets.typ = Some(name.to_owned());
}

fn of_any(any: &openapiv3::AnySchema, facets: &mut Facets) {
    facets.typ.clone_from(&any.typ);
    facets.format.clone_from(&any.format);
    facets.enumeration.clone_from(&any.enumeration);
    facets.properties = properties(&any.properties);
    facets.required.clone_from(&any.required);
    facets.additional = additional(any.additional_properties.as_ref());
    facets.items = any.items.as_ref().map(part);
    facets.minimum =
        any.minimum.map(|bound| lowest(bound, any.exclusive_minimum.unwrap_or_default()));
    facets.maximum =
        any.maximum.map(|bound| highest(bound, any.exclusive_maximum.unwrap_or_default()));
    facets.min_length = any.min_length;
    facets.max_length = any.max_length;
    facets.one_of = parts(&any.one_of);
    facets.any_of = parts(&any.any_of);
    facets.all_of = parts(&any.all_of);
}

/// The smallest integer that a bound lets in.
fn lowest(bound: f64, exclusive: bool) -> i64 {
    saturated(if exclusive { (bound + 1.0).floor() } else { bound.ceil() })
}

/// The greatest integer that a bound lets in.
fn highest(bound: f64, exclusive: bool) -> i64 {
    saturated(if exclusive { (bound - 1.0).ceil() } else { bound.floor() })
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, which is what is meant")]
fn saturated(bound: f64) -> i64 {
    bound as i64
}

fn format<T: serde::Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Empty => None,
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name.clone()),
        VariantOrUnknownOrEmpty::Item(item) => {
            serde_json::to_value(item).ok()?.as_str().map(str::to_owned)
        }
    }
}

fn values<T: serde::Serialize>(values: &[Option<T>]) -> Vec<Value> {
    values.iter().map(|value| serde_json::to_value(value).unwrap_or_default()).collect()
}

fn additional(value: Option<&AdditionalProperties>) -> Additional {
    match value {
        None => Additional::Unsaid,
        Some(AdditionalProperties::Any(true)) => Additional::Open,
        Some(AdditionalProperties::Any(false)) => Additional::Closed,
        Some(AdditionalProperties::Schema(schema)) => Additional::Schema(part(schema)),
    }
}

fn properties(properties: &IndexMap<String, ReferenceOr<Box<Schema>>>) -> IndexMap<String, String> {
    properties.iter().map(|(name, schema)| (name.clone(), part(schema))).collect()
}

fn parts(schemas: &[ReferenceOr<Schema>]) -> Vec<String> {
    schemas.iter().map(part).collect()
}

/// After lifting every part is a reference, so an item can't occur.
fn part<T>(schema: &ReferenceOr<T>) -> String {
    match schema {
        ReferenceOr::Reference { reference } => reference.clone(),
        ReferenceOr::Item(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_between_integers_take_the_integer_inside() {
        assert_eq!((lowest(-10.5, true), lowest(-10.5, false), lowest(3.0, true)), (-10, -10, 4));
        assert_eq!((highest(10.5, true), highest(10.5, false), highest(3.0, true)), (10, 10, 2));
        assert_eq!((lowest(-1e300, false), highest(1e300, false)), (i64::MIN, i64::MAX));
    }
}
