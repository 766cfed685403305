//! The list operation: filters, pages and the tokens that lead from one to the next.

use std::fmt::Write as _;
use std::ops::Range;

use axum::http::{StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::dialect::{Kind, Reason};
use super::form::boolean;
use super::pages::{self, Turn};
use super::refusal::Refusal;
use super::{Scope, past};
use crate::mock::fault::Defect;
use crate::mock::ids::digest;
use crate::mock::laml::server::Server;
use crate::mock::laml::store::Participant;
use crate::mock::pairs::read_pairs;
use crate::mock::reply::{Reply, Subject};
use crate::mock::serve::Call;

/// How many participants a page has by default.
pub(super) const PAGE_SIZE: u64 = 50;
/// How many it may have.
const PAGE_SIZE_MAXIMUM: u64 = 1000;

/// The links and numbers of a page.
#[derive(Debug)]
pub(in crate::mock) struct Links {
    pub(in crate::mock) own: String,
    pub(in crate::mock) first: String,
    pub(in crate::mock) next: Option<String>,
    pub(in crate::mock) previous: Option<String>,
    pub(in crate::mock) page: u64,
    pub(in crate::mock) page_size: u64,
    /// The place of the page's first participant among all that were asked for.
    pub(in crate::mock) start: usize,
    /// How many were asked for in all, and the last page of them, where pages tell it.
    pub(in crate::mock) all: Option<(u64, String)>,
}

/// Which participants are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) muted: Option<bool>,
    pub(super) hold: Option<bool>,
    pub(super) coaching: Option<bool>,
    pub(super) page: u64,
    pub(super) page_size: u64,
    pub(super) token: Option<String>,
}

impl Query {
    fn read(server: &Server, scope: &Scope, text: &str) -> Result<Self, Refusal> {
        let pairs = read_pairs(text.as_bytes())
            .map_err(|malformed| Refusal::bad_input(server, Reason::Format, malformed.as_str()))?;
        let (muted, hold, coaching) = (None, None, None);
        let mut query = Self { muted, hold, coaching, page: 0, page_size: PAGE_SIZE, token: None };
        let mut seen = Vec::new();
        for (name, value) in &pairs {
            match name.as_str() {
                "Muted" => query.muted = Some(boolean(server, name, value)?),
                "Hold" => query.hold = Some(boolean(server, name, value)?),
                "Coaching" if server.dialect.rules.coaching_filter => {
                    query.coaching = Some(boolean(server, name, value)?);
                }
                "Page" => query.page = integer(server, name, value, Reason::Format)?,
                "PageSize" => query.page_size = page_size(server, value)?,
                "PageToken" => query.token = Some(value.clone()),
                // HTTP lets a client add what a server does not know; the document closes only bodies.
                _ => continue,
            }
            if seen.contains(name) {
                let message = format!("{name} is given more than once");
                return Err(Refusal::bad_input(server, Reason::Format, message));
            }
            seen.push(name.clone());
        }
        query.check_token(server, scope)?;
        if query.token.is_none() && server.variations.page_number_ignored {
            query.page = 0;
        }
        Ok(query)
    }

    fn check_token(&self, server: &Server, scope: &Scope) -> Result<(), Refusal> {
        if server.faults.has(Defect::PageTokenNeverChecked) {
            return Ok(());
        }
        let refuse = |reason, message| Err(Refusal::bad_input(server, reason, message));
        let Some(token) = &self.token else {
            let needed =
                server.dialect.rules.page_needs_token && !server.variations.page_token_free;
            let needed = needed || server.faults.has(Defect::PageTokenDemanded);
            if self.page > 0 && needed {
                return refuse(
                    Reason::PageTokenForm,
                    "PageToken must be given where Page is above 0",
                );
            }
            return Ok(());
        };
        let formed = matches!(token.get(..2), Some("PA" | "PB"));
        if !formed && server.variations.lenient {
            return Ok(());
        }
        if !formed {
            return refuse(Reason::PageTokenForm, "PageToken must begin with PA or PB");
        }
        let given_out =
            ["PA", "PB"].iter().any(|prefix| *token == self.token(server, scope, prefix));
        if !given_out && !server.variations.page_token_free {
            return refuse(Reason::PageToken, "PageToken was not given out for this page");
        }
        Ok(())
    }

    /// The token of this page: nothing but a digest of what it leads to, so nothing need be remembered.
    fn token(&self, server: &Server, scope: &Scope, prefix: &str) -> String {
        let (high, low) = scope.conference.as_u64_pair();
        let flag = |flag: Option<bool>| flag.map_or(2, u64::from);
        let mut words = vec![high, low, flag(self.muted), flag(self.hold)];
        words.extend([self.page, self.page_size, u64::from(prefix == "PA")]);
        words.extend(self.coaching.map(u64::from));
        format!("{prefix}{:032x}", digest(server.seed, &words))
    }

    /// The link to this page, relative to the host.
    fn link(&self, server: &Server, scope: &Scope, token: Option<&str>) -> String {
        let base = scope.base;
        let show = server.dialect.ids.show;
        let account = show(Kind::Account, scope.account);
        let conference = show(Kind::Conference, scope.conference);
        let mut link =
            format!("{base}/Accounts/{account}/Conferences/{conference}/Participants.json?");
        for (name, flag) in
            [("Muted", self.muted), ("Hold", self.hold), ("Coaching", self.coaching)]
        {
            if let Some(flag) = flag {
                let _ = write!(link, "{name}={flag}&");
            }
        }
        let _ = write!(link, "Page={}&PageSize={}", self.page, self.page_size);
        if let Some(token) = token {
            let _ = write!(link, "&PageToken={}", utf8_percent_encode(token, NON_ALPHANUMERIC));
        }
        link
    }

