//! Who listens to what is told: one ear a user, and the office that sorts what they hear.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::events::{Carrier, Ear, Line, Office};
use super::hearing::{Hearing, Silence};
use super::redact::Redactor;
use super::{Account, Target};
use crate::api::Calls;
use crate::record::{User, World};

/// A listener waits so long at most for an answer that is not held: a server that gives none to it hardly ever will.
const LISTENERS_LIMIT: Duration = Duration::from_secs(5);

/// Who listens to what is told.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) carrier: Carrier,
    office: Arc<Office>,
    silence: Silence,
    ears: Mutex<Ears>,
}

#[derive(Debug, Default)]
struct Ears {
    open: Vec<Ear>,
    /// Why somebody can't listen.
    troubles: Vec<String>,
}

impl Listeners {
    pub(super) fn new(limit: Duration, carrier: Carrier) -> Self {
        let (office, ears) = Default::default();
        Self { carrier, office, silence: Silence::new(limit), ears }
    }

    /// Begins to listen for a user.
    pub(super) async fn open(&self, line: &Line, user: User, channels: &[&str]) {
        match Ear::open(line, user, Arc::clone(&self.office), channels).await {
            Ok(ear) => self.ears().open.push(ear),
            Err(error) => self.ears().troubles.push(error.to_string()),
        }
    }

    /// Ends every session.
    pub(super) async fn close(&self) {
        let open = std::mem::take(&mut self.ears().open);
        futures_util::future::join_all(open.into_iter().map(Ear::close)).await;
    }

    /// Why somebody can't listen, or listens no more.
    pub(super) fn troubles(&self) -> Vec<String> {
        let ears = self.ears();
        let ended = ears.open.iter().filter(|own| own.has_ended());
        let ended = ended.map(|own| {
            let why = own.trouble().unwrap_or_else(|| "the server ended the session".to_owned());
            format!("the listener has ended: {why}")
        });
        ears.troubles.iter().cloned().chain(ended).collect()
    }

    /// From now on what is told about these calls is kept.
    pub(super) fn hearing<'a>(
        &'a self,
        words: &'static Calls,
        ids: &[String],
        redactor: &'a Redactor,
    ) -> Hearing<'a> {
        let ears = self.ears();
        let listens =
            |user: User| ears.open.iter().any(|own| own.user() == user && !own.has_ended());
        Hearing {
            words,
            listening: [User::First, User::Second].map(listens),
            mailbox: self.office.expect(ids),
            silence: &self.silence,
            redactor,
            began: Instant::now(),
            sent: vec![],
            answered: vec![],
            silent: vec![],
        }
    }

    fn ears(&self) -> MutexGuard<'_, Ears> {
        self.ears.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Target {
    /// Begins to listen to what is told, where the api tells anything: for each user there is. Where nobody can listen, the run
    /// goes on without.
    pub async fn listen(&self) {
        let Some(words) = self.dialect.calls() else { return };
        let users = [(User::First, Some(&self.account)), (User::Second, self.sessions.second())];
        let all = users.into_iter().filter_map(|(user, account)| Some((user, account?)));
        let all = all.map(|(user, account)| async move {
            let line = Line {
                address: self.address.clone(),
                account: account.clone(),
                tls: Arc::clone(&self.tls),
                path: self.dialect.route(words.messages).template.to_string(),
                begin: Some(self.dialect.route(words.me).template.to_string()),
                carrier: self.listeners.carrier,
                time_limit: self.patience.limit().min(LISTENERS_LIMIT),
                limit: Arc::clone(&self.limit),
            };
            self.listeners.open(&line, user, &[words.channel]).await;
        });
        futures_util::future::join_all(all).await;
    }

    /// The second user's name, where there is a second user.
    pub fn second_username(&self) -> Option<&str> {
        self.sessions.second().map(Account::username)
    }

    /// Listens no more.
    pub async fn hang_up(&self) {
        self.listeners.close().await;
    }

    /// Why nobody listens; none where somebody does.
    pub fn deafness(&self) -> Vec<String> {
        self.listeners.troubles()
    }

    /// From now on what is told about a world's calls is kept; none where the api tells nothing.
    pub fn hear(&self, world: &World) -> Option<Hearing<'_>> {
        let words = self.dialect.calls()?;
        let conferences = world.conferences.iter();
        let own = conferences.clone().filter_map(|own| own.parameters.get(words.call_id));
        let legs = conferences.flat_map(|own| &own.participants);
        let ids: Vec<String> =
            own.chain(legs.filter_map(|own| own.get(words.call_id))).cloned().collect();
        Some(self.listeners.hearing(words, &ids, &self.redactor))
    }
}
