//! Hands calls of the first user out and takes them back, without a word to anybody.

use serde::Deserialize;
use serde_json::{Value, json};

use super::switch::State;
use super::{ID, Server};
use crate::mock::provider;
use crate::mock::reply::Reply;
use crate::mock::serve::Call;

/// One conference of a wish.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    participants: usize,
}

impl provider::Wanted for Wanted {
    fn participants(&self) -> usize {
        self.participants
    }
}

/// What names a call that is given back.
#[derive(Debug, Deserialize)]
struct Parameters {
    id: String,
}

/// Answers a request to the provider's URL.
pub(in crate::mock) fn answer(server: &Server, call: &Call) -> Reply {
    let provision = |wanted: Vec<Wanted>| {
        server.switch().begin_batch();
        Ok(wanted.iter().map(|wanted| open(server, wanted.participants)).collect())
    };
    let release = |given_back: Vec<Parameters>| {
        let mut switch = server.switch();
        for Parameters { id } in given_back {
            let key = switch.room_of(&id).map(|room| room.key);
            if let Some(key) = key {
                switch.close(key);
            }
        }
        Ok(())
    };
    provider::answer(ID, call, provision, release)
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
