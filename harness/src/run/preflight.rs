//! A look before anything is judged: is there a server, does it know us, does it know the fixtures?

use std::sync::Arc;

use thiserror::Error;

use super::RunError;
use super::worlds::Worlds;
use serde_json::Value;

use crate::api::{Dialect, calls};
use crate::generate::{self, build};
use crate::record::{Answer, Call, Case, Exchange, FailureKind, Step, User, World};
use crate::target::{Target, With};

/// Why a target cannot be judged at all.
#[derive(Debug, Error)]
pub enum Unusable {
    /// There is nobody.
    #[error("the target {target} can't be reached: {reason}\n  help: {help}")]
    Unreachable {
        /// The base URL.
        target: String,
        /// What the client saw.
        reason: String,
        /// What to look at.
        help: &'static str,
    },
    /// It does not know us.
    #[error(
        "the target {target} refuses the credentials of `{username}` from the very first request (status {status})\n  help: check ROLLCALL_USERNAME or --username, and ROLLCALL_PASSWORD or --password-file"
    )]
    Credentials {
        /// The base URL.
        target: String,
        /// The user name.
        username: String,
        /// 401 or 403.
        status: u16,
    },
    /// It does not know the second user.
    #[error(
        "the target {target} refuses the credentials of the second user, `{username}`, from the very first request (status {status})\n  help: check ROLLCALL_SECOND_USERNAME and ROLLCALL_SECOND_PASSWORD, or leave both out"
    )]
    SecondCredentials {
        /// The base URL.
        target: String,
        /// The user name.
        username: String,
        /// 401 or 403, or 200 with a code that says the same.
        status: u16,
    },
    /// It does not know the fixtures.
    #[error(
        "the target {target} knows nothing of what the fixture provider handed over: {url} is answered 404\n  help: check that the provider speaks for this target, and that --target is the document's whole server URL with its base path"
    )]
    Strangers {
        /// The base URL.
        target: String,
        /// What was asked for.
        url: String,
    },
    /// No second client can be made.
    #[error("{0}")]
    NoClient(String),
    /// The provider hands over too little.
    #[error(
        "the fixture provider hands over too little: conferences with {needs:?} participants were asked for, with {got:?} came\n  help: let it hand over what it is asked for"
    )]
    TooLittle {
        /// What was asked for.
        needs: Vec<usize>,
        /// What came.
        got: Vec<usize>,
    },
}

/// Asks for a world and looks at it; none where there is no provider.
pub(super) async fn look(
    dialect: &'static Dialect,
    target: &Target,
    worlds: &Worlds,
    lanes: usize,
) -> Result<Option<Arc<World>>, RunError> {
    let looks = generate::first_looks(dialect);
    let Some(world) = worlds.fresh().await? else {
        if worlds.have_provider() {
            // A file without a conference that is large enough.
            return Err(Unusable::TooLittle { needs: build::NEEDS.to_vec(), got: vec![] }.into());
        }
        let nobody = generate::nobodys_world(dialect, target.account_id());
        let exchange = target.send(&looks[0], &nobody, With::default()).await;
        return match exchange {
            Some(exchange) => Ok(judge(target, &[exchange], false).map(|()| None)?),
            None => Ok(None),
        };
    };
    let got: Vec<usize> = world.conferences.iter().map(|own| own.participants.len()).collect();
    if got.first().is_none_or(|first| *first == 0) {
        return Err(Unusable::TooLittle { needs: build::NEEDS.to_vec(), got }.into());
    }
    let mut seen = Vec::new();
    for step in &looks {
        seen.extend(target.send(step, &world, With::default()).await);
    }
    if let Some(ended) = target.ended() {
        return Err(unusable(target, &ended.words(0)).into());
    }
    judge(target, &seen, true)?;
    if dialect.calls().is_some() {
        judge_calls(target, &seen)?;
        meet_second(dialect, target).await?;
    }
    let one_by_one = target.learn_manners(&looks[0].call, &world, lanes).await;
    if one_by_one.map_err(|error| Unusable::NoClient(error.to_string()))? {
        tracing::info!("the target takes one connection at a time");
    }
    target.remember(&looks[0], &world, seen.first());
    worlds.keep_connections(target);
    target.listen().await;
    Ok(Some(world))
}

/// What is said of a target that can't be spoken to any more.
pub(super) fn unusable(target: &Target, reason: &str) -> Unusable {
    Unusable::Unreachable {
        target: target.address().base().to_owned(),
        reason: reason.to_owned(),
        help: "check that the server runs, or ask for less by --rate",
    }
}

