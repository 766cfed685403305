//! Faults of pages: which part of the list a page shows, and where its links lead.

use std::ops::Range;

use super::list::{Links, PAGE_SIZE, Query};
use crate::mock::fault::Defect;
use crate::mock::laml::server::Server;

/// Which participants of those asked for a page shows, and which page comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) span: Range<usize>,
    pub(super) next: Option<Query>,
}

/// The page that a token leads a careless server to.
pub(super) fn misread(server: &Server, mut query: Query) -> Query {
    if query.token.is_some() && server.faults.has(Defect::PageTokenIgnored) {
        query.page = 0;
    }
    if query.token.is_some() && server.faults.has(Defect::PageTokenTurnsBack) {
        query.page = query.page.saturating_sub(2);
    }
    query
}

/// Turns the pages of a list of so many in a wrong way.
pub(super) fn misturn(server: &Server, query: &Query, count: usize, turn: &mut Turn) {
    let has = |defect| server.faults.has(defect);
    let Range { start, end } = turn.span;
    let moved = match query.page {
        0 => None,
        _ if has(Defect::PageRepeatsLast) => Some(start.saturating_sub(1)),
        _ if has(Defect::PageSkipsOne) => Some(start.saturating_add(1).min(count)),
        _ => None,
    };
    if let Some(start) = moved {
        turn.span = query.span_from(start, count);
        turn.next = (turn.span.end < count).then(|| query.at(query.page + 1));
    }
    if has(Defect::PagesOutOfOrder) {
        turn.span = count - end..count - start;
    }
    if has(Defect::PagesNeverEnd) {
        turn.next = Some(query.at(query.page.saturating_add(1)));
    }
    let Some(next) = turn.next.as_mut() else { return };
    if has(Defect::PageDropsFilter) {
        (next.muted, next.hold, next.coaching) = (None, None, None);
    }
    if has(Defect::PageDropsSize) {
        next.page_size = PAGE_SIZE;
    }
}

/// Makes the links of a page lead astray.
pub(super) fn mislead(server: &Server, host: Option<&str>, links: &mut Links) {
    let has = |defect| server.faults.has(defect);
    if has(Defect::PageLinksElsewhere) {
        let away = |link: &String| format!("http://elsewhere.invalid{link}");
        links.next = links.next.as_ref().map(away);
    }
    if has(Defect::NextPageIsAbsolute) {
        let own = format!("http://{}", host.unwrap_or_default());
        links.next = links.next.as_ref().map(|link| format!("{own}{link}"));
    }
    if has(Defect::PageLinksBroken)
        && let Some((link, _)) =
            links.next.as_deref().and_then(|link| link.split_once("&PageToken="))
    {
        links.next = Some(format!("{link}&PageToken=PA{:032x}", 0));
    }
    if has(Defect::PagesCountedFromOne) {
        links.page += 1;
    }
    if has(Defect::NextPageNullText) && links.next.is_none() {
        links.next = Some("null".to_owned());
    }
}
