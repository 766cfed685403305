//! The steps of a case, one after the other or at the same moment.

use crate::api::{self, Dialect};
use crate::record::{Exchange, Trace};
use crate::target::Target;

/// A case in which so many answers did not come is not gone on with: each one costs the whole time limit.
const HANGS: usize = 2;

/// Sends the steps of a trace's case that have not been sent yet, as far as `until`; none where the world lacks what a step
/// names. Where a step asks for the next page and there is none, or two answers did not come, the case ends.
pub(super) async fn send(
    dialect: &Dialect,
    target: &Target,
    trace: &mut Trace,
    until: usize,
) -> Option<()> {
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
        let step = &trace.case.steps[group.start];
        let page = trace.exchanges.last().filter(|_| step.call.next_page);
        let page = page.and_then(|before| next_page(dialect, target, before));
        if step.call.next_page && page.is_none() {
            break;
        }
        trace.exchanges.push(target.send(step, &trace.world, page.as_deref()).await?);
    }
    Some(())
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
