//! Opens conferences on demand and takes them back.

use serde::Deserialize;
use serde_json::{Value, json};

use super::dialect::{Dialect, Kind};
use super::server::Server;
use super::store::Conference;
use crate::mock::clock::Clock;
use crate::mock::provider;
use crate::mock::reply::Reply;
use crate::mock::serve::Call;

/// One conference of a wish.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    participants: usize,
    /// Whose it is to be; an extension of ours, for tests across accounts. The primary account's by default.
    account: Option<String>,
}

impl provider::Wanted for Wanted {
    fn participants(&self) -> usize {
        self.participants
    }
}

/// What names a conference that is given back.
#[derive(Debug, Deserialize)]
struct Parameters {
    #[serde(rename = "ConferenceSid")]
    conference: String,
}

/// Answers a request to the provider's URL.
pub(in crate::mock) fn answer(server: &Server, call: &Call) -> Reply {
    let provision = |wanted: Vec<Wanted>| provision(server, &wanted);
    let release = |given_back: Vec<Parameters>| release(server, &given_back);
    provider::answer(server.dialect.id, call, provision, release)
}

fn provision(server: &Server, wanted: &[Wanted]) -> Result<Vec<Value>, String> {
    let dialect = server.dialect;
    let owner = |wanted: &Wanted| {
        let Some(account) = &wanted.account else { return Ok(server.primary.id) };
        let mut known = [&server.primary, &server.other].into_iter();
        let login = known.find(|login| login.account == *account);
        login
            .map(|login| login.id)
            .ok_or_else(|| format!("`account` is `{account}`, which is no account of this server"))
    };
    let owners = wanted.iter().map(owner).collect::<Result<Vec<_>, _>>()?;
    let mut store = server.store();
    store.begin_batch();
    let opened = wanted.iter().zip(owners).map(|(wanted, owner)| {
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
    Ok(opened.collect())
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

fn release(server: &Server, given_back: &[Parameters]) -> Result<(), String> {
    let read = |own: &Parameters| {
        let text = &own.conference;
        (server.dialect.ids.read)(Kind::Conference, text)
            .ok_or_else(|| format!("`ConferenceSid` is `{text}`, which is no id of a conference"))
    };
    let ids = given_back.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let mut store = server.store();
    for id in ids {
        store.close(id);
    }
    Ok(())
}
