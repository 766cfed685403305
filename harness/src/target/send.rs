//! The target: where every request of a run goes out.

use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Semaphore;
use url::Url;

use super::client::Keep;
use super::limit::Limit;
use super::listeners::Listeners;
use super::options::{TargetError, TargetOptions};
use super::patience::Patience;
use super::prepare::{Prepared, prepare};
use super::redact::{self, Redactor};
use super::seats::Seats;
use super::session::Session;
use super::sessions::Sessions;
use super::tls;
use super::{Account, Address, client, wire};
use crate::api::Dialect;
use crate::record::exchange::FollowUp;
use crate::record::{
    Answer, Body, Call, Class, Credentials, Exchange, Failure, FailureKind, Step, User, World,
};

/// So many characters of what a client saw go into a record.
const DETAIL: usize = 300;

/// A target that asks to wait (429, with Retry-After in seconds) is waited for so often, and so long at most each time.
const WAITS: usize = 3;
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// So many requests are sent at the same moment besides those of the lanes, however many cases ask for it: small servers have
/// few seats in their waiting rooms.
pub(super) const TOGETHER: u32 = 6;

/// How long a 429 asks to wait (RFC 6585, 4; RFC 9110, 10.2.3); none where it does not say, or asks too much.
fn asked_to_wait(answer: &Answer) -> Option<Duration> {
    if answer.status != 429 {
        return None;
    }
    let seconds: u64 = answer.header("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds)).filter(|pause| *pause <= LONGEST_WAIT)
}

/// The target: where every request of a run goes out.
#[derive(Debug)]
pub struct Target {
    pub(super) dialect: &'static Dialect,
    pub(super) address: Address,
    pub(super) account: Account,
    account_id: Option<String>,
    alias: Option<String>,
    pub(super) redactor: Redactor,
    pub(super) pooled: RwLock<reqwest::Client>,
    /// One request at a time, once the target has shown that it takes one connection at a time.
    pub(super) turn: OnceLock<Semaphore>,
    /// Seats for requests at the same moment.
    together: Semaphore,
    /// Raw connections that can take another request.
    pub(super) seats: Seats,
    pub(super) tls: Arc<rustls::ClientConfig>,
    pub(super) limit: Limit,
    pub(super) patience: Patience,
    hangs: wire::Hangs,
    /// Sessions of the users, where the api has such.
    pub(super) sessions: Sessions,
    /// The base URL, for which cookies are kept; none where it is no URL.
    home: Option<Url>,
    /// Who listens to what is told.
    pub(super) listeners: Listeners,
}

/// What a step is sent with besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct With<'a> {
    /// A request target that stands in place of the step's own path and query.
    pub page: Option<&'a str>,
    /// The session of the step's case.
    pub own: Option<&'a Session>,
}

impl Target {
    /// Sets up the clients; sends nothing.
    ///
    /// # Errors
    ///
    /// Where TLS or the HTTP client cannot be set up.
    pub fn new(dialect: &'static Dialect, options: &TargetOptions) -> Result<Self, TargetError> {
        let tls = tls::client_config(options.ca_file.as_deref())?;
        Ok(Self {
            dialect,
            address: options.address.clone(),
            account: options.account.clone(),
            account_id: options.account_id.clone(),
            alias: options.alias.clone(),
            redactor: Redactor::new([&options.account].into_iter().chain(&options.second)),
            pooled: RwLock::new(client::client(&tls, Keep::Alive)?),
            turn: OnceLock::new(),
            together: Semaphore::new(TOGETHER as usize),
            seats: Seats::default(),
            tls,
            limit: Limit::new(options.rate),
            patience: Patience::new(options.time_limit),
            hangs: wire::Hangs::default(),
            sessions: Sessions::new(options.second.clone()),
            home: Url::parse(options.address.origin()).ok(),
            listeners: Listeners::new(options.notification_limit, options.carrier),
        })
    }

    /// The base URL.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The user name, which is no secret.
    pub fn username(&self) -> &str {
        self.account.username()
    }

    /// The account's id in paths: the user name, where it was not given apart.
    pub fn account_id(&self) -> &str {
        self.account_id.as_deref().unwrap_or_else(|| self.account.username())
    }

    /// Whether that way to ask is really wrong for this target's credentials.
    pub fn differs(&self, credentials: Credentials) -> bool {
        self.account.differs(credentials)
    }

    /// Whether there is such a user.
    pub fn has_user(&self, user: User) -> bool {
        user == User::First || self.sessions.second().is_some()
    }

