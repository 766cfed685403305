//! The fixture protocol, version 1, as every api speaks it: what is asked for, and what is given back.
//!
//! An api says what a conference of its own is, how it is opened and how it is closed. Faults and variations of the api leave
//! this alone.

use axum::http::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::reply::{Reply, Subject};
use super::serve::Call;

/// The most participants that one request may ask for; the server is to survive a typing error.
const LIMIT: usize = 100_000;

/// One conference of a wish.
pub(super) trait Wanted: DeserializeOwned {
    /// How many participants it is to have.
    fn participants(&self) -> usize;
}

/// What a client asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provision<W> {
    version: u64,
    api: String,
    conferences: Vec<W>,
}

/// What a client is done with.
#[derive(Debug, Deserialize)]
struct Release<P> {
    version: u64,
    conferences: Vec<Released<P>>,
}

/// One conference of a release; whatever else was handed over may come back with it.
#[derive(Debug, Deserialize)]
struct Released<P> {
    parameters: P,
}

/// Answers a request to the provider's URL: `open` hands conferences over, in order; `close` takes them back.
pub(super) fn answer<W: Wanted, P: DeserializeOwned>(
    api: &str,
    call: &Call,
    open: impl FnOnce(Vec<W>) -> Result<Vec<Value>, String>,
    close: impl FnOnce(Vec<P>) -> Result<(), String>,
) -> Reply {
    let body = call.body.as_deref().unwrap_or_default();
    let outcome = match call.method {
        Method::POST => wish(api, body).and_then(open).map(|handed| {
            let handed = json!({ "conferences": handed });
            Reply::json(Subject::Aside, StatusCode::OK, handed.to_string().into_bytes())
        }),
        Method::DELETE => {
            given_back(body).and_then(close).map(|()| Reply::no_content(Subject::Aside))
        }
        _ => {
            let message = "fixtures are provisioned with POST and released with DELETE";
            return refuse(StatusCode::METHOD_NOT_ALLOWED, message).allowing("POST, DELETE");
        }
    };
    outcome.unwrap_or_else(|message| refuse(StatusCode::BAD_REQUEST, &message))
}

fn refuse(status: StatusCode, message: &str) -> Reply {
    Reply::json(Subject::Aside, status, json!({ "message": message }).to_string().into_bytes())
}

fn check_version(version: u64) -> Result<(), String> {
    if version == 1 {
        Ok(())
    } else {
        Err(format!("`version` is {version}, but this provider speaks version 1"))
    }
}

/// The conferences that are asked for.
fn wish<W: Wanted>(api: &str, body: &[u8]) -> Result<Vec<W>, String> {
    let wish: Provision<W> = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    check_version(wish.version)?;
    if wish.api != api {
        return Err(format!("`api` is `{}`, but this provider serves `{api}`", wish.api));
    }
    let total = wish
        .conferences
        .iter()
        .try_fold(0_usize, |total, wanted| total.checked_add(wanted.participants().max(1)))
        .filter(|total| *total <= LIMIT);
    if total.is_none() {
        return Err(format!("more than {LIMIT} participants at once are not provided"));
    }
    Ok(wish.conferences)
}

/// The parameters of the conferences that are given back.
fn given_back<P: DeserializeOwned>(body: &[u8]) -> Result<Vec<P>, String> {
    let release: Release<P> = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    check_version(release.version)?;
    Ok(release.conferences.into_iter().map(|own| own.parameters).collect())
}
