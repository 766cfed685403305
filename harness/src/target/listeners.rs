//! Who listens to what is told: one ear a user, and the office that sorts what they hear.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::events::{Carrier, Ear, Line, Office};
use super::hearing::{Hearing, Silence};
use crate::api::Calls;
use crate::record::User;

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
    pub(super) fn hearing(&self, words: &'static Calls, ids: &[String]) -> Hearing<'_> {
        let ears = self.ears();
        let listens =
            |user: User| ears.open.iter().any(|own| own.user() == user && !own.has_ended());
        Hearing {
            words,
            listening: [User::First, User::Second].map(listens),
            mailbox: self.office.expect(ids),
            silence: &self.silence,
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
