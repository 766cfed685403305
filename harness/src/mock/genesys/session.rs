//! Sessions of HTTP: a cookie, whose it is, and the token that goes with it.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::mock::ids::Ids;

/// So many sessions are remembered; those that nobody used for the longest time go first.
const LIMIT: usize = 20_000;

/// A session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Session {
    /// The place among the server's users.
    pub(super) user: usize,
    pub(super) token: Uuid,
    used: u64,
}

/// Every session, by its cookie.
#[derive(Debug)]
pub(super) struct Sessions {
    all: BTreeMap<String, Session>,
    /// Tokens that were given besides, and the token of the session that each was given to; only a faulty server has any.
    given: BTreeMap<Uuid, Uuid>,
    ids: Ids,
    clock: u64,
}

impl Sessions {
    /// None, with a sequence to draw cookies and tokens from.
    pub(super) fn new(ids: Ids) -> Self {
        Self { all: BTreeMap::new(), given: BTreeMap::new(), ids, clock: 0 }
    }

    /// The session of a cookie.
    pub(super) fn find(&mut self, cookie: &str) -> Option<Session> {
        self.clock += 1;
        let own = self.all.get_mut(cookie)?;
        own.used = self.clock;
        Some(*own)
    }

    /// Whether a token is that of any session.
    pub(super) fn know(&self, token: Uuid) -> bool {
        self.all.values().any(|own| own.token == token)
    }

    /// Whether a token was given to a session besides its own.
    pub(super) fn gave(&self, token: Uuid, session: Session) -> bool {
        self.given.get(&token) == Some(&session.token)
    }

    /// One more token for a session, for the fault that gives many.
    pub(super) fn give_another(&mut self, own: Uuid) -> Uuid {
        let token = self.ids.uuid();
        self.given.insert(token, own);
        token
    }

    /// A new session of a user, with its cookie.
    pub(super) fn begin(&mut self, user: usize) -> (String, Session) {
        let cookie = self.ids.token();
        let session = self.begin_as(&cookie, user);
        (cookie, session)
    }

    /// A new session of a user under a cookie.
    pub(super) fn begin_as(&mut self, cookie: &str, user: usize) -> Session {
        self.clock += 1;
        let token = self.ids.uuid();
        let session = Session { user, token, used: self.clock };
        if self.all.len() >= LIMIT {
            let mut times = self.all.values().map(|own| own.used).collect::<Vec<_>>();
            times.sort_unstable();
            let oldest = times[LIMIT / 2];
            self.all.retain(|_, own| own.used > oldest);
        }
        self.all.insert(cookie.to_owned(), session);
        session
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_that_is_used_outlives_those_that_are_not() {
        let mut sessions = Sessions::new(Ids::new(1));
        let (kept, own) = sessions.begin(1);
        let (idle, _) = sessions.begin(0);
        for _ in 0..LIMIT {
            sessions.begin(0);
            assert_eq!(sessions.find(&kept).map(|found| found.token), Some(own.token));
        }
        assert_eq!((sessions.find(&idle), sessions.all.len() <= LIMIT), (None, true));
    }
}
