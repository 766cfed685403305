//! What every check may look up: the api, and its schemas compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jsonschema::Validator;
use rollcall_spec::Status;
use serde_json::Value;
use thiserror::Error;

use super::At;
use crate::api::{Calls, Dialect, Resources};
use crate::record::Answer;
use crate::record::json::Json;

/// So many contents are kept as they were read, of at most so many bytes each.
const READ: usize = 100;
const SMALL: usize = 8 * 1024;

/// So many good contents are remembered, each by eight bytes.
const REMEMBERED: usize = 4_000;

/// What every check may look up.
#[derive(Debug)]
pub struct Context {
    /// The api.
    pub dialect: &'static Dialect,
    /// By operation, status and media type, the place of its validator.
    schemas: BTreeMap<(String, Status, String), usize>,
    validators: Vec<Validator>,
    /// By channel, what the payload of an event must obey.
    events: BTreeMap<String, Validator>,
    good: Mutex<BTreeSet<u64>>,
    read: Mutex<BTreeMap<u64, Arc<Json>>>,
    hasher: RandomState,
}

/// A schema of the document that cannot be compiled.
#[derive(Debug, Error)]
#[error(
    "the schema of `{operation}` under {status} can't be compiled: {reason}\n  help: mend the document under spec/ and run `cargo xtask gen`"
)]
pub struct SchemaError {
    operation: String,
    status: String,
    reason: String,
}

impl Context {
    /// Compiles every response schema of the api; one that several responses share, once.
    ///
    /// # Errors
    ///
    /// Where a schema is none.
    pub fn new(dialect: &'static Dialect) -> Result<Self, SchemaError> {
        let mut schemas = BTreeMap::new();
        let mut compiled: BTreeMap<&str, usize> = BTreeMap::new();
        let mut validators = Vec::new();
        for route in dialect.api.routes.iter() {
            for response in route.responses.iter() {
                for media in response.content.iter() {
                    let Some(schema) = &media.schema else { continue };
                    // A schema that several answers share is compiled once.
                    let known = compiled.get(schema.json.as_ref()).copied();
                    let place = known.unwrap_or(validators.len());
                    if known.is_none() {
                        let document = dialect.api.schema_document(schema);
                        let validator = compile(&document).map_err(|source| SchemaError {
                            operation: route.operation_id.to_string(),
                            status: response.status.to_string(),
                            reason: source.to_string(),
                        })?;
                        validators.push(validator);
                    }
                    compiled.insert(&schema.json, place);
                    let operation = route.operation_id.to_string();
                    let key = (operation, response.status, media.essence.to_string());
                    schemas.insert(key, place);
                }
            }
        }
        let events = events(dialect)?;
        let (good, read, hasher) = Default::default();
        Ok(Self { dialect, schemas, validators, events, good, read, hasher })
    }

    /// What the api calls its parts, where participants are resources.
    pub fn resources(&self) -> Option<&'static Resources> {
        self.dialect.resources()
    }

    /// What the api calls its parts, where a call takes operations by name.
    pub fn calls(&self) -> Option<&'static Calls> {
        self.dialect.calls()
    }

    /// Whether a check holds for an answer's content, where that follows from nothing but the operation, the status, the media
    /// type and the content: most contents come again and again, and what was good once is not judged again.
    pub fn is_good(
        &self,
        check: &str,
        at: &At<'_>,
        answer: &Answer,
        judge: impl FnOnce() -> bool,
    ) -> bool {
        let media_type = answer.header("content-type");
        let operation = at.step.call.operation.as_str();
        let digest =
            self.hasher.hash_one((check, operation, answer.status, media_type, &answer.body));
        if self.good().contains(&digest) {
            return true;
        }
        let holds = judge();
        if holds {
            let mut good = self.good();
            if good.len() >= REMEMBERED {
                good.clear();
            }
            good.insert(digest);
        }
        holds
    }

    /// Reads an answer's content as JSON, unless an equal one was read a short while ago.
    pub fn read(&self, answer: &Answer) {
        answer.read_by(|body| {
            let digest = self.hasher.hash_one(body);
            let contents = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
            let known = contents().get(&digest).cloned();
            known.unwrap_or_else(|| {
                let json = Arc::new(Json::read(body));
                if body.len() <= SMALL {
                    let mut read = contents();
                    if read.len() >= READ {
                        read.clear();
                    }
                    read.insert(digest, Arc::clone(&json));
                }
                json
            })
        });
    }

    fn good(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The schema that what is told on a channel must obey; none where the document has none for it.
    pub fn event_schema(&self, channel: &str) -> Option<&Validator> {
        self.events.get(channel)
    }

    /// The schema that an answer of an operation must obey; none where the document has none for it.
    pub fn schema(&self, operation: &str, status: u16, essence: &str) -> Option<&Validator> {
        let response = self.dialect.api.route(operation)?.response(status)?;
        let key = (operation.to_owned(), response.status, essence.to_owned());
        self.schemas.get(&key).and_then(|place| self.validators.get(*place))
    }
}

/// The schemas of what is told on channels.
fn events(dialect: &Dialect) -> Result<BTreeMap<String, Validator>, SchemaError> {
    let mut events = BTreeMap::new();
    for event in dialect.api.events.iter() {
        let (Some(channel), Some(schema)) = (&event.channel, event.schema()) else { continue };
        let validator =
            compile(&dialect.api.schema_document(schema)).map_err(|source| SchemaError {
                operation: event.name.to_string(),
                status: "its channel".to_owned(),
                reason: source.to_string(),
            })?;
        events.insert(channel.to_string(), validator);
    }
    Ok(events)
}

fn compile(document: &str) -> Result<Validator, Box<dyn std::error::Error>> {
    let schema: Value = serde_json::from_str(document)?;
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .with_format("date-time-rfc-2822", |text| {
            text.parse::<rollcall_spec::value::Rfc2822>().is_ok()
        })
        .with_format("int32", |_| true)
        .with_format("int64", |_| true)
        .build(&schema)?;
    Ok(validator)
}
