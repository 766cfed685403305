//! The fixture provider, version 1: opens conferences on demand and takes them back.

use axum::http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::reply::{Reply, Subject};
use super::serve::{Call, Server};
use super::store::Conference;

/// The most participants that one request may ask for; the server is to survive a typing error.
const LIMIT: usize = 100_000;

/// What a client asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provision {
    version: u64,
    api: String,
    conferences: Vec<Wanted>,
}

/// One conference of a wish.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    participants: usize,
    /// Whose it is to be; an extension of ours, for tests across accounts. The primary account's by default.
    account: Option<Uuid>,
}

/// What a client is done with.
#[derive(Debug, Deserialize)]
struct Release {
    version: u64,
    conferences: Vec<Released>,
}

/// One conference of a release; whatever else was handed over may come back with it.
#[derive(Debug, Deserialize)]
struct Released {
    parameters: Parameters,
}

#[derive(Debug, Deserialize)]
struct Parameters {
    #[serde(rename = "ConferenceSid")]
    conference: Uuid,
}

/// Answers a request to the provider's URL. Faults and variations of the api leave it alone.
pub(super) fn answer(server: &Server, call: &Call) -> Reply {
    let body = call.body.as_deref().unwrap_or_default();
    let outcome = match call.method {
        Method::POST => provision(server, body),
        Method::DELETE => release(server, body),
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

fn provision(server: &Server, body: &[u8]) -> Result<Reply, String> {
    let wish: Provision = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    check_version(wish.version)?;
    if wish.api != "signalwire" {
        return Err(format!("`api` is `{}`, but this provider serves `signalwire`", wish.api));
    }
    let total = wish
        .conferences
        .iter()
        .try_fold(0_usize, |total, wanted| total.checked_add(wanted.participants.max(1)))
        .filter(|total| *total <= LIMIT);
    if total.is_none() {
        return Err(format!("more than {LIMIT} participants at once are not provided"));
    }
    let primary = account_id(&server.primary.account);
    let known = [primary, account_id(&server.other.account)];
    if let Some(stranger) =
        wish.conferences.iter().filter_map(|wanted| wanted.account).find(|id| !known.contains(id))
    {
        return Err(format!("`account` is `{stranger}`, which is no account of this server"));
    }
    let mut store = server.store();
    store.begin_batch();
    let opened = wish.conferences.iter().map(|wanted| {
        hand_over(store.open(wanted.account.unwrap_or(primary), wanted.participants))
    });
    let handed = json!({ "conferences": opened.collect::<Vec<_>>() });
    Ok(Reply::json(Subject::Aside, StatusCode::OK, handed.to_string().into_bytes()))
}

fn account_id(text: &str) -> Uuid {
    Uuid::try_parse(text).unwrap_or_default()
}

fn hand_over(conference: &Conference) -> Value {
    let participants = conference
        .participants
        .iter()
        .map(|participant| json!({ "CallSid": participant.call }))
        .collect::<Vec<_>>();
    json!({
        "parameters": { "AccountSid": conference.account, "ConferenceSid": conference.id },
        "participants": participants,
    })
}

fn release(server: &Server, body: &[u8]) -> Result<Reply, String> {
    let release: Release = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    check_version(release.version)?;
    let mut store = server.store();
    for released in release.conferences {
        store.close(released.parameters.conference);
    }
    Ok(Reply::no_content(Subject::Aside))
}