/// Begins the sessions of an api that has such, and listens, without looking at anything else.
pub(super) async fn begin(dialect: &Dialect, target: &Target) -> Result<(), Unusable> {
    if dialect.calls().is_none() {
        return Ok(());
    }
    if let Some(look) = generate::first_looks(dialect).last() {
        target.send(look, &World::default(), With::default()).await;
    }
    meet_second(dialect, target).await?;
    target.listen().await;
    Ok(())
}

/// Begins the session of the second user, so that later requests side by side do not begin several.
pub(super) async fn meet_second(dialect: &Dialect, target: &Target) -> Result<(), Unusable> {
    let Some(username) = target.second_username() else { return Ok(()) };
    let looks = generate::first_looks(dialect);
    let Some(look) = looks.last() else { return Ok(()) };
    let call = Call { user: User::Second, ..look.call.clone() };
    let look = Step { call, ..look.clone() };
    let exchange = target.send(&look, &World::default(), With::default()).await;
    let answer = exchange.as_ref().and_then(Exchange::answer);
    match answer.filter(|own| denies(own)) {
        Some(answer) => Err(Unusable::SecondCredentials {
            target: target.address().base().to_owned(),
            username: username.to_owned(),
            status: answer.status,
        }),
        None => Ok(()),
    }
}

/// Whether an answer says that somebody is not let in: by its status, or by its code.
pub(super) fn denies(answer: &Answer) -> bool {
    let code = calls::code(answer).and_then(Value::as_i64);
    matches!(answer.status, 401 | 403) || matches!(code, Some(3 | 5 | 20))
}

/// The same, of an api that says by a code what became of a request: the looks are at a call and at the user.
pub(super) fn judge_calls(target: &Target, seen: &[Exchange]) -> Result<(), Unusable> {
    let [call, me] = seen else { return Ok(()) };
    let name = target.address().base().to_owned();
    let refused = |own: &Exchange| own.answer().is_some_and(calls::is_refused);
    let code = |own: &Exchange| own.answer().and_then(calls::code).and_then(Value::as_i64);
    let denied = |own: &Exchange| own.answer().is_some_and(denies);
    if refused(call) && refused(me) && denied(call) && denied(me) {
        let status = me.status().unwrap_or_default();
        let username = target.username().to_owned();
        return Err(Unusable::Credentials { target: name, username, status });
    }
    let unknown = call.status() == Some(404) || code(call) == Some(6);
    if unknown && !refused(me) {
        return Err(Unusable::Strangers { target: name, url: call.request.url.clone() });
    }
    Ok(())
}

/// Only where every look fails in the same way is the target unusable: one that fails is a finding.
pub(super) fn judge(target: &Target, seen: &[Exchange], ours: bool) -> Result<(), Unusable> {
    let name = target.address().base().to_owned();
    let failures: Vec<_> = seen.iter().filter_map(|own| own.outcome.as_ref().err()).collect();
    if failures.len() == seen.len()
        && let Some(first) = failures.first()
    {
        let help = match first.kind {
            FailureKind::Connect if target.address().is_tls() => {
                "check --target and that the server runs; where its certificate is signed by a private authority, name it with --ca-file"
            }
            FailureKind::Connect => "check --target, and that the server runs",
            FailureKind::Timeout => "check the network, or give more time with --timeout",
            FailureKind::Closed | FailureKind::Malformed => {
                "check that it speaks HTTP/1.1 there, and whether --target wants http or https"
            }
            FailureKind::Incomplete | FailureKind::Stalled | FailureKind::LengthUnclear => {
                "check that the Content-Length of its answers is true"
            }
        };
        return Err(Unusable::Unreachable { target: name, reason: first.detail.clone(), help });
    }
    let all = |status: u16| seen.iter().all(|own| own.status() == Some(status));
    for status in [401, 403] {
        if all(status) {
            let username = target.username().to_owned();
            return Err(Unusable::Credentials { target: name, username, status });
        }
    }
    if ours && all(404) {
        let url = seen.last().map(|own| own.request.url.clone()).unwrap_or_default();
        return Err(Unusable::Strangers { target: name, url });
    }
    Ok(())
}

/// Whether a case can be sent to a world at all.
pub(super) fn fits(case: &Case, world: &World) -> bool {
    world.satisfies(&case.needs) && world.has_all_of(case)
}
