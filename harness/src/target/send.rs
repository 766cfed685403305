//! The target: where every request of a run goes out.

use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::time::Instant;

use futures_util::future::join_all;
use tokio::sync::Semaphore;
use url::Url;

use super::budget::Budget;
use super::client::Keep;
use super::ended::{Ended, Waits};
use super::limit::Limit;
use super::listeners::Listeners;
use super::options::{TargetError, TargetOptions};
use super::patience::Patience;
use super::prepare::{Prepared, prepare};
use super::presence::Presence;
use super::redact::Redactor;
use super::seats::Seats;
use super::session::Session;
use super::sessions::Sessions;
use super::tls;
use super::{Account, Address, client, wire};
use crate::api::{Dialect, is_the_same_resource};
use crate::record::{Call, Credentials, Exchange, Step, User, World};

/// So many requests are sent at the same moment besides those of the lanes, however many cases ask for it: small servers have
/// few seats in their waiting rooms.
pub(super) const TOGETHER: u32 = 6;

/// The target: where every request of a run goes out.
#[derive(Debug)]
pub struct Target {
    pub(super) dialect: &'static Dialect,
    pub(super) address: Address,
    pub(super) account: Account,
    account_id: Option<String>,
    pub(super) alias: Option<String>,
    pub(super) redactor: Redactor,
    pub(super) pooled: RwLock<reqwest::Client>,
    /// One request at a time, once the target has shown that it takes one connection at a time.
    pub(super) turn: OnceLock<Semaphore>,
    /// Seats for requests at the same moment.
    together: Semaphore,
    /// Raw connections that can take another request.
    pub(super) seats: Seats,
    pub(super) tls: Arc<rustls::ClientConfig>,
    pub(super) limit: Arc<Limit>,
    /// How many requests that could change something may be sent.
    pub(super) budget: Budget,
    pub(super) patience: Patience,
    pub(super) hangs: wire::Hangs,
    /// Sessions of the users, where the api has such.
    pub(super) sessions: Sessions,
    /// The base URL, for which cookies are kept; none where it is no URL.
    pub(super) home: Option<Url>,
    /// Who listens to what is told.
    pub(super) listeners: Listeners,
    /// Whether the target is still there, how often it asked to wait, and why nothing more is sent.
    pub(super) presence: Presence,
    pub(super) waits: Waits,
    pub(super) ended: OnceLock<Ended>,
}

/// What a step is sent with besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct With<'a> {
    /// A request target that stands in place of the step's own path and query.
    pub page: Option<&'a str>,
    /// The session of the step's case.
    pub own: Option<&'a Session>,
    /// Takes the moment at which the request went out, which may have had to wait.
    pub went: Option<&'a Mutex<Instant>>,
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
            pooled: RwLock::new(client::client(&tls, Keep::One)?),
            turn: OnceLock::new(),
            together: Semaphore::new(TOGETHER as usize),
            seats: Seats::default(),
            tls,
            limit: Arc::new(Limit::new(options.rate)),
            budget: Budget::default(),
            patience: Patience::new(options.time_limit),
            hangs: wire::Hangs::default(),
            sessions: Sessions::new(options.second.clone()),
            home: Url::parse(options.address.origin()).ok(),
            listeners: Listeners::new(options.notification_limit, options.carrier),
            presence: Presence::default(),
            waits: Waits::default(),
            ended: OnceLock::new(),
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

    /// How many requests that could change something may be sent, and were.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// A text without the target's secrets.
    pub fn clean(&self, text: &str) -> String {
        self.redactor.text(text)
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

    /// Sends a step; none where the world lacks what it names, or the target was not to be had: it has gone away, or refuses
    /// requests for their number.
    ///
    /// What is to be looked at byte by byte, and what may be answered with a 204, goes out on a raw connection that nobody else
    /// uses meanwhile, so that stray bytes can neither hide nor spoil another exchange. A kept connection that was closed under
    /// a request is no finding: the request goes out once more.
    pub async fn send(&self, step: &Step, world: &World, with: With<'_>) -> Option<Exchange> {
        if self.ended().is_some() {
            return None;
        }
        let mut prepared = self.prepare(&step.call, world, with.own)?;
        if let Some(page) = with.page {
            page.clone_into(&mut prepared.target);
            prepared.record.url = format!("{}{page}", self.address.origin());
        }
        let _turn = match self.turn.get() {
            Some(turn) => turn.acquire().await.ok(),
            None => None,
        };
        self.exchange(step, prepared, world, with, None).await
    }

    /// Sends steps at the same moment, each on a connection of its own that was opened before; none where the world lacks
    /// what one of them names, or the target was not to be had. A target that takes one connection at a time gets them one after the other.
    pub async fn send_together(&self, steps: &[Step], world: &World) -> Option<Vec<Exchange>> {
        if self.turn.get().is_some() {
            let mut exchanges = Vec::with_capacity(steps.len());
            for step in steps {
                exchanges.push(self.send(step, world, With::default()).await?);
            }
            return Some(exchanges);
        }
        if self.ended().is_some() {
            return None;
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
            self.exchange(step, prepared, world, With::default(), Some(connection))
        });
        join_all(all).await.into_iter().collect()
    }

    /// The request target of a link in an answer to a request that was sent to `from`; none where it leads to another host or
    /// to another resource: what was not handed over is not looked at either.
    pub fn at_home(&self, from: &str, link: &str) -> Option<String> {
        let own = Url::parse(self.address.origin()).ok()?;
        let path = Url::parse(from).ok()?;
        let asked = own.join(path.path()).ok()?;
        let found = asked.join(link).ok()?;
        let is_somebodys = !found.username().is_empty() || found.password().is_some();
        if found.origin() != own.origin() || is_somebodys {
            return None;
        }
        let resource = asked.path().strip_prefix(self.address.base_path())?;
        if !is_the_same_resource(resource, found.path()) {
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

    /// The base URL, as records show it.
    pub fn shown_base(&self) -> String {
        let origin = self.alias.as_deref().unwrap_or_else(|| self.address.origin());
        format!("{origin}{}", self.address.base_path())
    }
}