    /// Sends a step; none where the world lacks what it names.
    ///
    /// What is to be looked at byte by byte, and what may be answered with a 204, goes out on a raw connection that nobody else
    /// uses meanwhile, so that stray bytes can neither hide nor spoil another exchange. A kept connection that was closed under
    /// a request is no finding: the request goes out once more.
    pub async fn send(&self, step: &Step, world: &World, with: With<'_>) -> Option<Exchange> {
        let mut prepared = self.prepare(&step.call, world, with.own)?;
        if let Some(page) = with.page {
            page.clone_into(&mut prepared.target);
            prepared.record.url = format!("{}{page}", self.address.origin());
        }
        let _turn = match self.turn.get() {
            Some(turn) => turn.acquire().await.ok(),
            None => None,
        };
        Some(self.exchange(step, prepared, world, with.own, None).await)
    }

    /// Sends steps at the same moment, each on a connection of its own that was opened before; none where the world lacks
    /// what one of them names. A target that takes one connection at a time gets them one after the other.
    pub async fn send_together(&self, steps: &[Step], world: &World) -> Option<Vec<Exchange>> {
        if self.turn.get().is_some() {
            let mut exchanges = Vec::with_capacity(steps.len());
            for step in steps {
                exchanges.push(self.send(step, world, With::default()).await?);
            }
            return Some(exchanges);
        }
        let calls = steps.iter().map(|step| self.prepare(&step.call, world, None));
        let prepared = calls.collect::<Option<Vec<_>>>()?;
        for _ in 0..steps.len() * 2 {
            // One for each, and one for the second request behind it.
            self.limit.wait().await;
        }
        let seats = u32::try_from(steps.len()).unwrap_or(TOGETHER).min(TOGETHER);
        let _seats = self.together.acquire_many(seats).await.ok();
        let limit = self.patience.limit();
        let opened = join_all(steps.iter().map(|_| self.connection(limit))).await;
        let all = steps.iter().zip(prepared).zip(opened).map(|((step, prepared), connection)| {
            self.exchange(step, prepared, world, None, Some(connection))
        });
        Some(join_all(all).await)
    }

    /// The request target of a link in an answer to a request that was sent to `from`; none where it leads to another host.
    pub fn at_home(&self, from: &str, link: &str) -> Option<String> {
        let own = Url::parse(self.address.origin()).ok()?;
        let path = Url::parse(from).ok()?;
        let found = own.join(path.path()).ok()?.join(link).ok()?;
        if found.origin() != own.origin() || !found.username().is_empty() {
            return None;
        }
        let query = found.query().map(|query| format!("?{query}")).unwrap_or_default();
        Some(format!("{}{query}", found.path()))
    }

    /// Looks behind answers once more, where that was given up because it took too long: a failure is to be shown again.
    pub fn look_behind_again(&self) {
        self.hangs.forgive();
    }

    pub(super) fn prepare(
        &self,
        call: &Call,
        world: &World,
        own: Option<&Session>,
    ) -> Option<Prepared> {
        let account = match call.user {
            User::First => &self.account,
            User::Second => self.sessions.second()?,
        };
        let fields = match (self.dialect.calls(), &self.home) {
            (Some(_), Some(home)) => self.sessions.fields(call, own, home),
            _ => vec![],
        };
        prepare(self.dialect, &self.address, account, &fields, call, world)
    }

    /// Sends what was prepared, first on the `opened` connection where there is one.
    async fn exchange(
        &self,
        step: &Step,
        prepared: Prepared,
        world: &World,
        own: Option<&Session>,
        opened: Option<Result<wire::Connection, Failure>>,
    ) -> Exchange {
        let call = &step.call;
        let mut start = Instant::now();
        let mut outcome = match opened {
            Some(Ok(connection)) => {
                let limit = self.patience.limit();
                self.send_raw(step, &prepared, world, connection, limit).await
            }
            Some(Err(failure)) => Err(failure),
            None => self.attempt(step, &prepared, world).await,
        };
        if outcome.as_ref().is_err_and(wire::closed_without_a_byte) && !self.is_sent_once(&prepared)
        {
            start = Instant::now();
            // What was kept as long as that one may be gone as well.
            self.seats.clear();
            outcome = self.attempt(step, &prepared, world).await;
        }
        for _ in 0..WAITS {
            let Some(pause) = outcome.as_ref().ok().and_then(asked_to_wait) else { break };
            tokio::time::sleep(pause).await;
            start = Instant::now();
            outcome = self.attempt(step, &prepared, world).await;
        }
        // What follows an answer is looked at in a time of its own.
        let facts = outcome.as_ref().ok().and_then(|answer| answer.wire.as_ref());
        let took = facts.map_or_else(|| start.elapsed(), |facts| facts.took);
        let ago = SignedDuration::try_from(start.elapsed()).unwrap_or_default();
        let sent = Timestamp::now().checked_sub(ago).ok();
        self.patience.learn(took, outcome.is_ok());
        if let (Ok(answer), Some(home), Some(_)) = (&outcome, &self.home, self.dialect.calls()) {
            self.sessions.learn(call, own, home, &answer.headers);
        }
        let outcome = outcome.map(|answer| self.redact(answer, call, own)).map_err(|failure| {
            let detail = self.redactor.text(failure.detail.as_str()).chars().take(DETAIL).collect();
            Failure { detail, ..failure }
        });
        let mut request = prepared.record;
        if let Some(alias) = &self.alias {
            request.url.replace_range(..self.address.origin().len(), alias);
        }
        request.url = self.redactor.text(request.url);
        request.body = request.body.map(|body| self.redactor.text(body));
        Exchange { request, outcome, sent, took }
    }

