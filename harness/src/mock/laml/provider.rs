//! The fixture provider, version 1: opens conferences on demand and takes them back.

use axum::http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::dialect::{Dialect, Kind};
use super::server::Server;
use super::store::Conference;
use crate::mock::clock::Clock;
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
    /// Whose it is to be; an extension of ours, for tests across accounts. The primary account's by default.
    account: Option<String>,
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
    conference: String,
}

/// Answers a request to the provider's URL. Faults and variations of the api leave it alone.
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
    let dialect = server.dialect;
    if wish.api != dialect.id {
        return Err(format!("`api` is `{}`, but this provider serves `{}`", wish.api, dialect.id));
    }
    let total = wish
        .conferences
        .iter()
        .try_fold(0_usize, |total, wanted| total.checked_add(wanted.participants.max(1)))
        .filter(|total| *total <= LIMIT);
    if total.is_none() {
        return Err(format!("more than {LIMIT} participants at once are not provided"));
    }
    let owner = |wanted: &Wanted| {
        let Some(account) = &wanted.account else { return Ok(server.primary.id) };
        let mut known = [&server.primary, &server.other].into_iter();
        let login = known.find(|login| login.account == *account);
        login
            .map(|login| login.id)
            .ok_or_else(|| format!("`account` is `{account}`, which is no account of this server"))
    };
    let owners = wish.conferences.iter().map(owner).collect::<Result<Vec<_>, _>>()?;
    let mut store = server.store();
    store.begin_batch();
    let opened = wish.conferences.iter().zip(owners).map(|(wanted, owner)| {
        let clock = store.clock();
        let conference = store.open(owner, wanted.participants);
        let labels = if server.variations.unlabelled { 0 } else { wanted.participants };
        for place in 0..labels {
            conference.participants[place].label = (dialect.ids.label)(conference, place);
        }
        if dialect.rules.arrive_in_turn {
            come_in(conference, clock);
        }
        hand_over(dialect, conference)
    });
    let handed = json!({ "conferences": opened.collect::<Vec<_>>() });
    Ok(Reply::json(Subject::Aside, StatusCode::OK, handed.to_string().into_bytes()))
}

/// Has the participants come in one after the other.
fn come_in(conference: &mut Conference, clock: Clock) {
    let all = u32::try_from(conference.participants.len()).unwrap_or(u32::MAX);
    for (place, own) in (0..).zip(&mut conference.participants) {
        own.created = clock.arrival(place, all);
        // The fixed clock counts on from there.
        (own.updated, own.revision) = (own.created, place);
    }
}

fn hand_over(dialect: &Dialect, conference: &Conference) -> Value {
    let show = dialect.ids.show;
    let participants = conference
        .participants
        .iter()
        .map(|own| match &own.label {
            Some(label) => json!({ "CallSid": show(Kind::Call, own.call), "Label": label }),
            None => json!({ "CallSid": show(Kind::Call, own.call) }),
        })
        .collect::<Vec<_>>();
    json!({
        "parameters": {
            "AccountSid": show(Kind::Account, conference.account),
            "ConferenceSid": show(Kind::Conference, conference.id),
        },
        "participants": participants,
    })
}

fn release(server: &Server, body: &[u8]) -> Result<Reply, String> {
    let release: Release = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    check_version(release.version)?;
    let read = |released: Released| {
        let text = released.parameters.conference;
        (server.dialect.ids.read)(Kind::Conference, &text)
            .ok_or_else(|| format!("`ConferenceSid` is `{text}`, which is no id of a conference"))
    };
    let ids = release.conferences.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut store = server.store();
    for id in ids {
        store.close(id);
    }
    Ok(Reply::no_content(Subject::Aside))
}