    /// Which of so many participants the page shows.
    fn span(&self, count: usize) -> Range<usize> {
        self.span_from(to_index(self.page.saturating_mul(self.page_size)).min(count), count)
    }

    /// Those that it would show if it began at this place.
    pub(super) fn span_from(&self, start: usize, count: usize) -> Range<usize> {
        start..start.saturating_add(to_index(self.page_size)).min(count)
    }

    /// Another page of the same list.
    pub(super) fn at(&self, page: u64) -> Self {
        Self { page, token: None, ..self.clone() }
    }

    /// Hook of the fault that filters nothing.
    fn keeps(&self, server: &Server, participant: &Participant) -> bool {
        let has = |defect| server.faults.has(defect);
        has(Defect::ListFilterIgnored)
            || self.token.is_some() && has(Defect::PageTokenForgetsFilter)
            || self.muted.is_none_or(|muted| muted == participant.muted)
                && self.hold.is_none_or(|hold| hold == participant.hold)
                && (has(Defect::CoachingFilterIgnored)
                    || self.coaching.is_none_or(|coaching| coaching == participant.coaching))
    }
}

/// A whole number of at least 0 that fits into 32 bits.
fn integer(server: &Server, name: &str, value: &str, reason: Reason) -> Result<u64, Refusal> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let limit =
        if server.variations.lenient { u64::MAX } else { u64::from(i32::MAX.unsigned_abs()) };
    // Beyond 64 bits even a lenient server counts no further.
    let number = digits.then(|| value.parse::<u64>().unwrap_or(u64::MAX));
    number.filter(|number| *number <= limit).ok_or_else(|| {
        let message = format!("{name} must be a whole number from 0 to 2147483647");
        Refusal::bad_input(server, reason, message)
    })
}

/// Hook of the faults that do not mind a page's size.
fn page_size(server: &Server, value: &str) -> Result<u64, Refusal> {
    let size = integer(server, "PageSize", value, Reason::PageSize)?;
    let unbounded = server.faults.has(Defect::PageSizeUnbounded);
    let beyond = size > PAGE_SIZE_MAXIMUM && !unbounded;
    // A lenient server takes what no 32 bits hold for the most that it gives.
    if beyond && server.variations.lenient && size > u64::from(i32::MAX.unsigned_abs()) {
        return Ok(PAGE_SIZE_MAXIMUM);
    }
    let refused = size == PAGE_SIZE_MAXIMUM && server.faults.has(Defect::PageSize1000IsRefused);
    if size == 0 || beyond || refused {
        let message = format!("PageSize must be a whole number from 1 to {PAGE_SIZE_MAXIMUM}");
        return Err(Refusal::bad_input(server, Reason::PageSize, message));
    }
    Ok(if server.faults.has(Defect::PageSizeIgnored) { PAGE_SIZE } else { size })
}

/// A page of the participants, by order of arrival. A conference that everybody has left is an empty page.
pub(super) fn list(server: &Server, call: &Call, scope: &Scope) -> Result<Reply, Refusal> {
    let faulty = !server.faults.is_empty();
    let store = server.store();
    let conference = store.conference(scope.conference).ok_or_else(Refusal::not_found)?;
    let query = Query::read(server, scope, call.query.as_deref().unwrap_or_default())?;
    if conference.participants.is_empty() && server.variations.ended_list == 404 {
        return Err(Refusal::not_found());
    }
    let old = past::listed(server, conference);
    let participants = old.as_ref().unwrap_or(&conference.participants).iter();
    let mut kept =
        participants.filter(|participant| query.keeps(server, participant)).collect::<Vec<_>>();
    if server.variations.newest_first || server.faults.has(Defect::ListNewestFirst) {
        kept.reverse();
    }
    if server.faults.has(Defect::ListOmitsOne) && kept.len() > 1 {
        kept.pop();
    }
    let beyond = query.page > 0 && query.span(kept.len()).is_empty();
    if beyond && server.variations.page_beyond_end_refused {
        let message = "There is no such page";
        return Err(Refusal::bad_input(server, Reason::Format, message));
    }
    let query = if faulty { pages::misread(server, query) } else { query };
    let span = query.span(kept.len());
    let next = (span.end < kept.len()).then(|| query.at(query.page + 1));
    let mut turn = Turn { span, next };
    if faulty {
        pages::misturn(server, &query, kept.len(), &mut turn);
    }
    let mut links = links(server, scope, &query, &turn, kept.len());
    if faulty {
        let host = call.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        pages::mislead(server, host, &mut links);
    }
    let shown = &kept[turn.span];
    let body = (server.dialect.words.page)(scope.base, &links, conference, shown)?;
    if faulty {
        let shown = shown.iter().map(|own| own.call).collect::<Vec<_>>();
        drop(store);
        past::saw(server, scope, &shown);
    }
    Ok(Reply::json(Subject::Page, StatusCode::OK, body))
}

/// The links and numbers of a page.
fn links(server: &Server, scope: &Scope, query: &Query, turn: &Turn, count: usize) -> Links {
    let linked =
        |page: &Query, prefix| page.link(server, scope, Some(&page.token(server, scope, prefix)));
    let previous = query.page.checked_sub(1).map(|page| query.at(page));
    Links {
        own: query.link(server, scope, query.token.as_deref()),
        first: query.at(0).link(server, scope, None),
        next: turn.next.as_ref().map(|page| linked(page, "PA")),
        previous: previous.map(|page| linked(&page, "PB")),
        page: query.page,
        page_size: query.page_size,
        start: turn.span.start,
        all: server.variations.page_totals.then(|| {
            let last = query.at((count as u64).saturating_sub(1) / query.page_size);
            (count as u64, last.link(server, scope, None))
        }),
    }
}

fn to_index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
