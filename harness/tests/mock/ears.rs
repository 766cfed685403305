//! Ears at the reference server of Genesys: whichever lawful way it has, what it tells is heard, and touch is never lost.

use std::sync::Arc;
use std::time::Duration;

use rollcall::mock::Variations;
use rollcall::record::User;
use rollcall::target::events::{Carrier, Ear, Heard, Line, Mailbox, Office};
use rollcall::target::limit::Limit;
use rollcall::target::{Account, Address, tls};
use serde_json::Value;

use crate::support::genesys::{Desk, named, path, plain_desk, removal, varied_desk};

const PATIENCE: Duration = Duration::from_secs(10);
const BOTH: [Carrier; 2] = [Carrier::LongPolling, Carrier::WebSocket];

fn line(desk: &Desk, carrier: Carrier, user: User) -> Line {
    let running = &desk.running;
    let (username, password) = match user {
        User::First => (&running.username, &running.password),
        User::Second => (&running.other.username, &running.other.password),
    };
    Line {
        address: Address::parse(&running.base).unwrap(),
        account: Account::new(username, password),
        tls: tls::client_config(None).unwrap(),
        path: "/api/v2/notifications".to_owned(),
        begin: Some("/api/v2/me".to_owned()),
        carrier,
        time_limit: PATIENCE,
        limit: Arc::new(Limit::new(None)),
    }
}

async fn open(desk: &Desk, carrier: Carrier, user: User, office: &Arc<Office>) -> Ear {
    let line = line(desk, carrier, user);
    Ear::open(&line, user, Arc::clone(office), &["/v2/me/calls"]).await.unwrap()
}

/// The state of a call and how many others are on it, as it was told last with these words.
fn last<'a>(heard: &'a [Heard], tells: &str) -> Option<(&'a Value, usize)> {
    let own = heard.iter().rfind(|own| own.data["notificationType"] == tells)?;
    let others = own.data["call"]["participants"].as_array()?;
    Some((&own.data["call"]["state"], others.len()))
}

async fn hears(mailbox: &Mailbox, tells: &str, state: &str, others: usize) {
    let came = |heard: &[Heard]| {
        last(heard, tells).is_some_and(|(own, count)| own == state && count == others)
    };
    assert!(mailbox.until(PATIENCE, came).await, "{tells} {state}: {:#?}", mailbox.heard());
}

#[tokio::test]
async fn every_lawful_way_to_tell_is_heard_and_touch_is_never_lost() {
    for name in Variations::names("genesys") {
        for carrier in BOTH {
            let desk = varied_desk(name).await;
            let office = Arc::new(Office::default());
            let call = &desk.calls[0];
            let mailbox = office.expect(std::slice::from_ref(&call.id));
            let ear = open(&desk, carrier, User::First, &office).await;
            let mut visitor = desk.first();
            visitor.log_in().await;
            for (body, tells, state) in [
                (removal(&call.numbers[0]), "ParticipantsUpdated", "Established"),
                (named("Hold"), "StatusChange", "Held"),
            ] {
                let answer = visitor.post(&path(&call.id), &body).await;
                assert_eq!(answer.json()["statusCode"], 0, "{name}");
                hears(&mailbox, tells, state, 3).await;
            }
            let trouble = ear.trouble();
            assert!(!mailbox.lost_touch(User::First), "{name}, {carrier:?}: {trouble:?}");
            assert!(mailbox.heard().iter().all(|own| own.to == User::First && !own.renewed));
            ear.close().await;
            desk.running.stop().await;
        }
    }
}

#[tokio::test]
async fn two_users_hear_of_one_conference_each_by_the_own_call() {
    for carrier in BOTH {
        let desk = plain_desk().await;
        let office = Arc::new(Office::default());
        let call = &desk.calls[0];
        let leg = call.leg.clone().unwrap();
        let mailbox = office.expect(&[call.id.clone(), leg.clone()]);
        let first = open(&desk, carrier, User::First, &office).await;
        let second = open(&desk, carrier, User::Second, &office).await;
        let mut visitor = desk.first();
        visitor.log_in().await;
        visitor.post(&path(&call.id), &named("ClearCall")).await;
        let ends = |heard: &[Heard], user: User| {
            let own = heard.iter().filter(|own| own.to == user);
            own.filter(|own| own.data["call"]["state"] == "Released").count()
        };
        let both =
            |heard: &[Heard]| ends(heard, User::First) == 1 && ends(heard, User::Second) == 1;
        assert!(mailbox.until(PATIENCE, both).await, "{:#?}", mailbox.heard());
        for heard in mailbox.heard() {
            let own = if heard.to == User::First { &call.id } else { &leg };
            assert_eq!(heard.data["call"]["id"], own.as_str(), "{carrier:?}");
        }
        first.close().await;
        second.close().await;
        desk.running.stop().await;
    }
}
