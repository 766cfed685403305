//! The fixture provider, version 1: opens calls of the first user and takes them back, without a word to anybody.

use axum::http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::switch::State;
use super::{ID, Server};
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;

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
}

/// What a client is done with; whatever else was handed over may come back with it.
#[derive(Debug, Deserialize)]
struct Release {
    version: u64,
    conferences: Vec<Released>,
}

#[derive(Debug, Deserialize)]
struct Released {
    parameters: Parameters,
}

#[derive(Debug, Deserialize)]
struct Parameters {
    id: String,
}

/// Answers a request to the provider's URL. Faults and variations of the api's answers leave it alone.
pub(in crate::mock) fn answer(server: &Server, call: &Call) -> Reply {
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
    if wish.api != ID {
        return Err(format!("`api` is `{}`, but this provider serves `{ID}`", wish.api));
    }
    let wanted = wish.conferences.iter();
    let total = wanted
        .clone()
        .try_fold(0_usize, |total, wanted| total.checked_add(wanted.participants.max(1)))
        .filter(|total| *total <= LIMIT);
    if total.is_none() {
        return Err(format!("more than {LIMIT} participants at once are not provided"));
    }
    server.switch().begin_batch();
    let handed = wanted.map(|wanted| open(server, wanted.participants)).collect::<Vec<_>>();
    let handed = json!({ "conferences": handed });
    Ok(Reply::json(Subject::Aside, StatusCode::OK, handed.to_string().into_bytes()))
}

/// Opens a call of the first user with so many others, and says how it is found.
fn open(server: &Server, participants: usize) -> Value {
    let mut switch = server.switch();
    let key = switch.open(0, State::Established, None);
    for place in 1..=participants {
        // The last one of a conference is the second user.
        let second = place == participants && participants > 1;
        let number = if second && server.variations.genesys.one_number {
            switch.second_number()
        } else {
            switch.new_number()
        };
        if second {
            switch.join_user(key, 1, number, State::Established, None);
        } else {
            switch.join(key, number);
        }
    }
    let parties = switch.room(key).map(|room| room.parties.clone()).unwrap_or_default();
    let (own, others) = parties.split_first().map_or((None, &[][..]), |(own, others)| {
        (own.leg.as_ref().map(|leg| leg.id.clone()), others)
    });
    let others = others.iter().map(|party| match &party.leg {
        Some(leg) => json!({ "participant": party.number, "id": leg.id }),
        None => json!({ "participant": party.number }),
    });
    json!({ "parameters": { "id": own }, "participants": others.collect::<Vec<_>>() })
}

fn release(server: &Server, body: &[u8]) -> Result<Reply, String> {
    let release: Release = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    check_version(release.version)?;
    let mut switch = server.switch();
    for released in release.conferences {
        let key = switch.room_of(&released.parameters.id).map(|room| room.key);
        if let Some(key) = key {
            switch.close(key);
        }
    }
    Ok(Reply::no_content(Subject::Aside))
}
