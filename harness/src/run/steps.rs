//! The steps of a case, one after the other or at the same moment.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::api::{self, Dialect, calls};
use crate::record::{Exchange, Place, Step, Trace};
use crate::target::session::Session;
use crate::target::{Target, With};

/// A case in which so many answers did not come is not gone on with: each one costs the whole time limit.
const HANGS: usize = 2;

/// Sends the steps of a trace's case that have not been sent yet, as far as `until`; none where the world lacks what a step
/// names, or the target is not to be had any more. Where a step asks for the next page and there is none, or two answers did not come, the case ends.
pub(super) async fn send(
    dialect: &Dialect,
    target: &Target,
    trace: &mut Trace,
    until: usize,
) -> Option<()> {
    let own = Session::new();
    let mut hearing = target.hear(&trace.world);
    for group in trace.case.groups() {
        if group.start < trace.exchanges.len() {
            continue;
        }
        if group.end > until || hangs(&trace.exchanges) >= HANGS {
            break;
        }
        if group.len() > 1 {
            let together = target.send_together(&trace.case.steps[group], &trace.world).await?;
            trace.exchanges.extend(together);
            continue;
        }
        // What an earlier answer was to hold and does not, can't be sent.
        let Some(step) = with_answers(trace, group.start) else { break };
        let page = trace.exchanges.last().filter(|_| step.call.next_page);
        let page = page.and_then(|before| next_page(dialect, target, before));
        if step.call.next_page && page.is_none() {
            break;
        }
        if let Some(hearing) = &mut hearing {
            hearing.sent();
        }
        let went = Mutex::new(Instant::now());
        let with = With { page: page.as_deref(), own: Some(&own), went: Some(&went) };
        let exchange = target.send(&step, &trace.world, with).await?;
        if let Some(hearing) = &mut hearing {
            hearing.went(went.into_inner().unwrap_or_else(PoisonError::into_inner));
            hearing.answered(exchange.took);
            let accepted = exchange.answer().is_some_and(calls::is_accepted);
            if let Some(awaited) = step.awaits.as_ref().filter(|_| accepted) {
                hearing.wait(&trace.world, awaited).await;
            }
        }
        trace.exchanges.push(exchange);
    }
    if let Some(hearing) = hearing {
        trace.told = hearing.told();
    }
    Some(())
}

/// A step with what earlier answers hold in its places; none where they do not.
fn with_answers(trace: &Trace, index: usize) -> Option<Cow<'_, Step>> {
    let step = &trace.case.steps[index];
    let is_answered = |place: &Place| matches!(place, Place::Answered { .. });
    if !step.call.places().any(is_answered) {
        return Some(Cow::Borrowed(step));
    }
    let call = step.call.with_places(&|place| match place {
        Place::Answered { step, pointer } => {
            let earlier =
                trace.steps().filter(|(place, own, _)| *place < index && own.note == *step);
            let answer = earlier.last()?.2.answer()?;
            Some(Place::text(answer.json()?.pointer(pointer)?.as_str()?))
        }
        other => Some(other.clone()),
    })?;
    Some(Cow::Owned(Step { call, ..step.clone() }))
}

/// How many answers did not come.
pub(super) fn hangs(exchanges: &[Exchange]) -> usize {
    let hang = |own: &&Exchange| own.outcome.as_ref().is_err_and(|own| own.kind.is_a_hang());
    exchanges.iter().filter(hang).count()
}

/// The request target of the next page; none where there is none, or it is on another host.
fn next_page(dialect: &Dialect, target: &Target, before: &Exchange) -> Option<String> {
    let link = api::next_link(dialect.resources()?, before.answer()?)?;
    target.at_home(&before.request.url, &link)
}
