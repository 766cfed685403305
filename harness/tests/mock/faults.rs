//! Every fault shows: the same tour through a plain and a faulty server differs at the steps that the fault is about, and at no other.

use std::fmt::Write as _;

use rollcall::check::registry::RULES;
use rollcall::mock::{APIS, faults};

use crate::support::tour::{NOT_ON_TOUR, tour};
use crate::support::{faulty, plain};

#[tokio::test]
async fn every_fault_shows_where_it_is_meant_to() {
    let expected = tour(&plain().await).await;
    assert_eq!(tour(&plain().await).await, expected, "a plain server is the same each time");
    let mut table = String::new();
    for fault in faults("signalwire") {
        let seen = tour(&faulty(fault.id).await).await;
        let differing = expected
            .iter()
            .filter(|(step, text)| seen.get(*step) != Some(text))
            .map(|(step, _)| *step)
            .collect::<Vec<_>>();
        let hidden = NOT_ON_TOUR.contains(&fault.id);
        assert_eq!(differing.is_empty(), hidden, "{fault} shows at {differing:?}");
        if hidden {
            continue;
        }
        writeln!(table, "{fault}: {}", differing.join(", ")).unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn every_check_has_a_fault_and_every_fault_names_checks_that_exist() {
    let known = RULES.iter().map(|rule| rule.card.id).collect::<Vec<_>>();
    for fault in APIS.iter().flat_map(|api| faults(api)) {
        for check in fault.checks.iter().chain(fault.also) {
            assert!(known.contains(check), "{fault} names `{check}`, which is no check");
        }
    }
    for check in known {
        let mut all = APIS.iter().flat_map(|api| faults(api));
        let caught = all.any(|fault| fault.checks.contains(&check));
        assert!(caught, "{check}");
    }
}

#[tokio::test]
async fn faults_act_together() {
    let [one, two] = ["error-status-lies", "no-content-with-body"]
        .map(|id| rollcall::mock::find_fault("signalwire", id).unwrap());
    let options = rollcall::mock::Options { faults: vec![one, two], ..Default::default() };
    let site = crate::support::with(options).await;
    assert_eq!(site.ask("GET", "/").await.json()["status"], 200);
    assert_eq!(site.ask("DELETE", &site.one(0, 0)).await.body, b"{}");
}

#[tokio::test]
async fn a_secret_is_told_by_the_server_that_cannot_keep_one() {
    let site = faulty("error-echoes-credentials").await;
    let message = site.ask("GET", "/").await.json()["message"].to_string();
    assert!(message.contains(&site.running.password) && message.contains(&site.credentials()));
}