    async fn attempt(
        &self,
        step: &Step,
        prepared: &Prepared,
        world: &World,
    ) -> Result<Answer, Failure> {
        self.limit.wait().await;
        let limit = self.patience.limit();
        let by_bytes = step.alone || step.bytes && self.seats.are_kept();
        // What an HTTP client can't read would have to be sent again to be looked at, and that must not be.
        let once = self.is_sent_once(prepared);
        if !by_bytes && !once && matches!(prepared.method.as_str(), "GET" | "POST") {
            let client = self.pooled.read().unwrap_or_else(PoisonError::into_inner).clone();
            let outcome = client::send(&client, self.address.origin(), prepared, limit).await;
            let Err(Failure { kind: FailureKind::Closed | FailureKind::Malformed, .. }) = outcome
            else {
                return outcome;
            };
        }
        // The second request behind it counts as well.
        self.limit.wait().await;
        // A kept connection may be closed under a request, and then nobody knows whether it was carried out.
        let connection = if once {
            wire::open(&self.address, &self.tls, limit).await?
        } else {
            self.connection(limit).await?
        };
        self.send_raw(step, prepared, world, connection, limit).await
    }

    /// Whether a request must not be sent a second time: what it does, it would do twice (RFC 9110, 9.2.2).
    fn is_sent_once(&self, prepared: &Prepared) -> bool {
        self.dialect.calls().is_some() && !matches!(prepared.method.as_str(), "GET" | "HEAD")
    }

    /// A raw connection: one that was kept, else a new one.
    async fn connection(&self, limit: Duration) -> Result<wire::Connection, Failure> {
        match self.seats.take() {
            Some(connection) => Ok(connection),
            None => wire::open(&self.address, &self.tls, limit).await,
        }
    }

    /// Sends on a raw connection and looks at what comes behind the answer. Where several requests meet, or a step is one of
    /// many alike, that is done only where something could hide.
    async fn send_raw(
        &self,
        step: &Step,
        prepared: &Prepared,
        world: &World,
        connection: wire::Connection,
        limit: Duration,
    ) -> Result<Answer, Failure> {
        let mut asked = wire::ask(connection, &self.address, prepared, limit).await?;
        let behind = step.alone
            || !step.bytes && step.class != Class::Contended && !self.is_sent_once(prepared);
        if behind || asked.is_without_content() {
            let follow_up = Call {
                method: Some("GET".to_owned()),
                body: Body::None,
                query: vec![],
                ..step.call.clone()
            };
            let follow_up = self.prepare(&follow_up, world, None);
            let follow_up = follow_up.as_ref().unwrap_or(prepared);
            let (address, hangs) = (&self.address, &self.hangs);
            asked.look_behind(wire::LookBehind { address, follow_up, limit, hangs }).await;
        }
        let (answer, connection) = asked.into_parts();
        self.seats.give_back(connection);
        Ok(answer)
    }

    /// The base URL, as records show it.
    pub fn shown_base(&self) -> String {
        let origin = self.alias.as_deref().unwrap_or_else(|| self.address.origin());
        format!("{origin}{}", self.address.base_path())
    }

    fn redact(&self, mut answer: Answer, call: &Call, own: Option<&Session>) -> Answer {
        let credentials = call.credentials;
        let in_headers =
            answer.headers.iter().any(|(_, value)| self.redactor.finds(value.as_bytes()));
        answer.echoed_secret = in_headers || self.redactor.finds(&answer.body);
        // Wrong credentials are no secret, but most of them are made from the right ones.
        if answer.echoed_secret || !credentials.is_right() {
            answer.body = self.redactor.bytes(answer.body);
            for (_, value) in &mut answer.headers {
                *value = self.redactor.text(value.as_str());
            }
        }
        if let Some(facts) = &mut answer.wire {
            facts.head = self.redactor.bytes(std::mem::take(&mut facts.head));
            facts.stray = self.redactor.bytes(std::mem::take(&mut facts.stray));
            if let Some(FollowUp::OutOfStep(words)) = &mut facts.follow_up {
                *words = self.redactor.text(words.as_str());
            }
        }
        if self.dialect.calls().is_some() {
            redact::hide(&mut answer, &self.sessions.secrets(own));
        }
        answer
    }
}
