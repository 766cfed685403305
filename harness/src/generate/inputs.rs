//! What the operations take: query parameters and form fields with their shapes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::build::participant;
use super::schema::Shape;
use crate::api::Resources;
use crate::record::Place;

type Shapes = Vec<(String, Shape)>;

/// Shapes read from the schemas of an api, each api's once: every random case asks for them.
struct Read(Mutex<BTreeMap<usize, Shapes>>);

impl Read {
    const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    fn once(&self, dialect: &Resources, read: fn(&Resources) -> Shapes) -> Shapes {
        // An api is a static, so that its place in memory tells it from every other.
        let api = std::ptr::from_ref(dialect.api).addr();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(api).or_insert_with(|| read(dialect)).clone()
    }
}

/// Each query parameter of the list with its shape, but for those that only a server can fill.
pub fn query_shapes(dialect: &Resources) -> Vec<(String, Shape)> {
    static READ: Read = Read::new();
    READ.once(dialect, read_query)
}

fn read_query(dialect: &Resources) -> Vec<(String, Shape)> {
    dialect
        .route(dialect.roles.list)
        .parameters_in(rollcall_spec::Location::Query)
        .filter(|parameter| !dialect.opaque.contains(&parameter.name.as_ref()))
        .map(|parameter| (parameter.name.to_string(), Shape::of(dialect.api, &parameter.schema)))
        .collect()
}

/// Each form field of the update with its shape.
pub fn form_shapes(dialect: &Resources) -> Vec<(String, Shape)> {
    static READ: Read = Read::new();
    READ.once(dialect, |dialect| form_shapes_of(dialect, dialect.roles.update))
}

/// Each form field of an operation with its shape.
pub fn form_shapes_of(dialect: &Resources, operation: &str) -> Vec<(String, Shape)> {
    let body = dialect.route(operation).request_body.as_ref();
    let form = body.and_then(|body| {
        body.content.iter().find(|media| media.essence == "application/x-www-form-urlencoded")
    });
    form.and_then(|media| media.schema.as_ref())
        .map(|schema| Shape::members(dialect.api, schema))
        .unwrap_or_default()
}

/// A form in which one field has one value, with the fields that the value demands.
pub fn form_with(dialect: &Resources, name: &str, value: &str) -> Vec<(String, Place)> {
    let mut fields = vec![(name.to_owned(), Place::text(value))];
    for (field, on, needed) in dialect.demands {
        if *field == name && *on == value {
            fields.push(((*needed).to_owned(), participant(dialect, 0, 1)));
        }
    }
    fields
}
